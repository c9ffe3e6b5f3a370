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

#include <atomic>

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
    [[nodiscard]] QString problem() const override;
    void close() override;

    /// While it is on, every batch fails as on a full disk: nothing else makes this store fail.
    /// Thread: any.
    void refuseChanges(bool on) { m_isRefusing = on; }

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
    std::atomic<bool> m_isRefusing = false;
    bool m_hasRefused = false;
    bool m_isOpen = false;
};

} // namespace maru::server
