// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongocodec.h"

// What comes in. What goes out is in mongocodec.cpp.

namespace maru::server {

namespace {

MemoryMember memberFrom(const BsonView &document)
{
    MemoryMember member;
    member.membership.role = roomRoleFromWire(document.text("role")).value_or(RoomRole::Member);
    member.membership.muted = document.flag("muted");
    member.membership.mutedUntilMs = document.time("mutedUntil");
    member.membership.hand = document.flag("hand");
    member.notify = roomNotifyFromWire(document.text("notify")).value_or(RoomNotify::All);
    member.readSeq = document.number("readSeq");
    member.readMs = document.number("readAt");
    member.joinedMs = document.number("joinedAt");
    return member;
}

void takeUser(MemoryState &state, const QString &id, const BsonView &document)
{
    MemoryUser &user = state.users[id]; // its memberships stay
    user.stored.user.id = UserId(id);
    user.stored.user.userName = document.text("userName");
    user.stored.user.role = userRoleFromWire(document.text("role")).value_or(UserRole::Guest);
    user.stored.user.createdMs = document.number("createdAt");
    user.stored.user.lastSeenMs = document.number("lastSeenAt");
    user.stored.isHeld = document.flag("isHeld");
    user.stored.passwordHash = document.text("passwordHash");
    user.stored.bannedUntilMs = document.time("bannedUntil");
    user.ban = {user.stored.bannedUntilMs, document.text("banReason"),
                UserId(document.id("bannedBy"))};
    user.nameKey = document.text("nameKey");
    user.skeleton = document.text("skeleton");
}

void takeRoom(MemoryState &state, const QString &id, const BsonView &document)
{
    MemoryRoom &room = state.rooms[id]; // its bans and mutes stay
    Room &it = room.stored.room;
    it.id = RoomId(id);
    it.name = document.text("name");
    it.kind = roomKindFromWire(document.text("kind")).value_or(RoomKind::Private);
    it.topic = document.text("topic");
    it.archived = document.flag("archived");
    it.seq = document.number("seq");
    it.rev = document.number("rev");
    it.createdMs = document.number("createdAt");
    it.muteAll = document.flag("muteAll");
    it.slowModeSeconds = static_cast<int>(document.number("slowModeSeconds"));
    room.stored.nameKey = document.text("nameKey");
    room.stored.classCode = document.text("classCode");
    room.directKey = document.text("directKey");
}

StoredFile fileFrom(const QString &id, const BsonView &document)
{
    StoredFile file;
    file.file.id = FileId(id);
    file.file.name = document.text("name");
    file.file.mime = document.text("mime");
    file.file.bytes = document.number("bytes");
    file.file.width = static_cast<int>(document.number("width"));
    file.file.height = static_cast<int>(document.number("height"));
    file.file.sha256 = document.text("sha256");
    file.room = RoomId(document.id("room"));
    file.owner = UserId(document.id("owner"));
    file.createdMs = document.number("createdAt");
    file.unusedMs = document.time("unusedAt");
    return file;
}

MemoryUpload uploadFrom(const QString &id, const BsonView &document)
{
    MemoryUpload upload;
    upload.upload.id = FileId(id);
    upload.upload.room = RoomId(document.id("room"));
    upload.upload.owner = UserId(document.id("owner"));
    upload.upload.name = document.text("name");
    upload.upload.bytes = document.number("bytes");
    upload.upload.createdMs = document.number("createdAt");
    upload.touchedMs = document.number("touchedAt");
    return upload;
}

Session sessionFrom(const BsonView &document)
{
    return {SessionId(document.id("session")), document.text("name"), false,
            document.number("createdAt"), document.number("lastSeenAt")};
}

MemoryRecovery recoveryFrom(const QByteArray &pidHash, const BsonView &document)
{
    MemoryRecovery recovery;
    recovery.record.pidHash = pidHash;
    recovery.record.sid = document.text("sid");
    recovery.record.user = UserId(document.id("user"));
    recovery.record.room = RoomId(document.id("room"));
    recovery.record.fromSeq = document.number("fromSeq");
    recovery.lostMs = document.time("lostAt");
    return recovery;
}

QByteArray hashOf(const MongoKey &key)
{
    return QByteArray::fromHex(key.id.toLatin1());
}

} // namespace

void takeDocument(MemoryState &state, const MongoKey &key, const BsonView &document)
{
    switch (key.kind) {
    case MongoKind::User:
        takeUser(state, key.id, document);
        break;
    case MongoKind::Member:
        state.users[document.id("user")].rooms.insert(document.id("room"), memberFrom(document));
        break;
    case MongoKind::Session:
        state.tokens.insert(hashOf(key), document.id("user"));
        state.sessions.insert(hashOf(key), sessionFrom(document));
        break;
    case MongoKind::Invite:
        state.invites.insert(hashOf(key),
                             {userRoleFromWire(document.text("role")).value_or(UserRole::Guest),
                              static_cast<int>(document.number("usesLeft")),
                              document.number("expiresAt")});
        break;
    case MongoKind::Recovery:
        state.recovery.insert(hashOf(key), recoveryFrom(hashOf(key), document));
        break;
    case MongoKind::File:
        state.files[key.id] = fileFrom(key.id, document);
        break;
    case MongoKind::Upload:
        state.uploads[key.id] = uploadFrom(key.id, document);
        break;
    case MongoKind::Room:
        takeRoom(state, key.id, document);
        break;
    case MongoKind::Ban:
        state.rooms[document.id("room")].bans[document.id("user")] =
            RoomBan{document.time("until"), document.text("reason"), UserId(document.id("by"))};
        break;
    case MongoKind::Mute:
        state.rooms[document.id("room")].mutes[document.id("user")] = document.time("until");
        break;
    case MongoKind::Message:
    case MongoKind::Edit:
    case MongoKind::BanNote:
        break; // they are not held
    }
}

void forgetDocument(MemoryState &state, const MongoKey &key)
{
    const QString first = key.id.section(u' ', 0, 0);
    const QString second = key.id.section(u' ', 1);
    switch (key.kind) {
    case MongoKind::User:
        state.users.erase(key.id);
        break;
    case MongoKind::Member:
        if (const auto user = state.users.find(first); user != state.users.end()) {
            user->second.rooms.remove(second);
        }
        break;
    case MongoKind::Session:
        state.tokens.remove(hashOf(key));
        state.sessions.remove(hashOf(key));
        break;
    case MongoKind::Invite:
        state.invites.remove(hashOf(key));
        break;
    case MongoKind::Recovery:
        state.recovery.remove(hashOf(key));
        break;
    case MongoKind::File:
        state.files.erase(key.id);
        break;
    case MongoKind::Upload:
        state.uploads.erase(key.id);
        break;
    case MongoKind::Room:
        state.rooms.erase(key.id);
        break;
    case MongoKind::Ban:
        if (const auto room = state.rooms.find(first); room != state.rooms.end()) {
            room->second.bans.erase(second);
        }
        break;
    case MongoKind::Mute:
        if (const auto room = state.rooms.find(first); room != state.rooms.end()) {
            room->second.mutes.erase(second);
        }
        break;
    case MongoKind::Message:
    case MongoKind::Edit:
    case MongoKind::BanNote:
        break;
    }
}

} // namespace maru::server
