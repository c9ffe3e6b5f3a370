// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/sessionhub.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/chat/clock.h"
#include "server/chat/members.h"
#include "server/session/connection.h"
#include "server/session/namespacesession.h"

#include <utility>

namespace maru::server {

SessionHub::SessionHub(const HubConfig &config, QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_joinRates(limits::joinsPerSecond, limits::joinBurst)
{ }

SessionHub::~SessionHub()
{
    m_rooms.endRuns();
    qDeleteAll(std::exchange(m_connections, {}));
}

void SessionHub::setDomain(const Domain &domain)
{
    Q_ASSERT(!m_domain);
    m_domain.emplace(domain);
}

void SessionHub::addConnection(EngineSession *engine, const ConnectionInfo &info)
{
    Q_ASSERT(m_domain);
    auto *connection = new Connection(*this, engine, info, this);
    m_connections.insert(connection);
    connect(connection, &Connection::closed, this,
            [this, connection] { removeConnection(connection); });
    if (m_isStopping) {
        connection->close(CloseReason::ServerStop);
    }
}

void SessionHub::removeConnection(Connection *connection)
{
    m_connections.remove(connection);
    connection->deleteLater();
    if (m_isStopping && m_connections.isEmpty()) {
        finishStop();
    }
}

void SessionHub::finishStop()
{
    if (!std::exchange(m_isStopped, true)) { // a late connection comes and goes after it
        emit stopped();
    }
}

void SessionHub::bind(NamespaceSession *session, const User &user, const QByteArray &tokenHash)
{
    m_domain->members.attach(
        user.id); // first: what is known of a person goes with the last session
    unbind(session);
    session->setUser(user, tokenHash);
    m_byUser[user.id].append(session);
}

void SessionHub::unbind(NamespaceSession *session)
{
    if (!session->user()) {
        return;
    }
    const User person = *session->user();
    const UserId &user = person.id;
    const QByteArray tokenHash = session->tokenHash();
    const QList<RoomId> rooms = m_domain->members.roomsOf(user);
    unsubscribe(session);
    const auto sessions = m_byUser.find(user);
    sessions->removeOne(session);
    if (sessions->isEmpty()) {
        m_byUser.erase(sessions);
    }
    m_domain->members.detach(user);
    session->setUser(std::nullopt);
    emit sessionOver(person, tokenHash, rooms);
}

void SessionHub::subscribe(NamespaceSession *session, const Room &room, const Membership &mine)
{
    Q_ASSERT(session->user());
    QList<RoomId> &subscriptions = m_subscriptions[session];
    if (subscriptions.contains(room.id)) {
        return;
    }
    subscriptions.append(room.id);
    m_domain->members.enter(session->user()->id, room, mine);
    m_rooms.add(room.id, session);
}

void SessionHub::unsubscribe(NamespaceSession *session)
{
    const QList<RoomId> rooms = m_subscriptions.take(session);
    for (const RoomId &room : rooms) {
        m_rooms.remove(room, session);
    }
    const QString &pid = session->origin().pid;
    if (session->canRecover() && m_byPid.value(pid) == session) {
        m_byPid.remove(pid);
    }
}

NamespaceSession *SessionHub::sessionOf(const QString &pid) const
{
    return m_byPid.value(pid);
}

void SessionHub::registerPid(NamespaceSession *session)
{
    Q_ASSERT(!session->origin().pid.isEmpty());
    m_byPid.insert(session->origin().pid, session);
}

void SessionHub::claimPid(const QString &pid, SocketSession *socket)
{
    if (const NamespaceSession *older = sessionOf(pid)) {
        older->socket()->close(CloseReason::Replaced);
    }
    if (SocketSession *claimer = std::exchange(m_claims[pid], socket)) {
        claimer->close(CloseReason::Replaced);
    }
}

void SessionHub::releaseClaim(const QString &pid, const SocketSession *socket)
{
    if (m_claims.value(pid) == socket) {
        m_claims.remove(pid);
    }
}

void SessionHub::revoke(const UserId &user, const QByteArray &tokenHash,
                        const NamespaceSession *except)
{
    Q_ASSERT(!tokenHash.isEmpty());
    const QList<NamespaceSession *> sessions = m_byUser.value(user);
    for (const NamespaceSession *session : sessions) {
        if (session != except && session->tokenHash() == tokenHash) {
            session->socket()->close(CloseReason::Revoked);
        }
    }
}

qsizetype SessionHub::sessionCount(const UserId &user) const
{
    return m_byUser.value(user).size();
}

void SessionHub::cutStrangers(const UserId &user, const NamespaceSession *except)
{
    ++m_cuts;
    emit personCut(user);
    const QList<NamespaceSession *> sessions = m_byUser.value(user);
    for (const NamespaceSession *session : sessions) {
        if (session != except && session->tokenHash().isEmpty()) {
            session->socket()->close(CloseReason::Revoked);
        }
    }
}

int SessionHub::take(Rate rate, const UserId &user)
{
    return m_config.limitsRates ? m_rates.take(rate, user, m_domain->clock.steadyMs()) : 0;
}

int SessionHub::takeRoom(const UserId &user)
{
    const int waitMs = take(Rate::NewRoomTry, user);
    return waitMs > 0 ? waitMs : take(Rate::NewRoom, user);
}

int SessionHub::takeJoin(const QString &address)
{
    return m_config.limitsRates ? m_joinRates.take(address, m_domain->clock.steadyMs()) : 0;
}

void SessionHub::stop(const QString &reason, int retryAfterMs)
{
    if (std::exchange(m_isStopping, true)) {
        return;
    }
    if (m_connections.isEmpty()) {
        finishStop();
        return;
    }
    const EncodedEvent bye =
        encodeServerEvent(ServerBye{.reason = reason, .retryAfterMs = retryAfterMs});
    const QList<Connection *> connections = m_connections.values();
    for (Connection *connection : connections) {
        connection->sendToAll(bye);
        connection->close(CloseReason::ServerStop);
    }
}

qint64 SessionHub::bytesQueued() const
{
    qint64 bytes = 0;
    for (const Connection *connection : m_connections) {
        bytes += connection->bytesQueued();
    }
    return bytes;
}

} // namespace maru::server
