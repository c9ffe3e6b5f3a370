// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memoryfiles.h"
#include "server/storage/memorymessages.h"
#include "server/storage/memorypeople.h"
#include "server/storage/memoryrooms.h"
#include "server/storage/memorysearch.h"
#include "server/storage/memorystate.h"
#include "server/storage/storagebackend.h"

namespace maru::server {

/// A store that forgets everything with the process: for tests, and for trying Maru out (`--db
/// memory:`).
class MemoryBackend final : public StorageBackend
{
public:
    MemoryBackend();
    ~MemoryBackend() override;

    [[nodiscard]] Result<void, OpenError> open() override;
    [[nodiscard]] std::vector<Result<ChangeReply, StoreError>>
    apply(const std::vector<Change> &changes) override;
    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;
    void close() override;

private:
    MemoryReply applyOne(const SaveRecovery &change);
    MemoryReply applyOne(const LoseRecovery &change);
    MemoryReply applyOne(const ForgetRecovery &change);
    MemoryReply applyOne(const ExpireRecovery &change);
    [[nodiscard]] MemoryAnswer answer(const FindRecovery &query) const;

    MemoryState m_state;
    MemoryPeople m_people{m_state};
    MemoryRooms m_rooms{m_state};
    MemoryMessages m_messages{m_state};
    MemorySearch m_search{m_state};
    MemoryFiles m_files{m_state};
    bool m_isOpen = false;
};

} // namespace maru::server
