// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/controlpath.h"
#include "common/result.h"
#include "common/serverlimits.h"

#include <QByteArray>
#include <QJsonObject>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace maru::server {

/// Why a request to the running server has no reply.
struct ControlError
{
    enum class Kind : quint8 {
        NoServer, ///< nobody answers: the store may be opened instead
        Failed, ///< a server is there, but no reply came
    };
    Kind kind = Kind::Failed;
    QString text; ///< one sentence
};

/// Sends one request to the server that runs on a data directory. One object per request.
class ControlClient : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(Result<QJsonObject, ControlError>)>;

    explicit ControlClient(QObject *parent = nullptr);
    ~ControlClient() override;

    /// \p handler is called exactly once, never from within send(), unless this object is destroyed
    /// before; it may call deleteLater(), not delete. A reply is any JSON object; whether it says
    /// `"ok":true` is for the caller to see.
    void send(const QString &dataDirectory, const QJsonObject &request, Handler handler,
              int timeoutMs = limits::controlAnswerTimeoutMs + limits::controlTimeoutMs);

private:
    void open(const QString &dataDirectory);
    void readReply();
    void failOnSocket(QLocalSocket::LocalSocketError error);
    void finish(Result<QJsonObject, ControlError> result);

    std::optional<ControlPath> m_path; // outlives m_socket's use of it
    QLocalSocket m_socket;
    QTimer m_timer;
    QByteArray m_request;
    QByteArray m_reply;
    Handler m_handler; // empty before send() and once it was called
};

} // namespace maru::server
