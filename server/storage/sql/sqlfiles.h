// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/sqlreply.h"
#include "server/storage/sql/sqltransaction.h"

namespace maru::server {

/// The changes of files, in SQL; see SqlChanges.
class SqlFiles
{
public:
    explicit SqlFiles(SqlTransaction &transaction)
        : m_transaction(transaction)
    { }

    [[nodiscard]] SqlReply apply(const BeginUpload &change);
    [[nodiscard]] SqlReply apply(const EndUpload &change);
    [[nodiscard]] SqlReply apply(const TouchUpload &change);
    [[nodiscard]] SqlReply apply(const DropUpload &change);
    [[nodiscard]] SqlReply apply(const ForgetFile &change);
    [[nodiscard]] SqlReply apply(const ExpireFiles &change);

    /// The files of \p message, complete. Forbidden: one is not its author's or not of its room.
    [[nodiscard]] Result<QList<File>, StoreError> filesOf(const Message &message);
    /// \p message, which is stored, carries its files from now on.
    void attach(const Message &message);
    /// It carries them no more.
    void detach(const Message &message);

private:
    [[nodiscard]] std::optional<Upload> find(const FileId &upload);
    void addUsage(const UserId &user, qint64 bytes);

    SqlTransaction &m_transaction;
};

/// The queries about files; see SqlQueries.
class SqlFileQueries
{
public:
    explicit SqlFileQueries(Statements &statements)
        : m_statements(statements)
    { }

    [[nodiscard]] SqlAnswer answer(const FindUpload &query);
    [[nodiscard]] SqlAnswer answer(const FindFile &query);
    [[nodiscard]] SqlAnswer answer(const ReadFileUsage &query);
    [[nodiscard]] SqlAnswer answer(const FindStrayFiles &query);
    [[nodiscard]] SqlAnswer answer(const ReadStoreId &query);

private:
    Statements &m_statements;
};

/// Gives \p messages of one room, which lie in \p which = \p from … \p to, their files: one
/// statement for all of them.
void readFiles(Statements &statements, FileSql which, const RoomId &room, qint64 from, qint64 to,
               QList<Message> &messages);

} // namespace maru::server
