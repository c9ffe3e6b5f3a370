// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "../chat/chattools.h"
#include "faketransport.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/messageservices.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/session/sessionhub.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>

#include <memory>

namespace maru::server {

/// One packet that a peer got: `42/x,7["name",{…},"offset"]` in its parts.
struct Received
{
    QString raw;
    QString type; ///< "40" … "44"; of other Engine.IO packets their digit
    QString nsp = QStringLiteral("/");
    QString id;
    QJsonValue data;

    [[nodiscard]] static Received parse(const QString &raw);
    [[nodiscard]] QString event() const { return type == u"42" ? data[0].toString() : QString(); }
    [[nodiscard]] QJsonObject object() const
    {
        return type == u"42" ? data[1].toObject() : data[0].toObject();
    }
};

/// What came over one connection; outlives the transport.
struct Wire
{
    QStringList packets;
    QList<Frame> frames;
    QList<qsizetype>
        runBytes; ///< of each FrameRun that came as one piece; its frames are above too
    qint64 maxQueued = 0;
    int closeCalls = 0;
    bool isClosed = false;
    bool countsBytes = false; ///< the peer reads only when drain() is called
};

/// The domain over a memory store, a hub in front of it, and what the test turns.
struct WorldConfig
{
    IdentityMode identity = IdentityMode::Claimed;
    RoomRules rooms;
    HubConfig hub;
};

class HubWorld : public StoreWorld
{
public:
    explicit HubWorld(const WorldConfig &config = {});
    ~HubWorld();

    /// Runs until nothing happens by itself any more; the store answers, unless it is held.
    void settle();
    /// The next \p count answers of a held store, everything that follows from each included.
    void answer(int count = 1);
    /// kill -9 and a new start on the same data: nothing is said to anybody, nothing more is
    /// stored.
    void restart();

    StoredRoom makeRoom(const QString &name, bool withCode = false);
    /// Says something in \p room as somebody else would, over another connection.
    void say(const QString &chat, const QString &roomKey = QStringLiteral("lobby"));

    [[nodiscard]] SessionHub &hub() { return *m_hub; }
    [[nodiscard]] Members &members() { return *m_members; }
    [[nodiscard]] IdentityService &identity() { return m_people->identity; }
    int stoppedCount = 0;

private:
    void build();
    void destroy();

    WorldConfig m_config;
    std::unique_ptr<SessionHub> m_hub;
    std::unique_ptr<Members> m_members;
    std::unique_ptr<KnownRooms> m_knownRooms;
    std::unique_ptr<PeopleServices> m_people;
    std::unique_ptr<RoomServices> m_rooms;
    std::unique_ptr<MessageServices> m_messages;
};

/// A client at the other end of a fake transport, as simple-minded as a stock one: strings in,
/// strings out.
class Peer
{
public:
    explicit Peer(HubWorld &world, const QString &classCode = {},
                  const QString &address = QStringLiteral("192.0.2.1"));
    Peer(HubWorld &world, const ConnectionInfo &info);

    /// Sends and settles.
    void says(const QString &packet);
    void emits(const QString &packet); ///< sends only
    void breaks(CloseReason reason = CloseReason::PeerClosed); ///< and settles
    /// The peer reads everything that was queued.
    void drain();

    [[nodiscard]] const std::shared_ptr<Wire> &wire() const { return m_wire; }
    [[nodiscard]] bool isClosed() const { return m_wire->isClosed; }
    /// Packets since the last take(), without the open packet.
    QStringList take();
    [[nodiscard]] QList<Received> received() const; ///< all
    [[nodiscard]] Received last() const;
    [[nodiscard]] QJsonObject ack(int id, const QString &nsp = QStringLiteral("/")) const;
    [[nodiscard]] int ackCount(int id) const;
    /// The texts of all `message` events, in order.
    [[nodiscard]] QStringList chats() const;
    [[nodiscard]] QList<qint64> seqs() const;

    /// As a stock client keeps them: of the CONNECT reply, and the last argument of the last event
    /// if it is a string.
    [[nodiscard]] QString sid() const { return connectReply()[u"sid"].toString(); }
    [[nodiscard]] QString pid() const { return connectReply()[u"pid"].toString(); }
    [[nodiscard]] QString offset() const;
    /// `40{"pid":…,"offset":…}` of a stock client that lost this connection.
    [[nodiscard]] QString comesBack() const;

    void joinClassic(const QString &name); ///< CONNECT, then `join`
    QJsonObject joinNative(const QString &name, const QString &token = {}); ///< the ack

private:
    [[nodiscard]] QJsonObject connectReply() const;

    HubWorld &m_world;
    std::shared_ptr<Wire> m_wire;
    QPointer<FakeTransport> m_transport;
    qsizetype m_taken = 1;
};

[[nodiscard]] QString json(const QJsonObject &object);
/// The code of an ack; "ok" if it has none.
[[nodiscard]] QString codeOf(const QJsonObject &ack);

} // namespace maru::server
