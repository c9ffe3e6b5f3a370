// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlrows.h"

#include <algorithm>

namespace maru::server {

namespace {

// These numbers stand in people's databases: a new value goes to the end, or a migration comes with
// it.
static_assert(static_cast<int>(UserRole::Guest) == 0 && static_cast<int>(UserRole::Member) == 1);
static_assert(static_cast<int>(UserRole::Admin) == 2 && static_cast<int>(UserRole::Owner) == 3);
static_assert(static_cast<int>(RoomKind::Public) == 0 && static_cast<int>(RoomKind::Private) == 1);
static_assert(static_cast<int>(RoomKind::Direct) == 2
              && static_cast<int>(RoomKind::Announcement) == 3);
static_assert(static_cast<int>(MessageType::Chat) == 0
              && static_cast<int>(MessageType::System) == 1);
static_assert(static_cast<int>(RoomRole::Member) == 0 && static_cast<int>(RoomRole::Moderator) == 1
              && static_cast<int>(RoomRole::Owner) == 2);
static_assert(static_cast<int>(RoomNotify::All) == 0 && static_cast<int>(RoomNotify::Mentions) == 1
              && static_cast<int>(RoomNotify::None) == 2);

std::optional<qint64> optionalMs(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

std::optional<ReplyTo> replyFrom(const Rows &rows)
{
    if (rows.value(15).isNull()) {
        return std::nullopt;
    }
    return ReplyTo{MessageId(rows.text(15)),
                   rows.number(16),
                   {UserId(rows.text(17)), rows.text(18)},
                   rows.text(19)};
}

} // namespace

QString joinedIds(const QList<UserId> &ids)
{
    QString text;
    for (const UserId &id : ids) {
        text += text.isEmpty() ? QString() : QStringLiteral(" ");
        text += id.toString();
    }
    return text;
}

QList<UserId> idsFrom(const QString &text)
{
    QList<UserId> ids;
    for (const QStringView id : QStringView(text).tokenize(u' ', Qt::SkipEmptyParts)) {
        ids.append(UserId(id.toString()));
    }
    return ids;
}

Message messageFrom(const Rows &rows)
{
    Message message;
    message.id = MessageId(rows.text(0));
    message.room = RoomId(rows.text(1));
    message.seq = rows.number(2);
    message.rev = rows.number(3);
    message.cid = rows.text(4);
    message.type = static_cast<MessageType>(rows.number(5));
    message.chat = rows.text(6);
    message.user.id = UserId(rows.text(7));
    message.user.userName = rows.text(8);
    message.createdMs = rows.number(9);
    message.updatedMs = rows.number(10);
    message.editedMs = optionalMs(rows.value(11));
    message.deletedMs = optionalMs(rows.value(12));
    message.mentions = idsFrom(rows.text(13));
    message.replyTo = replyFrom(rows);
    return message;
}

StoredUser userFrom(const Rows &rows)
{
    StoredUser stored;
    stored.user.id = UserId(rows.text(0));
    stored.user.userName = rows.text(1);
    stored.user.role = static_cast<UserRole>(rows.number(2));
    stored.isHeld = rows.number(3) != 0;
    stored.user.lastSeenMs = rows.number(4);
    stored.user.createdMs = rows.number(5);
    return stored;
}

StoredUser personFrom(const Rows &rows)
{
    StoredUser stored = userFrom(rows);
    stored.passwordHash = rows.text(6);
    stored.bannedUntilMs = optionalMs(rows.value(7));
    return stored;
}

StoredRoom roomFrom(const Rows &rows)
{
    StoredRoom stored;
    stored.room.id = RoomId(rows.text(0));
    stored.room.name = rows.text(1);
    stored.nameKey = rows.text(2);
    stored.room.kind = static_cast<RoomKind>(rows.number(3));
    stored.room.topic = rows.text(4);
    stored.room.archived = rows.number(5) != 0;
    stored.classCode = rows.text(6);
    stored.room.seq = rows.number(7);
    stored.room.rev = rows.number(8);
    stored.room.createdMs = rows.number(9);
    stored.room.muteAll = rows.number(10) != 0;
    stored.room.slowModeSeconds = static_cast<int>(rows.number(11));
    return stored;
}

MemberRoom memberRoomFrom(const Rows &rows)
{
    MemberRoom member{roomFrom(rows), {}};
    member.mine.role = static_cast<RoomRole>(rows.number(12));
    member.mine.muted = rows.number(13) != 0;
    member.mine.mutedUntilMs = optionalMs(rows.value(14));
    member.mine.hand = !rows.value(15).isNull();
    OwnRoom own;
    own.role = member.mine.role;
    own.notify = static_cast<RoomNotify>(rows.number(16));
    own.readSeq = rows.number(17);
    own.unread = std::max<qint64>(0, member.stored.room.seq - own.readSeq);
    own.mentions = rows.number(18);
    own.classCode = own.role == RoomRole::Member ? QString() : member.stored.classCode;
    member.stored.room.own = own;
    return member;
}

RoomMember roomMemberFrom(const Rows &rows)
{
    RoomMember member{userFrom(rows).user, {}};
    member.mine.role = static_cast<RoomRole>(rows.number(6));
    member.mine.muted = rows.number(7) != 0;
    member.mine.mutedUntilMs = optionalMs(rows.value(8));
    member.mine.hand = !rows.value(9).isNull();
    member.readSeq = rows.number(10);
    return member;
}

SanctionPage sanctionsFrom(Rows &rows, int limit)
{
    SanctionPage page;
    while (rows.next()) {
        if (page.sanctions.size() == limit) {
            page.more = true;
            break;
        }
        const bool isBan = rows.number(6) != 0;
        page.sanctions.append({.user = userFrom(rows).user,
                               .kind = isBan ? Sanction::Kind::Banned : Sanction::Kind::Muted,
                               .untilMs = optionalMs(rows.value(7)),
                               .reason = rows.text(8),
                               .by = {UserId(rows.text(9)), rows.text(10)}});
    }
    return page;
}

std::optional<StoredUser> findUser(Statements &statements, const UserId &user)
{
    Rows rows = statements.run(PeopleSql::UserById, {sqlText(user.toString())});
    return rows.next() ? std::optional(personFrom(rows)) : std::nullopt;
}

} // namespace maru::server
