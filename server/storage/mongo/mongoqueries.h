// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"
#include "server/storage/mongo/mongoconnection.h"
#include "server/storage/mongo/mongomessage.h"

#include <optional>

namespace maru::server {

/// Questions about messages, which are answered by the database alone; also beside the writer.
class MongoQueries
{
public:
    explicit MongoQueries(MongoConnection &connection)
        : m_connection(connection)
    { }

    [[nodiscard]] MemoryAnswer answer(const ReadHistory &query);
    [[nodiscard]] MemoryAnswer answer(const ReadChanges &query);
    [[nodiscard]] MemoryAnswer answer(const ReadEdits &query);
    [[nodiscard]] MemoryAnswer answer(const SearchMessages &query);

    /// std::nullopt: not in that room.
    [[nodiscard]] std::optional<Message> message(const RoomId &room, const MessageId &message);
    /// How many messages one of \p filters, each of another room, finds in which room.
    [[nodiscard]] QHash<QString, qint64> countByRoom(const std::vector<Bson> &filters);

    /// Then no answer counts.
    [[nodiscard]] const std::optional<MongoFailure> &trouble() const { return m_trouble; }

private:
    struct Counters
    {
        bool isThere = false;
        qint64 seq = 0;
        qint64 rev = 0;
    };
    [[nodiscard]] Counters countersOf(const RoomId &room);
    /// Messages of \p room whose \p field is above (\p isUp) or below \p from, nearest first.
    [[nodiscard]] QList<Message> nearest(const RoomId &room, const char *field, qint64 from,
                                         bool isUp, qint64 rows);
    [[nodiscard]] std::optional<Message> whole(const MongoMessage &message);

    MongoConnection &m_connection;
    std::optional<MongoFailure> m_trouble;
};

} // namespace maru::server
