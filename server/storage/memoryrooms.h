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
    [[nodiscard]] MemoryReply apply(const OpenDirect &change);
    [[nodiscard]] MemoryReply apply(const UpdateRoom &change);
    [[nodiscard]] MemoryReply apply(const SetMember &change);
    [[nodiscard]] MemoryReply apply(const RemoveMember &change);

    [[nodiscard]] MemoryAnswer answer(const FindRoom &query) const;
    [[nodiscard]] MemoryAnswer answer(const AnyClassCode &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListRooms &query) const;
    [[nodiscard]] MemoryAnswer answer(const MemberRooms &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindMember &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListMembers &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindBan &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindPlaces &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListSanctions &query) const;

private:
    /// Whether another room than \p room has its name or code.
    [[nodiscard]] bool isTaken(const StoredRoom &room) const;
    [[nodiscard]] bool isInTooMany(const UserId &user, int maxRooms) const;
    [[nodiscard]] qsizetype memberCount(const QString &room) const;
    void addMember(const UserId &user, const MemoryRoom &room, RoomRole role, qint64 nowMs);
    [[nodiscard]] bool hasOwner(const QString &room) const;
    /// The member that becomes the owner; std::nullopt if nobody is left.
    [[nodiscard]] std::optional<RoomMember> appointHeir(const QString &room);

    MemoryState &m_state;
};

} // namespace maru::server
