// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlfiles.h"

#include "common/serverlimits.h"

#include <QHash>

namespace maru::server {

namespace {

constexpr int seqColumn = 7; // behind those of a file

File fileFrom(const Rows &rows)
{
    File file;
    file.id = FileId(rows.text(0));
    file.name = rows.text(1);
    file.mime = rows.text(2);
    file.bytes = rows.number(3);
    file.width = static_cast<int>(rows.number(4));
    file.height = static_cast<int>(rows.number(5));
    file.sha256 = rows.text(6);
    return file;
}

StoredFile storedFileFrom(const Rows &rows)
{
    StoredFile stored{fileFrom(rows), RoomId(rows.text(7)), UserId(rows.text(8)), rows.number(9)};
    if (!rows.value(10).isNull()) {
        stored.unusedMs = rows.number(10);
    }
    return stored;
}

Upload uploadFrom(const Rows &rows)
{
    return {FileId(rows.text(0)), RoomId(rows.text(1)), UserId(rows.text(2)),
            rows.text(3),         rows.number(4),       rows.number(5)};
}

} // namespace

void readFiles(Statements &statements, FileSql which, const RoomId &room, qint64 from, qint64 to,
               QList<Message> &messages)
{
    QHash<qint64, qsizetype> bySeq;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        bySeq.insert(messages[i].seq, i);
    }
    Rows rows = statements.run(which, {sqlText(room.toString()), from, to});
    while (rows.next()) {
        const auto index = bySeq.constFind(rows.number(seqColumn));
        if (index != bySeq.cend()) {
            messages[*index].files.append(fileFrom(rows));
        }
    }
    static_cast<void>(statements.endedWell(which));
}

std::optional<Upload> SqlFiles::find(const FileId &upload)
{
    Rows rows = m_transaction.rows(FileSql::UploadById, {sqlText(upload.toString())});
    return rows.next() ? std::optional(uploadFrom(rows)) : std::nullopt;
}

void SqlFiles::addUsage(const UserId &user, qint64 bytes)
{
    m_transaction.run(FileSql::AddUsage,
                      {sqlText(user.toString()), std::max<qint64>(0, bytes), bytes});
}

Result<QList<File>, StoreError> SqlFiles::filesOf(const Message &message)
{
    QList<File> files;
    for (const File &asked : message.files) {
        Rows rows = m_transaction.rows(FileSql::FileById, {sqlText(asked.id.toString())});
        if (!rows.next()) {
            return failure(StoreError::Forbidden);
        }
        const StoredFile stored = storedFileFrom(rows);
        if (stored.owner != message.user.id || stored.room != message.room) {
            return failure(StoreError::Forbidden);
        }
        files.append(stored.file);
    }
    return files;
}

void SqlFiles::attach(const Message &message)
{
    for (qsizetype i = 0; i < message.files.size(); ++i) {
        const QString file = message.files[i].id.toString();
        m_transaction.run(FileSql::InsertMessageFile,
                          {message.room.toString(), message.seq, qint64(i), file});
        m_transaction.run(FileSql::SetUsed, {file});
    }
}

void SqlFiles::detach(const Message &message)
{
    if (message.files.isEmpty()) {
        return;
    }
    m_transaction.run(FileSql::DeleteMessageFiles, {message.room.toString(), message.seq});
    for (const File &file : message.files) {
        m_transaction.run(FileSql::SetUnused, {file.id.toString()});
    }
}

SqlReply SqlFiles::apply(const BeginUpload &change)
{
    const Upload &upload = change.upload;
    const QVariant owner = sqlText(upload.owner.toString());
    {
        Rows rows = m_transaction.rows(FileSql::IsMember, {owner, sqlText(upload.room.toString())});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
    }
    {
        Rows rows = m_transaction.rows(FileSql::CountUploads, {owner});
        if (rows.next() && rows.number(0) >= limits::maxOpenUploads) {
            return failure(StoreError::Conflict);
        }
    }
    {
        Rows rows = m_transaction.rows(FileSql::Usage, {owner});
        const qint64 used = rows.next() ? rows.number(0) : 0;
        if (upload.bytes > change.quotaBytes - used) {
            return failure(StoreError::Full);
        }
    }
    m_transaction.run(FileSql::InsertUpload,
                      {sqlText(upload.id.toString()), sqlText(upload.room.toString()), owner,
                       sqlText(upload.name), upload.bytes, upload.createdMs, upload.createdMs});
    addUsage(upload.owner, upload.bytes);
    return Nothing{};
}

SqlReply SqlFiles::apply(const EndUpload &change)
{
    const std::optional<Upload> upload = find(change.file.id);
    if (!upload) {
        return failure(StoreError::NotFound);
    }
    StoredFile stored{change.file, upload->room, upload->owner, upload->createdMs, change.nowMs};
    stored.file.name = upload->name;
    stored.file.bytes = upload->bytes;
    const File &file = stored.file;
    m_transaction.run(FileSql::DeleteUpload, {file.id.toString()});
    m_transaction.run(FileSql::InsertFile,
                      {file.id.toString(), stored.room.toString(), stored.owner.toString(),
                       sqlText(file.name), sqlText(file.mime), file.bytes, file.width, file.height,
                       sqlText(file.sha256), stored.createdMs, change.nowMs});
    return stored;
}

SqlReply SqlFiles::apply(const TouchUpload &change)
{
    m_transaction.run(FileSql::TouchUpload, {change.nowMs, sqlText(change.upload.toString())});
    return Nothing{};
}

SqlReply SqlFiles::apply(const DropUpload &change)
{
    if (const std::optional<Upload> upload = find(change.upload)) {
        m_transaction.run(FileSql::DeleteUpload, {upload->id.toString()});
        addUsage(upload->owner, -upload->bytes);
    }
    return Nothing{};
}

SqlReply SqlFiles::apply(const ForgetFile &change)
{
    {
        Rows rows = m_transaction.rows(FileSql::FileById, {sqlText(change.file.toString())});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
        const StoredFile stored = storedFileFrom(rows);
        if (stored.owner != change.owner) {
            return failure(StoreError::NotFound);
        }
        if (!stored.unusedMs) {
            return failure(StoreError::Conflict);
        }
    }
    m_transaction.run(FileSql::SetUnused, {sqlText(change.file.toString())});
    return Nothing{};
}

SqlReply SqlFiles::apply(const ExpireFiles &change)
{
    struct Old
    {
        QString id;
        UserId owner;
        qint64 bytes = 0;
        QString hash;
    };
    std::vector<Old> uploads;
    {
        Rows rows = m_transaction.rows(FileSql::OldUploads,
                                       {change.uploadsBeforeMs, limits::maxSweptFiles});
        while (rows.next()) {
            uploads.push_back({rows.text(0), UserId(rows.text(1)), rows.number(2), {}});
        }
    }
    std::vector<Old> files;
    {
        Rows rows = m_transaction.rows(FileSql::UnusedFiles,
                                       {change.unusedBeforeMs, limits::maxSweptFiles});
        while (rows.next()) {
            files.push_back({rows.text(0), UserId(rows.text(1)), rows.number(2), rows.text(3)});
        }
    }
    ExpireFiles::Reply reply;
    for (const Old &upload : uploads) {
        m_transaction.run(FileSql::DeleteUpload, {upload.id});
        addUsage(upload.owner, -upload.bytes);
        reply.uploads.append(FileId(upload.id));
    }
    for (const Old &file : files) {
        m_transaction.run(FileSql::DeleteFile, {file.id});
        addUsage(file.owner, -file.bytes);
        Rows rows = m_transaction.rows(FileSql::FileByHash, {sqlText(file.hash)});
        if (!rows.next()) {
            reply.blobs.append(file.hash);
        }
    }
    reply.more = uploads.size() == limits::maxSweptFiles || files.size() == limits::maxSweptFiles;
    return reply;
}

SqlAnswer SqlFileQueries::answer(const FindUpload &query)
{
    Rows rows = m_statements.run(FileSql::UploadById, {sqlText(query.upload.toString())});
    if (!rows.next()) {
        return FindUpload::Reply();
    }
    Upload upload = uploadFrom(rows);
    return upload.owner == query.owner ? FindUpload::Reply(std::move(upload)) : std::nullopt;
}

SqlAnswer SqlFileQueries::answer(const FindFile &query)
{
    const QVariant reader = sqlText(query.reader.toString());
    Rows rows =
        m_statements.run(FileSql::FileForReader, {sqlText(query.file.toString()), reader, reader});
    return rows.next() ? FindFile::Reply(storedFileFrom(rows)) : std::nullopt;
}

SqlAnswer SqlFileQueries::answer(const ReadFileUsage &query)
{
    Rows rows = m_statements.run(FileSql::Usage, {sqlText(query.user.toString())});
    return rows.next() ? rows.number(0) : qint64{0};
}

SqlAnswer SqlFileQueries::answer(const FindStrayFiles &query)
{
    FindStrayFiles::Reply reply;
    for (const FileId &upload : query.uploads) {
        Rows rows = m_statements.run(FileSql::UploadById, {sqlText(upload.toString())});
        if (!rows.next()) {
            reply.uploads.append(upload);
        }
    }
    for (const QString &hash : query.blobs) {
        Rows rows = m_statements.run(FileSql::FileByHash, {sqlText(hash)});
        if (!rows.next()) {
            reply.blobs.append(hash);
        }
    }
    return reply;
}

SqlAnswer SqlFileQueries::answer(const ReadStoreId &)
{
    Rows rows = m_statements.run(FileSql::StoreId);
    return rows.next() ? rows.text(0) : QString();
}

} // namespace maru::server
