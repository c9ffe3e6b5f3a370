// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/messageevents.h"
#include "common/chat/peopleevents.h"
#include "common/chat/roomevents.h"
#include "common/chat/sanctionevents.h"
#include "common/chat/searchevents.h"
#include "common/protocol/errors.h"
#include "common/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <variant>

/// The typed events of docs/protocol.md §5, all subjects together. Decoding checks shapes only
/// (types, lengths, integers); the name and text rules are the business of the domain.
namespace maru {

// ---- client → server ----

/// The seed's `join`: any JSON value may stand where the name should.
struct ClassicJoin
{
    std::optional<QString> userName; ///< std::nullopt: not a string
};
/// The seed's `sendMessage`.
struct ClassicSend
{
    std::optional<QString> chat; ///< std::nullopt: not a string
};

using ClientEvent =
    std::variant<ClassicJoin, ClassicSend, SessionJoin, SessionLeave, SessionList, SessionRevoke,
                 SessionCode, ProfileSet, UserList, UserSet, RoomList, RoomCreate, RoomUpdate,
                 RoomJoin, RoomLeave, RoomDirect, RoomInvite, RoomMembers, RoomNotifySet, MemberSet,
                 MemberKick, HandSet, MessageSend, MessageEdit, MessageDelete, MessageReact,
                 MessageReaders, MessageEditHistory, MessageHistory, MessageChanges, ReadSet,
                 TypingSet, MessageSearch, SanctionList>;

/// Errors: UnknownEvent for a name that is not in the table, BadRequest naming field and rule,
/// TooLarge.
[[nodiscard]] Result<ClientEvent, ApiError> decodeClientEvent(const QString &name,
                                                              const QJsonArray &arguments);
/// What our own client sends.
[[nodiscard]] EncodedEvent encodeClientEvent(const ClientEvent &event);

// ---- server → client ----

struct ServerHello
{
    int protocol = 1;
    QString server; ///< "maru-server"
    QString version;
    QString name; ///< the server's own name, for people
    QStringList features;
    int maxChatCodePoints = 0;
    qint64 maxPayloadBytes = 0;
    qint64 maxFileBytes = 0; ///< of one file; 0: the server takes none
    qint64 quotaBytes = 0; ///< of all files of one person
};
struct ServerBye
{
    QString reason;
    int retryAfterMs = 0;
};

using ServerEvent =
    std::variant<ServerHello, ServerBye, MessageEvent, MessageChanged, ReadChanged, TypingChanged,
                 RoomChanged, RoomRemoved, MemberChanged, MemberLeft, UserChanged>;

[[nodiscard]] EncodedEvent encodeEvent(const ServerHello &event);
[[nodiscard]] EncodedEvent encodeEvent(const ServerBye &event);
/// Where the type is known, encodeEvent() is the shorter way.
[[nodiscard]] EncodedEvent encodeServerEvent(const ServerEvent &event);
/// std::nullopt for an event this version does not know (ignored). A trailing string argument, the
/// recovery offset of Socket.IO servers, is allowed on every event.
[[nodiscard]] Result<std::optional<ServerEvent>, DecodeError>
decodeServerEvent(const QString &name, const QJsonArray &arguments);

// ---- acks ----

[[nodiscard]] QByteArray encodeOk(); ///< `{"ok":true}`
[[nodiscard]] QByteArray encodeError(const ApiError &error); ///< `{"ok":false,"code":…,"error":…}`
/// The classic join's acks: also `succese` and `success`; the user also carries `socketId` and
/// isOnline true.
[[nodiscard]] QByteArray encodeClassicJoined(const User &user, const QString &socketId);
[[nodiscard]] QByteArray encodeClassicJoinError(const ApiError &error);
/// The payload of a CONNECT_ERROR: `{"message":…,"data":{"code":…}}`.
[[nodiscard]] QJsonObject connectErrorData(const ApiError &error);

/// Reads an ack: std::nullopt if it says ok, else the refusal. Also reads the seed's
/// `{succese:false,error}`.
[[nodiscard]] std::optional<ApiError> errorFromAck(const QJsonObject &ack);

} // namespace maru
