// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/enginedoor.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/transport/websockettransport.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

HandshakeInfo infoOf(const HttpRequest &request, const RequestPeer &peer)
{
    HandshakeInfo info;
    info.query = request.query;
    info.origin = QString::fromLatin1(request.header("Origin"));
    info.peer = peer;
    info.userAgent = QString::fromLatin1(request.header("User-Agent"));
    return info;
}

QString sidOf(const HttpRequest &request)
{
    return queryValue(request.query, "sid"_L1).value_or(QString());
}

} // namespace

EngineDoor::EngineDoor(const EngineDoorConfig &config, const HttpTimeouts &timeouts,
                       ConnectionCounter &counter, TransportCounts &counts, QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_closeGraceMs(timeouts.closeGraceMs)
    , m_counter(counter)
    , m_counts(counts)
{ }

EngineDoor::~EngineDoor() = default;

SidState EngineDoor::stateOf(const QString &sid)
{
    const auto entry = m_sessions.constFind(sid);
    if (entry == m_sessions.cend() || !entry->session) {
        return SidState::Unknown;
    }
    const QPointer<EngineSession> session = entry->session;
    const QPointer<PollingTransport> polling = entry->polling;
    session->checkDeadline(); // may close it
    if (polling && !polling->isGone()) {
        // One that is closing tells so with its next answer.
        return session->isUpgradable() ? SidState::Polling : SidState::Settled;
    }
    const bool isAlive = session && session->isOpen() && !polling;
    return isAlive ? SidState::WebSocket : SidState::Unknown;
}

void EngineDoor::handle(HttpConnection *connection, const RequestPeer &peer)
{
    const HttpRequest &request = connection->request();
    if (request.method == QByteArrayView("OPTIONS")) {
        connection->respond(preflightResponse(request, m_config.origins));
        return;
    }
    const QString sid = sidOf(request);
    const bool hasSid = queryValue(request.query, "sid"_L1).has_value();
    const SidState state = hasSid ? stateOf(sid) : SidState::None;
    const QList<HttpHeader> cors = corsHeaders(request, m_config.origins);
    if (auto refusal = refuseEngineRequest(request, m_config.origins, state)) {
        ++m_counts.refusedRequest;
        refusal->headers += cors;
        refusal->endsConnection = refusal->endsConnection || asksForWebSocket(request);
        connection->respond(*refusal);
        return;
    }
    if (asksForWebSocket(request)) {
        upgrade(connection, peer);
        return;
    }
    if (!hasSid) {
        openPolling(connection, peer);
        return;
    }
    m_counter.opened(connection->stream());
    connection->setKeepAliveMs(limits::keepAliveMs);
    const QPointer<PollingTransport> polling = m_sessions.value(sid).polling;
    if (request.method == QByteArrayView("POST")) {
        polling->post(connection, cors);
    } else {
        polling->poll(connection, cors);
    }
}

void EngineDoor::openPolling(HttpConnection *connection, const RequestPeer &peer)
{
    // Between its requests a session lives without a connection that could be counted.
    if (!m_counter.hasRoomFor(peer.address)) {
        ++m_counts.refusedFull;
        connection->respond(plainResponse(503, "Too many connections; try again later."));
        return;
    }
    m_counter.opened(connection->stream());
    connection->setKeepAliveMs(limits::keepAliveMs);
    auto *polling =
        new PollingTransport(peer.address, m_config.engine.maxPayloadBytes, m_closeGraceMs, this);
    polling->setCounts(&m_counts);
    m_counter.add(polling, peer.address);
    m_counter.opened(polling);

    QList<HttpHeader> headers = corsHeaders(connection->request(), m_config.origins);
    const HandshakeInfo info = infoOf(connection->request(), peer);
    const QPointer<PollingTransport> alive = polling;
    const EngineSession *session = open(polling, polling, info);
    if (alive && m_config.setsStickyCookie) {
        headers.append(HttpHeader{
            "Set-Cookie", "io=" + session->sid().toLatin1() + "; Path=/; HttpOnly; SameSite=Lax"});
    }
    if (alive) {
        alive->poll(connection, headers);
    } else {
        connection->respond(plainResponse(503, "Nobody is at home."));
    }
}

void EngineDoor::upgrade(HttpConnection *connection, const RequestPeer &peer)
{
    // RFC 6455 §4.1: the client waits for the answer. One that does not is no websocket client, or
    // somebody who talks through a proxy to us.
    if (connection->hasBytesBehindHead()) {
        ++m_counts.refusedRequest;
        HttpResponse response = plainResponse(400, "Wait for the answer before you send more.");
        response.endsConnection = true;
        connection->respond(response);
        return;
    }
    const HttpRequest &request = connection->request();
    const HandshakeInfo info = infoOf(request, peer);
    const QString sid = sidOf(request);
    const QByteArray answer = webSocketAnswer(request.header("Sec-WebSocket-Key"));
    const QString base64 = queryValue(info.query, "b64"_L1).value_or(QString());
    const WebSocketConfig config{.peer = info.peer.address,
                                 .maxPayloadBytes = qsizetype(m_config.engine.maxPayloadBytes),
                                 .closeGraceMs = m_closeGraceMs,
                                 .sendsBase64 = !base64.isEmpty(),
                                 .counts = &m_counts};
    HttpStream *stream = connection->releaseBehindHead();
    QByteArray unsent;
    std::unique_ptr<ByteChannel> channel = stream->release(unsent);
    auto *transport = new WebSocketTransport(std::move(channel), config, m_flushes, this);
    transport->begin(unsent + answer);
    m_counter.replace(stream, transport);
    m_counter.opened(transport);
    openWebSocket(transport, sid, info);
}

void EngineDoor::openWebSocket(WebSocketTransport *transport, const QString &sid,
                               const HandshakeInfo &info)
{
    if (sid.isEmpty()) {
        open(transport, nullptr, info);
        return;
    }
    if (stateOf(sid) == SidState::Polling) {
        m_sessions.value(sid).session->offerUpgrade(transport);
    } else { // it is on a websocket, or went
        connect(transport, &Transport::closed, transport, &QObject::deleteLater);
        transport->close(CloseReason::ParseError);
    }
}

EngineSession *EngineDoor::open(Transport *transport, PollingTransport *polling,
                                const HandshakeInfo &info)
{
    const QPointer<EngineSession> session = new EngineSession(transport, m_config.engine, this);
    const QString sid = session->sid();
    m_sessions.insert(sid, {session, polling});
    connect(session, &QObject::destroyed, this, [this, sid] { m_sessions.remove(sid); });
    emit connected(session, info);
    if (session && session->parent() == this) {
        delete session;
    }
    return session;
}

} // namespace maru::server
