// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/postgresconnection.h"
#include "server/storage/sql/postgreslease.h"
#include "server/storage/sql/sqlsearchindex.h"
#include "server/storage/sql/statements.h"
#include "server/storage/storagebackend.h"

#include <QElapsedTimer>
#include <QString>

#include <memory>
#include <optional>

namespace maru::server {

/// The store in a PostgreSQL database (docs/decisions/0019): the statements of SqlBackend over a
/// connection that may be lost and is made again.
///
/// A transaction whose COMMIT was not answered is looked up by its number before anybody hears of
/// it. Writers of several backends come one after the other, as in SQLite.
class PostgresBackend final : public StorageBackend
{
public:
    enum class Sharing : quint8 {
        Alone, ///< as a server has it: a second one is refused
        WithOthers, ///< below the server: the tests of several writers
    };

    explicit PostgresBackend(PostgresAddress address, Sharing sharing = Sharing::Alone);
    ~PostgresBackend() override;

    [[nodiscard]] Result<void, OpenError> open() override;
    [[nodiscard]] std::vector<Result<ChangeReply, StoreError>>
    apply(const std::vector<Change> &changes) override;
    [[nodiscard]] Result<QueryReply, StoreError> read(const Query &query) override;
    [[nodiscard]] ReaderMaker readerMaker() const override;
    void maintain() override;
    [[nodiscard]] int idleMs() const override;
    [[nodiscard]] Later followUp(Leisure leisure) override;
    [[nodiscard]] QString problem() const override { return m_problem; }
    void close() override;

    /// COMMITs whose connection was lost, and of these, how many had happened.
    [[nodiscard]] int doubtCount() const { return m_doubtCount; }
    [[nodiscard]] int doubtStoredCount() const { return m_doubtStoredCount; }

private:
    using Step = Result<void, QString>; ///< a whole sentence for the administrator
    using Replies = std::vector<Result<ChangeReply, StoreError>>;
    enum class Outcome : quint8 { Stored, RolledBack, Refused, InDoubt };

    [[nodiscard]] Step check(const PostgresFacts &facts);
    [[nodiscard]] Step checkTables(const PostgresFacts &facts);
    [[nodiscard]] Step migrateFrom(int schema, const QString &schemaName);
    [[nodiscard]] Step checkCounters();
    [[nodiscard]] Step prepare();
    [[nodiscard]] QString sentence(const QString &rest) const;

    [[nodiscard]] Outcome tryOnce(const std::vector<Change> &changes, Replies &replies);
    [[nodiscard]] Outcome settle();
    [[nodiscard]] QString troubleSentence(const QString &doing) const;
    [[nodiscard]] StoreError noteTrouble(const QString &doing);
    void noteQuestion();
    void noteIndexTrouble();
    void tryToWrite();
    [[nodiscard]] bool isConnected() const { return m_statements != nullptr; }
    void disconnect();
    [[nodiscard]] bool reconnectOnce();
    [[nodiscard]] bool reconnect(int patienceMs);

    PostgresAddress m_address;
    Sharing m_sharing;
    std::unique_ptr<PostgresConnection> m_connection;
    std::unique_ptr<Statements> m_statements; // goes first
    std::optional<SqlSearchIndex> m_index;
    PostgresLease m_lease;
    qint64 m_batch = 0; // the number of the last transaction
    QElapsedTimer m_lastAnswer; // of the database
    QElapsedTimer m_lost; // since when it has not answered
    QElapsedTimer m_lastAttempt; // to connect, in vain
    QElapsedTimer m_warned; // of a question
    QElapsedTimer m_tried; // to write, since there is a problem
    QString m_problem; // of a change or of the connection
    bool m_isIndexFailing = false;
    bool m_isBroken = false;
    int m_doubtCount = 0;
    int m_doubtStoredCount = 0;
};

} // namespace maru::server
