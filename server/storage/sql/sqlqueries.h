// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/queries.h"
#include "server/storage/page.h"
#include "server/storage/sql/statements.h"

namespace maru::server {

/// The queries of the store, in SQL. After each, Statements::trouble() says whether its answer can
/// be believed.
class SqlQueries
{
public:
    explicit SqlQueries(Statements &statements);

    [[nodiscard]] Result<QueryReply, StoreError> answer(const Query &query);

private:
    using Reply = Result<QueryReply, StoreError>;

    Reply answerOne(const FindUserByName &query);
    Reply answerOne(const FindUserByToken &query);
    Reply answerOne(const FindUser &query);
    Reply answerOne(const FindRoom &query);
    Reply answerOne(const AnyClassCode &query);
    Reply answerOne(const ListRooms &query);
    Reply answerOne(const MemberRooms &query);
    Reply answerOne(const ReadHistory &query);
    Reply answerOne(const ReadChanges &query);
    Reply answerOne(const FindRecovery &query);

    std::optional<StoredUser> oneUser(Sql which, const QVariant &value);
    std::optional<StoredRoom> oneRoom(Sql which, const QString &value);
    QList<Message> messages(Sql which, const RoomId &room, qint64 bound, int rows,
                            PageBudget &budget);
    QList<Message> messagesAround(const ReadHistory &query);

    Statements &m_statements;
};

} // namespace maru::server
