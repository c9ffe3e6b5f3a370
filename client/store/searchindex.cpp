// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/searchindex.h"

#include "client/store/searchterms.h"
#include "common/chat/searchwords.h"
#include "common/logging.h"
#include "common/text/messagetext.h"

#include <QSqlError>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr qint64 firstMs = 1'420'070'400'000; // 2015: what is older stands at the beginning
constexpr qint64 lastMs = firstMs + (1LL << 42);

// A newer Unicode may compose and fold other characters.
int currentVersion()
{
    constexpr int ownTerms = 2; // those of rooms, names, people and files
    return ((searchTermsVersion * 100 + linksVersion) * 100 + ownTerms) * 1'000
        + static_cast<int>(QChar::currentUnicodeVersion());
}

StoreSchema indexSchema()
{
    StoreSchema schema;
    schema.durability = StoreSchema::Durability::Normal;
    schema.migrations = {
        {u"CREATE VIRTUAL TABLE words USING fts5(terms, content='', columnsize=0, detail='none', "
         u"tokenize='ascii')"_s,
         // A doc is a place in time: its order is that of the messages.
         u"CREATE TABLE docs (doc INTEGER PRIMARY KEY, room INTEGER NOT NULL, seq INTEGER NOT "
         u"NULL) STRICT"_s,
         u"CREATE UNIQUE INDEX doc_of ON docs (room, seq)"_s,
         u"CREATE TABLE rooms (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT"_s,
         u"CREATE TABLE state (version INTEGER NOT NULL, cache BLOB NOT NULL, done INTEGER NOT "
         u"NULL, is_scanned INTEGER NOT NULL, scan_room TEXT NOT NULL, scan_seq INTEGER NOT NULL, "
         u"live INTEGER NOT NULL, dead INTEGER NOT NULL) STRICT"_s},
    };
    return schema;
}

} // namespace

SearchIndex::SearchIndex(QString path, LocalStore &cache)
    : m_path(std::move(path))
    , m_cache(cache)
{
    open();
}

void SearchIndex::open()
{
    if (!m_cache.isWorking()) {
        return;
    }
    auto opened = StoreFile::open(m_path, indexSchema());
    if (!opened) {
        give(opened.error());
        return;
    }
    m_file = std::move(*opened);
    const auto fits = readState();
    if (!fits) {
        give(fits.error());
    } else if (!*fits) {
        rebuild();
    }
}

// Begins again with nothing; the messages are still there.
void SearchIndex::rebuild()
{
    m_file.reset();
    removeStore(m_path);
    auto opened = StoreFile::open(m_path, indexSchema());
    if (opened) {
        m_file = std::move(*opened);
    }
    const auto begun = opened ? begin() : failure(opened.error());
    if (!begun) {
        m_file.reset();
        qCWarning(lcClient).noquote()
            << "nothing can be searched on this computer until the next start: the index said"
            << forLog(begun.error().text);
    }
}

void SearchIndex::give(const StoreError &error)
{
    using Kind = StoreError::Kind;
    const bool isUseless = error.kind == Kind::Damaged || error.kind == Kind::Newer;
    m_file.reset();
    if (isUseless && m_rebuilds < limits::maxSearchIndexRebuilds) {
        ++m_rebuilds;
        qCWarning(lcClient).noquote()
            << "the index for searching is damaged and made again:" << forLog(error.text);
        rebuild();
    } else if (error.kind != Kind::InUse) { // the cache has said that
        qCWarning(lcClient).noquote()
            << "nothing can be searched on this computer until the next start: the index said"
            << forLog(error.text);
    }
}

Result<bool, StoreError> SearchIndex::readState()
{
    const auto query = ask(u"SELECT version, cache, done, is_scanned, scan_room, scan_seq, live, "
                           u"dead FROM state"_s,
                           {});
    if (!query) {
        return failure(query.error());
    }
    QSqlQuery &row = **query;
    if (!row.next()) {
        return false;
    }
    m_state = {row.value(2).toLongLong(),       row.value(3).toBool(),
               RoomId(row.value(4).toString()), row.value(5).toLongLong(),
               row.value(6).toLongLong(),       row.value(7).toLongLong()};
    const bool isOfCache = row.value(0).toInt() == currentVersion()
        && row.value(1).toByteArray() == m_cache.identity();
    row.finish();
    m_dropped = 0;
    const bool isOld = m_state.dead > limits::searchIndexMinDead && m_state.dead > m_state.live;
    // A power cut may have taken the last commits of the cache back, and their numbers come again.
    return isOfCache && !isOld && m_state.done <= m_cache.lastChange();
}

Result<void, StoreError> SearchIndex::begin()
{
    m_state = {};
    m_state.done = m_cache.lastChange();
    m_dropped = 0;
    return run(u"INSERT INTO state VALUES (?, ?, ?, 0, '', 0, 0, 0)"_s,
               {currentVersion(), m_cache.identity(), m_state.done});
}

Result<void, StoreError> SearchIndex::writeState()
{
    return run(u"UPDATE state SET done = ?, is_scanned = ?, scan_room = ?, scan_seq = ?, live = ?, "
               u"dead = ?"_s,
               {m_state.done, m_state.isScanned, m_state.scanRoom.toString(), m_state.scanSeq,
                m_state.live, m_state.dead});
}

bool SearchIndex::follow(int limit)
{
    if (!m_file || !m_cache.isWorking()) {
        return false;
    }
    if (m_state.isScanned && m_cache.lastChange() <= m_state.done) {
        return false; // not worth a commit
    }
    const State before = m_state;
    int count = 0;
    const auto done = m_file->inTransaction([&]() -> Result<void, StoreError> {
        const auto changes = followChanges(limit);
        if (!changes) {
            return failure(changes.error());
        }
        count = *changes;
        if (count < limit && !m_state.isScanned) {
            const auto scanned = scan(limit - count);
            if (!scanned) {
                return failure(scanned.error());
            }
            count += *scanned;
        }
        return writeState();
    });
    if (!done) {
        m_state = before;
        give(done.error());
        return m_file != nullptr;
    }
    if (m_state.done - m_dropped >= limits::searchIndexKeptChanges) {
        forgetChanges();
    }
    return count >= limit;
}

Result<int, StoreError> SearchIndex::followChanges(int limit)
{
    const QList<LocalStore::Changed> changes = m_cache.changesAfter(m_state.done, limit);
    QList<Message> now;
    for (const LocalStore::Changed &change : changes) {
        auto message = m_cache.message(change.room, change.seq);
        if (!m_cache.isWorking()) {
            // It has just given up: that it has no message says nothing about the message.
            return failure(StoreError{StoreError::Kind::Unwritable, u"the cache cannot be read"_s});
        }
        if (!message || !isSearchable(*message)) {
            if (auto removed = remove(change.room, change.seq); !removed) {
                return failure(removed.error());
            }
        } else {
            now.append(*std::move(message));
        }
        m_state.done = change.number;
    }
    if (auto added = put(std::move(now), false); !added) {
        return failure(added.error());
    }
    return int(changes.size());
}

Result<int, StoreError> SearchIndex::scan(int limit)
{
    QList<Message> rows = m_cache.messagesAfter(m_state.scanRoom, m_state.scanSeq, limit);
    const auto count = int(rows.size());
    if (!m_cache.isWorking()) {
        return 0;
    }
    m_state.isScanned = count < limit;
    if (count > 0) {
        m_state.scanRoom = rows.constLast().room;
        m_state.scanSeq = rows.constLast().seq;
    }
    if (auto added = put(std::move(rows), true); !added) {
        return failure(added.error());
    }
    return count;
}

// In the order of their docs: FTS5 writes a piece of its own for each step back.
Result<void, StoreError> SearchIndex::put(QList<Message> messages, bool isScan)
{
    std::stable_sort(messages.begin(), messages.end(),
                     [](const Message &a, const Message &b) { return a.createdMs < b.createdMs; });
    for (const Message &message : std::as_const(messages)) {
        const auto known = docOf(message.room, message.seq);
        if (!known) {
            return failure(known.error());
        }
        if (!isSearchable(message) || (isScan && *known > 0)) {
            continue; // a change has brought it
        }
        // FTS5 forgets a row only when it is told what was in it. What a message said before stays
        // under its doc, and is compared when it is a candidate.
        if (auto added = add(message, *known); !added) {
            return added;
        }
        ++(*known > 0 ? m_state.dead : m_state.live);
    }
    return {};
}

Result<void, StoreError> SearchIndex::add(const Message &message, qint64 known)
{
    qint64 doc = known;
    if (doc == 0) {
        const auto free = freeDoc(message.createdMs);
        if (!free) {
            return failure(free.error());
        }
        doc = *free;
        const QString id = message.room.toString();
        auto done = run(u"INSERT INTO rooms (id) VALUES (?) ON CONFLICT DO NOTHING"_s, {id});
        if (done) {
            done = run(u"INSERT INTO docs (doc, room, seq) SELECT ?, number, ? FROM rooms WHERE id "
                       u"= ?"_s,
                       {doc, message.seq, id});
        }
        if (!done) {
            return done;
        }
    }
    return run(u"INSERT INTO words (rowid, terms) VALUES (?, ?)"_s, {doc, indexTerms(message)});
}

Result<void, StoreError> SearchIndex::remove(const RoomId &room, qint64 seq)
{
    const auto doc = docOf(room, seq);
    if (!doc || *doc == 0) {
        return doc.map([](qint64) {});
    }
    --m_state.live;
    ++m_state.dead;
    return run(u"DELETE FROM docs WHERE doc = ?"_s, {*doc});
}

Result<qint64, StoreError> SearchIndex::docOf(const RoomId &room, qint64 seq)
{
    const auto query = ask(u"SELECT doc FROM docs WHERE room = (SELECT number FROM rooms WHERE id "
                           u"= ?) AND seq = ?"_s,
                           {room.toString(), seq});
    if (!query) {
        return failure(query.error());
    }
    const qint64 doc = (*query)->next() ? (*query)->value(0).toLongLong() : 0;
    (*query)->finish();
    return doc;
}

qint64 SearchIndex::docOfTime(qint64 createdMs)
{
    constexpr qint64 perSecond = 1'024; // more than its milliseconds
    const qint64 ms = std::clamp(createdMs, firstMs, lastMs) - firstMs;
    return ms / 1'000 * perSecond + ms % 1'000 + 1;
}

// The first that nobody has, from the message's millisecond on.
Result<qint64, StoreError> SearchIndex::freeDoc(qint64 createdMs)
{
    const qint64 first = docOfTime(createdMs);
    const auto query = ask(
        u"SELECT ? WHERE NOT EXISTS (SELECT 1 FROM docs WHERE doc = ?) UNION ALL SELECT doc + 1 "
        u"FROM docs AS d WHERE doc >= ? AND NOT EXISTS (SELECT 1 FROM docs WHERE doc = d.doc + 1) "
        u"LIMIT 1"_s,
        {first, first, first});
    if (!query) {
        return failure(query.error());
    }
    const qint64 doc = (*query)->next() ? (*query)->value(0).toLongLong() : first;
    (*query)->finish();
    return doc;
}

// Only what is on the disk: else a power cut could take it back, and nobody would know of it.
void SearchIndex::forgetChanges()
{
    if (auto done = m_file->execute(u"PRAGMA wal_checkpoint(FULL)"_s); !done) {
        give(done.error());
        return;
    }
    m_cache.dropChanges(m_state.done);
    m_dropped = m_state.done;
}

Result<QSqlQuery *, StoreError> SearchIndex::ask(const QString &sql, const QVariantList &values)
{
    QSqlQuery &query = m_file->bound(sql, values);
    if (auto done = StoreFile::run(query); !done) {
        return failure(done.error());
    }
    return &query;
}

Result<void, StoreError> SearchIndex::run(const QString &sql, const QVariantList &values)
{
    return ask(sql, values).map([](QSqlQuery *) {});
}

} // namespace maru::client
