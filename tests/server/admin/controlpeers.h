// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/controlclient.h"
#include "server/admin/controlserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>

#include <optional>

/// Those who ask at the control socket.
namespace maru::server {

using namespace Qt::StringLiterals;

inline constexpr ControlLimits smallLimits{
    .lineBytes = 64, .requestTimeoutMs = 200, .answerTimeoutMs = 300, .connections = 2};

inline void echo(const QJsonObject &request, const ControlServer::Reply &reply)
{
    reply({{u"ok"_s, true}, {u"echo"_s, request}});
}

/// A peer that speaks bytes, not requests.
class RawPeer
{
public:
    explicit RawPeer(const QString &directory)
        : m_path(*ControlPath::find(directory))
    {
        QObject::connect(&m_socket, &QLocalSocket::readyRead, &m_socket,
                         [this] { m_bytes += m_socket.readAll(); });
        m_socket.connectToServer(m_path.name());
    }

    void write(const QByteArray &bytes) { m_socket.write(bytes); }
    void leave() { m_socket.abort(); }
    [[nodiscard]] bool isOpen() const { return m_socket.state() == QLocalSocket::ConnectedState; }
    [[nodiscard]] bool isClosed() const
    {
        return m_socket.state() == QLocalSocket::UnconnectedState;
    }
    [[nodiscard]] QJsonObject reply() const { return QJsonDocument::fromJson(m_bytes).object(); }
    [[nodiscard]] QString error() const { return reply().value("error"_L1).toString(); }

private:
    ControlPath m_path;
    QLocalSocket m_socket;
    QByteArray m_bytes;
};

/// A request through ControlClient and what came of it.
class Request
{
public:
    Request(const QString &directory, const QJsonObject &request, int timeoutMs = 5'000)
    {
        m_client.send(
            directory, request,
            [this](Result<QJsonObject, ControlError> result) {
                ++calls;
                m_result = std::move(result);
            },
            timeoutMs);
    }

    [[nodiscard]] bool isDone() const { return m_result.has_value(); }
    [[nodiscard]] const Result<QJsonObject, ControlError> &result() const { return *m_result; }

    int calls = 0;

private:
    ControlClient m_client;
    std::optional<Result<QJsonObject, ControlError>> m_result;
};

inline QByteArray lineOf(qsizetype bytes)
{
    const QByteArray head = R"({"x":")";
    const QByteArray tail = R"("})";
    return head + QByteArray(bytes - head.size() - tail.size(), 'y') + tail;
}

} // namespace maru::server
