// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

namespace maru::server {

/// People in memory; see MemoryBackend.
class MemoryPeople
{
public:
    explicit MemoryPeople(MemoryState &state)
        : m_state(state)
    { }

    [[nodiscard]] MemoryReply apply(const CreateUser &change);
    [[nodiscard]] MemoryReply apply(const HoldName &change);
    [[nodiscard]] MemoryReply apply(const RenameUser &change);
    [[nodiscard]] MemoryReply apply(const RevokeToken &change);

    [[nodiscard]] MemoryAnswer answer(const FindUserByName &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindUserByToken &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindUser &query) const;

private:
    [[nodiscard]] bool isNameTaken(const QString &nameKey, const QString &skeleton,
                                   const UserId &except) const;

    MemoryState &m_state;
};

} // namespace maru::server
