// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

namespace maru::server {

/// What is known of files, in memory; see MemoryBackend.
class MemoryFiles
{
public:
    explicit MemoryFiles(MemoryState &state)
        : m_state(state)
    { }

    [[nodiscard]] MemoryReply apply(const BeginUpload &change);
    [[nodiscard]] MemoryReply apply(const EndUpload &change);
    [[nodiscard]] MemoryReply apply(const TouchUpload &change);
    [[nodiscard]] MemoryReply apply(const DropUpload &change);
    [[nodiscard]] MemoryReply apply(const ForgetFile &change);
    [[nodiscard]] MemoryReply apply(const ExpireFiles &change);

    [[nodiscard]] MemoryAnswer answer(const FindUpload &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindFile &query) const;
    [[nodiscard]] MemoryAnswer answer(const ReadFileUsage &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindStrayFiles &query) const;
    [[nodiscard]] MemoryAnswer answer(const ReadStoreId &query) const;

    /// The files of \p message, complete. Forbidden: one is not its author's or not of its room.
    [[nodiscard]] Result<QList<File>, StoreError> filesOf(const Message &message) const;
    /// The files of \p message, which has them now (\p isCarried) or has lost them.
    void note(const Message &message, bool isCarried);

private:
    [[nodiscard]] bool isMember(const UserId &user, const RoomId &room) const;
    [[nodiscard]] qint64 usageOf(const UserId &user) const;
    [[nodiscard]] bool isCarried(const FileId &file) const;

    MemoryState &m_state;
};

} // namespace maru::server
