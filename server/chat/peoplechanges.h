// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the store is asked about people: names, who holds them, sessions. See changes.h and
/// queries.h.
namespace maru::server {

/// Errors: NameTaken (nameKey or skeleton).
struct CreateUser
{
    using Reply = StoredUser;
    User user;
    QString nameKey;
    QString skeleton;
    QByteArray tokenHash; ///< 32 bytes: held by this device; empty: an open name
};

/// A native client takes an open name: the user becomes held and a member. Errors: NotFound,
/// Conflict (already held).
struct HoldName
{
    using Reply = StoredUser;
    UserId user;
    QByteArray tokenHash;
    qint64 nowMs = 0;
};

/// Errors: NotFound, NameTaken.
struct RenameUser
{
    using Reply = StoredUser;
    UserId user;
    QString userName;
    QString nameKey;
    QString skeleton;
};

/// Succeeds also when there is no such token.
struct RevokeToken
{
    using Reply = Nothing;
    QByteArray tokenHash;
};

using PeopleChange = std::variant<CreateUser, HoldName, RenameUser, RevokeToken>;

/// By key or by skeleton, whichever matches first (key before skeleton).
struct FindUserByName
{
    using Reply = std::optional<StoredUser>;
    QString nameKey;
    QString skeleton;
};

struct FindUserByToken
{
    using Reply = std::optional<StoredUser>;
    QByteArray tokenHash;
};

struct FindUser
{
    using Reply = std::optional<StoredUser>;
    UserId user;
};

using PeopleQuery = std::variant<FindUserByName, FindUserByToken, FindUser>;

} // namespace maru::server
