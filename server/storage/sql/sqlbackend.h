// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/datadirectory.h"
#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/sqliteprobe.h"
#include "server/storage/sql/sqlsearchindex.h"
#include "server/storage/sql/statements.h"
#include "server/storage/storagebackend.h"

#include <QElapsedTimer>
#include <QString>

#include <memory>
#include <optional>

namespace maru::server {

/// The store in one SQLite file, through QtSql: WAL, synchronous=FULL, one connection that writes,
/// reads and check-points (more than one would meet SQLite's WAL-reset bug of 3.7.0 to 3.51.2).
///
/// The folder of the file is locked as long as the store is open.
class SqlBackend final : public StorageBackend
{
public:
    /// \p path: the database file; it and its folder are made by open() if they do not exist.
    explicit SqlBackend(QString path, SqliteSync sync = SqliteSync::Full);
    ~SqlBackend() override;

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

private:
    using Step = Result<void, QString>; ///< a whole sentence for the administrator

    [[nodiscard]] Step prepareFiles(DataDirectory &directory);
    [[nodiscard]] Step create(DataDirectory &directory);
    [[nodiscard]] Step checkFile(const DataDirectory &directory);
    [[nodiscard]] Step connect(int schema);
    [[nodiscard]] QString sentence(const QString &rest) const;
    [[nodiscard]] StoreError noteTrouble();
    void noteIndexTrouble();
    void checkpoint(bool isPatient);
    void tryToWrite();

    QString m_path;
    SqliteSync m_sync;
    std::unique_ptr<DataDirectory> m_directory; // goes last: it holds the lock
    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<Statements> m_statements; // goes first
    std::optional<SqlSearchIndex> m_index;
    bool m_isIndexFailing = false;
    int m_schema = 0; // as found on disk
    qint64 m_walEstimateBytes = 0; // written since the last checkpoint, at most
    double m_walShare = 1; // how much of the estimate it was before that
    QString m_problem;
    QElapsedTimer m_tried; // to write, since there is a problem
    bool m_isBroken = false;
};

} // namespace maru::server
