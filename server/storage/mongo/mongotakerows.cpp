// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongorow.h"
#include "server/storage/mongo/mongorows.h"
#include "server/storage/searchrules.h"

#include <algorithm>
#include <utility>

// Rows into what MemoryState holds, and those of messages both ways.

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

void takeUser(MemoryState &state, const RowView &row)
{
    MemoryUser &user = state.users[row.text("id"_L1)];
    user.stored.user.id = UserId(row.text("id"_L1));
    user.stored.user.userName = row.text("name"_L1);
    user.stored.user.role = row.one("role"_L1, UserRole::Owner);
    user.stored.user.createdMs = row.number("created_ms"_L1);
    user.stored.user.lastSeenMs = row.number("last_seen_ms"_L1);
    user.stored.isHeld = row.flag("is_held"_L1);
    user.stored.passwordHash = row.text("password_hash"_L1);
    user.nameKey = row.text("name_key"_L1);
    user.skeleton = row.text("skeleton"_L1);
}

void takeRoom(MemoryState &state, const RowView &row)
{
    MemoryRoom &room = state.rooms[row.text("id"_L1)];
    Room &it = room.stored.room;
    it.id = RoomId(row.text("id"_L1));
    it.name = row.text("name"_L1);
    it.kind = row.one("kind"_L1, RoomKind::Announcement);
    it.topic = row.text("topic"_L1);
    it.archived = row.flag("archived"_L1);
    it.seq = row.number("seq"_L1);
    it.rev = row.number("rev"_L1);
    it.createdMs = row.number("created_ms"_L1);
    it.muteAll = row.flag("mute_all"_L1);
    it.slowModeSeconds = static_cast<int>(row.number("slow_mode_s"_L1));
    room.stored.nameKey = row.text("name_key"_L1);
    room.stored.classCode = row.text("class_code"_L1);
    room.directKey = row.text("direct_key"_L1);
}

MemoryMember memberFrom(const RowView &row)
{
    MemoryMember member;
    member.membership.role = row.one("role"_L1, RoomRole::Owner);
    member.membership.muted = row.flag("muted"_L1);
    member.membership.mutedUntilMs = row.numberOrNone("muted_until_ms"_L1);
    member.membership.hand = row.numberOrNone("hand_ms"_L1).has_value();
    member.notify = row.one("notify"_L1, RoomNotify::None);
    member.readSeq = row.number("read_seq"_L1);
    member.readMs = row.number("read_ms"_L1);
    member.joinedMs = row.number("joined_ms"_L1);
    return member;
}

StoredFile fileFrom(const RowView &row)
{
    StoredFile file;
    file.file.id = FileId(row.text("id"_L1));
    file.file.name = row.text("name"_L1);
    file.file.mime = row.text("mime"_L1);
    file.file.bytes = row.number("bytes"_L1);
    file.file.width = static_cast<int>(row.number("width"_L1));
    file.file.height = static_cast<int>(row.number("height"_L1));
    file.file.sha256 = row.text("sha256"_L1);
    file.room = RoomId(row.text("room_id"_L1));
    file.owner = UserId(row.text("owner_id"_L1));
    file.createdMs = row.number("created_ms"_L1);
    file.unusedMs = row.numberOrNone("unused_ms"_L1);
    return file;
}

MemoryUpload uploadFrom(const RowView &row)
{
    MemoryUpload upload;
    upload.upload = {FileId(row.text("id"_L1)),       RoomId(row.text("room_id"_L1)),
                     UserId(row.text("owner_id"_L1)), row.text("name"_L1),
                     row.number("bytes"_L1),          row.number("created_ms"_L1)};
    upload.touchedMs = row.number("touched_ms"_L1);
    return upload;
}

MemoryRecovery recoveryFrom(const RowView &row)
{
    MemoryRecovery recovery;
    recovery.record = {row.bytes("pid_hash"_L1), row.text("sid"_L1), UserId(row.text("user_id"_L1)),
                       RoomId(row.text("room_id"_L1)), row.number("from_seq"_L1)};
    recovery.lostMs = row.numberOrNone("lost_ms"_L1);
    return recovery;
}

// In \p part, of servers or of a room.
void takeBan(MongoHeld &held, StorePart part, const RowView &row)
{
    const bool isOfRoom = part == StorePart::RoomBans;
    const QString user = row.text("user_id"_L1);
    const QString room = isOfRoom ? row.text("room_id"_L1) : QString();
    const std::optional<qint64> untilMs = row.numberOrNone("until_ms"_L1);
    const RoomBan ban{untilMs, row.text("reason"_L1), UserId(row.text("created_by"_L1))};
    if (isOfRoom) {
        held.state.rooms[room].bans[user] = ban;
    } else {
        held.state.users[user].ban = ban;
        held.state.users[user].stored.bannedUntilMs = untilMs.value_or(forEver);
    }
    held.note({.user = UserId(user),
               .room = RoomId(room),
               .by = ban.by,
               .reason = ban.reason,
               .untilMs = untilMs,
               .atMs = row.number("created_ms"_L1)});
}

QByteArray utf8At(const StoreRow &row, int column)
{
    return row.value(column).toString().toUtf8();
}

} // namespace

QString carriedKey(StorePart part, const QString &key)
{
    return storePartName(part) + u' ' + key;
}

QString keyOf(StorePart part, const StoreRow &row)
{
    const bool isTwo =
        part == StorePart::Members || part == StorePart::RoomBans || part == StorePart::RoomMutes;
    const QVariant first = row.value(0);
    if (first.typeId() == QMetaType::QByteArray) {
        return QString::fromLatin1(first.toByteArray().toHex());
    }
    return isTwo ? twoIds(first.toString(), row.value(1).toString()) : first.toString();
}

std::optional<MongoKey> takeRow(MongoHeld &held, StorePart part, const StoreRow &values)
{
    MemoryState &state = held.state;
    const RowView row(part, values);
    const QString key = keyOf(part, values);
    switch (part) {
    case StorePart::Store:
        state.storeId = key;
        break;
    case StorePart::Users:
        takeUser(state, row);
        return MongoKey{MongoKind::User, key};
    case StorePart::Tokens:
        state.tokens[row.bytes("token_hash"_L1)] = row.text("user_id"_L1);
        state.sessions[row.bytes("token_hash"_L1)] = {
            SessionId(row.text("id"_L1)), row.text("name"_L1), false, row.number("created_ms"_L1),
            row.number("last_seen_ms"_L1)};
        return MongoKey{MongoKind::Session, key};
    case StorePart::Invites:
        state.invites[row.bytes("code_hash"_L1)] = {row.one("role"_L1, UserRole::Owner),
                                                    static_cast<int>(row.number("uses_left"_L1)),
                                                    row.number("expires_ms"_L1)};
        return MongoKey{MongoKind::Invite, key};
    case StorePart::ServerBans:
        takeBan(held, part, row);
        break;
    case StorePart::Rooms:
        takeRoom(state, row);
        return MongoKey{MongoKind::Room, key};
    case StorePart::Members:
        state.users[row.text("user_id"_L1)].rooms[row.text("room_id"_L1)] = memberFrom(row);
        return MongoKey{MongoKind::Member, key};
    case StorePart::RoomBans:
        takeBan(held, part, row);
        return MongoKey{MongoKind::Ban, key};
    case StorePart::Files:
        state.files[key] = fileFrom(row);
        return MongoKey{MongoKind::File, key};
    case StorePart::Uploads:
        state.uploads[key] = uploadFrom(row);
        return MongoKey{MongoKind::Upload, key};
    case StorePart::Recovery:
        state.recovery[row.bytes("pid_hash"_L1)] = recoveryFrom(row);
        return MongoKey{MongoKind::Recovery, key};
    case StorePart::RoomMutes:
        state.rooms[row.text("room_id"_L1)].mutes[row.text("user_id"_L1)] =
            row.numberOrNone("until_ms"_L1);
        return MongoKey{MongoKind::Mute, key};
    case StorePart::FileUsage:
    case StorePart::Messages:
    case StorePart::Count:
        break;
    }
    return std::nullopt;
}

// ---- messages ----

StoreRecord recordOf(const MongoMessage &message, const std::vector<MongoEdit> &edits)
{
    const Message &it = message.kept.message;
    QStringList mentions;
    for (const UserId &user : it.mentions) {
        mentions.append(user.toString());
    }
    StoreRecord record;
    record.values = {valueOf(it.id.toString()),
                     valueOf(it.room.toString()),
                     valueOf(it.seq),
                     valueOf(it.rev),
                     valueOrNull(it.cid),
                     valueOf(it.type),
                     valueOf(it.chat),
                     valueOrNull(it.user.id.toString()),
                     valueOf(it.user.userName),
                     valueOf(it.createdMs),
                     valueOf(it.updatedMs),
                     valueOrNull(it.editedMs),
                     valueOrNull(it.deletedMs),
                     valueOrNull(message.contentHash),
                     it.replyTo ? valueOf(it.replyTo->seq) : storeNull(),
                     valueOf(mentions.join(u' ')),
                     valueOf(message.kept.reactions.size()),
                     valueOf(it.files.size()),
                     valueOf(imageCount(it))};
    for (const MemoryReaction &reaction : message.kept.reactions) {
        record.reactions.append(
            {valueOf(reaction.emoji), valueOf(reaction.user.toString()), valueOf(reaction.rev)});
    }
    // As SQL orders texts.
    std::sort(
        record.reactions.begin(), record.reactions.end(), [](const StoreRow &a, const StoreRow &b) {
            return std::pair(utf8At(a, 0), utf8At(a, 1)) < std::pair(utf8At(b, 0), utf8At(b, 1));
        });
    for (const MongoEdit &edit : edits) {
        record.edits.append({valueOf(edit.rev), valueOf(edit.chat), valueOf(edit.editor.toString()),
                             valueOf(edit.atMs)});
    }
    std::sort(record.edits.begin(), record.edits.end(), [](const StoreRow &a, const StoreRow &b) {
        return a.value(0).toLongLong() < b.value(0).toLongLong();
    });
    for (qsizetype i = 0; i < it.files.size(); ++i) {
        record.files.append({valueOf(i), valueOf(it.files[i].id.toString())});
    }
    return record;
}

MongoMessage messageFrom(const StoreRecord &record)
{
    const RowView row(StorePart::Messages, record.values);
    MongoMessage message;
    Message &it = message.kept.message;
    it.id = MessageId(row.text("id"_L1));
    it.room = RoomId(row.text("room_id"_L1));
    it.seq = row.number("seq"_L1);
    it.rev = row.number("rev"_L1);
    it.cid = row.text("cid"_L1);
    it.type = row.one("type"_L1, MessageType::System);
    it.chat = row.text("chat"_L1);
    it.user.id = UserId(row.text("author_id"_L1));
    it.user.userName = row.text("author_name"_L1);
    it.createdMs = row.number("created_ms"_L1);
    it.updatedMs = row.number("updated_ms"_L1);
    it.editedMs = row.numberOrNone("edited_ms"_L1);
    it.deletedMs = row.numberOrNone("deleted_ms"_L1);
    message.contentHash = row.bytes("content_hash"_L1);
    for (const QString &user : row.text("mentions"_L1).split(u' ', Qt::SkipEmptyParts)) {
        it.mentions.append(UserId(user));
    }
    for (const StoreRow &reaction : record.reactions) {
        message.kept.reactions.push_back({reaction.value(0).toString(),
                                          UserId(reaction.value(1).toString()),
                                          reaction.value(2).toLongLong()});
    }
    // As they came.
    std::stable_sort(message.kept.reactions.begin(), message.kept.reactions.end(),
                     [](const auto &a, const auto &b) { return a.rev < b.rev; });
    for (const StoreRow &file : record.files) {
        it.files.append(File());
        it.files.last().id = FileId(file.value(1).toString());
    }
    return message;
}

std::vector<MongoEdit> editsOf(const StoreRecord &record, const MongoMessage &message)
{
    std::vector<MongoEdit> edits;
    for (const StoreRow &edit : record.edits) {
        edits.push_back({.message = message.kept.message.id,
                         .room = message.kept.message.room,
                         .rev = edit.value(0).toLongLong(),
                         .chat = edit.value(1).toString(),
                         .editor = UserId(edit.value(2).toString()),
                         .atMs = edit.value(3).toLongLong()});
    }
    return edits;
}

} // namespace maru::server
