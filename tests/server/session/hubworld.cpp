// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "hubworld.h"

#include "common/serverlimits.h"
#include "server/chat/objectid.h"

namespace maru::server {

namespace {

/// Writes down what it is given, and counts bytes if its peer does not read.
class WireTransport final : public FakeTransport
{
public:
    explicit WireTransport(std::shared_ptr<Wire> wire)
        : m_wire(std::move(wire))
    {
        connect(this, &Transport::closed, this, [this] { m_wire->isClosed = true; });
    }

    void send(const Frame &frame) override
    {
        if (m_wire->isClosed) {
            return;
        }
        m_wire->packets.append(QString::fromUtf8(frame.packet()));
        m_wire->frames.append(frame);
        if (m_wire->countsBytes) {
            queued += frame.webSocketFrame().size();
            m_wire->maxQueued = std::max(m_wire->maxQueued, queued);
        }
    }
    void sendRun(const FrameRun &run) override
    {
        m_wire->runBytes.append(run.webSocketFrames().size());
        FakeTransport::sendRun(run);
    }
    void close(CloseReason reason) override
    {
        ++m_wire->closeCalls;
        FakeTransport::close(reason);
    }

private:
    std::shared_ptr<Wire> m_wire;
};

QString takeDigits(QStringView &text)
{
    qsizetype count = 0;
    while (count < text.size() && text[count].isDigit()) {
        ++count;
    }
    const QString digits = text.first(count).toString();
    text = text.sliced(count);
    return digits;
}

} // namespace

Received Received::parse(const QString &raw)
{
    Received packet;
    packet.raw = raw;
    packet.type = raw.startsWith(u'4') ? raw.first(2) : raw.first(1);
    QStringView rest = QStringView(raw).sliced(packet.type.size());
    if (rest.startsWith(u'/')) {
        const qsizetype end = rest.indexOf(u',');
        packet.nsp = (end < 0 ? rest : rest.first(end)).toString();
        rest = end < 0 ? QStringView() : rest.sliced(end + 1);
    }
    packet.id = takeDigits(rest);
    const QJsonDocument document = QJsonDocument::fromJson(rest.toUtf8());
    packet.data = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    return packet;
}

HubWorld::HubWorld(const WorldConfig &config)
    : m_config(config)
{
    build();
}

HubWorld::~HubWorld()
{
    destroy();
}

void HubWorld::build()
{
    m_hub = std::make_unique<SessionHub>(m_config.hub);
    QObject::connect(m_hub.get(), &SessionHub::stopped, m_hub.get(), [this] { ++stoppedCount; });
    m_members = std::make_unique<Members>();
    m_knownRooms = std::make_unique<KnownRooms>();
    const DomainBasics basics{store, *m_hub, *m_members, *m_knownRooms, clock};
    m_people = std::make_unique<PeopleServices>(basics, m_config.identity);
    QObject::connect(m_hub.get(), &SessionHub::sessionOver, &m_people->presence, &Presence::depart);
    m_rooms = std::make_unique<RoomServices>(basics, m_config.rooms);
    m_messages = std::make_unique<MessageServices>(basics);
    m_hub->setDomain({.people = *m_people,
                      .rooms = *m_rooms,
                      .messages = *m_messages,
                      .members = *m_members,
                      .store = store,
                      .clock = clock});
}

void HubWorld::destroy()
{
    m_hub.reset(); // first: its connections look for the domain when they end
    m_messages.reset();
    m_rooms.reset();
    m_people.reset();
    m_members.reset();
    store.dropAll();
}

void HubWorld::settle()
{
    do {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    } while (!store.isHeld && store.answerNext());
}

void HubWorld::answer(int count)
{
    for (int i = 0; i < count; ++i) {
        QVERIFY2(store.answerNext(), "the store was asked nothing more");
        settle();
    }
}

void HubWorld::restart()
{
    destroy();
    const bool wasHeld = std::exchange(store.isHeld, false);
    build();
    store.apply(ExpireRecovery{.nowMs = clock.ms,
                               .beforeMs = clock.ms - limits::recoveryMs,
                               .markConnectedLost = true},
                [](const auto &) {});
    settle();
    store.isHeld = wasHeld;
}

StoredRoom HubWorld::makeRoom(const QString &name, bool withCode)
{
    Answer<Result<StoredRoom, ApiError>> made;
    m_rooms->service.createRoom(name, withCode, made.handler());
    store.answerAll();
    return made.value();
}

void HubWorld::say(const QString &chat, const QString &roomKey)
{
    AppendMessage append;
    append.message.room = roomNamed(roomKey).room.id;
    append.message.chat = chat;
    append.message.user = {.id = UserId(u"other"_qs), .userName = u"other"_qs};
    append.message.id = MessageId(newObjectId(clock.ms));
    store.apply(append, [this](const Result<AppendMessage::Reply, StoreError> &reply) {
        m_knownRooms->noteMessage(reply->message);
        m_hub->messageAdded(reply->message);
    });
    settle();
}

Peer::Peer(HubWorld &world, const QString &classCode, const QString &address)
    : Peer(world, ConnectionInfo{.address = address, .classCode = classCode, .isPrivate = true})
{ }

Peer::Peer(HubWorld &world, const ConnectionInfo &info)
    : m_world(world)
    , m_wire(std::make_shared<Wire>())
    , m_transport(new WireTransport(m_wire))
{
    world.hub().addConnection(new EngineSession(m_transport, {}), info);
}

void Peer::says(const QString &packet)
{
    emits(packet);
    m_world.settle();
}

void Peer::emits(const QString &packet)
{
    if (m_transport && !m_wire->isClosed) {
        m_transport->peerSends(packet.toUtf8());
    }
}

void Peer::breaks(CloseReason reason)
{
    if (m_transport) {
        m_transport->peerBreaks(reason);
    }
    m_world.settle();
}

void Peer::drain()
{
    if (m_transport && m_transport->queued > 0) {
        m_transport->queued = 0;
        emit m_transport->drained();
    }
    m_world.settle();
}

QStringList Peer::take()
{
    const QStringList fresh = m_wire->packets.sliced(std::min(m_taken, m_wire->packets.size()));
    m_taken = m_wire->packets.size();
    return fresh;
}

QList<Received> Peer::received() const
{
    QList<Received> all;
    for (const QString &packet : m_wire->packets) {
        all.append(Received::parse(packet));
    }
    return all;
}

Received Peer::last() const
{
    return Received::parse(m_wire->packets.constLast());
}

QJsonObject Peer::ack(int id, const QString &nsp) const
{
    for (const Received &packet : received()) {
        if (packet.type == u"43" && packet.id == QString::number(id) && packet.nsp == nsp) {
            return packet.object();
        }
    }
    return {};
}

int Peer::ackCount(int id) const
{
    const QList<Received> all = received();
    return int(std::count_if(all.begin(), all.end(), [id](const Received &packet) {
        return packet.type == u"43" && packet.id == QString::number(id);
    }));
}

QStringList Peer::chats() const
{
    QStringList texts;
    for (const Received &packet : received()) {
        if (packet.event() == u"message") {
            texts.append(packet.object()[u"chat"].toString());
        }
    }
    return texts;
}

QList<qint64> Peer::seqs() const
{
    QList<qint64> seqs;
    for (const Received &packet : received()) {
        if (packet.event() == u"message") {
            seqs.append(packet.object()[u"seq"].toInteger());
        }
    }
    return seqs;
}

QJsonObject Peer::connectReply() const
{
    QJsonObject reply;
    for (const Received &packet : received()) {
        if (packet.type == u"40") {
            reply = packet.data.toObject();
        }
    }
    return reply;
}

QString Peer::offset() const
{
    QString offset;
    for (const Received &packet : received()) {
        const QJsonArray arguments = packet.data.toArray();
        if (packet.type == u"42" && arguments.last().isString() && arguments.size() > 1) {
            offset = arguments.last().toString();
        }
    }
    return offset;
}

QString Peer::comesBack() const
{
    QJsonObject auth{{u"pid"_qs, pid()}};
    if (!offset().isEmpty()) {
        auth.insert(u"offset"_qs, offset());
    }
    return u"40"_qs + json(auth);
}

void Peer::joinClassic(const QString &name)
{
    says(u"40"_qs);
    says(u"42999[\"join\",\"%1\"]"_qs.arg(name));
}

QJsonObject Peer::joinNative(const QString &name, const QString &token)
{
    says(u"40{\"maru\":1}"_qs);
    QJsonObject argument{{u"userName"_qs, name}};
    if (!token.isEmpty()) {
        argument.insert(u"token"_qs, token);
    }
    says(u"42999[\"session:join\",%1]"_qs.arg(json(argument)));
    return ack(999);
}

QString json(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString codeOf(const QJsonObject &ack)
{
    const QString code = ack[u"code"].toString();
    return code.isEmpty() && ack[u"ok"].toBool() ? u"ok"_qs : code;
}

} // namespace maru::server
