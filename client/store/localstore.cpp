// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/localstore.h"

#include "client/store/storedjson.h"
#include "common/clientlimits.h"
#include "common/logging.h"
#include "common/text/messagetext.h"

#include <QSqlError>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

const QString accountNote = u"account"_s;
const QString placeNote = u"place"_s;

StoreSchema cacheSchema()
{
    StoreSchema schema;
    schema.durability = StoreSchema::Durability::Normal;
    schema.migrations = {
        {u"CREATE TABLE rooms (id TEXT PRIMARY KEY, body BLOB NOT NULL, known_rev INTEGER NOT "
         u"NULL, "
         "highest_seq INTEGER NOT NULL, unread INTEGER NOT NULL, mentions INTEGER NOT NULL) "
         "STRICT, "
         "WITHOUT ROWID"_s,
         // The body of a message is what the server sent of it.
         u"CREATE TABLE messages (room TEXT NOT NULL, seq INTEGER NOT NULL, rev INTEGER NOT NULL, "
         "body BLOB NOT NULL, PRIMARY KEY (room, seq)) STRICT, WITHOUT ROWID"_s,
         u"CREATE TABLE notes (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID"_s},
        // What the index for searching has to follow (searchindex.h); in the transaction of the
        // change, whoever makes it. The identity is that of this file: another one has another.
        {u"CREATE TABLE search_queue (number INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT "
         u"NULL, seq INTEGER NOT NULL) STRICT"_s,
         u"CREATE TRIGGER search_added AFTER INSERT ON messages BEGIN INSERT INTO search_queue "
         u"(room, seq) VALUES (new.room, new.seq); END"_s,
         u"CREATE TRIGGER search_changed AFTER UPDATE OF body ON messages BEGIN INSERT INTO "
         u"search_queue (room, seq) VALUES (new.room, new.seq); END"_s,
         u"CREATE TRIGGER search_removed AFTER DELETE ON messages BEGIN INSERT INTO search_queue "
         u"(room, seq) VALUES (old.room, old.seq); END"_s,
         u"INSERT INTO notes (name, value) VALUES ('identity', randomblob(16))"_s},
        // Always all of a room: they are listed as one.
        {u"CREATE TABLE members (room TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID"_s},
    };
    return schema;
}

StoreError unreadable(const QString &what)
{
    return {StoreError::Kind::Damaged, what};
}

} // namespace

LocalStore::LocalStore(QString path, StoreBounds bounds)
    : m_path(std::move(path))
    , m_bounds(bounds)
{
    open();
}

void LocalStore::open()
{
    auto opened = StoreFile::open(m_path, cacheSchema());
    const bool isUseless = !opened
        && (opened.error().kind == StoreError::Kind::Damaged
            || opened.error().kind == StoreError::Kind::Newer);
    if (isUseless) {
        give(opened.error(), "opening it");
        opened = StoreFile::open(m_path, cacheSchema());
    }
    if (opened) {
        m_file = std::move(*opened);
    } else if (!isUseless) {
        give(opened.error(), "opening it");
    }
}

// Lets go of the file; one that is no use is set aside, to be fetched again.
void LocalStore::give(const StoreError &error, const char *what)
{
    m_file.reset();
    switch (error.kind) {
    case StoreError::Kind::Damaged:
    case StoreError::Kind::Newer: {
        const bool isNewer = error.kind == StoreError::Kind::Newer;
        const QString moved = setAside(m_path, isNewer ? u"newer"_s : u"damaged"_s, false);
        qCWarning(lcClient).noquote()
            << "the cache of messages is" << (isNewer ? "of a later Maru," : "damaged,") << what
            << "said" << forLog(error.text) << "- set aside as" << moved
            << "and fetched again from the server";
        return;
    }
    case StoreError::Kind::InUse:
        qCWarning(lcClient) << "another Maru uses this cache of messages; this one goes without";
        return;
    case StoreError::Kind::Unwritable:
        qCWarning(lcClient).noquote()
            << "messages are no longer cached until the next start:" << what << "said"
            << forLog(error.text);
        return;
    }
}

StoredState LocalStore::load()
{
    if (!m_file) {
        return {};
    }
    auto state = readState();
    if (state) {
        return *std::move(state);
    }
    const bool isDamaged = state.error().kind == StoreError::Kind::Damaged;
    give(state.error(), "reading it");
    if (isDamaged) {
        open();
    }
    return {};
}

Result<StoredState, StoreError> LocalStore::readState()
{
    StoredState state;
    const auto account = readNote(accountNote);
    const auto place = account ? readNote(placeNote) : account;
    if (!place) {
        return failure(place.error());
    }
    if (account->isEmpty()) {
        return state; // nothing was ever joined
    }
    const auto read = accountFromJson(*account);
    if (!read) {
        return failure(unreadable(u"the account cannot be read"_s));
    }
    state.account = *read;
    state.place = placeFromJson(*place);
    QSqlQuery &rooms =
        m_file->prepared(u"SELECT body, known_rev, highest_seq, unread, (SELECT max(seq) FROM "
                         "messages WHERE room = rooms.id), mentions FROM rooms"_s);
    if (auto done = StoreFile::run(rooms); !done) {
        return failure(done.error());
    }
    while (rooms.next()) {
        const auto room = roomFromJson(objectFrom(rooms.value(0).toByteArray()));
        if (!room) {
            return failure(unreadable(room.error().reason));
        }
        state.rooms.append({*room, rooms.value(1).toLongLong(), rooms.value(2).toLongLong(),
                            rooms.value(3).toInt(), rooms.value(4).toLongLong(),
                            rooms.value(5).toInt()});
    }
    if (rooms.lastError().isValid()) {
        return failure(unreadable(rooms.lastError().databaseText()));
    }
    if (state.place.room.isNull()) {
        return state;
    }
    // Far up, where the rows below would be too many, the reader comes back at the end.
    constexpr qint64 newest = qint64(limits::maxAckId);
    int wanted = limits::historyPageRows;
    if (state.place.seq > 0) {
        QSqlQuery &count =
            m_file->prepared(u"SELECT count(*) FROM (SELECT 1 FROM messages WHERE room = ? AND "
                             "seq >= ? LIMIT ?)"_s);
        count.addBindValue(state.place.room.toString());
        count.addBindValue(state.place.seq);
        count.addBindValue(m_bounds.restoredRows);
        if (auto done = StoreFile::run(count); !done) {
            return failure(done.error());
        }
        const int below = count.next() ? count.value(0).toInt() : 0;
        if (below < m_bounds.restoredRows) {
            wanted += below;
        } else {
            state.place.seq = 0;
        }
    }
    auto page = readPage(state.place.room, newest, wanted);
    if (!page) {
        return failure(page.error());
    }
    state.page = *std::move(page);
    return state;
}

QList<Message> LocalStore::page(const RoomId &room, qint64 beforeSeq, int limit, bool overGaps)
{
    if (!m_file) {
        return {};
    }
    auto rows = readPage(room, beforeSeq, limit);
    if (!rows) {
        give(rows.error(), "a page of history");
        return {};
    }
    qsizetype first = rows->size();
    while (first > 0 && rows->at(first - 1).seq == beforeSeq - 1 - (rows->size() - first)) {
        --first;
    }
    return overGaps ? *std::move(rows) : rows->mid(first);
}

// Where a run has no gap, its lowest number says which is the last of them.
QList<Message> LocalStore::pageFrom(const RoomId &room, qint64 fromSeq, int limit)
{
    if (!m_file) {
        return {};
    }
    auto rows = [&]() -> Result<QList<Message>, StoreError> {
        const auto lowest = lowestSeq(room);
        if (!lowest) {
            return failure(lowest.error());
        }
        return readPage(room, std::max(fromSeq, *lowest) + limit, limit);
    }();
    if (!rows) {
        give(rows.error(), "a page of history");
        return {};
    }
    rows->removeIf([fromSeq](const Message &message) { return message.seq < fromSeq; });
    return *std::move(rows);
}

Result<QList<Message>, StoreError> LocalStore::readPage(const RoomId &room, qint64 beforeSeq,
                                                        int limit)
{
    QSqlQuery &query = m_file->prepared(
        u"SELECT seq, body FROM messages WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?"_s);
    query.addBindValue(room.toString());
    query.addBindValue(beforeSeq);
    query.addBindValue(limit);
    if (auto done = StoreFile::run(query); !done) {
        return failure(done.error());
    }
    QList<Message> rows;
    while (query.next()) {
        const auto message = messageFromJson(objectFrom(query.value(1).toByteArray()));
        if (!message || message->room != room || message->seq != query.value(0).toLongLong()) {
            return failure(unreadable(u"a message cannot be read"_s));
        }
        rows.append(*message);
    }
    if (query.lastError().isValid()) {
        return failure(unreadable(query.lastError().databaseText()));
    }
    query.finish();
    std::reverse(rows.begin(), rows.end());
    for (Message &message : rows) {
        if (message.replyTo) {
            if (auto done = refreshQuote(room, *message.replyTo); !done) {
                return failure(done.error());
            }
        }
    }
    return rows;
}

QList<Member> LocalStore::members(const RoomId &room)
{
    if (!m_file) {
        return {};
    }
    QSqlQuery &query = m_file->prepared(u"SELECT body FROM members WHERE room = ?"_s);
    query.addBindValue(room.toString());
    if (auto done = StoreFile::run(query); !done) {
        give(done.error(), "the people of a room");
        return {};
    }
    const QByteArray body = query.next() ? query.value(0).toByteArray() : QByteArray();
    query.finish();
    return membersFromJson(body); // what cannot be read is listed again
}

// A server tells of the message that changed, not of those that quote it.
Result<void, StoreError> LocalStore::refreshQuote(const RoomId &room, ReplyTo &quote)
{
    QSqlQuery &query = m_file->prepared(u"SELECT body FROM messages WHERE room = ? AND seq = ?"_s);
    query.addBindValue(room.toString());
    query.addBindValue(quote.seq);
    if (auto done = StoreFile::run(query); !done) {
        return done;
    }
    if (query.next()) {
        const auto quoted = messageFromJson(objectFrom(query.value(0).toByteArray()));
        if (quoted && quoted->id == quote.id) {
            quote.chat = firstCodePoints(quoted->chat, limits::maxQuoteCodePoints);
        }
    }
    query.finish();
    return {};
}

void LocalStore::apply(const QList<CacheChange> &changes)
{
    if (!m_file) {
        return;
    }
    auto done = m_file->inTransaction([&]() -> Result<void, StoreError> {
        for (const CacheChange &change : changes) {
            auto written = std::visit([this](const auto &one) { return write(one); }, change);
            if (!written) {
                return written;
            }
        }
        return {};
    });
    if (done) {
        done = evict();
    }
    if (!done) {
        give(done.error(), "writing");
    }
}

Result<QByteArray, StoreError> LocalStore::readNote(const QString &name)
{
    QSqlQuery &query = m_file->prepared(u"SELECT value FROM notes WHERE name = ?"_s);
    query.addBindValue(name);
    if (auto done = StoreFile::run(query); !done) {
        return failure(done.error());
    }
    return query.next() ? query.value(0).toByteArray() : QByteArray();
}

Result<void, StoreError> LocalStore::writeNote(const QString &name, const QByteArray &value)
{
    QSqlQuery &query =
        m_file->prepared(u"INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO "
                         "UPDATE SET value = excluded.value"_s);
    query.addBindValue(name);
    query.addBindValue(value);
    return StoreFile::run(query);
}

Result<void, StoreError> LocalStore::write(const StoredAccount &account)
{
    return writeNote(accountNote, toJson(account));
}

Result<void, StoreError> LocalStore::write(const ReadingPlace &place)
{
    return writeNote(placeNote, toJson(place));
}

} // namespace maru::client
