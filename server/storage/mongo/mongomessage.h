// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"
#include "server/storage/mongo/bson.h"
#include "server/storage/mongo/mongoconnection.h"

/// How messages lie in MongoDB: in the seed's `chats`, with more fields.
namespace maru::server {

struct MongoMessage
{
    MemoryMessage kept; ///< without edits
    QByteArray contentHash; ///< of what was sent first
};

/// By which \c (author, cid) is unique.
[[nodiscard]] QString sentKey(const UserId &author, const QString &cid);

[[nodiscard]] Bson documentOf(const MongoMessage &message);
[[nodiscard]] MongoMessage messageFrom(const BsonView &document);
/// What the index finds \p document, a message, by: not kept in the journal, for it is long.
[[nodiscard]] QStringList termsOf(const MongoMessage &message);

/// As it is read. \p original: what it answers, as that is now; nullptr if nothing.
[[nodiscard]] Message completed(const MongoMessage &message, const Message *original);
/// All of \p messages as they are read: one more question for what they answer.
[[nodiscard]] MongoResult<QList<Message>> completed(MongoConnection &connection,
                                                    const std::vector<MongoMessage> &messages);

/// Messages of \p room above \p readSeq that name \p user.
[[nodiscard]] Bson namesUser(const UserId &user, const RoomId &room, qint64 readSeq);

} // namespace maru::server
