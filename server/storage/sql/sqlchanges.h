// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"
#include "server/storage/sql/statements.h"

#include <QHash>

namespace maru::server {

/// The changes of one transaction, in SQL. Begin and commit are its owner's.
///
/// Each change checks first and writes then, so that one that is refused has written nothing. When
/// a statement fails where it must not, Statements::trouble() is set and the whole transaction has
/// to be rolled back.
class SqlChanges
{
public:
    using Reply = Result<ChangeReply, StoreError>;

    explicit SqlChanges(Statements &statements);

    [[nodiscard]] Reply apply(const Change &change);

    /// Writes the room counters; the last thing before COMMIT.
    void writeCounters();

private:
    // A room's counters are read once and written once in a transaction, however many messages it
    // gets.
    struct Counters
    {
        qint64 seq = 0;
        qint64 rev = 0;
    };

    Reply applyOne(const AppendMessage &change);
    Reply applyOne(const CreateUser &change);
    Reply applyOne(const HoldName &change);
    Reply applyOne(const RenameUser &change);
    Reply applyOne(const RevokeToken &change);
    Reply applyOne(const CreateRoom &change);
    Reply applyOne(const EnterRoom &change);
    Reply applyOne(const SaveRecovery &change);
    Reply applyOne(const LoseRecovery &change);
    Reply applyOne(const ForgetRecovery &change);
    Reply applyOne(const ExpireRecovery &change);

    Counters *countersOf(const RoomId &room);
    bool insert(Message &message, Counters &counters, const QByteArray &contentHash);
    Reply sentBefore(const AppendMessage &change);
    std::optional<StoredUser> findUser(const UserId &user);
    bool isTokenTaken(const QByteArray &tokenHash);
    void run(Sql which, std::initializer_list<QVariant> values);

    Statements &m_statements;
    QHash<RoomId, Counters> m_counters; // of the rooms this transaction wrote to
};

} // namespace maru::server
