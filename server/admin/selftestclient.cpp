// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/selftestclient.h"

#include "common/limits.h"
#include "common/protocol/enginepacket.h"

#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

SelfTestClient::SelfTestClient(QString name, QObject *parent)
    : QObject(parent)
    , m_name(std::move(name))
{ }

SelfTestClient::~SelfTestClient()
{
    forgetConnection();
}

void SelfTestClient::connectTo(quint16 port, const QString &nsp)
{
    forgetConnection();
    m_nsp = nsp;
    m_decoder.emplace(PacketSource::Server);
    m_socket = std::make_unique<QWebSocket>();
    m_socket->setMaxAllowedIncomingMessageSize(quint64{limits::maxIncomingBytes});
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &SelfTestClient::receiveText);
    connect(m_socket.get(), &QWebSocket::disconnected, this, [this] {
        m_isJoined = false;
        m_acks.clear();
    });
    m_socket->open(QUrl(u"ws://127.0.0.1:%1/socket.io/?EIO=4&transport=websocket"_s.arg(port)));
}

void SelfTestClient::disconnectNow()
{
    forgetConnection();
}

void SelfTestClient::forgetConnection()
{
    m_isJoined = false;
    m_acks.clear();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater(); // this may be one of its signals
    }
}

void SelfTestClient::receiveText(const QString &frame)
{
    const Result<EnginePacket, DecodeError> packet = decodeEnginePacket(frame.toUtf8());
    if (!packet) {
        emit failed(u"The server sent a bad Engine.IO packet: %1."_s.arg(packet.error().reason));
        return;
    }
    switch (packet->type) {
    case EnginePacketType::Open:
        sendText(encodeSocketPacket({.type = SocketPacketType::Connect,
                                     .nsp = m_nsp,
                                     .data = QJsonObject{{u"maru"_s, 1}}}));
        return;
    case EnginePacketType::Ping:
        m_socket->sendTextMessage(
            QString::fromUtf8(encodeEnginePacket({.type = EnginePacketType::Pong})));
        return;
    case EnginePacketType::Message:
        break;
    default:
        return;
    }
    const auto decoded = m_decoder->addText(packet->data);
    if (!decoded) {
        emit failed(u"The server sent a bad Socket.IO packet: %1."_s.arg(decoded.error().reason));
        return;
    }
    if (decoded->has_value()) {
        receivePacket(**decoded);
    }
}

void SelfTestClient::receivePacket(const SocketPacket &packet)
{
    switch (packet.type) {
    case SocketPacketType::Connect:
        join();
        return;
    case SocketPacketType::ConnectError:
        emit failed(u"%1 was refused in %2: %3"_s.arg(
            m_name, m_nsp, packet.data.toObject().value("message"_L1).toString()));
        return;
    case SocketPacketType::Ack: {
        const AckHandler handler = m_acks.take(packet.id.value_or(0));
        if (!handler) {
            emit failed(u"The server answered a question twice, or one that nobody asked."_s);
            return;
        }
        handler(packet.data.toArray().at(0).toObject());
        return;
    }
    default:
        return; // the history is asked for what the events said
    }
}

void SelfTestClient::join()
{
    emitEvent(SessionJoin{.userName = m_name, .token = m_token},
              [this](const QJsonObject &ack) { finishJoin(ack); });
}

void SelfTestClient::finishJoin(const QJsonObject &ack)
{
    if (const std::optional<ApiError> error = errorFromAck(ack)) {
        emit failed(u"%1 could not join: %2 (%3)"_s.arg(m_name, toWire(error->code), error->text));
        return;
    }
    const Result<JoinedReply, DecodeError> reply = joinedFromAck(ack);
    if (!reply) {
        emit failed(u"%1 joined with a bad ack: %2."_s.arg(m_name, reply.error().reason));
        return;
    }
    if (!reply->token.isEmpty()) {
        m_token = reply->token;
    }
    m_homeRoom = reply->homeRoom;
    m_isJoined = true;
    for (const Outgoing &message : m_pending) {
        ++m_resent;
        transmit(message);
    }
    emit joined();
}

void SelfTestClient::send(const Outgoing &message)
{
    Q_ASSERT(m_isJoined);
    m_pending.push_back(message);
    transmit(message);
}

void SelfTestClient::transmit(const Outgoing &message)
{
    emitEvent(MessageSend{.cid = message.cid, .room = message.room, .chat = message.chat},
              [this, cid = message.cid](const QJsonObject &ack) { finishSend(cid, ack); });
}

void SelfTestClient::finishSend(const QString &cid, const QJsonObject &ack)
{
    const auto sent = std::find_if(m_pending.begin(), m_pending.end(),
                                   [&](const Outgoing &message) { return message.cid == cid; });
    Q_ASSERT(sent != m_pending.end()); // one ack per connection, and a new connection forgets them
    m_pending.erase(sent);

    if (const std::optional<ApiError> error = errorFromAck(ack)) {
        emit refused(cid, *error);
        return;
    }
    const Result<SentReply, DecodeError> reply = sentFromAck(ack);
    if (!reply) {
        emit failed(u"%1 was acked badly: %2."_s.arg(cid, reply.error().reason));
        return;
    }
    emit acked(cid, *reply);
}

void SelfTestClient::readHistory(const RoomId &room, qint64 afterSeq, HistoryHandler done)
{
    Q_ASSERT(m_isJoined);
    const MessageHistory question{.room = room,
                                  .direction = MessageHistory::Direction::After,
                                  .seq = afterSeq,
                                  .limit = limits::maxPageRows};
    emitEvent(question, [this, done = std::move(done)](const QJsonObject &ack) {
        if (std::optional<ApiError> error = errorFromAck(ack)) {
            done(failure(*std::move(error)));
            return;
        }
        Result<HistoryReply, DecodeError> reply = historyFromAck(ack);
        if (!reply) {
            emit failed(u"A page of the history is bad: %1."_s.arg(reply.error().reason));
            return;
        }
        done(*std::move(reply));
    });
}

void SelfTestClient::emitEvent(const ClientEvent &event, AckHandler done)
{
    const quint64 id = ++m_nextAckId;
    m_acks.insert(id, std::move(done));
    const EncodedEvent encoded = encodeClientEvent(event);
    sendText(encodeEvent(m_nsp, encoded.name, encoded.argument, id));
}

void SelfTestClient::sendText(const QByteArray &packet)
{
    m_socket->sendTextMessage(
        QString::fromUtf8(encodeEnginePacket({.type = EnginePacketType::Message, .data = packet})));
}

} // namespace maru::server
