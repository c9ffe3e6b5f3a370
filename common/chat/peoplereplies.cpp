// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/peopleevents.h"
#include "common/chat/replyfields.h"
#include "common/limits.h"

using namespace Qt::StringLiterals;

namespace maru {

QByteArray encodeReply(const JoinedReply &reply)
{
    JsonWriter out = startedReply();
    out.key("user"_L1);
    writeJson(out, reply.user);
    if (!reply.token.isEmpty()) {
        out.key("token"_L1).value(reply.token);
    }
    writeList(out, "rooms"_L1, reply.rooms);
    out.key("home"_L1).value(reply.homeRoom.toString());
    writeTime(out, "serverTime"_L1, reply.serverTimeMs);
    out.key("limits"_L1).beginObject();
    out.key("maxChatCodePoints"_L1).value(limits::maxChatCodePoints);
    out.key("maxPayloadBytes"_L1).value(qint64{limits::maxPayloadBytes});
    if (reply.maxFileBytes > 0) {
        out.key("maxFileBytes"_L1).value(reply.maxFileBytes);
        out.key("quotaBytes"_L1).value(reply.quotaBytes);
    }
    out.endObject().endObject();
    return out.take();
}

QByteArray encodeReply(const SessionsReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "sessions"_L1, reply.sessions);
    return out.endObject().take();
}

QByteArray encodeReply(const SessionCodeReply &reply)
{
    JsonWriter out = startedReply();
    out.key("deviceCode"_L1).value(reply.deviceCode);
    writeTime(out, "expiresAt"_L1, reply.expiresMs);
    out.key("lifeMs"_L1).value(reply.lifeMs);
    return out.endObject().take();
}

QByteArray encodeReply(const UserReply &reply)
{
    JsonWriter out = startedReply();
    out.key("user"_L1);
    writeJson(out, reply.user);
    return out.endObject().take();
}

QByteArray encodeReply(const UsersReply &reply)
{
    JsonWriter out = startedReply();
    writeList(out, "users"_L1, reply.users);
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

Result<JoinedReply, DecodeError> joinedFromAck(const QJsonObject &ack)
{
    Result<User, DecodeError> user = userFromJson(ack.value("user"_L1).toObject());
    if (!user) {
        return failure(std::move(user.error()));
    }
    auto rooms = readList<Room>(ack, "rooms"_L1, roomFromJson);
    if (!rooms) {
        return failure(std::move(rooms.error()));
    }
    JoinedReply reply;
    reply.user = *std::move(user);
    reply.token = stringField(ack, "token"_L1);
    reply.rooms = *std::move(rooms);
    reply.serverTimeMs = timeField(ack, "serverTime"_L1).value_or(0);
    reply.homeRoom = RoomId(stringField(ack, "home"_L1));
    const QJsonObject limits = ack.value("limits"_L1).toObject();
    reply.maxFileBytes = countField(limits, "maxFileBytes"_L1);
    reply.quotaBytes = countField(limits, "quotaBytes"_L1);
    return reply;
}

Result<SessionsReply, DecodeError> sessionsFromAck(const QJsonObject &ack)
{
    return readList<Session>(ack, "sessions"_L1, sessionFromJson).map([](QList<Session> &&read) {
        return SessionsReply{std::move(read)};
    });
}

Result<SessionCodeReply, DecodeError> sessionCodeFromAck(const QJsonObject &ack)
{
    SessionCodeReply reply{.deviceCode = stringField(ack, "deviceCode"_L1),
                           .expiresMs = timeField(ack, "expiresAt"_L1).value_or(0),
                           .lifeMs = countField(ack, "lifeMs"_L1)};
    if (reply.deviceCode.isEmpty() || reply.lifeMs <= 0) {
        return failure(DecodeError{u"ack: deviceCode or lifeMs is missing"_s});
    }
    return reply;
}

Result<UserReply, DecodeError> userFromAck(const QJsonObject &ack)
{
    return userFromJson(ack.value("user"_L1).toObject()).map([](User &&user) {
        return UserReply{std::move(user)};
    });
}

Result<UsersReply, DecodeError> usersFromAck(const QJsonObject &ack)
{
    auto users = readList<User>(ack, "users"_L1, userFromJson);
    if (!users) {
        return failure(std::move(users.error()));
    }
    return UsersReply{*std::move(users), ack.value("more"_L1).toBool()};
}

} // namespace maru
