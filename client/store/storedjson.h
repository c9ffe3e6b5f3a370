// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

/// What stands in the bodies of the cache: the objects of the protocol as they travel, and a
/// few of our own.
namespace maru::client {

template<class Object>
[[nodiscard]] QByteArray toJson(const Object &object)
{
    JsonWriter out;
    writeJson(out, object);
    return out.take();
}
[[nodiscard]] QByteArray toJson(const StoredAccount &account);
[[nodiscard]] QByteArray toJson(const ReadingPlace &place);
[[nodiscard]] QByteArray toJson(const ReplyTo &reply);
[[nodiscard]] QByteArray toJson(const QList<Member> &members);

/// An empty object if it is none.
[[nodiscard]] inline QJsonObject objectFrom(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}
[[nodiscard]] std::optional<StoredAccount> accountFromJson(const QByteArray &json);
/// The end of no room if it cannot be read: a place is not worth a cache.
[[nodiscard]] ReadingPlace placeFromJson(const QByteArray &json);
/// Those that can be read, at most limits::maxKeptMembers.
[[nodiscard]] QList<Member> membersFromJson(const QByteArray &json);
/// std::nullopt without an id.
[[nodiscard]] std::optional<ReplyTo> replyFromJson(const QByteArray &json);

} // namespace maru::client
