// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/page.h"
#include "server/storage/sql/sqlreply.h"
#include "server/storage/sql/sqltransaction.h"

namespace maru::server {

/// The changes of messages, in SQL; see SqlChanges.
class SqlMessages
{
public:
    explicit SqlMessages(SqlTransaction &transaction)
        : m_transaction(transaction)
    { }

    [[nodiscard]] SqlReply apply(const AppendMessage &change);
    [[nodiscard]] SqlReply apply(const EditMessage &change);
    [[nodiscard]] SqlReply apply(const DeleteMessage &change);
    [[nodiscard]] SqlReply apply(const SetReaction &change);
    [[nodiscard]] SqlReply apply(const SetRead &change);

private:
    /// \p given and the members of \p room whom \p search finds.
    [[nodiscard]] QList<UserId> mentioned(const RoomId &room, const QList<UserId> &given,
                                          const MentionSearch &search);
    [[nodiscard]] SqlReply sentBefore(const AppendMessage &change);
    /// Complete, with its reactions; std::nullopt also for one of another room.
    [[nodiscard]] std::optional<Message> find(const RoomId &room, const MessageId &message);
    /// Writes \p message with the room's next rev. \p reactions: how many there are now.
    void rewrite(Message &message, qint64 reactions);
    void keepText(const Message &message, const UserId &editor, qint64 nowMs);

    SqlTransaction &m_transaction;
};

/// The queries about messages; see SqlQueries.
class SqlMessageQueries
{
public:
    explicit SqlMessageQueries(Statements &statements)
        : m_statements(statements)
    { }

    [[nodiscard]] SqlAnswer answer(const ReadHistory &query);
    [[nodiscard]] SqlAnswer answer(const ReadChanges &query);
    [[nodiscard]] SqlAnswer answer(const ReadEdits &query);
    [[nodiscard]] SqlAnswer answer(const ReadReaders &query);

private:
    struct Page
    {
        QList<Message> messages;
        bool hasReactions = false;
        bool hasFiles = false;
    };
    void read(Page &page, MessageSql which, const RoomId &room, qint64 bound, int rowCount,
              PageBudget &budget);
    void readAround(Page &page, const ReadHistory &query);

    Statements &m_statements;
};

/// Gives \p messages of one room, which lie in \p which = \p from … \p to, their reactions: one
/// statement for all of them.
void readReactions(Statements &statements, MessageSql which, const RoomId &room, qint64 from,
                   qint64 to, QList<Message> &messages);

} // namespace maru::server
