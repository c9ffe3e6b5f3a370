// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/encodedevent.h"
#include "common/chat/objects.h"
#include "common/result.h"

#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// The events of docs/protocol.md §5 about people: sessions, names, server-wide roles and bans.
namespace maru {

// ---- client → server ----

struct SessionJoin
{
    QString userName;
    QString token = {};
    QString password = {};
    QString inviteCode = {};
    QString deviceCode = {}; ///< of session:code, instead of a token or a password
    QString newToken = {}; ///< that is to be made, or was made by this join before
    QString clientName = {}; ///< of `client`; the session is listed under it
    QString clientVersion = {};
    QString clientLocale = {};
};
/// Revokes this device's token.
struct SessionLeave
{ };
struct SessionList
{ };
struct SessionRevoke
{
    SessionId session;
};
/// A code that lets one more device in under the name of the asker.
struct SessionCode
{ };
struct ProfileSet
{
    std::optional<QString> userName;
    std::optional<QString> password;
    QString currentPassword;
};
struct UserList
{
    QString query;
    QString after; ///< the `_id` of the last row one has
    int limit = 0; ///< 1 … limits::maxPageRows
};
/// Server-wide.
struct UserSet
{
    UserId user;
    std::optional<UserRole> role;
    std::optional<bool> banned;
    std::optional<qint64> untilMs; ///< of a ban; none: for ever
    QString reason;
};

// ---- acks ----

struct JoinedReply
{
    User user;
    QString token; ///< only when a new one was made
    QList<Room> rooms;
    qint64 serverTimeMs = 0;
    RoomId homeRoom;
    qint64 maxFileBytes = 0; ///< as in ServerHello
    qint64 quotaBytes = 0;
};
struct SessionsReply
{
    QList<Session> sessions;
};
struct SessionCodeReply
{
    QString deviceCode;
    qint64 expiresMs = 0; ///< by the server's clock
    qint64 lifeMs = 0; ///< from now on
};
/// Of profile:set and user:set.
struct UserReply
{
    User user;
};
struct UsersReply
{
    QList<User> users;
    bool more = false;
};

[[nodiscard]] QByteArray encodeReply(const JoinedReply &reply);
[[nodiscard]] QByteArray encodeReply(const SessionsReply &reply);
[[nodiscard]] QByteArray encodeReply(const SessionCodeReply &reply);
[[nodiscard]] QByteArray encodeReply(const UserReply &reply);
[[nodiscard]] QByteArray encodeReply(const UsersReply &reply);
[[nodiscard]] Result<JoinedReply, DecodeError> joinedFromAck(const QJsonObject &ack);
[[nodiscard]] Result<SessionsReply, DecodeError> sessionsFromAck(const QJsonObject &ack);
[[nodiscard]] Result<SessionCodeReply, DecodeError> sessionCodeFromAck(const QJsonObject &ack);
[[nodiscard]] Result<UserReply, DecodeError> userFromAck(const QJsonObject &ack);
[[nodiscard]] Result<UsersReply, DecodeError> usersFromAck(const QJsonObject &ack);

// ---- server → client ----

/// Presence, name or role.
struct UserChanged
{
    User user;
};

[[nodiscard]] EncodedEvent encodeEvent(const SessionJoin &event);
[[nodiscard]] EncodedEvent encodeEvent(const SessionLeave &event);
[[nodiscard]] EncodedEvent encodeEvent(const SessionList &event);
[[nodiscard]] EncodedEvent encodeEvent(const SessionRevoke &event);
[[nodiscard]] EncodedEvent encodeEvent(const SessionCode &event);
[[nodiscard]] EncodedEvent encodeEvent(const ProfileSet &event);
[[nodiscard]] EncodedEvent encodeEvent(const UserList &event);
[[nodiscard]] EncodedEvent encodeEvent(const UserSet &event);
[[nodiscard]] EncodedEvent encodeEvent(const UserChanged &event);

} // namespace maru
