// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

namespace maru::server {

/// Rooms and their members in memory; see MemoryBackend.
class MemoryRooms
{
public:
    explicit MemoryRooms(MemoryState &state)
        : m_state(state)
    { }

    [[nodiscard]] MemoryReply apply(const CreateRoom &change);
    [[nodiscard]] MemoryReply apply(const EnterRoom &change);

    [[nodiscard]] MemoryAnswer answer(const FindRoom &query) const;
    [[nodiscard]] MemoryAnswer answer(const AnyClassCode &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListRooms &query) const;
    [[nodiscard]] MemoryAnswer answer(const MemberRooms &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindMember &query) const;

private:
    MemoryState &m_state;
};

} // namespace maru::server
