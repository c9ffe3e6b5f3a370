// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongorows.h"

#include "server/storage/mongo/mongorow.h"

// Rows out of what MemoryState holds: the values of each are in the order of its part's columns.

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

template<class Map, class Row>
MongoRows rowsFrom(StorePart part, const Map &map, Row row)
{
    MongoRows rows;
    for (auto it = map.begin(); it != map.end(); ++it) {
        StoreRow values = row(it);
        if (!values.isEmpty()) {
            QString key = keyOf(part, values);
            rows.emplace(std::move(key), std::move(values));
        }
    }
    return rows;
}

MongoRows usersOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Users, state.users, [](const auto &it) -> StoreRow {
        const MemoryUser &user = it->second;
        const User &who = user.stored.user;
        if (who.id.isNull()) {
            return {}; // a membership of nobody
        }
        return {valueOf(it->first),
                valueOf(who.userName),
                valueOf(user.nameKey),
                valueOrNull(user.skeleton),
                valueOf(who.role),
                valueOf(user.stored.isHeld),
                valueOf(who.lastSeenMs),
                valueOf(who.createdMs),
                valueOrNull(user.stored.passwordHash)};
    });
}

MongoRows tokensOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Tokens, state.sessions, [&state](const auto &it) -> StoreRow {
        return {valueOf(it.key()),      valueOf(state.tokens.value(it.key())),
                valueOf(it->createdMs), valueOf(it->id.toString()),
                valueOf(it->name),      valueOf(it->lastSeenMs)};
    });
}

MongoRows invitesOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Invites, state.invites, [](const auto &it) -> StoreRow {
        return {valueOf(it.key()),      valueOf(it->role), storeNull(), valueOf(it->usesLeft),
                valueOf(it->expiresMs), storeNull(),       valueOf(0)};
    });
}

MongoRows serverBansOf(const MongoHeld &held)
{
    return rowsFrom(StorePart::ServerBans, held.state.users, [&held](const auto &it) -> StoreRow {
        const std::optional<qint64> until = it->second.stored.bannedUntilMs;
        if (!until) {
            return {};
        }
        const auto found = held.notes.find(twoIds(it->first, {}));
        const MongoBanNote note = found == held.notes.end() ? MongoBanNote() : found->second;
        return {valueOf(it->first), *until == forEver ? storeNull() : valueOf(*until),
                valueOf(note.reason), valueOrNull(note.by.toString()), valueOf(note.atMs)};
    });
}

MongoRows roomsOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Rooms, state.rooms, [](const auto &it) -> StoreRow {
        const MemoryRoom &room = it->second;
        const Room &what = room.stored.room;
        if (what.id.isNull()) {
            return {};
        }
        return {valueOf(it->first),
                valueOf(what.name),
                valueOf(room.stored.nameKey),
                valueOf(what.kind),
                valueOf(what.topic),
                valueOf(what.archived),
                valueOrNull(room.stored.classCode),
                valueOf(what.seq),
                valueOf(what.rev),
                valueOf(what.createdMs),
                valueOf(what.muteAll),
                valueOf(what.slowModeSeconds),
                storeNull(),
                valueOrNull(room.directKey)};
    });
}

MongoRows membersOf(const MemoryState &state)
{
    MongoRows rows;
    for (const auto &[id, user] : state.users) {
        for (auto it = user.rooms.begin(); it != user.rooms.end(); ++it) {
            const Membership &mine = it->membership;
            rows.emplace(twoIds(id, it.key()),
                         StoreRow{valueOf(id), valueOf(it.key()), valueOf(it->joinedMs),
                                  valueOf(mine.role), valueOf(mine.muted),
                                  valueOrNull(mine.mutedUntilMs), valueOf(it->notify),
                                  mine.hand ? valueOf(it->joinedMs) : storeNull(),
                                  valueOf(it->readSeq), valueOf(it->readMs)});
        }
    }
    return rows;
}

MongoRows roomBansOf(const MongoHeld &held)
{
    MongoRows rows;
    for (const auto &[room, what] : held.state.rooms) {
        for (const auto &[user, ban] : what.bans) {
            const auto found = held.notes.find(twoIds(user, room));
            const MongoBanNote note = found == held.notes.end() ? MongoBanNote() : found->second;
            rows.emplace(twoIds(room, user),
                         StoreRow{valueOf(room), valueOf(user), valueOrNull(ban.untilMs),
                                  valueOf(ban.reason), valueOrNull(note.by.toString()),
                                  valueOf(note.atMs)});
        }
    }
    return rows;
}

MongoRows roomMutesOf(const MemoryState &state)
{
    MongoRows rows;
    for (const auto &[room, what] : state.rooms) {
        for (const auto &[user, untilMs] : what.mutes) {
            rows.emplace(twoIds(room, user),
                         StoreRow{valueOf(room), valueOf(user), valueOrNull(untilMs)});
        }
    }
    return rows;
}

MongoRows filesOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Files, state.files, [](const auto &it) -> StoreRow {
        const StoredFile &stored = it->second;
        const File &file = stored.file;
        return {valueOf(it->first),
                valueOf(stored.room.toString()),
                valueOf(stored.owner.toString()),
                valueOf(file.name),
                valueOf(file.mime),
                valueOf(file.bytes),
                valueOf(file.width),
                valueOf(file.height),
                valueOf(file.sha256),
                valueOf(stored.createdMs),
                valueOrNull(stored.unusedMs)};
    });
}

MongoRows uploadsOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Uploads, state.uploads, [](const auto &it) -> StoreRow {
        const Upload &upload = it->second.upload;
        return {valueOf(it->first),
                valueOf(upload.room.toString()),
                valueOf(upload.owner.toString()),
                valueOf(upload.name),
                valueOf(upload.bytes),
                valueOf(upload.createdMs),
                valueOf(it->second.touchedMs)};
    });
}

MongoRows usageOf(const MongoHeld &held)
{
    std::map<QString, qint64> bytes = held.bytesOfOwners();
    for (const auto &[user, more] : held.usage) {
        bytes[user] += more;
    }
    return rowsFrom(StorePart::FileUsage, bytes, [](const auto &it) -> StoreRow {
        return {valueOf(it->first), valueOf(it->second)};
    });
}

MongoRows recoveryOf(const MemoryState &state)
{
    return rowsFrom(StorePart::Recovery, state.recovery, [](const auto &it) -> StoreRow {
        const RecoveryRecord &record = it->record;
        return {valueOf(it.key()),
                valueOf(record.sid),
                valueOf(record.user.toString()),
                valueOf(record.room.toString()),
                valueOf(record.fromSeq),
                valueOrNull(it->lostMs)};
    });
}

MongoRows bareRows(StorePart part, const MongoHeld &held)
{
    switch (part) {
    case StorePart::Store:
        return held.state.storeId.isEmpty() // not written yet
            ? MongoRows()
            : MongoRows{{held.state.storeId, {valueOf(held.state.storeId)}}};
    case StorePart::Users:
        return usersOf(held.state);
    case StorePart::Tokens:
        return tokensOf(held.state);
    case StorePart::Invites:
        return invitesOf(held.state);
    case StorePart::ServerBans:
        return serverBansOf(held);
    case StorePart::Rooms:
        return roomsOf(held.state);
    case StorePart::Members:
        return membersOf(held.state);
    case StorePart::RoomBans:
        return roomBansOf(held);
    case StorePart::Files:
        return filesOf(held.state);
    case StorePart::Uploads:
        return uploadsOf(held.state);
    case StorePart::FileUsage:
        return usageOf(held);
    case StorePart::Recovery:
        return recoveryOf(held.state);
    case StorePart::RoomMutes:
        return roomMutesOf(held.state);
    case StorePart::Messages:
    case StorePart::Count:
        break;
    }
    return {};
}

} // namespace

void MongoHeld::note(const MongoBanNote &ban)
{
    const auto [found, isNew] =
        notes.emplace(twoIds(ban.user.toString(), ban.room.toString()), ban);
    if (!isNew && found->second.atMs <= ban.atMs) {
        found->second = ban;
    }
}

std::map<QString, qint64> MongoHeld::bytesOfOwners() const
{
    std::map<QString, qint64> bytes;
    for (const auto &[id, file] : state.files) {
        bytes[file.owner.toString()] += file.file.bytes;
    }
    for (const auto &[id, upload] : state.uploads) {
        bytes[upload.upload.owner.toString()] += upload.upload.bytes;
    }
    return bytes;
}

MongoRows rowsOf(StorePart part, const MongoHeld &held)
{
    MongoRows rows = bareRows(part, held);
    if (!held.carried.isEmpty()) {
        for (auto &[key, row] : rows) {
            applyCarried(row, held.carried.value(carriedKey(part, key)));
        }
    }
    return rows;
}

} // namespace maru::server
