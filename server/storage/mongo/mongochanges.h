// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memoryfiles.h"
#include "server/storage/memorypeople.h"
#include "server/storage/memoryrooms.h"
#include "server/storage/mongo/mongounit.h"

namespace maru::server {

/// Applies changes to the state and to a unit. People, rooms and files change by the rules of
/// MemoryBackend; before they do, what they may touch is noted, so that the unit finds what became
/// of it. A change of the state that is not noted would be lost.
class MongoChanges
{
public:
    MongoChanges(MemoryState &state, MongoUnit &unit)
        : m_state(state)
        , m_unit(unit)
    { }

    [[nodiscard]] MemoryReply apply(const Change &change);

private:
    void note(const CreateUser &change);
    void note(const HoldName &change);
    void note(const RenameUser &change);
    void note(const RevokeToken &change);
    void note(const ReleaseName &change);
    void note(const AddSession &change);
    void note(const RevokeSession &change);
    void note(const SetPassword &change);
    void note(const SetProfile &change);
    void note(const SetUserRole &change);
    void note(const SetUserBan &change);
    void note(const TouchPerson &change);
    void note(const AddInvite &change);
    void note(const UseInvite &change);

    void note(const CreateRoom &change);
    void note(const EnterRoom &change);
    void note(const OpenDirect &change);
    void note(const UpdateRoom &change);
    void note(const SetMember &change);
    void note(const RemoveMember &change);

    void note(const BeginUpload &change);
    void note(const EndUpload &change);
    void note(const TouchUpload &change);
    void note(const DropUpload &change);
    void note(const ForgetFile &change);
    void note(const ExpireFiles &change);

    void noteUser(const UserId &user);
    void noteMember(const UserId &user, const RoomId &room);
    void noteMute(const UserId &user, const RoomId &room);
    void noteHash(MongoKind kind, const QByteArray &hash);
    void noteSessions(const UserId &user);

    void finish(StoredUser &reply, const SetUserBan &change);
    void finish(RemoveMember::Reply &reply, const RemoveMember &change);
    void finish(EnterRoom::Reply &reply, const EnterRoom &change);
    void finish(SetMember::Reply &reply, const SetMember &change);

    [[nodiscard]] MemoryReply applyOne(const SaveRecovery &change);
    [[nodiscard]] MemoryReply applyOne(const LoseRecovery &change);
    [[nodiscard]] MemoryReply applyOne(const ForgetRecovery &change);
    [[nodiscard]] MemoryReply applyOne(const ExpireRecovery &change);

    MemoryState &m_state;
    MongoUnit &m_unit;
};

} // namespace maru::server
