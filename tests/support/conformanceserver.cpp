// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT
//
// The server that the official conformance suites of Engine.IO 4 and Socket.IO 5 ask for, made of
// the product's own transport and session libraries. Their configuration: docs/testing.md,
// "Conformance".

#include "common/secret.h"
#include "server/session/socketsession.h"
#include "server/transport/frontdoor.h"
#ifdef Q_OS_LINUX
#include "server/transport/epolldispatcher.h"
#endif

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QTextStream>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 suitePayloadBytes = 1'000'000;
constexpr int publicSidBytes = 15;

/// Sends every message back as it came.
void echo(EngineSession *session)
{
    session->setParent(qApp);
    QObject::connect(session, &EngineSession::messageReceived, session,
                     [session](const QByteArray &text) { session->send(Frame::text('4' + text)); });
    QObject::connect(session, &EngineSession::binaryReceived, session,
                     [session](const QByteArray &bytes) { session->send(Frame::binary(bytes)); });
    QObject::connect(session, &EngineSession::closed, session, &QObject::deleteLater);
}

/// An event of the server with the arguments that came.
SocketPacket eventPacket(const QString &nsp, const QString &name, QJsonArray arguments,
                         const QList<QByteArray> &attachments = {})
{
    arguments.prepend(name);
    SocketPacket packet;
    packet.type = SocketPacketType::Event;
    packet.nsp = nsp;
    packet.data = arguments;
    packet.attachments = attachments;
    return packet;
}

/// Namespaces `/` and `/custom`, which tell the peer what it sent.
void converse(EngineSession *engine, const SocketConfig &config)
{
    auto *socket = new SocketSession(engine, config, qApp);
    socket->setJoined(); // the suites know no joins, and send bytes at once
    QObject::connect(socket, &SocketSession::connectRequested, socket,
                     [socket](const QString &nsp, const QJsonObject &auth) {
                         if (nsp != u"/" && nsp != u"/custom") {
                             socket->refuse(nsp, u"Invalid namespace"_s);
                             return;
                         }
                         socket->accept(nsp, newSecret(publicSidBytes));
                         socket->send(eventPacket(nsp, u"auth"_s, {auth}));
                     });
    QObject::connect(socket, &SocketSession::eventReceived, socket,
                     [socket](const QString &nsp, const QString &name, const QJsonArray &arguments,
                              std::optional<quint64> id, const QList<QByteArray> &attachments) {
                         if (name == u"message" && nsp == u"/") {
                             socket->send(
                                 eventPacket(nsp, u"message-back"_s, arguments, attachments));
                         } else if (name == u"message-with-ack" && id) {
                             socket->sendAck(nsp, *id, arguments, attachments);
                         }
                     });
    QObject::connect(socket, &SocketSession::closed, socket, &QObject::deleteLater);
}

} // namespace

int main(int argc, char *argv[])
{
#ifdef Q_OS_LINUX
    EpollDispatcher::install(); // as the product
#endif
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"mode"_s, u"engine or socket"_s, u"MODE"_s, u"socket"_s},
                       {u"port"_s, u"0: any free port"_s, u"N"_s, u"3000"_s},
                       {u"ping-interval"_s, u"ms"_s, u"N"_s, u"300"_s},
                       {u"ping-timeout"_s, u"ms"_s, u"N"_s, u"200"_s},
                       {u"connect-timeout"_s, u"ms"_s, u"N"_s, u"1000"_s}});
    parser.process(application);
    const bool isEngine = parser.value(u"mode"_s) == u"engine";
    const auto number = [&parser](const QString &name) {
        return parser.value(name).toInt();
    };

    FrontDoorConfig config;
    config.rateLimit = false;
    config.engine.path = isEngine ? "/engine.io/" : "/socket.io/";
    config.engine.engine = {.pingIntervalMs = number(u"ping-interval"_s),
                            .pingTimeoutMs = number(u"ping-timeout"_s),
                            .maxPayloadBytes = suitePayloadBytes};
    const SocketConfig socketConfig{.connectTimeoutMs = number(u"connect-timeout"_s)};
    FrontDoor door(config);
    QObject::connect(&door, &FrontDoor::connected, qApp,
                     [isEngine, socketConfig](EngineSession *session, const HandshakeInfo &) {
                         if (isEngine) {
                             echo(session);
                         } else {
                             converse(session, socketConfig);
                         }
                     });
    // `localhost` is either of them.
    const auto port = door.listen(
        {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)},
        quint16(number(u"port"_s)));
    if (!port) {
        QTextStream(stderr) << "conformanceserver: " << port.error().text << Qt::endl;
        return 1;
    }
    QTextStream(stdout) << "conformanceserver listening on http://localhost:" << *port << Qt::endl;
    return QCoreApplication::exec();
}
