// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of LocalStore that writes rooms and messages.

#include "client/store/localstore.h"
#include "client/store/storedjson.h"
#include "common/clientlimits.h"
#include "common/logging.h"

#include <QSet>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr double evictTo = 0.9; // of the bound, so that not every message evicts

} // namespace

Result<qint64, StoreError> LocalStore::lowestSeq(const RoomId &room)
{
    QSqlQuery &query = m_file->prepared(u"SELECT min(seq) FROM messages WHERE room = ?"_s);
    query.addBindValue(room.toString());
    if (auto done = StoreFile::run(query); !done) {
        return failure(done.error());
    }
    const qint64 lowest = query.next() ? query.value(0).toLongLong() : 0;
    query.finish();
    return lowest;
}

Result<void, StoreError> LocalStore::put(const RoomId &room, const Message &message)
{
    QSqlQuery &query = m_file->prepared(
        u"INSERT INTO messages (room, seq, rev, body) VALUES (?, ?, ?, ?) ON CONFLICT (room, seq) "
        "DO UPDATE SET rev = excluded.rev, body = excluded.body WHERE excluded.rev >= rev"_s);
    query.addBindValue(room.toString());
    query.addBindValue(message.seq);
    query.addBindValue(message.rev);
    query.addBindValue(toJson(message));
    return StoreFile::run(query);
}

Result<void, StoreError> LocalStore::write(const PutMessages &change)
{
    const auto lowest = lowestSeq(change.room);
    if (!lowest) {
        return failure(lowest.error());
    }
    const qint64 floor = *lowest > 0 ? *lowest : change.floorSeq;
    for (const Message &message : change.messages) {
        if (message.seq >= floor && message.seq > 0) {
            if (auto done = put(change.room, message); !done) {
                return done;
            }
        }
    }
    return {};
}

Result<void, StoreError> LocalStore::write(const PutOlder &change)
{
    const auto lowest = lowestSeq(change.room);
    if (!lowest) {
        return failure(lowest.error());
    }
    const bool joinsOn = !change.messages.isEmpty()
        && change.messages.last().seq == change.beforeSeq - 1
        && (*lowest == 0 || *lowest <= change.beforeSeq);
    if (!joinsOn) {
        return {};
    }
    qint64 next = change.beforeSeq - 1;
    for (auto message = change.messages.crbegin();
         message != change.messages.crend() && message->seq == next; ++message, --next) {
        if (auto done = put(change.room, *message); !done) {
            return done;
        }
    }
    return {};
}

Result<void, StoreError> LocalStore::write(const ForgetMessages &change)
{
    // The people with them: how far they have read is of the same past.
    for (const QString &sql :
         {u"DELETE FROM messages WHERE room = ?"_s, u"DELETE FROM members WHERE room = ?"_s}) {
        QSqlQuery &query = m_file->prepared(sql);
        query.addBindValue(change.room.toString());
        if (auto done = StoreFile::run(query); !done) {
            return done;
        }
    }
    return {};
}

Result<void, StoreError> LocalStore::write(const StoredRoom &room)
{
    QSqlQuery &query = m_file->prepared(
        u"INSERT INTO rooms (id, body, known_rev, highest_seq, unread, mentions) VALUES (?, ?, ?, "
        "?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET body = excluded.body, known_rev = excluded.known_rev, "
        "highest_seq = excluded.highest_seq, unread = excluded.unread, "
        "mentions = excluded.mentions"_s);
    query.addBindValue(room.room.id.toString());
    query.addBindValue(toJson(room.room));
    query.addBindValue(room.knownRev);
    query.addBindValue(room.highestSeq);
    query.addBindValue(room.unread);
    query.addBindValue(room.mentions);
    return StoreFile::run(query);
}

Result<void, StoreError> LocalStore::write(const KeepRooms &change)
{
    const QSet<RoomId> kept(change.rooms.cbegin(), change.rooms.cend());
    QStringList gone;
    QSqlQuery &query = m_file->prepared(u"SELECT id FROM rooms"_s);
    if (auto done = StoreFile::run(query); !done) {
        return done;
    }
    while (query.next()) {
        const QString id = query.value(0).toString();
        if (!kept.contains(RoomId(id))) {
            gone.append(id);
        }
    }
    query.finish();
    for (const QString &id : gone) {
        if (auto done = write(ForgetMessages{RoomId(id)}); !done) {
            return done;
        }
        QSqlQuery &removal = m_file->prepared(u"DELETE FROM rooms WHERE id = ?"_s);
        removal.addBindValue(id);
        if (auto done = StoreFile::run(removal); !done) {
            return done;
        }
    }
    return {};
}

Result<void, StoreError> LocalStore::write(const PutMembers &change)
{
    QSqlQuery &query =
        m_file->prepared(u"INSERT INTO members (room, body) VALUES (?, ?) ON CONFLICT (room) DO "
                         "UPDATE SET body = excluded.body"_s);
    query.addBindValue(change.room.toString());
    query.addBindValue(toJson(change.members));
    return StoreFile::run(query);
}

// The oldest messages of the room that has most of them, a page at a time; the newest page of each
// room stays whatever the bound.
Result<void, StoreError> LocalStore::evict()
{
    const auto pageBytes = m_file->number(u"PRAGMA page_size"_s);
    const auto usedBytes = [&]() -> Result<qint64, StoreError> {
        const auto pages = m_file->number(u"PRAGMA page_count"_s);
        const auto unused = pages ? m_file->number(u"PRAGMA freelist_count"_s) : pages;
        if (!unused || !pageBytes) {
            return failure(!unused ? unused.error() : pageBytes.error());
        }
        return (*pages - *unused) * *pageBytes;
    };
    auto used = usedBytes();
    if (used && *used <= m_bounds.cacheBytes) {
        return {};
    }
    while (used && double(*used) > evictTo * double(m_bounds.cacheBytes)) {
        // A run has no gap: its ends say how long it is, and the rows need not be read.
        QSqlQuery &largest =
            m_file->prepared(u"SELECT id, newest - oldest + 1, newest FROM (SELECT id, (SELECT "
                             u"max(seq) FROM messages "
                             "WHERE room = rooms.id) AS newest, (SELECT min(seq) FROM messages "
                             "WHERE room = rooms.id) "
                             "AS oldest FROM rooms) WHERE newest > 0 ORDER BY 2 DESC LIMIT 1"_s);
        if (auto done = StoreFile::run(largest); !done) {
            return done;
        }
        if (!largest.next() || largest.value(1).toInt() <= limits::historyPageRows) {
            largest.finish();
            break;
        }
        const QString room = largest.value(0).toString();
        const qint64 newestPage = largest.value(2).toLongLong() - limits::historyPageRows;
        largest.finish();
        QSqlQuery &removal =
            m_file->prepared(u"DELETE FROM messages WHERE room = ? AND seq <= ? AND seq < (SELECT "
                             "min(seq) FROM messages WHERE room = ?) + ?"_s);
        removal.addBindValue(room);
        removal.addBindValue(newestPage);
        removal.addBindValue(room);
        removal.addBindValue(limits::cacheEvictRows);
        if (auto done = StoreFile::run(removal); !done) {
            return done;
        }
        used = usedBytes();
    }
    return used.map([](qint64) {});
}

} // namespace maru::client
