// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongochanges.h"

#include "server/storage/mongo/mongomessages.h"
#include "server/storage/roomrules.h"

#include <vector>

namespace maru::server {

namespace {

// What the rules of MemoryBackend leave out.
template<class T>
constexpr bool hasMore =
    std::is_same_v<
        T,
        EnterRoom> || std::is_same_v<T, SetMember> || std::is_same_v<T, SetUserBan> || std::is_same_v<T, RemoveMember>;

} // namespace

MemoryReply MongoChanges::apply(const Change &change)
{
    return std::visit(
        [this](const auto &one) -> MemoryReply {
            using One = std::decay_t<decltype(one)>;
            if constexpr (isOneOf<One, MessageChange>) {
                return MongoMessages(m_state, m_unit).apply(one);
            } else if constexpr (isOneOf<One, RecoveryChange>) {
                return applyOne(one);
            } else {
                note(one);
                MemoryReply reply = [&]() -> MemoryReply {
                    if constexpr (isOneOf<One, FileChange>) {
                        return MemoryFiles(m_state).apply(one);
                    } else if constexpr (isOneOf<One, RoomChange>) {
                        return MemoryRooms(m_state).apply(one);
                    } else {
                        return MemoryPeople(m_state).apply(one);
                    }
                }();
                if constexpr (hasMore<One>) {
                    if (reply) {
                        finish(std::get<typename One::Reply>(*reply), one);
                    }
                }
                return reply;
            }
        },
        change);
}

void MongoChanges::noteUser(const UserId &user)
{
    m_unit.touch({MongoKind::User, user.toString()});
}

void MongoChanges::noteMember(const UserId &user, const RoomId &room)
{
    m_unit.touch({MongoKind::Member, twoIds(user.toString(), room.toString())});
}

void MongoChanges::noteMute(const UserId &user, const RoomId &room)
{
    m_unit.touch({MongoKind::Mute, twoIds(room.toString(), user.toString())});
}

void MongoChanges::noteHash(MongoKind kind, const QByteArray &hash)
{
    m_unit.touch({kind, QString::fromLatin1(hash.toHex())});
}

void MongoChanges::noteSessions(const UserId &user)
{
    for (auto it = m_state.tokens.cbegin(); it != m_state.tokens.cend(); ++it) {
        if (it.value() == user.toString()) {
            noteHash(MongoKind::Session, it.key());
        }
    }
}

// ---- people ----

void MongoChanges::note(const CreateUser &change)
{
    noteUser(change.user.id);
    noteHash(MongoKind::Session, change.tokenHash);
}

void MongoChanges::note(const HoldName &change)
{
    noteUser(change.user);
    noteHash(MongoKind::Session, change.tokenHash);
}

void MongoChanges::note(const RenameUser &change)
{
    noteUser(change.user);
}

void MongoChanges::note(const RevokeToken &change)
{
    noteHash(MongoKind::Session, change.tokenHash);
}

void MongoChanges::note(const ReleaseName &change)
{
    noteUser(change.user);
    noteHash(MongoKind::Session, change.tokenHash);
    noteHash(MongoKind::Invite, change.inviteHash);
}

void MongoChanges::note(const AddSession &change)
{
    noteSessions(change.user); // the one unseen longest goes
    noteHash(MongoKind::Session, change.tokenHash);
}

void MongoChanges::note(const RevokeSession &change)
{
    noteSessions(change.user);
}

void MongoChanges::note(const SetPassword &change)
{
    noteUser(change.user);
    noteSessions(change.user);
    for (auto it = m_state.recovery.cbegin(); it != m_state.recovery.cend(); ++it) {
        if (it->record.user == change.user) {
            noteHash(MongoKind::Recovery, it.key());
        }
    }
}

void MongoChanges::note(const SetProfile &change)
{
    if (change.name) {
        note(*change.name);
    }
    if (change.password) {
        note(*change.password);
    }
}

void MongoChanges::note(const SetUserRole &change)
{
    noteUser(change.user);
}

void MongoChanges::note(const SetUserBan &change)
{
    noteUser(change.user);
}

void MongoChanges::note(const TouchPerson &change)
{
    noteUser(change.user);
    noteHash(MongoKind::Session, change.tokenHash);
}

void MongoChanges::note(const AddInvite &change)
{
    for (auto it = m_state.invites.cbegin(); it != m_state.invites.cend(); ++it) {
        noteHash(MongoKind::Invite, it.key()); // old ones go
    }
    noteHash(MongoKind::Invite, change.codeHash);
}

void MongoChanges::note(const UseInvite &change)
{
    noteUser(change.user);
    noteHash(MongoKind::Invite, change.codeHash);
}

// ---- rooms ----

void MongoChanges::note(const CreateRoom &change)
{
    m_unit.touch({MongoKind::Room, change.room.room.id.toString()});
    for (const UserId &user : change.members) {
        noteMember(user, change.room.room.id);
    }
    if (!change.owner.isNull()) {
        noteMember(change.owner, change.room.room.id);
    }
}

void MongoChanges::note(const EnterRoom &change)
{
    m_unit.touch({MongoKind::Room, change.room.toString()});
    noteMember(change.user, change.room);
    noteMute(change.user, change.room);
}

void MongoChanges::note(const OpenDirect &change)
{
    m_unit.touch({MongoKind::Room, change.room.room.id.toString()});
    noteMember(change.one, change.room.room.id);
    noteMember(change.other, change.room.room.id);
}

void MongoChanges::note(const UpdateRoom &change)
{
    m_unit.touch({MongoKind::Room, change.room.toString()});
}

void MongoChanges::note(const SetMember &change)
{
    noteMember(change.user, change.room);
    noteMute(change.user, change.room);
}

void MongoChanges::note(const RemoveMember &change)
{
    m_unit.touch({MongoKind::Ban, twoIds(change.room.toString(), change.user.toString())});
    noteMember(change.user, change.room);
    noteMute(change.user, change.room);
    if (const auto room = m_state.rooms.find(change.room.toString()); room != m_state.rooms.end()) {
        for (const auto &[id, untilMs] : room->second.mutes) {
            if (!lastsAt(untilMs, change.nowMs)) { // they go
                noteMute(UserId(id), change.room);
            }
        }
    }
    const auto user = m_state.users.find(change.user.toString());
    if (user == m_state.users.end()
        || user->second.rooms.value(change.room.toString()).membership.role != RoomRole::Owner) {
        return;
    }
    for (const auto &[id, other] : m_state.users) { // one of them may follow
        if (other.rooms.contains(change.room.toString())) {
            noteMember(UserId(id), change.room);
        }
    }
}

void MongoChanges::finish(StoredUser & /*reply*/, const SetUserBan &change)
{
    if (change.banned) {
        m_unit.addBanNote(change.user, {}, change.by, change.reason, change.untilMs, change.nowMs);
    }
}

void MongoChanges::finish(RemoveMember::Reply & /*reply*/, const RemoveMember &change)
{
    if (change.ban == RemoveMember::Ban::Set) {
        m_unit.addBanNote(change.user, change.room, change.by, change.reason, change.banUntilMs,
                          change.nowMs);
    }
}

void MongoChanges::finish(EnterRoom::Reply &reply, const EnterRoom &change)
{
    if (const auto room = m_state.rooms.find(change.room.toString()); room != m_state.rooms.end()) {
        m_unit.takeAppended(room->second); // the welcome
    }
    if (reply.room.own && reply.room.own->unread > 0) {
        reply.room.own->mentions =
            m_unit.mentions(change.user, change.room, reply.room.own->readSeq);
    }
}

void MongoChanges::finish(SetMember::Reply &reply, const SetMember &change)
{
    if (reply.room.own && reply.room.own->unread > 0) {
        reply.room.own->mentions =
            m_unit.mentions(change.user, change.room, reply.room.own->readSeq);
    }
}

// ---- files ----

void MongoChanges::note(const BeginUpload &change)
{
    m_unit.touch({MongoKind::Upload, change.upload.id.toString()});
}

void MongoChanges::note(const EndUpload &change)
{
    m_unit.touch({MongoKind::Upload, change.file.id.toString()});
    m_unit.touch({MongoKind::File, change.file.id.toString()});
}

void MongoChanges::note(const TouchUpload &change)
{
    m_unit.touch({MongoKind::Upload, change.upload.toString()});
}

void MongoChanges::note(const DropUpload &change)
{
    m_unit.touch({MongoKind::Upload, change.upload.toString()});
}

void MongoChanges::note(const ForgetFile &change)
{
    m_unit.touch({MongoKind::File, change.file.toString()});
}

void MongoChanges::note(const ExpireFiles &change)
{
    for (const auto &[id, upload] : m_state.uploads) {
        if (upload.touchedMs < change.uploadsBeforeMs) {
            m_unit.touch({MongoKind::Upload, id});
        }
    }
    for (const auto &[id, file] : m_state.files) {
        if (file.unusedMs && *file.unusedMs < change.unusedBeforeMs) {
            m_unit.touch({MongoKind::File, id});
        }
    }
}

// ---- recovery ----

MemoryReply MongoChanges::applyOne(const SaveRecovery &change)
{
    noteHash(MongoKind::Recovery, change.record.pidHash);
    m_state.recovery.insert(change.record.pidHash, {change.record, std::nullopt});
    return Nothing{};
}

MemoryReply MongoChanges::applyOne(const LoseRecovery &change)
{
    noteHash(MongoKind::Recovery, change.pidHash);
    if (const auto found = m_state.recovery.find(change.pidHash); found != m_state.recovery.end()) {
        found->lostMs = change.atMs;
    }
    return Nothing{};
}

MemoryReply MongoChanges::applyOne(const ForgetRecovery &change)
{
    noteHash(MongoKind::Recovery, change.pidHash);
    m_state.recovery.remove(change.pidHash);
    return Nothing{};
}

MemoryReply MongoChanges::applyOne(const ExpireRecovery &change)
{
    m_state.recovery.removeIf([this, &change](auto entry) {
        MemoryRecovery &record = entry.value();
        const bool isLostNow = change.markConnectedLost && !record.lostMs;
        const qint64 lostMs = isLostNow ? change.nowMs : record.lostMs.value_or(forEver);
        const bool goes = lostMs < change.beforeMs;
        if (isLostNow || goes) {
            noteHash(MongoKind::Recovery, entry.key());
        }
        if (isLostNow) {
            record.lostMs = lostMs;
        }
        return goes;
    });
    return Nothing{};
}

} // namespace maru::server
