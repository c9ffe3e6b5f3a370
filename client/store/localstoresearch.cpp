// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What LocalStore tells the index for searching.

#include "client/store/localstore.h"
#include "client/store/storedjson.h"

#include <QSqlError>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

std::optional<Message> messageOf(const QSqlQuery &query)
{
    const auto read = messageFromJson(objectFrom(query.value(0).toByteArray()));
    return read ? std::optional(*read) : std::nullopt;
}

} // namespace

// Null if there is no file, or it gave up.
QSqlQuery *LocalStore::asked(const QString &sql, const QVariantList &values)
{
    if (!m_file) {
        return nullptr;
    }
    QSqlQuery &query = m_file->bound(sql, values);
    if (auto done = StoreFile::run(query); !done) {
        give(done.error(), "what is searched");
        return nullptr;
    }
    return &query;
}

QByteArray LocalStore::identity()
{
    QSqlQuery *const query = asked(u"SELECT value FROM notes WHERE name = 'identity'"_s, {});
    return query && query->next() ? query->value(0).toByteArray() : QByteArray();
}

qint64 LocalStore::lastChange()
{
    QSqlQuery *const query =
        asked(u"SELECT seq FROM sqlite_sequence WHERE name = 'search_queue'"_s, {});
    return query && query->next() ? query->value(0).toLongLong() : 0;
}

QList<LocalStore::Changed> LocalStore::changesAfter(qint64 number, int limit)
{
    QList<Changed> changes;
    QSqlQuery *const query = asked(
        u"SELECT number, room, seq FROM search_queue WHERE number > ? ORDER BY number LIMIT ?"_s,
        {number, limit});
    while (query && query->next()) {
        changes.append({query->value(0).toLongLong(), RoomId(query->value(1).toString()),
                        query->value(2).toLongLong()});
    }
    return changes;
}

void LocalStore::dropChanges(qint64 upToNumber)
{
    static_cast<void>(asked(u"DELETE FROM search_queue WHERE number <= ?"_s, {upToNumber}));
}

std::optional<Message> LocalStore::message(const RoomId &room, qint64 seq)
{
    QSqlQuery *const query =
        asked(u"SELECT body FROM messages WHERE room = ? AND seq = ?"_s, {room.toString(), seq});
    if (!query || !query->next()) {
        return std::nullopt;
    }
    auto found = messageOf(*query);
    query->finish();
    return found;
}

QList<Message> LocalStore::messagesAfter(const RoomId &room, qint64 seq, int limit)
{
    QList<Message> rows;
    QSqlQuery *const query = asked(u"SELECT body, room, seq FROM messages WHERE (room, seq) > (?, "
                                   u"?) ORDER BY room, seq LIMIT ?"_s,
                                   {room.toString(), seq, limit});
    while (query && query->next()) {
        Message next = messageOf(*query).value_or(Message()); // one that cannot be read is empty
        next.room = RoomId(query->value(1).toString());
        next.seq = query->value(2).toLongLong();
        rows.append(std::move(next));
    }
    return rows;
}

} // namespace maru::client
