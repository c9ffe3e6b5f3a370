// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "server/transport/frontdoor.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

#include <memory>

/// A front door with somebody behind it, and clients before it.
namespace maru::server {

inline const QByteArray upgradeHead =
    "Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
inline const QByteArray goodUpgrade =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n" + upgradeHead;

/// A client that only speaks TCP.
class RawClient : public QTcpSocket
{
public:
    explicit RawClient(quint16 port)
    {
        connect(this, &QTcpSocket::readyRead, this, [this] { received += readAll(); });
        connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }
    [[nodiscard]] bool isGone() const { return state() == UnconnectedState; }
    [[nodiscard]] QByteArray statusLine() const { return received.left(received.indexOf("\r\n")); }
    [[nodiscard]] QByteArray body() const { return received.mid(received.indexOf("\r\n\r\n") + 4); }

    QByteArray received;
};

class EchoHandler : public HttpHandler
{
public:
    HttpResponse respond(const HttpRequest &request) override
    {
        HttpResponse response;
        response.body = request.method + ' ' + request.path;
        return response;
    }
};

/// A door, and the sessions that came through it.
struct House
{
    explicit House(FrontDoorConfig config = {})
        : door(std::make_unique<FrontDoor>(config))
    {
        door->setHandler(&handler);
        QObject::connect(door.get(), &FrontDoor::connected, &context,
                         [this](EngineSession *session, const HandshakeInfo &info) {
                             session->setParent(&context);
                             sessions.append(session);
                             infos.append(info);
                             QObject::connect(session, &EngineSession::messageReceived, &context,
                                              [this](const QByteArray &text) { texts += text; });
                             QObject::connect(session, &EngineSession::binaryReceived, &context,
                                              [this](const QByteArray &data) { binaries += data; });
                             QObject::connect(session, &EngineSession::closed, &context,
                                              [this, session](CloseReason reason) {
                                                  closed += toString(reason);
                                                  delete session; // as an owner may
                                              });
                         });
        const auto result = door->listen({QHostAddress(QHostAddress::LocalHost)}, 0);
        port = result.value_or(0);
    }
    ~House() { door.reset(); }
    Q_DISABLE_COPY_MOVE(House)

    [[nodiscard]] QUrl url() const
    {
        return QUrl(
            QStringLiteral("ws://127.0.0.1:%1/socket.io/?EIO=4&transport=websocket").arg(port));
    }

    EchoHandler handler;
    std::unique_ptr<FrontDoor> door;
    QObject context;
    quint16 port = 0;
    QList<QPointer<EngineSession>> sessions;
    QList<HandshakeInfo> infos;
    QList<QByteArray> texts;
    QList<QByteArray> binaries;
    QStringList closed;
};

/// A good client; it must never notice what others do.
class Witness
{
public:
    explicit Witness(const House &house)
        : m_house(house)
        , m_at(house.sessions.size())
    {
        m_socket.open(house.url());
    }
    [[nodiscard]] bool isFine()
    {
        if (!QTest::qWaitFor([this] { return m_house.sessions.size() > m_at; })) {
            return false;
        }
        QSignalSpy spy(&m_socket, &QWebSocket::textMessageReceived);
        EngineSession *session = m_house.sessions.at(m_at);
        if (!session) {
            return false;
        }
        session->send(Frame::text("4안녕"));
        return QTest::qWaitFor([&spy] {
            return !spy.isEmpty() && spy.last().at(0).toString() == QStringLiteral("4안녕");
        });
    }

private:
    const House &m_house;
    qsizetype m_at;
    QWebSocket m_socket;
};

} // namespace maru::server
