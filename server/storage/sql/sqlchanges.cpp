// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlchanges.h"

namespace maru::server {

bool isIndexable(const Change &change)
{
    return std::holds_alternative<AppendMessage>(change)
        || std::holds_alternative<EditMessage>(change)
        || std::holds_alternative<DeleteMessage>(change)
        || std::holds_alternative<EnterRoom>(change); // a welcome
}

SqlChanges::SqlChanges(Statements &statements)
    : m_transaction(statements)
    , m_people(m_transaction)
    , m_rooms(m_transaction)
    , m_messages(m_transaction)
    , m_files(m_transaction)
{ }

SqlReply SqlChanges::apply(const Change &change)
{
    return std::visit(
        [this](const auto &one) -> SqlReply {
            using One = std::decay_t<decltype(one)>;
            if constexpr (isOneOf<One, MessageChange>) {
                return m_messages.apply(one);
            } else if constexpr (isOneOf<One, FileChange>) {
                return m_files.apply(one);
            } else if constexpr (isOneOf<One, RoomChange>) {
                return m_rooms.apply(one);
            } else if constexpr (isOneOf<One, PeopleChange>) {
                return m_people.apply(one);
            } else {
                return applyOne(one);
            }
        },
        change);
}

SqlReply SqlChanges::applyOne(const SaveRecovery &change)
{
    const RecoveryRecord &record = change.record;
    m_transaction.run(Sql::SaveRecovery,
                      {record.pidHash, sqlText(record.sid), sqlText(record.user.toString()),
                       sqlText(record.room.toString()), record.fromSeq});
    return Nothing{};
}

SqlReply SqlChanges::applyOne(const LoseRecovery &change)
{
    m_transaction.run(Sql::LoseRecovery, {change.atMs, change.pidHash});
    return Nothing{};
}

SqlReply SqlChanges::applyOne(const ForgetRecovery &change)
{
    m_transaction.run(Sql::ForgetRecovery, {change.pidHash});
    return Nothing{};
}

SqlReply SqlChanges::applyOne(const ExpireRecovery &change)
{
    if (change.markConnectedLost) {
        m_transaction.run(Sql::LoseAllRecovery, {change.nowMs});
    }
    m_transaction.run(Sql::DeleteLostRecovery, {change.beforeMs});
    return Nothing{};
}

} // namespace maru::server
