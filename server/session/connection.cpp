// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/connection.h"

#include "common/logging.h"
#include "common/secret.h"
#include "common/serverlimits.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservice.h"
#include "server/chat/roomservices.h"
#include "server/session/namespacesession.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int sidBytes = 15;
constexpr int pidBytes = 24;
constexpr qsizetype maxPidChars = 64;

/// The room a native peer says it was at home in; null if it says none.
RoomId homeBefore(const QJsonObject &auth)
{
    const QString home = auth[u"home"].toString();
    return auth.contains(u"maru") && home.size() <= limits::maxIdChars ? RoomId(home) : RoomId();
}

} // namespace

Connection::Connection(SessionHub &hub, EngineSession *engine, const ConnectionInfo &info,
                       QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_info(info)
    , m_socket(new SocketSession(engine, hub.config().socket, this))
    , m_classic(hub, info.address)
    , m_native(hub, info.isPrivate, info.address)
{
    connect(m_socket, &SocketSession::connectRequested, this, &Connection::connectNamespace);
    connect(m_socket, &SocketSession::eventReceived, this, &Connection::receive);
    connect(m_socket, &SocketSession::namespaceLeft, this,
            [this](const QString &nsp) { leaveNamespace(nsp, false); });
    connect(m_socket, &SocketSession::closed, this, &Connection::finish);

    m_joinTimer.setSingleShot(true);
    connect(&m_joinTimer, &QTimer::timeout, this, [this] {
        const bool anyJoined = std::any_of(
            m_sessions.cbegin(), m_sessions.cend(),
            [](const NamespaceSession *session) { return session->user().has_value(); });
        if (!anyJoined && m_claimedPids.isEmpty()) { // a replay takes as long as its peer reads
            close(CloseReason::ConnectTimeout);
        }
    });
    m_joinTimer.start(hub.config().joinTimeoutMs);
}

Connection::~Connection()
{
    const QStringList namespaces = m_sessions.keys();
    for (const QString &nsp : namespaces) {
        leaveNamespace(nsp, true);
    }
    releaseClaims();
}

void Connection::sendToAll(const EncodedEvent &event)
{
    for (NamespaceSession *session : std::as_const(m_sessions)) {
        session->sendEvent(event);
    }
}

void Connection::connectNamespace(const QString &nsp, const QJsonObject &auth)
{
    // Who is in stays in, whatever has become of the class code and the name. Nothing is looked at
    // yet: whether there is such a room is for its members, and who this is shows at the join.
    if (const RoomId before = homeBefore(auth); !before.isNull()) {
        Room home;
        home.id = before;
        open(nsp, home, true, true);
        return;
    }
    m_hub.domain().rooms.service.findHome(
        nsp, m_info.classCode, m_info.address,
        [self = QPointer(this), nsp,
         auth](const Result<StoredRoom, RoomService::HomeRefusal> &home) {
            if (!self) {
                return;
            }
            if (home) {
                self->openOrRecover(nsp, home->room, auth);
            } else {
                self->refuseNamespace(nsp, home.error(), auth);
            }
        });
}

bool Connection::isWayBack(const QJsonObject &auth) const
{
    return m_info.wantsRecovery && !auth.contains(u"maru") && !auth[u"pid"].toString().isEmpty();
}

void Connection::refuseNamespace(const QString &nsp, const RoomService::HomeRefusal &refusal,
                                 const QJsonObject &auth)
{
    // Clients take a CONNECT_ERROR as final, but a store that failed once is not, nor that others
    // at one's address have guessed at codes: from a closed connection they come back by
    // themselves. Who says a pid and never was here learns no more by it.
    const std::optional<ErrorCode> code =
        refusal.error ? std::optional(refusal.error->code) : std::nullopt;
    if (code == ErrorCode::StoreFailed || (code == ErrorCode::SlowDown && isWayBack(auth))) {
        close(CloseReason::PeerClosed);
        return;
    }
    m_socket->refuse(nsp, refusal.text,
                     refusal.error ? connectErrorData(*refusal.error)[u"data"].toObject()
                                   : QJsonObject());
}

void Connection::openOrRecover(const QString &nsp, const Room &home, const QJsonObject &auth)
{
    const QString pid = auth[u"pid"].toString();
    if (!isWayBack(auth) || pid.size() > maxPidChars) {
        open(nsp, home, auth.contains(u"maru"));
        return;
    }

    // Without an offset the client was told nothing yet; a foreign offset or one from the future (a
    // restored backup) cannot be continued, so the client starts anew.
    const QJsonValue offset = auth[u"offset"];
    const std::optional<qint64> seq = offset.isUndefined() ? 0 : decodeOffset(offset.toString());
    if (!seq || *seq > home.seq) {
        open(nsp, home, false);
        return;
    }

    const qint64 now = m_hub.domain().clock.nowMs();
    m_hub.domain().store.read(
        FindRecovery{.pidHash = secretHash(pid), .lostAfterMs = now - limits::recoveryMs},
        [self = QPointer(this), nsp, home, pid,
         seq](const Result<FindRecovery::Reply, StoreError> &found) {
            if (!self) {
                return;
            }
            if (!found) { // nobody is made somebody else by a store that failed once
                self->close(CloseReason::PeerClosed);
                return;
            }
            if (!found->has_value() || (*found)->room != home.id) {
                self->open(nsp, home, false);
                return;
            }
            const RecoveryRecord &record = **found;
            const NamespaceSession::Origin origin{.nsp = nsp,
                                                  .home = home,
                                                  .isNative = false,
                                                  .comesBack = false,
                                                  .sid = record.sid,
                                                  .pid = pid,
                                                  .fromSeq = record.fromSeq};
            self->recover(origin, record.user, std::max(*seq, record.fromSeq));
        });
}

void Connection::open(const QString &nsp, const Room &home, bool isNative, bool comesBack)
{
    if (!m_socket->engine()->isOpen()) {
        return;
    }
    const bool canRecover = !isNative && m_info.wantsRecovery;
    NamespaceSession *session = addSession({.nsp = nsp,
                                            .home = home,
                                            .isNative = isNative,
                                            .comesBack = comesBack,
                                            .sid = newSecret(sidBytes),
                                            .pid = canRecover ? newSecret(pidBytes) : QString(),
                                            .fromSeq = home.seq});
    session->setDeliveredSeq(home.seq);
    accept(session);
}

void Connection::recover(const NamespaceSession::Origin &origin, const UserId &user,
                         qint64 afterSeq)
{
    if (!m_socket->engine()->isOpen()) {
        return;
    }
    m_claimedPids.append(origin.pid);
    m_hub.claimPid(origin.pid, m_socket);
    const Domain &domain = m_hub.domain();
    auto *replay = new RecoveryReplay(m_socket, domain.store, domain.clock,
                                      domain.people.identity.mode() == IdentityMode::Open);
    // Who is banned, or changes the password, meanwhile does not come back. Once the replay is over
    // this connection is somebody else's, or the hub knows whose.
    connect(&m_hub, &SessionHub::personCut, replay,
            [this, user, pid = origin.pid](const UserId &cut) {
                if (cut == user && m_claimedPids.contains(pid)) {
                    close(CloseReason::Revoked);
                }
            });
    // Who is removed from the room while it replays does not come back to it.
    connect(&m_hub, &SessionHub::personLeft, replay,
            [this, replay, user, room = origin.home.id](const UserId &who, const RoomId &where) {
                if (who == user && where == room && replay->isUnderWay()) {
                    close(CloseReason::PeerClosed);
                }
            });
    connect(replay, &RecoveryReplay::nobodyFound, this, [this, origin] {
        releaseClaim(origin.pid);
        open(origin.nsp, origin.home, false);
    });
    connect(replay, &RecoveryReplay::refused, this, [this, origin](const ApiError &ban) {
        releaseClaim(origin.pid);
        m_socket->refuse(origin.nsp, ban.text, connectErrorData(ban)[u"data"].toObject());
    });
    // The reply first: what a stock client hears before it, it hands on only behind it, and hears
    // again if the replay is cut. What it says meanwhile waits.
    connect(replay, &RecoveryReplay::found, this,
            [this, origin] { m_socket->acceptHeld(origin.nsp, origin.sid, origin.pid); });
    connect(m_socket, &SocketSession::leaveWaits, replay, [this, origin](const QString &nsp) {
        if (nsp == origin.nsp) { // it may be gone before its DISCONNECT is taken
            m_hub.domain().store.apply(ForgetRecovery{.pidHash = secretHash(origin.pid)},
                                       [](const Result<Nothing, StoreError> &) {});
        }
    });
    connect(replay, &RecoveryReplay::failed, this, [this] { close(CloseReason::PeerClosed); });
    connect(replay, &RecoveryReplay::finished, this,
            [this, origin](qint64 lastSeq, const RecoveryReplay::Member &member) {
                resume(origin, lastSeq, member);
            });
    replay->start({.nsp = origin.nsp, .hasOffset = true}, origin.home.id, user, afterSeq);
}

void Connection::resume(const NamespaceSession::Origin &origin, qint64 lastSeq,
                        const RecoveryReplay::Member &member)
{
    if (!m_socket->engine()->isOpen()) { // lost again: the record stays as it is
        return;
    }
    releaseClaim(origin.pid);
    NamespaceSession *session = addSession(origin);
    session->setDeliveredSeq(lastSeq);
    const Domain &domain = m_hub.domain();
    m_hub.bind(session, member.user);
    m_hub.registerPid(session);
    m_hub.subscribe(session, member.room.stored.room, member.room.mine);
    domain.people.presence.arrive(member.user, {});
    // Not from lastSeq on: what was sent may never arrive, the peer's offset will say so.
    const RecoveryRecord record{.pidHash = secretHash(origin.pid),
                                .sid = origin.sid,
                                .user = member.user.id,
                                .room = origin.home.id,
                                .fromSeq = origin.fromSeq};
    domain.store.apply(
        SaveRecovery{.record = record}, [](const Result<Nothing, StoreError> &saved) {
            if (!saved) {
                qCWarning(lcSession) << "a recovered connection could not be written down; it may "
                                        "not come back again";
            }
        });
    greet(session);
    m_socket->release(origin.nsp); // last: what had waited may end the session
}

NamespaceSession *Connection::addSession(const NamespaceSession::Origin &origin)
{
    Q_ASSERT(!m_sessions.contains(origin.nsp));
    auto *session = new NamespaceSession(m_socket, origin, this);
    m_sessions.insert(origin.nsp, session);
    return session;
}

void Connection::accept(NamespaceSession *session)
{
    const QPointer<NamespaceSession> alive = session;
    const NamespaceSession::Origin origin = session->origin();
    m_socket->accept(origin.nsp, origin.sid, origin.pid);
    if (alive) { // the packets that had waited may have ended it
        greet(session);
    }
}

void Connection::greet(NamespaceSession *session)
{
    if (!session->takeGreeting()) {
        return;
    }
    const HubConfig &config = m_hub.config();
    const ServerHello hello{
        .server = u"maru-server"_s,
        .version = config.serverVersion,
        .name = config.serverName,
        .features = {u"history"_s, u"changes"_s, u"tokens"_s, u"search"_s, u"files"_s},
        .maxChatCodePoints = limits::maxChatCodePoints,
        .maxPayloadBytes = m_socket->engine()->maxPayloadBytes(),
        .maxFileBytes = config.maxFileBytes,
        .quotaBytes = config.quotaBytes};
    session->sendEvent(encodeServerEvent(hello), session->deliveredSeq());
}

void Connection::receive(const QString &nsp, const QString &name, const QJsonArray &arguments,
                         std::optional<quint64> id)
{
    // No event of ours takes bytes: a placeholder among the arguments is refused as an object.
    NamespaceSession *session = m_sessions.value(nsp);
    if (session == nullptr) {
        return;
    }
    greet(session); // this may have waited for the CONNECT
    const Result<ClientEvent, ApiError> event = decodeClientEvent(name, arguments);
    if (!event) {
        session->answer(id, encodeError(event.error()));
        return;
    }
    if (const auto *join = std::get_if<ClassicJoin>(&*event)) {
        m_classic.join(session, *join, id);
    } else if (const auto *send = std::get_if<ClassicSend>(&*event)) {
        m_classic.send(session, *send, id);
    } else {
        m_native.receive(session, *event, id);
    }
}

void Connection::leaveNamespace(const QString &nsp, bool canRecover)
{
    NamespaceSession *session = m_sessions.take(nsp);
    if (session == nullptr) {
        return;
    }
    // A session that was replaced has lost its pid to the newer one, whose record must not be
    // touched.
    if (session->canRecover() && m_hub.sessionOf(session->origin().pid) == session) {
        const Domain &domain = m_hub.domain();
        const QByteArray pidHash = secretHash(session->origin().pid);
        const auto ignored = [](const Result<Nothing, StoreError> &) {
        };
        if (canRecover) {
            domain.store.apply(LoseRecovery{.pidHash = pidHash, .atMs = domain.clock.nowMs()},
                               ignored);
        } else {
            domain.store.apply(ForgetRecovery{.pidHash = pidHash}, ignored);
        }
    }
    m_hub.unbind(session);
    delete session; // at once: answers that are still at the store must not find it any more
}

void Connection::finish(CloseReason reason)
{
    qCDebug(lcSession) << "connection closed:" << toString(reason);
    // Whoever replaces this session has not come back yet: until it has, the record must live on.
    const bool canComeBack = isRecoverable(reason) || reason == CloseReason::Replaced;
    const QStringList namespaces = m_sessions.keys();
    for (const QString &nsp : namespaces) {
        leaveNamespace(nsp, canComeBack);
    }
    releaseClaims();
    emit closed();
}

void Connection::releaseClaim(const QString &pid)
{
    m_claimedPids.removeOne(pid);
    m_hub.releaseClaim(pid, m_socket);
}

void Connection::releaseClaims()
{
    for (const QString &pid : std::as_const(m_claimedPids)) {
        m_hub.releaseClaim(pid, m_socket);
    }
    m_claimedPids.clear();
}

} // namespace maru::server
