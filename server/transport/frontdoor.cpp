// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/frontdoor.h"

#include "common/logging.h"
#include "server/transport/addresses.h"
#include "server/transport/descriptorlimit.h"
#include "server/transport/descriptors.h"
#include "server/transport/httpstream.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

/// TLS records that end a handshake, each a fatal alert (RFC 8446 §6): 40, handshake_failure; and
/// 80, internal_error, which has nothing to do with the peer and is worth another try.
constexpr QByteArrayView noTlsHere("\x15\x03\x03\x00\x02\x02\x28", 7);
constexpr QByteArrayView notNow("\x15\x03\x03\x00\x02\x02\x50", 7);
constexpr QByteArrayView tooMany = "Too many connections; try again later.";

ConnectionLimits effectiveLimits(const FrontDoorConfig &config, int descriptors)
{
    ConnectionLimits limits = config.connections;
    limits.open = std::min(limits.open, connectionsWithin(descriptors));
    limits.limitsAddresses = config.rateLimit;
    return limits;
}

/// The page that says how to join, and what it shows: told to everybody, in plain from anywhere.
bool isOfWelcomePage(QByteArrayView path)
{
    return path == QByteArrayView("/") || path == QByteArrayView("/icon.svg")
        || path == QByteArrayView("/favicon.ico");
}

} // namespace

FrontDoor::FrontDoor(const FrontDoorConfig &config, QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_descriptorLimit(raiseDescriptorLimit())
    , m_counter(effectiveLimits(config, m_descriptorLimit))
    , m_engine(config.engine, config.timeouts, m_counter, m_counts)
{
    connect(&m_engine, &EngineDoor::connected, this, &FrontDoor::connected);
}

FrontDoor::~FrontDoor()
{
    // Before the members they report to go.
    qDeleteAll(findChildren<FirstByte *>(QString(), Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<TlsHandshake *>(QString(), Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<HttpStream *>(QString(), Qt::FindDirectChildrenOnly));
}

Result<quint16, ListenError> FrontDoor::listen(const QList<QHostAddress> &addresses, quint16 port)
{
    auto listeners = listenOn(addresses, port, m_descriptorLimit);
    if (!listeners) {
        return failure(std::move(listeners.error()));
    }
    m_listeners = std::move(*listeners);
    for (const auto &listener : m_listeners) {
        connect(listener.get(), &Listener::accepted, this, &FrontDoor::accept);
    }
    return m_listeners.front()->port();
}

void FrontDoor::stopListening()
{
    for (const auto &listener : m_listeners) {
        listener->close();
    }
}

void FrontDoor::reconfigure(const FrontDoorConfig &config)
{
    m_config.plain = config.plain;
    m_config.trustedProxies = config.trustedProxies;
    m_config.rateLimit = config.rateLimit;
    m_counter.limitAddresses(config.rateLimit);
    m_engine.setOrigins(config.engine.origins);
    m_engine.setStickyCookie(config.engine.setsStickyCookie);
}

void FrontDoor::accept(qintptr descriptor)
{
    const QHostAddress peer = peerOfDescriptor(descriptor);
    if (peer.isNull()) { // it left while it was pending
        closeDescriptor(descriptor);
        return;
    }
    ++m_counts.accepted;
    const bool isNamed = !m_config.trustedProxies.contains(peer);
    const bool hasRoom =
        m_counter.hasRoomFor(peer, isNamed) && (!isNamed || m_counter.takeNew(peer));
    if (!hasRoom) {
        ++m_counts.refusedFull;
        qCInfo(lcTransport).noquote() << "too many connections, refused" << peer.toString();
    }
    // Who is refused is told so in the protocol that it speaks.
    auto *first = new FirstByte(descriptor, m_config.timeouts.headMs, this);
    m_counter.add(first, peer);
    connect(first, &FirstByte::seen, this, hasRoom ? &FrontDoor::meet : &FrontDoor::refuse);
    makeRoom(peer);
}

/// Who says nothing, or says it slowly, goes when others come: nobody waits behind it.
void FrontDoor::makeRoom(const QHostAddress &peer)
{
    if (QObject *surplus = m_counter.surplusHalfOpen(peer)) {
        ++m_counts.refusedHalfOpen;
        m_counter.opened(surplus); // counts as half open no more
        if (auto *stream = qobject_cast<HttpStream *>(surplus)) {
            stream->abort();
        } else {
            delete surplus;
        }
    }
}

void FrontDoor::meet(FirstByte *first, qintptr descriptor, bool isTls)
{
    m_counter.spoke(first);
    if (isTls && !m_tls) {
        turnAwayTls(first, descriptor);
        return;
    }
    if (isTls) {
        encrypt(first, descriptor);
        return;
    }
    if (HttpStream *stream = streamOver(descriptor)) {
        m_counter.replace(first, stream);
        serve(stream, false);
    }
}

/// A TLS client that is answered in plain HTTP would think that somebody stands in between.
void FrontDoor::refuse(FirstByte *first, qintptr descriptor, bool isTls)
{
    m_counter.spoke(first);
    HttpStream *stream = streamOver(descriptor);
    if (stream == nullptr) {
        return;
    }
    m_counter.replace(first, stream);
    if (isTls) {
        sayAndClose(stream, notNow.toByteArray(), m_config.timeouts.closeGraceMs);
    } else {
        answerAndClose(stream, plainResponse(503, tooMany), m_config.timeouts.closeGraceMs);
    }
}

HttpStream *FrontDoor::streamOver(qintptr descriptor)
{
    const QHostAddress peer = peerOfDescriptor(descriptor);
    setLowDelay(descriptor);
    std::unique_ptr<ByteChannel> channel = channelOver(descriptor);
    return channel ? new HttpStream(std::move(channel), peer, this) : nullptr;
}

void FrontDoor::encrypt(FirstByte *first, qintptr descriptor)
{
    const QHostAddress peer = peerOfDescriptor(descriptor);
    setLowDelay(descriptor);
    TlsHandshake *handshake = startTls(descriptor, m_tls, this);
    if (handshake == nullptr) {
        return;
    }
    m_counter.replace(first, handshake);
    const auto refuse = [this, handshake, peer](const QString &reason) {
        ++m_counts.refusedTls;
        qCInfo(lcTransport).noquote()
            << "TLS handshake failed with" << peer.toString() + u':' << forLog(reason);
        handshake->disconnect(this);
        handshake->deleteLater();
    };
    connect(handshake, &TlsHandshake::failed, this, refuse);
    connect(handshake, &TlsHandshake::encrypted, this, [this, handshake, peer] {
        auto *stream = new HttpStream(handshake->takeChannel(), peer, this);
        m_counter.replace(handshake, stream);
        handshake->disconnect(this);
        handshake->deleteLater();
        serve(stream, true);
    });
    auto *deadline = new QTimer(handshake);
    deadline->setSingleShot(true);
    deadline->callOnTimeout(handshake, [refuse] { refuse(QStringLiteral("it took too long")); });
    deadline->start(m_config.timeouts.headMs);
}

void FrontDoor::turnAwayTls(FirstByte *first, qintptr descriptor)
{
    HttpStream *stream = streamOver(descriptor);
    if (stream == nullptr) {
        return;
    }
    m_counter.replace(first, stream);
    qCInfo(lcTransport).noquote() << "TLS is not spoken here, refused"
                                  << stream->peerAddress().toString();
    sayAndClose(stream, noTlsHere.toByteArray(), m_config.timeouts.closeGraceMs);
}

void FrontDoor::serve(HttpStream *stream, bool isEncrypted)
{
    auto *connection = new HttpConnection(stream, m_config.timeouts);
    connect(connection, &HttpConnection::requestRead, this,
            [this, isEncrypted](HttpConnection *asking) { handle(asking, isEncrypted); });
    connect(connection, &HttpConnection::headRefused, this, [this] { ++m_counts.refusedRequest; });
    connect(connection, &HttpConnection::transferBegun, this,
            [this, stream] { m_counter.opened(stream); });
    connection->start();
}

void FrontDoor::handle(HttpConnection *connection, bool isEncrypted)
{
    const HttpRequest &request = connection->request();
    const RequestPeer direct{.address = connection->stream()->peerAddress(),
                             .isEncrypted = isEncrypted};
    const RequestPeer peer = peerOf(request, direct, m_config.trustedProxies);
    if (peer.address != direct.address) {
        m_counter.setPeer(connection->stream(), direct.address);
        const bool isNew = connection->requestNumber() == 1;
        if (!m_counter.hasRoomOf(peer.address) || (isNew && !m_counter.takeNew(peer.address))) {
            ++m_counts.refusedFull;
            connection->respond(plainResponse(503, tooMany));
            return;
        }
        m_counter.setPeer(connection->stream(), peer.address);
    }
    if (!isOfWelcomePage(request.path) && !mayEnter(peer)) {
        ++m_counts.refusedPlain;
        HttpResponse response = plainResponse(
            426, "This server speaks to your address only over TLS: use https:// or wss://.");
        response.headers = {{"Upgrade", "TLS/1.2"}};
        response.endsConnection = true;
        connection->respond(response);
    } else if (m_engine.wants(request)) {
        m_engine.handle(connection, peer);
    } else if (m_route != nullptr && m_route->wants(request)) {
        m_route->handle(connection, peer);
    } else {
        connection->respond(m_handler ? m_handler->respond(request)
                                      : plainResponse(404, "Nothing is here."));
    }
}

bool FrontDoor::mayEnter(const RequestPeer &peer) const
{
    if (peer.isEncrypted) {
        return true;
    }
    switch (m_config.plain) {
    case Plain::Loopback:
        return peer.address.isLoopback();
    case Plain::Lan:
        return isLocal(peer.address);
    case Plain::Off:
        break;
    }
    return false;
}

} // namespace maru::server
