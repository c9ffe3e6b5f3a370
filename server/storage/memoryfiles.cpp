// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memoryfiles.h"

#include "common/serverlimits.h"

#include <algorithm>

namespace maru::server {

bool MemoryFiles::isMember(const UserId &user, const RoomId &room) const
{
    const auto found = m_state.users.find(user.toString());
    return found != m_state.users.end() && found->second.rooms.contains(room.toString());
}

qint64 MemoryFiles::usageOf(const UserId &user) const
{
    qint64 bytes = 0;
    for (const auto &[id, file] : m_state.files) {
        bytes += file.owner == user ? file.file.bytes : 0;
    }
    for (const auto &[id, upload] : m_state.uploads) {
        bytes += upload.upload.owner == user ? upload.upload.bytes : 0;
    }
    return bytes;
}

bool MemoryFiles::isCarried(const FileId &file) const
{
    const auto carries = [&file](const MemoryMessage &stored) {
        return std::any_of(stored.message.files.begin(), stored.message.files.end(),
                           [&file](const File &one) { return one.id == file; });
    };
    return std::any_of(m_state.rooms.begin(), m_state.rooms.end(), [&carries](const auto &room) {
        return std::any_of(room.second.messages.begin(), room.second.messages.end(), carries);
    });
}

Result<QList<File>, StoreError> MemoryFiles::filesOf(const Message &message) const
{
    QList<File> files;
    for (const File &asked : message.files) {
        const auto found = m_state.files.find(asked.id.toString());
        if (found == m_state.files.end() || found->second.owner != message.user.id
            || found->second.room != message.room) {
            return failure(StoreError::Forbidden);
        }
        files.append(found->second.file);
    }
    return files;
}

void MemoryFiles::note(const Message &message, bool isCarriedNow)
{
    for (const File &file : message.files) {
        const auto found = m_state.files.find(file.id.toString());
        if (found == m_state.files.end()) {
            continue;
        }
        if (isCarriedNow) {
            found->second.unusedMs = std::nullopt;
        } else if (!isCarried(file.id)) {
            found->second.unusedMs = 0;
        }
    }
}

MemoryReply MemoryFiles::apply(const BeginUpload &change)
{
    const Upload &upload = change.upload;
    if (!m_state.rooms.contains(upload.room.toString()) || !isMember(upload.owner, upload.room)) {
        return failure(StoreError::NotFound);
    }
    const auto own =
        std::count_if(m_state.uploads.begin(), m_state.uploads.end(), [&upload](const auto &entry) {
            return entry.second.upload.owner == upload.owner;
        });
    if (own >= limits::maxOpenUploads) {
        return failure(StoreError::Conflict);
    }
    if (upload.bytes > change.quotaBytes - usageOf(upload.owner)) {
        return failure(StoreError::Full);
    }
    m_state.uploads[upload.id.toString()] = {upload, upload.createdMs};
    return Nothing{};
}

MemoryReply MemoryFiles::apply(const EndUpload &change)
{
    const auto found = m_state.uploads.find(change.file.id.toString());
    if (found == m_state.uploads.end()) {
        return failure(StoreError::NotFound);
    }
    const Upload &upload = found->second.upload;
    StoredFile file{change.file, upload.room, upload.owner, upload.createdMs, change.nowMs};
    file.file.name = upload.name;
    file.file.bytes = upload.bytes;
    m_state.uploads.erase(found);
    m_state.files[file.file.id.toString()] = file;
    return file;
}

MemoryReply MemoryFiles::apply(const TouchUpload &change)
{
    if (const auto found = m_state.uploads.find(change.upload.toString());
        found != m_state.uploads.end()) {
        found->second.touchedMs = change.nowMs;
    }
    return Nothing{};
}

MemoryReply MemoryFiles::apply(const DropUpload &change)
{
    m_state.uploads.erase(change.upload.toString());
    return Nothing{};
}

MemoryReply MemoryFiles::apply(const ForgetFile &change)
{
    const auto found = m_state.files.find(change.file.toString());
    if (found == m_state.files.end() || found->second.owner != change.owner) {
        return failure(StoreError::NotFound);
    }
    if (!found->second.unusedMs) {
        return failure(StoreError::Conflict);
    }
    found->second.unusedMs = 0;
    return Nothing{};
}

MemoryReply MemoryFiles::apply(const ExpireFiles &change)
{
    ExpireFiles::Reply reply;
    for (auto it = m_state.uploads.begin();
         it != m_state.uploads.end() && reply.uploads.size() < limits::maxSweptFiles;) {
        const bool isOld = it->second.touchedMs < change.uploadsBeforeMs;
        if (isOld) {
            reply.uploads.append(FileId(it->first));
        }
        it = isOld ? m_state.uploads.erase(it) : std::next(it);
    }
    int swept = 0;
    for (auto it = m_state.files.begin();
         it != m_state.files.end() && swept < limits::maxSweptFiles;) {
        if (!it->second.unusedMs || *it->second.unusedMs >= change.unusedBeforeMs) {
            ++it;
            continue;
        }
        ++swept;
        const QString hash = it->second.file.sha256;
        it = m_state.files.erase(it);
        const bool isShared =
            std::any_of(m_state.files.begin(), m_state.files.end(),
                        [&hash](const auto &entry) { return entry.second.file.sha256 == hash; });
        if (!isShared) {
            reply.blobs.append(hash);
        }
    }
    reply.more = swept == limits::maxSweptFiles || reply.uploads.size() == limits::maxSweptFiles;
    return reply;
}

MemoryAnswer MemoryFiles::answer(const FindUpload &query) const
{
    const auto found = m_state.uploads.find(query.upload.toString());
    const bool isOwn = found != m_state.uploads.end() && found->second.upload.owner == query.owner;
    return isOwn ? FindUpload::Reply(found->second.upload) : std::nullopt;
}

MemoryAnswer MemoryFiles::answer(const FindFile &query) const
{
    const auto found = m_state.files.find(query.file.toString());
    if (found == m_state.files.end()) {
        return FindFile::Reply();
    }
    const StoredFile &file = found->second;
    const bool mayRead =
        file.owner == query.reader || (!file.unusedMs && isMember(query.reader, file.room));
    return mayRead ? FindFile::Reply(file) : std::nullopt;
}

MemoryAnswer MemoryFiles::answer(const ReadFileUsage &query) const
{
    return usageOf(query.user);
}

MemoryAnswer MemoryFiles::answer(const FindStrayFiles &query) const
{
    FindStrayFiles::Reply reply;
    for (const FileId &upload : query.uploads) {
        if (!m_state.uploads.contains(upload.toString())) {
            reply.uploads.append(upload);
        }
    }
    for (const QString &hash : query.blobs) {
        const bool isKnown =
            std::any_of(m_state.files.begin(), m_state.files.end(),
                        [&hash](const auto &entry) { return entry.second.file.sha256 == hash; });
        if (!isKnown) {
            reply.blobs.append(hash);
        }
    }
    return reply;
}

MemoryAnswer MemoryFiles::answer(const ReadStoreId &) const
{
    return m_state.storeId;
}

} // namespace maru::server
