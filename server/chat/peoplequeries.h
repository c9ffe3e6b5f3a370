// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the store is asked about people: who they are, and their sessions. See queries.h.
namespace maru::server {

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
    qint64 seenAfterMs = 0; ///< who was not here since then has lost it
};

struct FindUser
{
    using Reply = std::optional<StoredUser>;
    UserId user;
};

/// Oldest first.
struct ListSessions
{
    using Reply = QList<Session>;
    UserId user;
    QByteArray currentTokenHash;
};

/// Ascending id, after \c after; whose name matches() \c queryKey.
struct ListUsers
{
    struct Reply
    {
        QList<StoredUser> users;
        bool more = false;
    };
    QString queryKey;
    UserId after;
    int limit = 0;
};

/// Who is banned from the server.
struct ListServerBans
{
    using Reply = SanctionPage;
    UserId after;
    int limit = 0;
    qint64 nowMs = 0;
};

/// True if nobody is an owner yet.
struct LacksOwner
{
    using Reply = bool;
};

/// True if the code could be used now.
struct IsInviteGood
{
    using Reply = bool;
    QByteArray codeHash;
    qint64 nowMs = 0;
};

using PeopleQuery = std::variant<FindUserByName, FindUserByToken, FindUser, ListSessions, ListUsers,
                                 ListServerBans, LacksOwner, IsInviteGood>;

} // namespace maru::server
