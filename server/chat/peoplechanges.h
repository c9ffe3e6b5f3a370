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

/// What the store is told about people: names, who holds them, sessions. See changes.h.
namespace maru::server {

/// Errors: NameTaken (nameKey or skeleton).
struct CreateUser
{
    using Reply = StoredUser;
    User user;
    QString nameKey;
    QString skeleton;
    QByteArray
        tokenHash; ///< 32 bytes: held by this device; empty, without a password too: an open name
    SessionId session = {}; ///< of the token
    QString sessionName = {};
    QString passwordHash = {};
};

/// A native client takes an open name: the user becomes held and a member. Errors: NotFound,
/// Conflict (already held).
struct HoldName
{
    using Reply = StoredUser;
    UserId user;
    QByteArray tokenHash;
    qint64 nowMs = 0;
    SessionId session = {};
    QString sessionName = {};
    QString passwordHash = {};
};

/// Errors: NotFound, NameTaken, Conflict (held, and it may be an open name only).
struct RenameUser
{
    using Reply = StoredUser;
    UserId user;
    QString userName;
    QString nameKey;
    QString skeleton;
    bool onlyIfOpen = false;
};

/// Succeeds also when there is no such token.
struct RevokeToken
{
    using Reply = Nothing;
    QByteArray tokenHash;
};

/// A join that took the name or a token came to nothing: the token goes, and the name is open if
/// nothing else holds it. Then the role that came with an invitation goes too, and the invitation
/// has its use again. Succeeds also when there is no such user or token.
struct ReleaseName
{
    using Reply = Nothing;
    UserId user;
    QByteArray tokenHash;
    QByteArray inviteHash = {}; ///< that was used up; empty: none
    UserRole roleBefore = UserRole::Member; ///< the invitation
};

/// One more device of somebody; past limits::maxSessionsPerUser the one unseen longest goes.
/// Errors: NotFound, Conflict (the token is there already).
struct AddSession
{
    struct Reply
    {
        StoredUser user;
        QList<QByteArray> gone; ///< token hashes of those that made room
    };
    UserId user;
    QByteArray tokenHash;
    SessionId session;
    QString sessionName;
    qint64 nowMs = 0;
};

/// Errors: NotFound (also somebody else's).
struct RevokeSession
{
    struct Reply
    {
        QByteArray tokenHash;
    };
    UserId user;
    SessionId session;
};

/// The name is held from now on; every session but that of \c keepTokenHash ends, and nobody comes
/// back to one by recovery. Errors: NotFound.
struct SetPassword
{
    using Reply = StoredUser;
    UserId user;
    QString passwordHash;
    QByteArray keepTokenHash;
};

/// Both or neither. Errors: of either, and Conflict (the password is not that of \c replaces).
struct SetProfile
{
    using Reply = StoredUser;
    std::optional<RenameUser> name;
    std::optional<SetPassword> password;
    std::optional<QString> replaces = {}; ///< a hash, empty: none; read only with \c password
};

/// Errors: NotFound, Forbidden (the last owner).
struct SetUserRole
{
    using Reply = StoredUser;
    UserId user;
    UserRole role = UserRole::Guest;
};

/// Server-wide. Errors: NotFound, Forbidden (an owner).
struct SetUserBan
{
    using Reply = StoredUser;
    UserId user;
    bool banned = false;
    std::optional<qint64> untilMs; ///< none: for ever
    QString reason;
    UserId by; ///< null: the administrator
    qint64 nowMs = 0;
};

/// The person was here until now, with the device of \c tokenHash (empty: with none).
struct TouchPerson
{
    using Reply = Nothing;
    UserId user;
    QByteArray tokenHash;
    qint64 nowMs = 0;
};

/// One that makes an owner replaces those of before.
struct AddInvite
{
    using Reply = Nothing;
    QByteArray codeHash;
    UserRole role = UserRole::Member;
    int uses = 1;
    qint64 expiresMs = 0;
    qint64 nowMs = 0;
};

/// Lifts the role to the invitation's. Errors: NotFound (no such code, used up, too old).
struct UseInvite
{
    using Reply = StoredUser;
    QByteArray codeHash;
    UserId user;
    qint64 nowMs = 0;
};

using PeopleChange = std::variant<CreateUser, HoldName, RenameUser, RevokeToken, ReleaseName,
                                  AddSession, RevokeSession, SetPassword, SetProfile, SetUserRole,
                                  SetUserBan, TouchPerson, AddInvite, UseInvite>;

} // namespace maru::server
