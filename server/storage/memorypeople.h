// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

namespace maru::server {

/// People in memory; see MemoryBackend.
class MemoryPeople
{
public:
    explicit MemoryPeople(MemoryState &state)
        : m_state(state)
    { }

    [[nodiscard]] MemoryReply apply(const CreateUser &change);
    [[nodiscard]] MemoryReply apply(const HoldName &change);
    [[nodiscard]] MemoryReply apply(const RenameUser &change);
    [[nodiscard]] MemoryReply apply(const RevokeToken &change);
    [[nodiscard]] MemoryReply apply(const ReleaseName &change);
    [[nodiscard]] MemoryReply apply(const AddSession &change);
    [[nodiscard]] MemoryReply apply(const RevokeSession &change);
    [[nodiscard]] MemoryReply apply(const SetPassword &change);
    [[nodiscard]] MemoryReply apply(const SetProfile &change);
    [[nodiscard]] MemoryReply apply(const SetUserRole &change);
    [[nodiscard]] MemoryReply apply(const SetUserBan &change);
    [[nodiscard]] MemoryReply apply(const TouchPerson &change);
    [[nodiscard]] MemoryReply apply(const AddInvite &change);
    [[nodiscard]] MemoryReply apply(const UseInvite &change);

    [[nodiscard]] MemoryAnswer answer(const FindUserByName &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindUserByToken &query) const;
    [[nodiscard]] MemoryAnswer answer(const FindUser &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListSessions &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListUsers &query) const;
    [[nodiscard]] MemoryAnswer answer(const ListServerBans &query) const;
    [[nodiscard]] MemoryAnswer answer(const LacksOwner &query) const;
    [[nodiscard]] MemoryAnswer answer(const IsInviteGood &query) const;

private:
    [[nodiscard]] bool isNameTaken(const QString &nameKey, const QString &skeleton,
                                   const UserId &except) const;

    [[nodiscard]] bool ownsAlone(const UserId &user) const;
    /// So that one more session of \p user has its place; the tokens that went.
    [[nodiscard]] QList<QByteArray> dropUnseen(const QString &user);

    MemoryState &m_state;
};

} // namespace maru::server
