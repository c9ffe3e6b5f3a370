// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/controlpath.h"

#include <QByteArray>
#include <QJsonObject>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace maru::client {

/// One question to the server of this user that runs on a data directory: a JSON object on a line,
/// answered by another. Deletes itself after the handler was called.
class HostQuestion : public QObject
{
    Q_OBJECT

public:
    /// std::nullopt: nobody answered within limits::hostAnswerMs, or not in this way.
    using Handler = std::function<void(const std::optional<QJsonObject> &answer)>;

    HostQuestion(const QString &dataDirectory, const QJsonObject &question, Handler handler,
                 QObject *parent);

private:
    void read();
    void finish(const std::optional<QJsonObject> &answer);

    Result<ControlPath, QString> m_path; // outlives m_socket's use of it
    QLocalSocket m_socket;
    QTimer m_timer;
    QByteArray m_answer;
    Handler m_handler; // empty once it was called
};

} // namespace maru::client
