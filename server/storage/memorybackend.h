// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagebackend.h"

#include <QHash>
#include <QSet>

#include <map>
#include <vector>

namespace maru::server {

/// A store that forgets everything with the process: for tests, and for trying Maru out (`--db
/// memory:`).
class MemoryBackend final : public StorageBackend
{
public:
    MemoryBackend();
    ~MemoryBackend() override;

    [[nodiscard]] Result<void, OpenError> open() override;
    [[nodiscard]] std::vector<Result<ChangeReply, StoreError>>
    apply(const std::vector<Change> &changes) override;
    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;
    void close() override;

private:
    struct RoomState
    {
        StoredRoom stored;
        std::vector<Message> messages; // by seq: message n is at n - 1
    };
    struct UserState
    {
        StoredUser stored;
        QString nameKey;
        QString skeleton;
        QSet<QString> rooms;
    };
    struct RecoveryState
    {
        RecoveryRecord record;
        std::optional<qint64> lostMs;
    };
    struct SentMessage
    {
        QString room;
        qint64 seq = 0;
        QByteArray contentHash;
    };
    using ApplyResult = Result<ChangeReply, StoreError>;

    ApplyResult applyOne(const AppendMessage &change);
    ApplyResult applyOne(const CreateUser &change);
    ApplyResult applyOne(const HoldName &change);
    ApplyResult applyOne(const RenameUser &change);
    ApplyResult applyOne(const RevokeToken &change);
    ApplyResult applyOne(const CreateRoom &change);
    ApplyResult applyOne(const EnterRoom &change);
    ApplyResult applyOne(const SaveRecovery &change);
    ApplyResult applyOne(const LoseRecovery &change);
    ApplyResult applyOne(const ForgetRecovery &change);
    ApplyResult applyOne(const ExpireRecovery &change);

    FindUserByName::Reply answer(const FindUserByName &query) const;
    FindUserByToken::Reply answer(const FindUserByToken &query) const;
    FindUser::Reply answer(const FindUser &query) const;
    FindRoom::Reply answer(const FindRoom &query) const;
    AnyClassCode::Reply answer(const AnyClassCode &query) const;
    ListRooms::Reply answer(const ListRooms &query) const;
    MemberRooms::Reply answer(const MemberRooms &query) const;
    ReadHistory::Reply answer(const ReadHistory &query) const;
    Result<ReadChanges::Reply, StoreError> answer(const ReadChanges &query) const;
    FindRecovery::Reply answer(const FindRecovery &query) const;

    Message append(RoomState &room, Message message);
    [[nodiscard]] bool isNameTaken(const QString &nameKey, const QString &skeleton,
                                   const UserId &except) const;

    std::map<QString, RoomState> m_rooms; // by id, ascending as ListRooms wants it
    std::map<QString, UserState> m_users; // by id
    QHash<QByteArray, QString> m_tokens; // hash → user id
    QHash<QByteArray, RecoveryState> m_recovery; // pid hash → record
    QHash<std::pair<QString, QString>, SentMessage> m_sent; // (author, cid) → what was sent first
    QSet<QString> m_messageIds;
    bool m_isOpen = false;
};

} // namespace maru::server
