// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/outboxrows.h"

#include "client/store/outboxfiles.h"
#include "client/store/storedjson.h"
#include "common/clientlimits.h"
#include "common/text/cut.h"
#include "common/text/messagetext.h"

#include <QDateTime>
#include <QFile>
#include <QSet>
#include <QSqlError>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

bool isSound(const OutboxRow &row)
{
    const bool isText = row.text.isEmpty() || checkMessageText(row.text).has_value(); // else files
    return isValidCid(row.cid) && !row.room.isNull() && isText;
}

struct Reading
{
    QList<OutboxRow> rows;
    bool isWhole = false; // nothing was unreadable
    bool hasMore = false; // than the bound
};

Reading readRows(StoreFile &file, const QString &direction)
{
    Reading reading;
    // NOT INDEXED: an index may be damaged where the table is not, and the other way round.
    QSqlQuery &query = file.prepared(
        u"SELECT cid, room, text, created_ms, failure, reply_to FROM outbox NOT INDEXED ORDER BY "
        "id %1"_s.arg(direction));
    if (!StoreFile::run(query)) {
        return reading;
    }
    while (reading.rows.size() < limits::maxOutboxMessages && query.next()) {
        const OutboxRow row{query.value(0).toString(), RoomId(query.value(1).toString()),
                            query.value(2).toString(), query.value(3).toLongLong(),
                            query.value(4).toString(),
                            // A text without what it answers is better than none.
                            replyFromJson(query.value(5).toByteArray())};
        if (isSound(row)) {
            reading.rows.append(row);
        }
    }
    reading.hasMore = reading.rows.size() == limits::maxOutboxMessages && query.next();
    reading.isWhole = !query.lastError().isValid();
    query.finish();
    return reading;
}

bool isSound(const ChangeRow &row)
{
    const bool isText = row.kind != ChangeRow::Kind::Edit || checkMessageText(row.value);
    return isValidCid(row.key) && !row.room.isNull() && !row.message.isNull() && isText;
}

bool readChanges(StoreFile &file, QList<ChangeRow> &changes)
{
    QSqlQuery &query =
        file.prepared(u"SELECT key, kind, room, message, value, is_on, created_ms FROM changes NOT "
                      "INDEXED ORDER BY id LIMIT ?"_s);
    query.addBindValue(limits::maxWaitingChanges);
    if (!StoreFile::run(query)) {
        return false;
    }
    while (query.next()) {
        const int kind = query.value(1).toInt();
        if (kind < int(ChangeRow::Kind::Edit) || kind > int(ChangeRow::Kind::React)) {
            continue;
        }
        const ChangeRow row{query.value(0).toString(),         ChangeRow::Kind(kind),
                            RoomId(query.value(2).toString()), MessageId(query.value(3).toString()),
                            query.value(4).toString(),         query.value(5).toBool(),
                            query.value(6).toLongLong()};
        if (isSound(row)) {
            changes.append(row);
        }
    }
    const bool isWhole = !query.lastError().isValid();
    query.finish();
    return isWhole;
}

bool readDrafts(StoreFile &file, OutboxContents &contents)
{
    QSqlQuery &query = file.prepared(u"SELECT room, text, reply_to FROM drafts LIMIT ?"_s);
    query.addBindValue(limits::maxDrafts);
    if (!StoreFile::run(query)) {
        return false;
    }
    while (query.next()) {
        const RoomId room(query.value(0).toString());
        contents.drafts.insert(room, query.value(1).toString());
        if (const auto reply = replyFromJson(query.value(2).toByteArray())) {
            contents.draftReplies.insert(room, *reply);
        }
    }
    const bool isWhole = !query.lastError().isValid();
    query.finish();
    return isWhole;
}

} // namespace

StoreSchema outboxSchema()
{
    StoreSchema schema;
    schema.durability = StoreSchema::Durability::Full;
    schema.isChecked = true;
    schema.migrations = {
        {u"CREATE TABLE outbox (id INTEGER PRIMARY KEY, cid TEXT NOT NULL UNIQUE, "
         "room TEXT NOT NULL, text TEXT NOT NULL, created_ms INTEGER NOT NULL, "
         "failure TEXT NOT NULL, reply_to BLOB NOT NULL) STRICT"_s,
         u"CREATE TABLE drafts (room TEXT PRIMARY KEY, text TEXT NOT NULL, "
         "changed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID"_s},
        {u"CREATE TABLE changes (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "
         "kind INTEGER NOT NULL, room TEXT NOT NULL, message TEXT NOT NULL, value TEXT NOT NULL, "
         "is_on INTEGER NOT NULL, created_ms INTEGER NOT NULL) STRICT"_s,
         u"ALTER TABLE drafts ADD COLUMN reply_to BLOB NOT NULL DEFAULT x''"_s},
        {QString::fromUtf16(outboxFilesTable)},
        {QString::fromUtf16(draftFilesTable)},
    };
    return schema;
}

SalvagedOutbox readOutbox(StoreFile &file)
{
    SalvagedOutbox found;
    Reading forwards = readRows(file, u"ASC"_s);
    found.contents.rows = forwards.rows;
    found.hasMore = forwards.hasMore;
    if (!forwards.isWhole) {
        QSet<QString> known;
        for (const OutboxRow &row : forwards.rows) {
            known.insert(row.cid);
        }
        const Reading backwards = readRows(file, u"DESC"_s);
        const qsizetype place = found.contents.rows.size();
        for (const OutboxRow &row : backwards.rows) {
            if (!known.contains(row.cid)
                && found.contents.rows.size() < limits::maxOutboxMessages) {
                found.contents.rows.insert(place, row);
            }
        }
    }
    const bool hasDrafts = readDrafts(file, found.contents);
    const bool hasFiles = readFiles(file, found.contents.rows);
    const bool hasDraftFiles = readDraftFiles(file, found.contents.draftFiles);
    const bool hasChanges = readChanges(file, found.contents.changes);
    found.isComplete = hasDrafts && hasDraftFiles && hasChanges && hasFiles && forwards.isWhole;
    return found;
}

// The first 100 bytes say hardly more than that it is a database: those of an empty outbox do as
// well (https://sqlite.org/fileformat2.html#the_database_header).
static bool mendHeader(const QString &path)
{
    constexpr qsizetype headerBytes = 100;
    constexpr qsizetype sizeIsValidAt = 92; // another value there: the file's own size counts
    const QString model = path + ".model"_L1;
    removeStore(model);
    static_cast<void>(StoreFile::open(model, outboxSchema())); // closed again at once
    QFile sound(model);
    QByteArray header = sound.open(QIODevice::ReadOnly) ? sound.read(headerBytes) : QByteArray();
    sound.close();
    removeStore(model);
    QFile file(path);
    if (header.size() != headerBytes || !file.open(QIODevice::ReadWrite)) {
        return false;
    }
    header[sizeIsValidAt] = char(~header.at(sizeIsValidAt));
    return file.write(header) == headerBytes;
}

// A file of an earlier version gets what it lacks, empty: then it reads like one of this version.
static void bringUp(StoreFile &file, qint64 version)
{
    const StoreSchema schema = outboxSchema();
    for (size_t i = size_t(version); version > 0 && i < schema.migrations.size(); ++i) {
        for (const QString &statement : schema.migrations.at(i)) {
            static_cast<void>(file.execute(statement)); // what is there already stays
        }
    }
}

// \p version: 0 if the file itself says it.
static SalvagedOutbox readCopy(const QString &path, qint64 version)
{
    const auto file = StoreFile::openAsItIs(path);
    if (!file) {
        return {};
    }
    const auto said = (*file)->number(u"PRAGMA user_version"_s);
    bringUp(**file, version > 0 || !said ? version : *said);
    return readOutbox(**file);
}

SalvagedOutbox salvageOutbox(const QString &path)
{
    const QString copy = path + ".copy"_L1; // SQLite writes even to read
    removeStore(copy);
    SalvagedOutbox found;
    if (QFile::copy(path, copy)) {
        QFile::copy(path + "-wal"_L1, copy + "-wal"_L1);
        found = readCopy(copy, 0);
        const bool isNothing = found.contents.rows.isEmpty() && found.contents.drafts.isEmpty()
            && found.contents.changes.isEmpty() && found.contents.draftFiles.isEmpty();
        if (isNothing && !found.isComplete && mendHeader(copy)) {
            found = readCopy(copy, 1); // the model's header says the newest version
            found.isComplete = false; // what else was overwritten is not known
        }
    }
    removeStore(copy);
    return found;
}

Result<void, StoreError> insertRow(StoreFile &file, const OutboxRow &row)
{
    QSqlQuery &query =
        file.prepared(u"INSERT INTO outbox (cid, room, text, created_ms, failure, reply_to) VALUES "
                      "(?, ?, ?, ?, ?, ?) ON CONFLICT (cid) DO NOTHING"_s);
    query.addBindValue(row.cid);
    query.addBindValue(row.room.toString());
    query.addBindValue(row.text.isNull() ? u""_s : row.text); // of files without words
    query.addBindValue(row.createdMs);
    query.addBindValue(row.failure.isNull() ? u""_s : row.failure);
    query.addBindValue(row.replyTo ? toJson(*row.replyTo) : QByteArray(""));
    auto done = StoreFile::run(query);
    return done && !row.files.isEmpty() ? writeFiles(file, row.cid, row.files) : done;
}

Result<void, StoreError> insertChange(StoreFile &file, const ChangeRow &change)
{
    QSqlQuery &query = file.bound(
        u"INSERT INTO changes (key, kind, room, message, value, is_on, created_ms) VALUES "
        "(?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"_s,
        {change.key, int(change.kind), change.room.toString(), change.message.toString(),
         change.value, change.isOn ? 1 : 0, change.createdMs});
    return StoreFile::run(query);
}

Result<void, StoreError> writeDraft(StoreFile &file, const RoomId &room, const QString &text,
                                    const std::optional<ReplyTo> &replyTo)
{
    if (text.isEmpty()) {
        QSqlQuery &removal = file.prepared(u"DELETE FROM drafts WHERE room = ?"_s);
        removal.addBindValue(room.toString());
        return StoreFile::run(removal);
    }
    QSqlQuery &query = file.prepared(
        u"INSERT INTO drafts (room, text, changed_ms, reply_to) VALUES (?, ?, ?, ?) ON CONFLICT "
        "(room) DO UPDATE SET text = excluded.text, changed_ms = excluded.changed_ms, "
        "reply_to = excluded.reply_to"_s);
    query.addBindValue(room.toString());
    query.addBindValue(cut(text, limits::maxDraftChars));
    query.addBindValue(QDateTime::currentMSecsSinceEpoch());
    query.addBindValue(replyTo ? toJson(*replyTo) : QByteArray(""));
    if (auto done = StoreFile::run(query); !done) {
        return done;
    }
    QSqlQuery &bound = file.prepared(
        u"DELETE FROM drafts WHERE room IN (SELECT room FROM drafts ORDER BY changed_ms DESC LIMIT "
        "-1 OFFSET ?)"_s);
    bound.addBindValue(limits::maxDrafts);
    return StoreFile::run(bound);
}

Result<void, StoreError> insertAll(StoreFile &file, const OutboxContents &contents)
{
    return file.inTransaction([&]() -> Result<void, StoreError> {
        for (const OutboxRow &row : contents.rows) {
            if (auto done = insertRow(file, row); !done) {
                return done;
            }
        }
        for (auto draft = contents.drafts.cbegin(); draft != contents.drafts.cend(); ++draft) {
            const auto answered = contents.draftReplies.constFind(draft.key());
            const auto reply =
                answered == contents.draftReplies.cend() ? std::nullopt : std::optional(*answered);
            if (auto done = writeDraft(file, draft.key(), draft.value(), reply); !done) {
                return done;
            }
        }
        for (auto attached = contents.draftFiles.cbegin(); attached != contents.draftFiles.cend();
             ++attached) {
            if (auto done = writeDraftFiles(file, attached.key(), attached.value()); !done) {
                return done;
            }
        }
        for (const ChangeRow &change : contents.changes) {
            if (auto done = insertChange(file, change); !done) {
                return done;
            }
        }
        return {};
    });
}

} // namespace maru::client
