// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/controlpath.h"
#include "common/result.h"
#include "common/serverlimits.h"

#include <QJsonObject>
#include <QLocalServer>
#include <QObject>

#include <functional>
#include <optional>

namespace maru::server {

/// The bounds of a ControlServer; tests make them small.
struct ControlLimits
{
    qsizetype lineBytes = limits::controlLineBytes;
    int requestTimeoutMs = limits::controlTimeoutMs; ///< also to take the reply
    int answerTimeoutMs = limits::controlAnswerTimeoutMs;
    int connections = limits::maxControlConnections;
};

/// `{"ok":false,"error":…}`.
[[nodiscard]] QJsonObject controlRefusal(const QString &error);

/// The administrator's way into the running server: a local socket at `DIR/control` that only the
/// server's own user can open.
///
/// A connection carries one request, a JSON object on one line
/// (`{"command":"room.add","name":"x"}`), and gets one reply line, `{"ok":true,…}` or
/// `{"ok":false,"error":…}`; then it is closed. Thread: the one it was made in.
class ControlServer : public QObject
{
    Q_OBJECT

public:
    /// May be called later than the handler returns, once, on the same thread; further calls, and
    /// calls when the peer or the server is gone, do nothing.
    using Reply = std::function<void(const QJsonObject &)>;
    /// Is given every request that is a JSON object.
    using Handler = std::function<void(const QJsonObject &request, Reply reply)>;

    explicit ControlServer(Handler handler, const ControlLimits &bounds = {},
                           QObject *parent = nullptr);
    ~ControlServer() override;

    /// Call it when the store is open, so that the directory is known to be ours alone.
    ///
    /// A socket that nobody answers on is what a killed server left, and is replaced; anything else
    /// in its place is not touched. Errors: one sentence.
    [[nodiscard]] Result<void, QString> listen(const QString &dataDirectory);
    /// Removes the socket and drops all connections. Not to be called from within the handler.
    void close();

    [[nodiscard]] bool isListening() const { return m_server.isListening(); }
    [[nodiscard]] int connectionCount() const { return m_connectionCount; }

private:
    void acceptAll();

    Handler m_handler;
    ControlLimits m_limits;
    std::optional<ControlPath> m_path; // outlives m_server's use of it
    QLocalServer m_server;
    int m_connectionCount = 0;
};

} // namespace maru::server
