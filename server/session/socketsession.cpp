// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/socketsession.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/session/socketnamespace.h"

#include <QJsonArray>
#include <QLocale>
#include <QPointer>

#include <algorithm>

namespace maru::server {

namespace {

Frame messageFrame(QByteArrayView socketPacket)
{
    QByteArray packet("4");
    packet.append(socketPacket);
    return Frame::text(packet);
}

QString eventName(const QJsonValue &first)
{
    return first.isDouble() ? QString::number(first.toDouble(), 'g', QLocale::FloatingPointShortest)
                            : first.toString();
}

} // namespace

SocketSession::SocketSession(EngineSession *engine, const SocketConfig &config, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_config(config)
{
    Q_ASSERT(engine);
    m_engine->setParent(this);
    connect(m_engine, &EngineSession::messageReceived, this, &SocketSession::receiveText);
    connect(m_engine, &EngineSession::binaryReceived, this, &SocketSession::receiveBinary);
    connect(m_engine, &EngineSession::closed, this, [this](CloseReason reason) {
        m_connectTimer.stop();
        m_attachmentTimer.stop();
        m_namespaces.clear();
        emit closed(reason); // last: the owner may delete this now
    });

    const auto closeAfter = [this](QTimer &timer, int milliseconds, CloseReason reason) {
        timer.setTimerType(Qt::PreciseTimer);
        timer.setSingleShot(true);
        timer.setInterval(milliseconds);
        connect(&timer, &QTimer::timeout, this, [this, reason] { close(reason); });
    };
    closeAfter(m_connectTimer, m_config.connectTimeoutMs, CloseReason::ConnectTimeout);
    closeAfter(m_attachmentTimer, m_config.attachmentTimeoutMs, CloseReason::ParseError);
    m_connectTimer.start();
}

SocketSession::~SocketSession() = default;

void SocketSession::accept(const QString &nsp, const QString &sid, const QString &pid)
{
    if (const NamespacePtr space = answerConnect(nsp, sid, pid)) {
        pump(nsp, space);
    }
}

void SocketSession::acceptHeld(const QString &nsp, const QString &sid, const QString &pid)
{
    if (const NamespacePtr space = answerConnect(nsp, sid, pid)) {
        space->isHeld = true;
    }
}

SocketSession::NamespacePtr SocketSession::answerConnect(const QString &nsp, const QString &sid,
                                                         const QString &pid)
{
    const NamespacePtr space = m_namespaces.value(nsp);
    if (!space || space->state != Namespace::State::Asked || !m_engine->isOpen()) {
        return nullptr;
    }
    space->state = Namespace::State::Open;
    m_connectTimer.stop();

    QJsonObject data{{QStringLiteral("sid"), sid}};
    if (!pid.isEmpty()) {
        data.insert(QStringLiteral("pid"), pid);
    }
    SocketPacket answer;
    answer.type = SocketPacketType::Connect;
    answer.nsp = nsp;
    answer.data = data;
    send(answer);
    return space;
}

void SocketSession::refuse(const QString &nsp, const QString &message, const QJsonObject &data)
{
    const NamespacePtr space = m_namespaces.value(nsp);
    if (!space || space->state != Namespace::State::Asked || !m_engine->isOpen()) {
        return;
    }
    space->state = Namespace::State::Refused;

    QJsonObject payload{{QStringLiteral("message"), message}};
    if (!data.isEmpty()) {
        payload.insert(QStringLiteral("data"), data);
    }
    SocketPacket answer;
    answer.type = SocketPacketType::ConnectError;
    answer.nsp = nsp;
    answer.data = payload;
    send(answer);
    pump(nsp, space);
}

void SocketSession::disconnectNamespace(const QString &nsp)
{
    const NamespacePtr space = m_namespaces.value(nsp);
    if (!space || space->state != Namespace::State::Open) {
        return;
    }
    SocketPacket packet;
    packet.type = SocketPacketType::Disconnect;
    packet.nsp = nsp;
    send(packet);
    forget(*space);
    space->state = Namespace::State::Left;
}

void SocketSession::hold(const QString &nsp)
{
    if (const NamespacePtr space = m_namespaces.value(nsp);
        space && space->state == Namespace::State::Open) {
        space->isHeld = true;
    }
}

void SocketSession::release(const QString &nsp)
{
    if (const NamespacePtr space = m_namespaces.value(nsp); space && space->isHeld) {
        space->isHeld = false;
        pump(nsp, space);
    }
}

void SocketSession::close(CloseReason reason)
{
    m_connectTimer.stop();
    m_attachmentTimer.stop();
    m_engine->close(reason);
}

void SocketSession::send(const SocketPacket &packet)
{
    m_engine->send(messageFrame(encodeSocketPacket(packet)));
    for (const QByteArray &bytes : packet.attachments) {
        m_engine->send(Frame::binary(bytes));
    }
}

void SocketSession::sendAck(const QString &nsp, quint64 id, QByteArrayView argument)
{
    if (takeAck(nsp, id)) {
        m_engine->send(messageFrame(encodeAck(nsp, id, argument)));
    }
}

void SocketSession::sendAck(const QString &nsp, quint64 id, const QJsonArray &arguments,
                            const QList<QByteArray> &attachments)
{
    if (takeAck(nsp, id)) {
        SocketPacket packet;
        packet.type = SocketPacketType::Ack;
        packet.nsp = nsp;
        packet.id = id;
        packet.data = arguments;
        packet.attachments = attachments;
        send(packet);
    }
}

/// True, once, for an id that was asked and not answered yet.
bool SocketSession::takeAck(const QString &nsp, quint64 id)
{
    const NamespacePtr space = m_namespaces.value(nsp);
    if (!space || !space->unanswered.remove(id)) {
        return false;
    }
    --m_unansweredAcks;
    return true;
}

/// Stock clients send what they had kept right behind their CONNECT reply or join, and large
/// packets among it: what waits for the answer of the store is no longer early.
bool SocketSession::isEarly() const
{
    return !m_isJoined
        && std::none_of(m_namespaces.cbegin(), m_namespaces.cend(),
                        [](const NamespacePtr &space) { return space->isHeld; });
}

void SocketSession::receiveText(const QByteArray &text)
{
    m_packetBytes = text.size();
    if (m_packetBytes > m_config.earlyPacketBytes && isEarly()) {
        close(CloseReason::TooMuch);
        return;
    }
    m_packetText = text;
    receive(m_decoder.addText(text));
}

void SocketSession::receiveBinary(const QByteArray &bytes)
{
    m_packetBytes += bytes.size();
    receive(m_decoder.addBinary(bytes));
}

void SocketSession::receive(const Result<std::optional<SocketPacket>, DecodeError> &decoded)
{
    if (!decoded) {
        qCDebug(lcSession).noquote() << "socket packet refused:" << decoded.error().reason;
        close(CloseReason::ParseError);
        return;
    }
    if (!m_decoder.isWaiting()) {
        m_attachmentTimer.stop();
    } else if (!m_attachmentTimer.isActive()) {
        if (isEarly()) {
            close(CloseReason::TooMuch);
            return;
        }
        m_attachmentTimer.start(); // one deadline for all attachments of a packet
    }
    if (*decoded) {
        const QByteArray text = std::exchange(m_packetText, {});
        receivePacket(**decoded, text);
    }
}

void SocketSession::receivePacket(const SocketPacket &packet, const QByteArray &text)
{
    NamespacePtr space = m_namespaces.value(packet.nsp);
    if (!space) {
        if (packet.type != SocketPacketType::Connect) {
            qCDebug(lcSession) << "packet for a namespace that is not open";
            close(CloseReason::ParseError);
            return;
        }
        if (m_namespaces.size() >= limits::maxNamespacesPerConnection) {
            close(CloseReason::TooMuch);
            return;
        }
        space = std::make_shared<Namespace>();
        m_namespaces.insert(packet.nsp, space);
        askOwner(packet);
        return;
    }
    if (!space->isShut() && space->waiting.isEmpty()) {
        dispatch(packet, space);
        return;
    }

    const auto leaves = [](const Namespace::Waiting &waiting) {
        return waiting.type == SocketPacketType::Disconnect;
    };
    if (packet.type == SocketPacketType::Connect
        && std::none_of(space->waiting.cbegin(), space->waiting.cend(), leaves)) {
        close(CloseReason::ParseError); // it is asked for, or open, already
        return;
    }
    if (m_waitingPackets >= limits::maxWaitingPackets
        || m_packetBytes > limits::maxWaitingBytes - m_waitingBytes) {
        close(CloseReason::TooMuch);
        return;
    }
    ++m_waitingPackets;
    m_waitingBytes += m_packetBytes;
    // A copy of its own: the buffer that it came in may be larger.
    space->waiting.enqueue({packet.type, QByteArray(text.constData(), text.size()),
                            packet.attachments, m_packetBytes});
    if (packet.type == SocketPacketType::Disconnect && space->state == Namespace::State::Open) {
        emit leaveWaits(packet.nsp);
    }
}

void SocketSession::pump(const QString &nsp, const NamespacePtr &space)
{
    if (space->isPumping) {
        return; // called from a slot of dispatch() below, which goes on by itself
    }
    space->isPumping = true;
    const QPointer<SocketSession> self(this);
    while (!space->isShut() && !space->waiting.isEmpty() && m_engine->isOpen()) {
        const Namespace::Waiting next = space->waiting.dequeue();
        --m_waitingPackets;
        m_waitingBytes -= next.bytes;
        dispatch(next.packet(), space);
        if (!self) {
            return;
        }
    }
    space->isPumping = false;
    const bool isGone = space->state == Namespace::State::Refused;
    if (isGone && m_namespaces.value(nsp) == space) {
        m_namespaces.remove(nsp);
    }
}

void SocketSession::dispatch(const SocketPacket &packet, const NamespacePtr &space)
{
    if (packet.type == SocketPacketType::Connect) {
        if (space->state == Namespace::State::Open) {
            close(CloseReason::ParseError);
            return;
        }
        space->state = Namespace::State::Asked;
        askOwner(packet);
        return;
    }
    if (space->state != Namespace::State::Open) {
        return; // refused, or left by us: the peer did not know yet
    }
    switch (packet.type) {
    case SocketPacketType::Event:
    case SocketPacketType::BinaryEvent:
        dispatchEvent(packet, *space);
        return;
    case SocketPacketType::Disconnect:
        leave(packet.nsp, space);
        return;
    case SocketPacketType::Ack:
    case SocketPacketType::BinaryAck:
        return; // we ask for none, and unknown ones are ignored
    case SocketPacketType::Connect:
    case SocketPacketType::ConnectError:
        break; // handled above; refused by the decoder
    }
    close(CloseReason::ParseError);
}

void SocketSession::dispatchEvent(const SocketPacket &packet, Namespace &space)
{
    QJsonArray arguments = packet.data.toArray();
    if (arguments.isEmpty()) {
        close(CloseReason::ParseError);
        return;
    }
    if (packet.id && !space.unanswered.contains(*packet.id)) {
        if (m_unansweredAcks >= limits::maxUnansweredAcks) {
            close(CloseReason::TooMuch);
            return;
        }
        ++m_unansweredAcks;
        space.unanswered.insert(*packet.id);
    }
    const QString name = eventName(arguments.takeAt(0));
    emit eventReceived(packet.nsp, name, arguments, packet.id, packet.attachments);
}

void SocketSession::leave(const QString &nsp, const NamespacePtr &space)
{
    space->state = Namespace::State::Refused;
    m_unansweredAcks -= int(space->unanswered.size());
    space->unanswered.clear();
    if (space->waiting.isEmpty()) {
        m_namespaces.remove(nsp);
    } // else pump() goes on to the CONNECT that may wait behind
    emit namespaceLeft(nsp);
}

void SocketSession::forget(Namespace &space)
{
    for (const Namespace::Waiting &waiting : std::as_const(space.waiting)) {
        --m_waitingPackets;
        m_waitingBytes -= waiting.bytes;
    }
    space.waiting.clear();
    space.isHeld = false;
    m_unansweredAcks -= int(space.unanswered.size());
    space.unanswered.clear();
}

void SocketSession::askOwner(const SocketPacket &packet)
{
    emit connectRequested(packet.nsp, packet.data.toObject());
}

} // namespace maru::server
