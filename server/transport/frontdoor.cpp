// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/frontdoor.h"

#include "common/logging.h"
#include "server/transport/addresses.h"
#include "server/transport/descriptorlimit.h"
#include "server/transport/handshake.h"
#include "server/transport/headreader.h"
#include "server/transport/websockettransport.h"

#include <QPointer>
#include <QTcpSocket>
#include <QWebSocket>

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr int maxPendingWebSockets = 4'096; // of QWebSocketServer; its default of 30 drops the rest

ConnectionLimits effectiveLimits(const FrontDoorConfig &config, int descriptors)
{
    ConnectionLimits limits = config.connections;
    limits.open = std::min(limits.open, connectionsWithin(descriptors));
    limits.openPerAddress = config.rateLimit ? limits.openPerAddress : 0;
    return limits;
}

bool isSameConnection(const QWebSocket *webSocket, const QTcpSocket *tcp)
{
    return webSocket->peerPort() == tcp->peerPort() && webSocket->localPort() == tcp->localPort()
        && webSocket->peerAddress() == tcp->peerAddress()
        && webSocket->localAddress() == tcp->localAddress();
}

} // namespace

FrontDoor::FrontDoor(const FrontDoorConfig &config, QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_descriptorLimit(raiseDescriptorLimit())
    , m_counter(effectiveLimits(config, m_descriptorLimit))
    , m_webSockets(QStringLiteral("maru"), QWebSocketServer::NonSecureMode)
{
    m_webSockets.setMaxPendingConnections(maxPendingWebSockets);
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, &FrontDoor::openWebSockets);
    // Queued: it is emitted while a socket is being destroyed.
    connect(&m_counter, &ConnectionCounter::roomMade, this, &FrontDoor::takeConnections,
            Qt::QueuedConnection);
    m_reliefTimer.setInterval(m_config.halfOpenPatienceMs / 4 + 1);
    connect(&m_reliefTimer, &QTimer::timeout, this, &FrontDoor::relieve);
}

FrontDoor::~FrontDoor()
{
    disconnect(&m_counter, nullptr, this, nullptr);
    // Before the members they report to go.
    qDeleteAll(findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly));
}

Result<quint16, ListenError> FrontDoor::listen(const QList<QHostAddress> &addresses, quint16 port)
{
    auto listeners = listenOn(addresses, port, m_descriptorLimit);
    if (!listeners) {
        return failure(std::move(listeners.error()));
    }
    m_listeners = std::move(*listeners);
    for (const auto &listener : m_listeners) {
        connect(listener.get(), &QTcpServer::newConnection, this, &FrontDoor::takeConnections);
    }
    return m_listeners.front()->serverPort();
}

void FrontDoor::stopListening()
{
    m_reliefTimer.stop();
    for (const auto &listener : m_listeners) {
        listener->close();
    }
}

void FrontDoor::takeConnections()
{
    for (const auto &listener : m_listeners) {
        while (m_counter.hasRoomForHalfOpen() && listener->isListening()
               && listener->hasPendingConnections()) {
            take(listener->nextPendingConnection());
        }
    }
    // The rest waits: QTcpServer stops accepting when its list is full, and goes on when we take
    // from it.
    if (!hasPending()) {
        m_reliefTimer.stop();
    } else if (!m_reliefTimer.isActive()) {
        m_reliefTimer.start();
    }
}

bool FrontDoor::hasPending() const
{
    return std::any_of(m_listeners.cbegin(), m_listeners.cend(), [](const auto &listener) {
        return listener->isListening() && listener->hasPendingConnections();
    });
}

/// Others wait behind connections that say nothing: those have had their chance.
void FrontDoor::relieve()
{
    if (!hasPending() || m_counter.hasRoomForHalfOpen()) {
        takeConnections();
        return;
    }
    const QList<QTcpSocket *> slow = m_counter.halfOpenSince(m_config.halfOpenPatienceMs);
    for (QTcpSocket *socket : slow) {
        socket->abort();
    }
}

void FrontDoor::take(QTcpSocket *socket)
{
    socket->setParent(this);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (socket->state() != QAbstractSocket::ConnectedState) { // it left while it was pending
        socket->deleteLater();
        return;
    }
    const QHostAddress peer = normalized(socket->peerAddress());
    const bool hasRoom = m_counter.hasRoomFor(peer);
    m_counter.add(socket, peer);
    if (!hasRoom) {
        qCInfo(lcTransport).noquote() << "too many connections, refused" << peer.toString();
        answer(socket, plainResponse(503, "Too many connections; try again later."));
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);

    auto *reader = new HeadReader(socket, m_config.headTimeoutMs);
    connect(reader, &HeadReader::requestRead, this, &FrontDoor::handle);
    connect(reader, &HeadReader::tlsSeen, this, &FrontDoor::refuseTls);
    connect(reader, &HeadReader::refused, this, [this](QTcpSocket *refused, int status) {
        answer(refused, plainResponse(status, "This is no request that can be read."));
    });
    reader->start();
}

void FrontDoor::handle(QTcpSocket *socket, const HttpRequest &request, qsizetype headBytes)
{
    const bool isWelcomePage = request.path == QByteArrayView("/");
    if (!isWelcomePage && !mayBePlain(normalized(socket->peerAddress()))) {
        HttpResponse response = plainResponse(
            426, "This server speaks to your address only over TLS: use https:// or wss://.");
        response.headers = {{"Upgrade", "TLS/1.2"}};
        answer(socket, response);
    } else if (isSocketIoRequest(request)) {
        upgrade(socket, request, headBytes);
    } else if (m_handler) {
        answer(socket, m_handler->respond(request));
    } else {
        answer(socket, plainResponse(404, "Nothing is here."));
    }
}

void FrontDoor::upgrade(QTcpSocket *socket, const HttpRequest &request, qsizetype headBytes)
{
    if (const auto refusal = refuseHandshake(request, m_config.origins)) {
        answer(socket, *refusal);
        return;
    }
    // QWebSocket would read a frame that came with the head before anybody can hear it.
    if (socket->bytesAvailable() > headBytes) {
        answer(socket, plainResponse(400, "Wait for the answer before you send more."));
        return;
    }

    HandshakeInfo info;
    info.query = request.query;
    info.origin = QString::fromLatin1(request.header("Origin"));
    info.peerAddress = normalized(socket->peerAddress());
    info.userAgent = QString::fromLatin1(request.header("User-Agent"));

    // handleConnection() has no deadline of its own.
    auto *timer = new QTimer(socket);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, socket, [socket] { socket->abort(); });
    timer->start(m_config.headTimeoutMs);

    m_upgrades.insert(socket, {info, timer});
    connect(socket, &QObject::destroyed, this, [this, socket] { m_upgrades.remove(socket); });
    // A bound that a frame within the limits never meets; without it a frame whose head comes
    // between here and the 101 would be taken with QWebSocket's own limit of 2 GiB.
    socket->setReadBufferSize(2 * m_config.maxPayloadBytes);
    m_webSockets.handleConnection(socket); // emits readyRead for what is already there
}

void FrontDoor::openWebSockets()
{
    while (QWebSocket *webSocket = m_webSockets.nextPendingConnection()) {
        const auto limit = quint64(m_config.maxPayloadBytes);
        webSocket->setMaxAllowedIncomingFrameSize(limit);
        webSocket->setMaxAllowedIncomingMessageSize(limit);

        const auto keys = m_upgrades.keyBegin();
        const auto found = std::find_if(keys, m_upgrades.keyEnd(), [webSocket](QTcpSocket *tcp) {
            return isSameConnection(webSocket, tcp);
        });
        if (found == m_upgrades.keyEnd()) {
            webSocket->abort();
            webSocket->deleteLater();
            continue;
        }
        QTcpSocket *socket = *found;
        const Upgrade upgrade = m_upgrades.take(socket);
        delete upgrade.timer;
        disconnect(socket, &QObject::destroyed, this, nullptr);
        m_counter.opened(socket);

        const QPointer<Transport> transport = new WebSocketTransport(
            webSocket, socket, upgrade.info.peerAddress, m_config.closeGraceMs, this);
        emit connected(transport, upgrade.info);
        if (transport && transport->parent() == this) {
            delete transport;
        }
    }
}

void FrontDoor::refuseTls(QTcpSocket *socket)
{
    qCInfo(lcTransport).noquote() << "TLS is not spoken here, refused"
                                  << normalized(socket->peerAddress()).toString();
    socket->disconnectFromHost();
}

void FrontDoor::answer(QTcpSocket *socket, const HttpResponse &response)
{
    answerAndClose(socket, response, m_config.closeGraceMs);
}

bool FrontDoor::mayBePlain(const QHostAddress &peer) const
{
    switch (m_config.plain) {
    case Plain::Loopback:
        return peer.isLoopback();
    case Plain::Lan:
        return isLocal(peer);
    case Plain::Off:
        break;
    }
    return false;
}

} // namespace maru::server
