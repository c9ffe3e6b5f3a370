// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongocodec.h"

// What goes out. What comes in is in mongodecode.cpp.

namespace maru::server {

namespace {

void appendTime(Bson &bson, const char *key, const std::optional<qint64> &ms)
{
    if (ms) {
        bson.time(key, *ms);
    }
}

// May be forEver, which no date can be.
void appendEnd(Bson &bson, const char *key, const std::optional<qint64> &ms)
{
    if (ms) {
        bson.number(key, *ms);
    }
}

void appendUnlessEmpty(Bson &bson, const char *key, const QString &text)
{
    if (!text.isEmpty()) { // so that a sparse index leaves it out
        bson.text(key, text);
    }
}

void append(Bson &bson, const MemoryUser &user)
{
    const StoredUser &stored = user.stored;
    bson.text("userName", stored.user.userName)
        .flag("isOnline", false)
        .text("role", toWire(stored.user.role))
        .time("createdAt", stored.user.createdMs)
        .time("lastSeenAt", stored.user.lastSeenMs)
        .text("nameKey", user.nameKey)
        .flag("isHeld", stored.isHeld);
    appendUnlessEmpty(bson, "skeleton", user.skeleton);
    appendUnlessEmpty(bson, "passwordHash", stored.passwordHash);
    appendEnd(bson, "bannedUntil", stored.bannedUntilMs);
    if (stored.bannedUntilMs) {
        appendUnlessEmpty(bson, "banReason", user.ban.reason);
        if (!user.ban.by.isNull()) {
            bson.id("bannedBy", user.ban.by.toString());
        }
    }
}

void append(Bson &bson, const MemoryMember &member)
{
    bson.text("role", toWire(member.membership.role))
        .flag("muted", member.membership.muted)
        .flag("hand", member.membership.hand)
        .text("notify", toWire(member.notify))
        .number("readSeq", member.readSeq)
        .time("readAt", member.readMs)
        .time("joinedAt", member.joinedMs);
    appendEnd(bson, "mutedUntil", member.membership.mutedUntilMs);
}

void append(Bson &bson, const MemoryRoom &room)
{
    const Room &it = room.stored.room;
    bson.text("name", it.name)
        .text("kind", toWire(it.kind))
        .text("topic", it.topic)
        .flag("archived", it.archived)
        .number("seq", it.seq)
        .number("rev", it.rev)
        .time("createdAt", it.createdMs)
        .flag("muteAll", it.muteAll)
        .number("slowModeSeconds", it.slowModeSeconds)
        .text("nameKey", room.stored.nameKey);
    if (isOpen(it.kind)) {
        bson.text("openKey", room.stored.nameKey); // unique
    }
    appendUnlessEmpty(bson, "classCode", room.stored.classCode);
    appendUnlessEmpty(bson, "directKey", room.directKey);
}

void append(Bson &bson, const StoredFile &file)
{
    bson.text("name", file.file.name)
        .text("mime", file.file.mime)
        .number("bytes", file.file.bytes)
        .number("width", file.file.width)
        .number("height", file.file.height)
        .text("sha256", file.file.sha256)
        .id("room", file.room.toString())
        .id("owner", file.owner.toString())
        .time("createdAt", file.createdMs);
    appendTime(bson, "unusedAt", file.unusedMs);
}

void append(Bson &bson, const MemoryUpload &upload)
{
    bson.id("room", upload.upload.room.toString())
        .id("owner", upload.upload.owner.toString())
        .text("name", upload.upload.name)
        .number("bytes", upload.upload.bytes)
        .time("createdAt", upload.upload.createdMs)
        .time("touchedAt", upload.touchedMs);
}

void append(Bson &bson, const MemoryRecovery &recovery)
{
    bson.text("sid", recovery.record.sid)
        .id("user", recovery.record.user.toString())
        .id("room", recovery.record.room.toString())
        .number("fromSeq", recovery.record.fromSeq);
    appendTime(bson, "lostAt", recovery.lostMs);
}

bool isHash(MongoKind kind)
{
    return kind == MongoKind::Session || kind == MongoKind::Invite || kind == MongoKind::Recovery;
}

QByteArray hashOf(const MongoKey &key)
{
    return QByteArray::fromHex(key.id.toLatin1());
}

Bson begun(const MongoKey &key)
{
    Bson bson;
    appendKey(bson, "_id", key);
    return bson;
}

template<class Map>
std::optional<Bson> simpleDocument(const Map &map, const typename Map::key_type &name,
                                   const MongoKey &key)
{
    const auto found = map.find(name);
    if (found == map.end()) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    append(bson, found->second);
    return bson;
}

std::optional<Bson> memberDocument(const MemoryState &state, const MongoKey &key)
{
    const QString user = key.id.section(u' ', 0, 0);
    const QString room = key.id.section(u' ', 1);
    const auto found = state.users.find(user);
    if (found == state.users.end() || !found->second.rooms.contains(room)) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    bson.id("user", user).id("room", room);
    append(bson, found->second.rooms.value(room));
    return bson;
}

std::optional<Bson> banDocument(const MemoryState &state, const MongoKey &key)
{
    const QString room = key.id.section(u' ', 0, 0);
    const QString user = key.id.section(u' ', 1);
    const auto found = state.rooms.find(room);
    if (found == state.rooms.end()) {
        return std::nullopt;
    }
    const auto ban = found->second.bans.find(user);
    if (ban == found->second.bans.end()) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    bson.id("room", room).id("user", user).text("reason", ban->second.reason);
    appendEnd(bson, "until", ban->second.untilMs);
    if (!ban->second.by.isNull()) {
        bson.id("by", ban->second.by.toString());
    }
    return bson;
}

std::optional<Bson> muteDocument(const MemoryState &state, const MongoKey &key)
{
    const QString room = key.id.section(u' ', 0, 0);
    const QString user = key.id.section(u' ', 1);
    const auto found = state.rooms.find(room);
    if (found == state.rooms.end()) {
        return std::nullopt;
    }
    const auto mute = found->second.mutes.find(user);
    if (mute == found->second.mutes.end()) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    bson.id("room", room).id("user", user);
    appendEnd(bson, "until", mute->second);
    return bson;
}

std::optional<Bson> sessionDocument(const MemoryState &state, const MongoKey &key)
{
    const QByteArray hash = hashOf(key);
    const auto found = state.sessions.constFind(hash);
    if (found == state.sessions.cend() || !state.tokens.contains(hash)) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    bson.id("user", state.tokens.value(hash))
        .id("session", found->id.toString())
        .text("name", found->name)
        .time("createdAt", found->createdMs)
        .time("lastSeenAt", found->lastSeenMs);
    return bson;
}

std::optional<Bson> recoveryDocument(const MemoryState &state, const MongoKey &key)
{
    const auto found = state.recovery.constFind(hashOf(key));
    if (found == state.recovery.cend()) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    append(bson, *found);
    return bson;
}

std::optional<Bson> inviteDocument(const MemoryState &state, const MongoKey &key)
{
    const auto found = state.invites.constFind(hashOf(key));
    if (found == state.invites.cend()) {
        return std::nullopt;
    }
    Bson bson = begun(key);
    bson.text("role", toWire(found->role))
        .number("usesLeft", found->usesLeft)
        .time("expiresAt", found->expiresMs);
    return bson;
}

} // namespace

QString twoIds(const QString &first, const QString &second)
{
    return first + u' ' + second;
}

void appendKey(Bson &bson, const char *name, const MongoKey &key)
{
    if (isHash(key.kind)) {
        bson.bytes(name, hashOf(key));
    } else {
        bson.id(name, key.id);
    }
}

MongoKey keyOf(MongoKind kind, const BsonView &document)
{
    return {kind,
            isHash(kind) ? QString::fromLatin1(document.bytes("_id").toHex()) : document.id("_id")};
}

std::optional<Bson> documentOf(const MemoryState &state, const MongoKey &key)
{
    switch (key.kind) {
    case MongoKind::User:
        return simpleDocument(state.users, key.id, key);
    case MongoKind::Member:
        return memberDocument(state, key);
    case MongoKind::Session:
        return sessionDocument(state, key);
    case MongoKind::Invite:
        return inviteDocument(state, key);
    case MongoKind::Recovery:
        return recoveryDocument(state, key);
    case MongoKind::File:
        return simpleDocument(state.files, key.id, key);
    case MongoKind::Upload:
        return simpleDocument(state.uploads, key.id, key);
    case MongoKind::Room:
        return simpleDocument(state.rooms, key.id, key);
    case MongoKind::Ban:
        return banDocument(state, key);
    case MongoKind::Mute:
        return muteDocument(state, key);
    case MongoKind::Message:
    case MongoKind::Edit:
    case MongoKind::BanNote:
        break;
    }
    return std::nullopt;
}

} // namespace maru::server
