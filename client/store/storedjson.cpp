// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/storedjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace maru::client {

QByteArray toJson(const StoredAccount &account)
{
    JsonWriter out;
    out.beginObject().key("user"_L1);
    writeJson(out, account.ownUser);
    out.key("serverName"_L1).value(account.serverName);
    out.key("maxChat"_L1).value(account.maxChatCodePoints);
    out.key("homeRoom"_L1).value(account.homeRoom.toString());
    out.key("homeAddress"_L1).value(account.homeAddress);
    out.endObject();
    return out.take();
}

QByteArray toJson(const ReadingPlace &place)
{
    JsonWriter out;
    out.beginObject();
    out.key("room"_L1).value(place.room.toString());
    out.key("seq"_L1).value(place.seq);
    out.key("offset"_L1).value(place.offsetPx);
    out.endObject();
    return out.take();
}

QByteArray toJson(const ReplyTo &reply)
{
    JsonWriter out;
    out.beginObject();
    out.key("id"_L1).value(reply.id.toString());
    out.key("seq"_L1).value(reply.seq);
    out.key("userId"_L1).value(reply.user.id.toString());
    out.key("userName"_L1).value(reply.user.userName);
    out.key("chat"_L1).value(reply.chat);
    out.endObject();
    return out.take();
}

QByteArray toJson(const QList<Member> &members)
{
    JsonWriter out;
    out.beginArray();
    for (const Member &member : members) {
        writeJson(out, member);
    }
    out.endArray();
    return out.take();
}

std::optional<StoredAccount> accountFromJson(const QByteArray &json)
{
    const QJsonObject object = objectFrom(json);
    const auto user = userFromJson(object.value("user"_L1).toObject());
    if (!user) {
        return std::nullopt;
    }
    StoredAccount account;
    account.ownUser = *user;
    account.serverName = object.value("serverName"_L1).toString();
    account.maxChatCodePoints = object.value("maxChat"_L1).toInt();
    account.homeRoom = RoomId(object.value("homeRoom"_L1).toString());
    account.homeAddress = object.value("homeAddress"_L1).toString();
    return account;
}

ReadingPlace placeFromJson(const QByteArray &json)
{
    const QJsonObject object = objectFrom(json);
    return {RoomId(object.value("room"_L1).toString()), object.value("seq"_L1).toInteger(),
            object.value("offset"_L1).toInt()};
}

QList<Member> membersFromJson(const QByteArray &json)
{
    QList<Member> members;
    const QJsonArray list = QJsonDocument::fromJson(json).array();
    for (const QJsonValue &one : list) {
        const auto member = memberFromJson(one.toObject());
        if (member && members.size() < limits::maxKeptMembers) {
            members.append(*member);
        }
    }
    return members;
}

std::optional<ReplyTo> replyFromJson(const QByteArray &json)
{
    const QJsonObject object = objectFrom(json);
    ReplyTo reply;
    reply.id = MessageId(object.value("id"_L1).toString());
    reply.seq = object.value("seq"_L1).toInteger();
    reply.user = {UserId(object.value("userId"_L1).toString()),
                  object.value("userName"_L1).toString()};
    reply.chat = object.value("chat"_L1).toString();
    return reply.id.isNull() ? std::nullopt : std::optional(reply);
}

} // namespace maru::client
