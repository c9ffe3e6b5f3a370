// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlbackend.h"

#include "common/filesync.h"
#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/page.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/sqlchanges.h"
#include "server/storage/sql/sqlitesnapshot.h"
#include "server/storage/sql/sqlitetransfer.h"
#include "server/storage/sql/sqlqueries.h"
#include "server/storage/sql/sqlreader.h"

#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryFile>

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr qint64 passiveCheckpointBytes = 4LL * 1024 * 1024;
constexpr qint64 truncatingCheckpointBytes = 64LL * 1024 * 1024;
// quick_check reads the whole file; a restart has to take less than a second.
constexpr qint64 alwaysCheckedBytes = 64LL * 1024 * 1024;
constexpr qint64 checkedAfterCrashBytes = 256LL * 1024 * 1024;
// The most that a commit and each of its changes add to the write-ahead log, about. Changes of one
// commit share pages: the last checkpoint tells how much it was.
constexpr qint64 walBytesPerCommit = 8 * 4096;
constexpr qint64 walBytesPerChange = 2 * 4096;
constexpr qint64 walBytesPerIndexed = 512;
constexpr qint64 walBytesPerFrame = 4096 + 24;
constexpr double leastWalShare = 0.125;
// While the store takes nothing: how often it looks, and for how much space.
constexpr int probeIntervalMs = 5'000;
constexpr int probeBytes = 256 * 1024;

qint64 textBytes(const Change &change)
{
    const auto *append = std::get_if<AppendMessage>(&change);
    return append != nullptr ? 2 * append->message.chat.size() : 0;
}

} // namespace

SqlBackend::SqlBackend(QString path, SqliteSync sync)
    : m_path(std::move(path))
    , m_sync(sync)
{ }

SqlBackend::~SqlBackend()
{
    SqlBackend::close();
}

QString SqlBackend::sentence(const QString &rest) const
{
    return QStringLiteral("The database %1 %2.").arg(QFileInfo(m_path).absoluteFilePath(), rest);
}

Result<void, OpenError> SqlBackend::open()
{
    Q_ASSERT(!m_connection);
    if (const auto driver = checkSqliteDriver(); !driver) {
        return failure(OpenError{sentence(driver.error())});
    }
    auto directory = std::make_unique<DataDirectory>(m_path);
    Step done = prepareFiles(*directory);
    if (done) {
        done = connect(m_schema);
    }
    if (!done) {
        m_index.reset();
        m_statements.reset();
        m_connection.reset(); // before the directory is put back
        return failure(OpenError{done.error()});
    }
    directory->keep();
    m_directory = std::move(directory);
    return {};
}

SqlBackend::Step SqlBackend::prepareFiles(DataDirectory &directory)
{
    // Looked at before the folder is made, so that a path below a file is named as what it is.
    const QFileInfo info(directory.databasePath());
    if (info.exists() && !info.isFile()) {
        return failure(sentence(QStringLiteral("is a directory, not a file")));
    }
    if (const auto acquired = directory.acquire(); !acquired) {
        return acquired;
    }
    if (!QFileInfo::exists(directory.databasePath())) {
        if (QFileInfo::exists(directory.walPath())) {
            return failure(
                sentence(QStringLiteral(
                             "is gone, but its write-ahead log %1 is still there: put the database "
                             "back, or move the log away")
                             .arg(directory.walPath())));
        }
        if (QFileInfo::exists(migratingPath(directory.databasePath()))) {
            return failure(
                sentence(QStringLiteral("is a copy of another store that is not finished: run "
                                        "maru-server migrate again, which goes on with it")));
        }
        if (const Step created = create(directory); !created) {
            return created;
        }
    }
    return checkFile(directory);
}

// A new database gets its name only when it is complete, so that a start that is killed leaves none
// behind.
SqlBackend::Step SqlBackend::create(DataDirectory &directory)
{
    const QString path = directory.creatingPath();
    const QStringList leftOver = DataDirectory::filesOf(path);
    for (const QString &file : leftOver) {
        QFile::remove(file); // of such a start: never anybody's messages
    }
    if (const auto made = directory.createFile(path); !made) {
        return made;
    }
    Step done;
    {
        SqliteConnection connection(path, SqliteConnection::Mode::ReadWrite);
        done = connection.open();
        if (done) {
            done = connection.configure(m_sync);
        }
        if (done) {
            done = migrateSqlite(connection.database(), migrationsOf(sqliteDialect), 0);
        }
        if (done) {
            done = connection.checkpointAll();
        }
    }
    if (!done) {
        return failure(sentence(QStringLiteral("cannot be made: %1").arg(done.error())));
    }
    return directory.moveIntoPlace(path);
}

SqlBackend::Step SqlBackend::checkFile(const DataDirectory &directory)
{
    const auto probe = probeSqliteFile(directory.databasePath());
    if (!probe) {
        return failure(sentence(QStringLiteral("%1; nothing was changed").arg(probe.error())));
    }
    if (probe->applicationId != static_cast<quint32>(sqliteApplicationId)) {
        return failure(sentence(
            QStringLiteral("belongs to another program (application id %1); nothing was changed")
                .arg(probe->applicationId)));
    }
    const auto newest = static_cast<quint32>(newestVersion(migrationsOf(sqliteDialect)));
    if (probe->userVersion > newest) {
        return failure(
            sentence(QStringLiteral(
                         "has schema version %1, this maru-server knows versions up to %2: use the "
                         "newer program; nothing was changed")
                         .arg(probe->userVersion)
                         .arg(newest)));
    }
    if (probe->userVersion == 0) {
        return failure(sentence(QStringLiteral("has no schema version; nothing was changed")));
    }
    m_schema = static_cast<int>(probe->userVersion);

    // Read-only, so that a damaged file is not recovered, check-pointed or otherwise finished off.
    SqliteConnection connection(directory.databasePath(), SqliteConnection::Mode::ReadOnly);
    const qint64 checkedBytes = probe->hasWal ? checkedAfterCrashBytes : alwaysCheckedBytes;
    Step done = connection.open();
    if (done) {
        done = connection.check(probe->bytes < checkedBytes);
    }
    if (!done) {
        return failure(
            sentence(QStringLiteral("is damaged: %1; nothing was changed").arg(done.error())));
    }
    return {};
}

SqlBackend::Step SqlBackend::connect(int schema)
{
    m_connection = std::make_unique<SqliteConnection>(m_path, SqliteConnection::Mode::ReadWrite);
    Step done = m_connection->open();
    if (done) {
        done = m_connection->configure(m_sync);
    }
    const std::vector<Migration> migrations = migrationsOf(sqliteDialect);
    if (done && schema < newestVersion(migrations)) {
        done = keepBeforeUpgrade(m_path, schema);
        if (done) {
            done = migrateSqlite(m_connection->database(), migrations, schema);
        }
    }
    if (done) {
        m_statements = std::make_unique<Statements>();
        done = m_statements->prepare(m_connection->database(), sqliteDialect);
    }
    if (done) {
        m_index.emplace(*m_statements).open();
        if (m_statements->trouble() != SqlTrouble::None) {
            done = failure(m_statements->troubleText());
        }
    }
    if (!done) {
        return failure(sentence(QStringLiteral("cannot be used: %1").arg(done.error())));
    }
    m_walEstimateBytes = QFileInfo(m_path + QStringLiteral("-wal")).size();
    return {};
}

std::vector<Result<ChangeReply, StoreError>> SqlBackend::apply(const std::vector<Change> &changes)
{
    using Reply = Result<ChangeReply, StoreError>;
    Q_ASSERT(m_statements);
    std::vector<Reply> replies;
    if (changes.empty() || m_isBroken) {
        replies.assign(changes.size(), failure(StoreError::Broken));
        return replies;
    }
    replies.reserve(changes.size());
    m_statements->clearTrouble();
    m_walEstimateBytes += walBytesPerCommit;
    if (m_statements->run(Sql::Begin).ok()) {
        SqlChanges transaction(*m_statements);
        qint64 indexable = 0;
        for (const Change &change : changes) {
            replies.push_back(transaction.apply(change));
            m_walEstimateBytes += walBytesPerChange + textBytes(change);
            indexable += isIndexable(change) ? 1 : 0;
            if (m_statements->trouble() != SqlTrouble::None) {
                break;
            }
        }
        transaction.writeCounters();
        if (m_statements->trouble() == SqlTrouble::None && m_statements->run(Sql::Commit).ok()) {
            m_problem.clear();
            m_index->noteWork(indexable);
            return replies;
        }
    }
    // May fail in its turn: on a full disk SQLite has rolled back already.
    const StoreError error = noteTrouble();
    static_cast<void>(m_statements->run(Sql::Rollback));
    replies.assign(changes.size(), failure(error));
    return replies;
}

Result<QueryReply, StoreError> SqlBackend::read(const Query &query)
{
    Q_ASSERT(m_statements);
    if (m_isBroken) {
        return failure(StoreError::Broken);
    }
    m_statements->clearTrouble();
    auto reply = SqlQueries(*m_statements).answer(query);
    if (m_statements->trouble() != SqlTrouble::None) {
        return failure(noteTrouble());
    }
    return reply;
}

ReaderMaker SqlBackend::readerMaker() const
{
    return [path = m_path] {
        return std::make_unique<SqlReader>(path);
    };
}

StoreError SqlBackend::noteTrouble()
{
    m_problem = sentence(QStringLiteral("refused: %1").arg(m_statements->troubleText()));
    m_isBroken = m_statements->trouble() == SqlTrouble::Broken;
    m_tried.start();
    return m_isBroken ? StoreError::Broken : StoreError::Failed;
}

int SqlBackend::idleMs() const
{
    return m_problem.isEmpty() || m_isBroken ? -1 : probeIntervalMs;
}

void SqlBackend::maintain()
{
    if (!m_connection || m_isBroken) {
        return;
    }
    if (!m_problem.isEmpty() && m_tried.hasExpired(probeIntervalMs)) {
        tryToWrite();
    }
    if (double(m_walEstimateBytes) * m_walShare > passiveCheckpointBytes) {
        const qint64 walBytes = QFileInfo(m_path + QStringLiteral("-wal")).size();
        checkpoint(walBytes > truncatingCheckpointBytes);
        m_walEstimateBytes = 0;
    }
}

// Who watches /healthz sends nobody here while it says no: space has to be found without a message.
// A commit alone says little, since it may find its place in the log's file as that is.
void SqlBackend::tryToWrite()
{
    m_tried.start();
    QTemporaryFile space(m_path + QStringLiteral("-probe-XXXXXX"));
    if (!space.open() || !writeAll(space, QByteArray(probeBytes, '\0')) || !syncFile(space)) {
        return;
    }
    m_statements->clearTrouble();
    QSqlQuery query(m_connection->database());
    const bool isWritten = m_statements->run(Sql::Begin).ok()
        && query.exec(
            QStringLiteral("PRAGMA application_id = %1").arg(sqliteApplicationId)) // as it is
        && m_statements->run(Sql::Commit).ok();
    if (isWritten) {
        m_walEstimateBytes += walBytesPerCommit;
        m_problem.clear();
    } else {
        static_cast<void>(m_statements->run(Sql::Rollback));
    }
}

Later SqlBackend::followUp(Leisure leisure)
{
    if (!m_index || m_isBroken) {
        return Later::Nothing;
    }
    m_statements->clearTrouble();
    const qint64 waiting = m_index->waiting();
    const Later later = m_index->followUp(leisure);
    if (m_statements->trouble() != SqlTrouble::None) {
        noteIndexTrouble();
        return Later::Nothing; // the next change tries again
    }
    if (m_index->waiting() < waiting) {
        m_walEstimateBytes += walBytesPerCommit + limits::maxIndexedAtOnce * walBytesPerIndexed;
        m_isIndexFailing = false;
    }
    return later;
}

// The messages are safe: only a search has to look at more of them.
void SqlBackend::noteIndexTrouble()
{
    const QString problem =
        sentence(QStringLiteral("could not be indexed: %1").arg(m_statements->troubleText()));
    if (m_statements->trouble() == SqlTrouble::Broken) {
        m_isBroken = true;
        m_problem = problem;
    }
    if (!m_isIndexFailing) {
        qCWarning(lcStorage).noquote() << problem;
    }
    m_isIndexFailing = true;
}

void SqlBackend::checkpoint(bool isPatient)
{
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    const bool done = query.exec(isPatient ? QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")
                                           : QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)"));
    if (done) {
        if (!isPatient && query.next()) {
            const double walBytes = query.value(1).toDouble() * walBytesPerFrame;
            m_walShare = std::clamp(walBytes / double(m_walEstimateBytes), leastWalShare, 1.0);
        }
        return;
    }
    const QSqlError error = query.lastError();
    // A full disk is no reason to worry: what is in the log is safe there, and the next time comes.
    if (sqliteDialect.trouble(error.nativeErrorCode()) == SqlTrouble::Broken) {
        m_isBroken = true;
        m_problem = sentence(QStringLiteral("refused a checkpoint: %1").arg(error.databaseText()));
        qCCritical(lcStorage).noquote() << m_problem;
    }
}

void SqlBackend::close()
{
    m_index.reset();
    m_statements.reset();
    if (m_connection && !m_isBroken) {
        checkpoint(true);
    }
    m_connection.reset();
    m_directory.reset();
}

} // namespace maru::server
