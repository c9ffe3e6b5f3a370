// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What comes to wait in a room without being chosen there, and what waits in rooms that are not
// shown.

#include "client/model/attachments.h"
#include "common/limits.h"

#include <QFile>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

void forgetAtServer(FileLink &link, const OutboxFile &file)
{
    if (!file.isUploaded) {
        FileUpload::forget(link, file.id);
    }
}

} // namespace

void Attachments::restore(const RoomId &room, const QList<OutboxFile> &files)
{
    for (const OutboxFile &file : files) {
        const LocalFile local{file.path, file.name, file.bytes, file.modifiedMs};
        insert(room, Entry{makeUpload(room, local, file.id), file.isOurs});
    }
}

void Attachments::takeBack(const QList<OutboxFile> &files, bool isOfRoom)
{
    const int free = limits::maxWaitingFiles - rowCount() - m_pictures.value(m_room);
    QList<OutboxFile> taken = files.mid(0, std::max(free, 0));
    if (!isOfRoom) { // the server knows an upload by its room
        for (OutboxFile &file : taken) {
            forgetAtServer(m_link, file);
            file.id = {};
        }
    }
    restore(m_room, taken);
    tellFiles(m_room);
    startShown();
    emit countChanged();
    for (const OutboxFile &left : files.mid(taken.size())) {
        forgetAtServer(m_link, left);
        if (left.isOurs) { // it is nowhere else
            QFile::remove(left.path);
        }
    }
    if (isOverfull() || taken.size() < files.size()) {
        refuseMore();
    }
}

void Attachments::takeOver(const RoomId &room)
{
    const auto found = m_entries.find(room);
    if (found == m_entries.end() || room == m_room || m_room.isNull()) {
        return;
    }
    Entries left = std::move(found->second);
    m_entries.erase(found);
    QList<OutboxFile> files;
    for (Entry &entry : left) {
        if (entry.upload) {
            entry.upload->disconnect(this);
            entry.upload->cancel();
            files.append(outboxFileOf(*entry.upload, entry.isOurs));
        } else if (!isFull()) {
            insert(m_room, std::move(entry)); // it is looked at, wherever it waits
        } else {
            refuseMore();
        }
    }
    takeBack(files, false);
    tellFiles(room); // after where they are now: a crash in between must not lose them
}

QStringList Attachments::namesIn(const RoomId &room) const
{
    QStringList names;
    if (const auto found = m_entries.find(room); found != m_entries.end()) {
        for (const Entry &entry : found->second) {
            names.append(entry.upload ? entry.upload->file().name : entry.name);
        }
    }
    return names;
}

QList<RoomId> Attachments::rooms() const
{
    QList<RoomId> rooms;
    for (const auto &[room, entries] : m_entries) {
        if (!entries.empty()) {
            rooms.append(room);
        }
    }
    return rooms;
}

void Attachments::discard(const RoomId &room)
{
    const auto found = m_entries.find(room);
    if (found == m_entries.end() || room == m_room) {
        return;
    }
    Entries gone = std::move(found->second);
    m_entries.erase(found);
    for (Entry &entry : gone) {
        if (entry.upload) { // else what is told of it later concerns nobody
            forget(std::move(entry));
        }
    }
    tellFiles(room);
}

} // namespace maru::client
