// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/serverlimits.h"
#include "server/chat/eventsink.h"
#include "server/session/pagesunderway.h"
#include "server/session/personrates.h"
#include "server/session/ratelimiter.h"
#include "server/session/roomaudiences.h"
#include "server/session/socketsession.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace maru::server {

class Clock;
class Connection;
class Members;
class MessageStore;
class NamespaceSession;
struct MessageServices;
struct PeopleServices;
struct RoomServices;

/// What a transport knew of a connection before its first packet.
struct ConnectionInfo
{
    QString address; ///< of the peer, for counting
    QString classCode; ///< the query's
    /// False for clients that cannot come back by a pid and would hand the offset behind each event
    /// to their handlers, as one argument too many.
    bool wantsRecovery = true;
    bool isPrivate = false; ///< nobody on the way can listen: secrets may travel
};

struct HubConfig
{
    SocketConfig socket;
    QString serverName;
    QString serverVersion;
    int joinTimeoutMs = limits::joinTimeoutMs;
    bool limitsRates = true;
    qint64 maxFileBytes = limits::maxFileBytes; ///< told to clients
    qint64 quotaBytes = limits::quotaBytes;
};

/// What the sessions did since the start, for the metrics.
struct HubCounts
{
    quint64 messages = 0; ///< stored and told
    quint64 deliveries = 0; ///< of those, one to each session that sees the room
};

/// The domain, as the sessions need it.
struct Domain
{
    PeopleServices &people;
    RoomServices &rooms;
    MessageServices &messages;
    Members &members;
    MessageStore &store;
    const Clock &clock;
};

/// All connections and who sees what; the EventSink: encodes once, fans out.
///
/// A session sees a room from subscribe() on. Sessions of one flavour share one frame.
class SessionHub : public QObject, public EventSink
{
    Q_OBJECT

public:
    explicit SessionHub(const HubConfig &config, QObject *parent = nullptr);
    ~SessionHub() override;

    /// The domain needs the hub (its EventSink) and the hub the domain: given once, before the
    /// first connection.
    void setDomain(const Domain &domain);
    [[nodiscard]] const Domain &domain() const { return *m_domain; }
    [[nodiscard]] const HubConfig &config() const { return m_config; }

    /// \p engine becomes the hub's.
    void addConnection(EngineSession *engine, const ConnectionInfo &info);
    [[nodiscard]] qsizetype connectionCount() const { return m_connections.size(); }
    [[nodiscard]] qsizetype userCount() const { return m_byUser.size(); } ///< who have joined
    [[nodiscard]] const HubCounts &counts() const { return m_counts; }
    /// Bytes for all connections that the system has not taken yet; asks each.
    [[nodiscard]] qint64 bytesQueued() const;
    /// From now on.
    void limitRates(bool limits) { m_config.limitsRates = limits; }
    void limitFiles(qint64 maxFileBytes, qint64 quotaBytes)
    {
        m_config.maxFileBytes = maxFileBytes;
        m_config.quotaBytes = quotaBytes;
    }

    /// \p session is \p user's from now on; whoever it was before is let go.
    void bind(NamespaceSession *session, const User &user, const QByteArray &tokenHash = {});
    /// Nobody's, and sees no room. Does nothing if nobody had joined.
    void unbind(NamespaceSession *session);

    /// The session sees \p room from now on; its user is known as a member.
    void subscribe(NamespaceSession *session, const Room &room, const Membership &mine);

    /// The joined session that can be recovered by \p pid; nullptr if none is alive.
    [[nodiscard]] NamespaceSession *sessionOf(const QString &pid) const;
    void registerPid(NamespaceSession *session);

    /// \p socket is about to bring \p pid back: whoever is that session, or was about to be, only
    /// looks alive and is closed.
    void claimPid(const QString &pid, SocketSession *socket);
    /// \p socket has brought \p pid back, or is gone.
    void releaseClaim(const QString &pid, const SocketSession *socket);

    /// Ends every session of \p user that joined by this token, but for \p except.
    void revoke(const UserId &user, const QByteArray &tokenHash, const NamespaceSession *except);

    /// How many sessions are those of \p user.
    [[nodiscard]] qsizetype sessionCount(const UserId &user) const;
    /// How often personCut() was told so far.
    [[nodiscard]] quint64 cutCount() const { return m_cuts; }
    /// Ends every session of \p user that has no token, but for \p except, and what is about to
    /// come back as that person.
    void cutStrangers(const UserId &user, const NamespaceSession *except = nullptr);

    /// One \p rate of \p user: 0, or how many milliseconds it has to wait.
    [[nodiscard]] int take(Rate rate, const UserId &user);
    /// The same for a new room, which may be refused after it.
    [[nodiscard]] int takeRoom(const UserId &user);
    void giveRoomBack(const UserId &user) { m_rates.giveBack(Rate::NewRoom, user); }
    /// The same for a join from \p address.
    [[nodiscard]] int takeJoin(const QString &address);
    [[nodiscard]] PagesUnderWay &pages() { return m_pages; }

    /// Says server:bye to everybody and closes; `stopped` follows, once, when the last connection
    /// is gone.
    void stop(const QString &reason, int retryAfterMs);

    // EventSink, in hubevents.cpp
    void messageAdded(const Message &message) override;
    void messageChanged(const Message &message) override;
    void readChanged(const ReadChanged &event) override;
    void typingChanged(const TypingChanged &event) override;
    void memberEntered(const UserId &user, const Room &room, const Membership &mine) override;
    void memberChanged(const MemberChanged &event) override;
    void memberLeft(const MemberLeft &event) override;
    void roomChanged(const Room &room) override;
    void roomChangedFor(const UserId &user, const Room &room) override;
    void roomRemoved(const UserId &user, const RoomRemoved &event) override;
    void userChanged(const User &user, const QList<RoomId> &rooms) override;
    void sessionRevoked(const UserId &user, const QByteArray &tokenHash) override
    {
        revoke(user, tokenHash, nullptr);
    }
    void userCut(const UserId &user, const QByteArray &exceptTokenHash) override;

signals:
    void stopped();
    /// Told before the members are: for who is about to come back to that room.
    void personLeft(const maru::UserId &user, const maru::RoomId &room);
    /// Told before its sessions end: for who is about to come back as that person.
    void personCut(const maru::UserId &user);
    /// A joined session is over; \p rooms are those its person was a member of until then.
    void sessionOver(const maru::User &user, const QByteArray &tokenHash,
                     const QList<maru::RoomId> &rooms);

private:
    enum class Audience : quint8 { Everybody, Natives };

    /// Encoded once; one frame for each flavour.
    void sendToRoom(const RoomId &room, const EncodedEvent &event, Audience audience);
    /// To the native connections of \p user.
    void sendToUser(const UserId &user, const EncodedEvent &event);
    void removeConnection(Connection *connection);
    void finishStop();
    void unsubscribe(NamespaceSession *session);

    HubConfig m_config;
    std::optional<Domain> m_domain;
    QSet<Connection *> m_connections;
    RoomAudiences m_rooms;
    QHash<const NamespaceSession *, QList<RoomId>> m_subscriptions;
    QHash<QString, NamespaceSession *> m_byPid;
    QHash<QString, SocketSession *> m_claims; // by pid, while its replay runs
    QHash<UserId, QList<NamespaceSession *>> m_byUser;
    PersonRates m_rates;
    PagesUnderWay m_pages;
    RateLimiter<QString> m_joinRates;
    HubCounts m_counts;
    bool m_isStopping = false;
    bool m_isStopped = false;
    quint64 m_cuts = 0;
};

} // namespace maru::server
