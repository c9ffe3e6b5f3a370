// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/statementtexts.h"

#include <QtGlobal>

namespace maru::server {

/// The statements about rooms and their members, in the order of their texts in roomstatements.cpp.
enum class RoomSql : quint8 {
    InsertRoom,
    InsertMember,
    RoomById,
    RoomByKey,
    RoomByCode,
    AnyClassCode,
    ListRooms,
    MemberRooms,
    MemberRoom,
    RoomByDirectKey,
    SetDirectKey,
    InsertFirstMember,
    OtherRoomLikeIt,
    UpdateRoom,
    UpdateMember,
    OwnerOfRoom,
    HeirOfRoom,
    DeleteMember,
    CountMembers,
    CountRooms,
    ListMembers,
    FindBan,
    ListSanctions,
    SetBan,
    DeleteBan,
    KeepMute,
    DropMute,
    DropOldMutes,
    Count,
};

[[nodiscard]] std::span<const char *const> roomStatements();
[[nodiscard]] constexpr SqlId sqlId(RoomSql which)
{
    return {2, static_cast<size_t>(which)};
}

} // namespace maru::server
