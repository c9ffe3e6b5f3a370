// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/outboxfiles.h"

#include "common/limits.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QByteArray toJson(const QList<OutboxFile> &files)
{
    QJsonArray array;
    for (const OutboxFile &file : files) {
        array.append(QJsonObject{{"path"_L1, file.path},
                                 {"name"_L1, file.name},
                                 {"bytes"_L1, file.bytes},
                                 {"modified"_L1, file.modifiedMs},
                                 {"id"_L1, file.id.toString()},
                                 {"uploaded"_L1, file.isUploaded},
                                 {"ours"_L1, file.isOurs}});
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QList<OutboxFile> filesFromJson(const QByteArray &json)
{
    QList<OutboxFile> files;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        OutboxFile file;
        file.path = object.value("path"_L1).toString();
        file.name = object.value("name"_L1).toString();
        file.bytes = object.value("bytes"_L1).toInteger();
        file.modifiedMs = object.value("modified"_L1).toInteger();
        file.id = FileId(object.value("id"_L1).toString());
        file.isUploaded = object.value("uploaded"_L1).toBool() && !file.id.isNull();
        file.isOurs = object.value("ours"_L1).toBool();
        const bool isSound = !file.path.isEmpty() && !file.name.isEmpty() && file.bytes >= 0;
        if (isSound && files.size() < limits::maxWaitingFiles) {
            files.append(file);
        }
    }
    return files;
}

} // namespace

bool readFiles(StoreFile &file, QList<OutboxRow> &rows)
{
    QHash<QString, QList<OutboxFile>> found;
    QSqlQuery &query = file.prepared(u"SELECT cid, files FROM outbox_files LIMIT ?"_s);
    query.addBindValue(limits::maxOutboxMessages);
    bool isWhole = StoreFile::run(query).has_value();
    if (isWhole) {
        while (query.next()) {
            found.insert(query.value(0).toString(), filesFromJson(query.value(1).toByteArray()));
        }
        isWhole = !query.lastError().isValid();
    }
    query.finish();
    for (OutboxRow &row : rows) {
        row.files = found.value(row.cid);
    }
    rows.removeIf([](const OutboxRow &row) { return row.text.isEmpty() && row.files.isEmpty(); });
    return isWhole;
}

Result<void, StoreError> writeFiles(StoreFile &file, const QString &cid,
                                    const QList<OutboxFile> &files)
{
    if (files.isEmpty()) {
        QSqlQuery &query = file.bound(u"DELETE FROM outbox_files WHERE cid = ?"_s, {cid});
        return StoreFile::run(query);
    }
    QSqlQuery &query = file.bound(
        u"INSERT INTO outbox_files (cid, files) VALUES (?, ?) ON CONFLICT (cid) DO UPDATE SET "
        "files = excluded.files"_s,
        {cid, toJson(files)});
    return StoreFile::run(query);
}

bool readDraftFiles(StoreFile &file, QHash<RoomId, QList<OutboxFile>> &found)
{
    QSqlQuery &query = file.prepared(u"SELECT room, files FROM draft_files LIMIT ?"_s);
    query.addBindValue(limits::maxDrafts);
    if (!StoreFile::run(query)) {
        return false;
    }
    while (query.next()) {
        const RoomId room(query.value(0).toString());
        const QList<OutboxFile> files = filesFromJson(query.value(1).toByteArray());
        if (!room.isNull() && !files.isEmpty()) {
            found.insert(room, files);
        }
    }
    const bool isWhole = !query.lastError().isValid();
    query.finish();
    return isWhole;
}

Result<void, StoreError> writeDraftFiles(StoreFile &file, const RoomId &room,
                                         const QList<OutboxFile> &files)
{
    if (files.isEmpty()) {
        QSqlQuery &query =
            file.bound(u"DELETE FROM draft_files WHERE room = ?"_s, {room.toString()});
        return StoreFile::run(query);
    }
    QSqlQuery &query = file.bound(
        u"INSERT INTO draft_files (room, files, changed_ms) VALUES (?, ?, ?) ON CONFLICT (room) "
        "DO UPDATE SET files = excluded.files, changed_ms = excluded.changed_ms"_s,
        {room.toString(), toJson(files), QDateTime::currentMSecsSinceEpoch()});
    if (auto done = StoreFile::run(query); !done) {
        return done;
    }
    QSqlQuery &bound = file.bound(u"DELETE FROM draft_files WHERE room IN (SELECT room FROM "
                                  "draft_files ORDER BY changed_ms DESC LIMIT -1 OFFSET ?)"_s,
                                  {limits::maxDrafts});
    return StoreFile::run(bound);
}

} // namespace maru::client
