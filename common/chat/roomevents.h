// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/encodedevent.h"
#include "common/chat/objects.h"
#include "common/result.h"

#include <QList>
#include <QString>

#include <optional>

/// The events of docs/protocol.md §5 about rooms and their members.
namespace maru {

// ---- client → server ----

/// Rooms that one may join.
struct RoomList
{
    QString query;
    QString after; ///< the `_id` of the last row one has
    int limit = 0; ///< 1 … limits::maxPageRows
};
struct RoomCreate
{
    QString name;
    RoomKind kind = RoomKind::Public; ///< any but Direct
    QString topic;
    QList<UserId> members;
    bool classCode = false;
};
struct RoomUpdate
{
    enum class ClassCode : quint8 { Rotate, Close };

    RoomId room;
    std::optional<QString> name;
    std::optional<QString> topic;
    std::optional<bool> archived;
    std::optional<bool> muteAll;
    std::optional<qint64> slowModeSeconds; ///< 0: off
    std::optional<ClassCode> classCode;
};
/// By id or by class code; the other one is empty.
struct RoomJoin
{
    RoomId room;
    QString classCode;
};
struct RoomLeave
{
    RoomId room;
};
struct RoomDirect
{
    UserId user;
};
struct RoomInvite
{
    RoomId room;
    QList<UserId> users; ///< at least one
};
struct RoomMembers
{
    RoomId room;
    QString after; ///< the user's `_id` of the last row one has
    int limit = 0;
};
struct RoomNotifySet
{
    RoomId room;
    RoomNotify notify = RoomNotify::All;
};
struct MemberSet
{
    RoomId room;
    UserId user;
    std::optional<RoomRole> role;
    std::optional<bool> muted;
    std::optional<qint64> untilMs; ///< of a mute; none: for ever
    bool liftsBan = false; ///< `banned:false`; alone
};
struct MemberKick
{
    RoomId room;
    UserId user;
    bool banned = false; ///< from the room
    std::optional<qint64> untilMs; ///< of a ban; none: for ever
    QString reason;
};
struct HandSet
{
    RoomId room;
    bool on = false;
};

// ---- acks ----

struct RoomsReply
{
    QList<Room> rooms;
    bool more = false;
};
struct RoomReply
{
    Room room;
};
struct MembersReply
{
    QList<Member> members;
    bool more = false;
};

[[nodiscard]] QByteArray encodeReply(const RoomsReply &reply);
[[nodiscard]] QByteArray encodeReply(const RoomReply &reply);
[[nodiscard]] QByteArray encodeReply(const MembersReply &reply);
[[nodiscard]] Result<RoomsReply, DecodeError> roomsFromAck(const QJsonObject &ack);
[[nodiscard]] Result<RoomReply, DecodeError> roomFromAck(const QJsonObject &ack);
[[nodiscard]] Result<MembersReply, DecodeError> membersFromAck(const QJsonObject &ack);

// ---- server → client ----

/// To all members without `own`; to one person with it.
struct RoomChanged
{
    Room room;
};
/// To the person that does not see the room any more.
struct RoomRemoved
{
    RoomId room;
    QString reason;
};
/// New, or with another role, mute or hand.
struct MemberChanged
{
    RoomId room;
    User user;
    RoomRole role = RoomRole::Member;
    bool muted = false;
    bool hand = false;
};
struct MemberLeft
{
    RoomId room;
    User user;
};

[[nodiscard]] EncodedEvent encodeEvent(const RoomList &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomCreate &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomUpdate &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomJoin &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomLeave &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomDirect &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomInvite &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomMembers &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomNotifySet &event);
[[nodiscard]] EncodedEvent encodeEvent(const MemberSet &event);
[[nodiscard]] EncodedEvent encodeEvent(const MemberKick &event);
[[nodiscard]] EncodedEvent encodeEvent(const HandSet &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomChanged &event);
[[nodiscard]] EncodedEvent encodeEvent(const RoomRemoved &event);
[[nodiscard]] EncodedEvent encodeEvent(const MemberChanged &event);
[[nodiscard]] EncodedEvent encodeEvent(const MemberLeft &event);

} // namespace maru
