// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/statementtexts.h"

#include <QtGlobal>

namespace maru::server {

/// The statements about people, in the order of their texts in peoplestatements.cpp.
enum class PeopleSql : quint8 {
    InsertUser,
    InsertToken,
    HoldUser,
    OtherUserWithName,
    RenameUser,
    DeleteToken,
    ReleaseUser,
    UserById,
    UserByKey,
    UserBySkeleton,
    UserByToken,
    TokenOfSession,
    SetPassword,
    DeleteOtherTokens,
    UnseenTokens,
    ForgetRecoveries,
    SetRole,
    OtherOwner,
    SaveBan,
    DeleteBan,
    TouchUser,
    TouchToken,
    DeleteOwnerInvites,
    DeleteOldInvites,
    InsertInvite,
    GoodInvite,
    UseInvite,
    ReturnInvite,
    SessionsOf,
    UsersAfter,
    ServerBansAfter,
    Count,
};

[[nodiscard]] std::span<const char *const> peopleStatements();
[[nodiscard]] constexpr SqlId sqlId(PeopleSql which)
{
    return {1, static_cast<size_t>(which)};
}

} // namespace maru::server
