// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/protocol/errors.h"
#include "common/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// The typed events of docs/protocol.md §5. Decoding checks shapes only (types, lengths, integers);
/// the name and text rules are the business of the domain.
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
struct SessionJoin
{
    QString userName;
    QString token;
    QString password;
    QString inviteCode;
};
struct SessionLeave
{ };
struct RoomList
{
    QString query;
    QString after; ///< the `_id` of the last row one has
    int limit = 0; ///< 1 … limits::maxPageRows
};
struct MessageSend
{
    QString cid;
    RoomId room;
    QString chat;
};
struct MessageHistory
{
    enum class Direction : quint8 { Before, After, Around };

    RoomId room;
    Direction direction = Direction::Before;
    qint64 seq = 0; ///< without before, after and around: Before and the largest number
    int limit = 0;
};
struct MessageChanges
{
    RoomId room;
    qint64 afterRev = 0;
    int limit = 0;
};

using ClientEvent = std::variant<ClassicJoin, ClassicSend, SessionJoin, SessionLeave, RoomList,
                                 MessageSend, MessageHistory, MessageChanges>;

/// Errors: UnknownEvent for a name that is not in the table, BadRequest naming field and rule,
/// TooLarge.
[[nodiscard]] Result<ClientEvent, ApiError> decodeClientEvent(const QString &name,
                                                              const QJsonArray &arguments);

// What our own client sends: the event's name and its one argument as JSON.
struct EncodedEvent
{
    QLatin1StringView name;
    QByteArray argument;
};
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
};
struct ServerBye
{
    QString reason;
    int retryAfterMs = 0;
};
struct MessageEvent
{
    Message message;
};

using ServerEvent = std::variant<ServerHello, ServerBye, MessageEvent>;

[[nodiscard]] EncodedEvent encodeServerEvent(const ServerEvent &event);
/// std::nullopt for an event this version does not know (ignored). A trailing string argument, the
/// recovery offset of Socket.IO servers, is allowed on every event.
[[nodiscard]] Result<std::optional<ServerEvent>, DecodeError>
decodeServerEvent(const QString &name, const QJsonArray &arguments);

// ---- acks ----

struct JoinedReply
{
    User user;
    QString token; ///< only when a new one was made
    QList<Room> rooms;
    qint64 serverTimeMs = 0;
    RoomId homeRoom;
};
struct SentReply
{
    Message message;
    bool duplicate = false;
};
struct HistoryReply
{
    QList<Message> messages; ///< ascending seq
    bool first = false; ///< nothing older
    bool last = false; ///< nothing newer
};
struct ChangesReply
{
    QList<Message> messages; ///< ascending rev
    qint64 rev = 0; ///< the room's now
    bool more = false;
};
struct RoomsReply
{
    QList<Room> rooms;
    bool more = false;
};

[[nodiscard]] QByteArray
encodeReply(const JoinedReply &reply); ///< each the one ack object, `ok:true` included
[[nodiscard]] QByteArray encodeReply(const SentReply &reply);
[[nodiscard]] QByteArray encodeReply(const HistoryReply &reply);
[[nodiscard]] QByteArray encodeReply(const ChangesReply &reply);
[[nodiscard]] QByteArray encodeReply(const RoomsReply &reply);
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
[[nodiscard]] Result<JoinedReply, DecodeError> joinedFromAck(const QJsonObject &ack);
[[nodiscard]] Result<SentReply, DecodeError> sentFromAck(const QJsonObject &ack);
[[nodiscard]] Result<HistoryReply, DecodeError> historyFromAck(const QJsonObject &ack);
[[nodiscard]] Result<ChangesReply, DecodeError> changesFromAck(const QJsonObject &ack);
[[nodiscard]] Result<RoomsReply, DecodeError> roomsFromAck(const QJsonObject &ack);

} // namespace maru
