// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"
#include "server/storage/mongo/bson.h"

#include <QByteArray>

#include <array>
#include <optional>
#include <tuple>

/// How what MemoryState holds lies in MongoDB: one document each. Messages are in mongomessage.h.
namespace maru::server {

enum class MongoKind : quint8 {
    User,
    Member,
    Session,
    Invite,
    Recovery,
    File,
    Upload,
    Room,
    Ban,
    Message,
    Edit,
    BanNote,
    Mute, // last: the journal knows kinds by number
};

/// Collections by MongoKind; `users` and `chats` are the seed's.
inline constexpr std::array mongoCollections{
    "users",      "maru_members",  "maru_sessions", "maru_invites", "maru_recovery",
    "maru_files", "maru_uploads",  "maru_rooms",    "maru_bans",    "chats",
    "maru_edits", "maru_bannotes", "maru_mutes",
};
[[nodiscard]] constexpr const char *collectionOf(MongoKind kind)
{
    return mongoCollections.at(static_cast<size_t>(kind));
}

/// Which document: an id, a hash as hex digits, or two ids with a space between.
struct MongoKey
{
    MongoKind kind = MongoKind::User;
    QString id;

    friend bool operator==(const MongoKey &, const MongoKey &) = default;
    friend bool operator<(const MongoKey &a, const MongoKey &b)
    {
        return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
    }
};
/// Whether MemoryState knows nothing of it.
[[nodiscard]] constexpr bool isOnlyStored(MongoKind kind)
{
    return kind == MongoKind::Message || kind == MongoKind::Edit || kind == MongoKind::BanNote;
}
[[nodiscard]] QString twoIds(const QString &first, const QString &second);

/// \c _id as \p key has it.
void appendKey(Bson &bson, const char *name, const MongoKey &key);
[[nodiscard]] MongoKey keyOf(MongoKind kind, const BsonView &document);

/// The document of \p key in \p state, with its \c _id; none if it is not there. Not for messages.
[[nodiscard]] std::optional<Bson> documentOf(const MemoryState &state, const MongoKey &key);
/// Makes \p state hold what \p document says.
void takeDocument(MemoryState &state, const MongoKey &key, const BsonView &document);
void forgetDocument(MemoryState &state, const MongoKey &key);

} // namespace maru::server
