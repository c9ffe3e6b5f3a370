// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QJsonDocument>
#include <QJsonObject>

/// Objects, and the way onto the wire.
namespace maru {

using namespace Qt::StringLiterals;

inline constexpr qint64 someMs = 1'795'425'120'123; // 2026-11-23T09:12:00.123Z

inline QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

template<class Object>
QByteArray written(const Object &object)
{
    JsonWriter out;
    writeJson(out, object);
    return out.take();
}

inline User someUser()
{
    return {UserId(u"655f1e1b1c9d440000000001"_s), u"김민수"_s, UserRole::Member, true, someMs, 1};
}

inline Room someRoom()
{
    return {RoomId(u"r1"_s), u"lobby"_s, RoomKind::Announcement, u"주제 \"1\""_s, true, 12, 34,
            someMs};
}

inline Message someMessage()
{
    Message message;
    message.id = MessageId(u"m1"_s);
    message.room = RoomId(u"r1"_s);
    message.seq = 5;
    message.rev = 9;
    message.cid = u"c-1"_s;
    message.chat = u"안녕\n\"😀\""_s;
    message.user = {UserId(u"u1"_s), u"김민수"_s};
    message.createdMs = someMs;
    message.updatedMs = someMs + 1;
    return message;
}

inline const QByteArray seedMessage(
    R"({"chat":"hi","user":{"id":"u1","userName":"kim"},"_id":"m1",)"
    R"("createdAt":"2026-11-23T09:12:00.123Z","updatedAt":"2026-11-23T09:12:00.123Z","__v":0})");

} // namespace maru
