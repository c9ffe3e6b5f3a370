// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

/// Values and short ways for tests of events.
namespace maru {

using namespace Qt::StringLiterals;

inline QJsonArray array(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).array();
}

inline QJsonObject object(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

inline Result<ClientEvent, ApiError> decoded(const char *name, const QByteArray &argument)
{
    return decodeClientEvent(QString::fromUtf8(name), array('[' + argument + ']'));
}

/// What the other side reads of \p event.
template<class Event>
Event throughTheWire(const Event &event)
{
    const EncodedEvent encoded = encodeClientEvent(event);
    const auto read = decodeClientEvent(encoded.name, array('[' + encoded.argument + ']'));
    return read ? std::get<Event>(*read) : Event();
}

inline Message someMessage(qint64 seq = 1)
{
    Message message;
    message.id = MessageId(u"m%1"_s.arg(seq));
    message.room = RoomId(u"r"_s);
    message.seq = seq;
    message.rev = seq;
    message.cid = u"c"_s;
    message.chat = u"안녕"_s;
    message.user = {UserId(u"u"_s), u"김민수"_s};
    return message;
}

inline User someUser()
{
    return {UserId(u"u"_s), u"김민수"_s, UserRole::Guest, false, 1, 2};
}

inline Room someRoom()
{
    return {RoomId(u"r"_s), u"lobby"_s, RoomKind::Public, {}, false, 3, 4, 5};
}

} // namespace maru
