// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of ChatSession that speaks to classic servers.

#include "client/session/chatsession.h"

#include <QJsonValue>

#include <utility>

namespace maru::client {

namespace {

/// \p text as a JSON string.
QByteArray jsonString(const QString &text)
{
    return JsonWriter().value(text).take();
}

} // namespace

void ChatSession::joinClassic()
{
    m_phase = Phase::Joining;
    m_connection.request(
        QLatin1StringView("join"), jsonString(m_userName), this,
        [this](const Result<QJsonArray, AckFailure> &reply) { takeClassicJoin(reply); },
        m_timing.ackTimeoutMs);
}

void ChatSession::takeClassicJoin(const Result<QJsonArray, AckFailure> &reply)
{
    if (m_phase != Phase::Joining) {
        return;
    }
    if (!reply) {
        const bool lost = reply.error() == AckFailure::Disconnected;
        takeJoinFailure(
            {lost ? RequestFailure::Kind::Disconnected : RequestFailure::Kind::NoAnswer, {}});
        return;
    }
    const QJsonObject ack = reply->isEmpty() ? QJsonObject() : reply->first().toObject();
    if (const std::optional<ApiError> error = errorFromAck(ack)) {
        takeJoinFailure({RequestFailure::Kind::Refused, *error});
        return;
    }
    const auto user = userFromJson(ack.value(QLatin1StringView("user")).toObject());
    if (!user) {
        emit badEventReceived(user.error().reason);
        takeJoinFailure({RequestFailure::Kind::BadReply, {}});
        return;
    }
    JoinedReply joinedReply;
    joinedReply.user = *user;
    joinedReply.homeRoom = m_classicRoom;
    Room room;
    room.id = m_classicRoom;
    const QString name = m_connection.address().roomName();
    room.name = name.isEmpty() ? QStringLiteral("lobby") : name;
    joinedReply.rooms = {room};
    finishJoin(joinedReply);
}

void ChatSession::postClassic(const OutgoingMessage &message)
{
    Q_ASSERT_X(m_classicCid.isEmpty(), "ChatSession::post",
               "classic servers take one message at a time");
    const auto result =
        m_connection.emitEvent(QLatin1StringView("sendMessage"), jsonString(message.text));
    switch (result) {
    case EngineConnection::EmitResult::Sent:
        m_classicCid = message.cid;
        m_echoes.expect(message.cid, message.text);
        m_echoTimer.start(m_timing.ackTimeoutMs);
        return;
    case EngineConnection::EmitResult::TooLarge:
        emit messageRefused(message.cid, {ErrorCode::TooLarge, {}, {}, 0, 0});
        return;
    case EngineConnection::EmitResult::NotConnected:
        emit messageUnanswered(message.cid);
        return;
    }
}

void ChatSession::abandonClassic()
{
    m_echoTimer.stop();
    if (!m_classicCid.isEmpty()) {
        emit messageUnconfirmed(std::exchange(m_classicCid, {}));
    }
}

} // namespace maru::client
