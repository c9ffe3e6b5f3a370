// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlitetransfer.h"

#include "common/serverlimits.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/sqliteprobe.h"
#include "server/storage/sql/sqlitesnapshot.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

QString absolute(const QString &path)
{
    return QFileInfo(path).absoluteFilePath();
}

QString sentenceOf(const QString &path, const QString &rest)
{
    return u"The database %1 %2."_s.arg(QDir::toNativeSeparators(path), rest);
}

std::unique_ptr<SqlPartsView> viewOf(const SqliteConnection &connection, const QString &path)
{
    return std::make_unique<SqlPartsView>(
        SqlParts(connection.database(), sqliteDialect), u"sqlite:"_s + path,
        [path](const QString &rest) { return sentenceOf(path, rest); });
}

Result<void, QString> execute(const SqliteConnection &connection, const QString &sql)
{
    QSqlQuery query(connection.database());
    if (!query.exec(sql)) {
        return failure(query.lastError().databaseText());
    }
    return {};
}

void removeFiles(const QString &path)
{
    for (const QString &file : DataDirectory::filesOf(path)) {
        QFile::remove(file);
    }
}

} // namespace

QString migratingPath(const QString &path)
{
    return path + u".migrating"_s;
}

QString whatIsWrongWithSqlite(const QString &path)
{
    const auto probe = probeSqliteFile(path);
    if (!probe) {
        return probe.error();
    }
    if (probe->applicationId != static_cast<quint32>(sqliteApplicationId)) {
        return u"belongs to another program (application id %1); nothing was changed"_s.arg(
            probe->applicationId);
    }
    const auto newest = static_cast<quint32>(newestSqliteSchema());
    if (probe->userVersion != newest) {
        return u"has schema version %1, this maru-server migrates version %2: %3"_s
            .arg(probe->userVersion)
            .arg(newest)
            .arg(probe->userVersion < newest ? u"start the server on it once, which upgrades it"_s
                                             : u"use the newer program"_s);
    }
    return {};
}

// ---- source ----

SqliteStoreSource::SqliteStoreSource(const QString &path)
    : m_path(absolute(path))
{ }

QString SqliteStoreSource::sentence(const QString &rest) const
{
    return sentenceOf(m_path, rest);
}

QString SqliteStoreSource::place() const
{
    return u"sqlite:"_s + m_path;
}

Result<void, QString> SqliteStoreSource::open()
{
    const auto missing = [this] {
        return failure(u"There is no store at %1."_s.arg(QDir::toNativeSeparators(m_path)));
    };
    if (!QFileInfo(QFileInfo(m_path).absolutePath()).isDir()) {
        return missing();
    }
    m_directory = std::make_unique<DataDirectory>(m_path);
    if (const auto acquired = m_directory->acquire(); !acquired) {
        return failure(acquired.error()
                       + u" Stop the server first: a store is copied while nobody "
                         "writes to it."_s);
    }
    if (!QFileInfo::exists(m_path)) {
        return missing();
    }
    if (const QString wrong = whatIsWrongWithSqlite(m_path); !wrong.isEmpty()) {
        return failure(sentence(wrong));
    }
    m_connection = std::make_unique<SqliteConnection>(m_path, SqliteConnection::Mode::ReadOnly);
    auto done = m_connection->open();
    done = done ? m_connection->configureReader() : done;
    done = done ? m_connection->check(true) : done;
    done = done ? execute(*m_connection, u"BEGIN"_s) : done;
    if (!done) {
        return failure(sentence(u"is damaged: %1; nothing was changed"_s.arg(done.error())));
    }
    m_view = viewOf(*m_connection, m_path);
    return {};
}

qint64 SqliteStoreSource::bytes()
{
    return QFileInfo(m_path).size() + QFileInfo(m_path + u"-wal"_s).size();
}

Result<qint64, QString> SqliteStoreSource::count(StorePart part)
{
    return m_view->count(part);
}

Result<StoreBatch, QString> SqliteStoreSource::read(StorePart part, const QString &after)
{
    return m_view->read(part, after);
}

// ---- target ----

SqliteStoreTarget::SqliteStoreTarget(const QString &path)
    : m_path(absolute(path))
{ }

QString SqliteStoreTarget::sentence(const QString &rest) const
{
    return sentenceOf(m_path, rest);
}

QString SqliteStoreTarget::place() const
{
    return u"sqlite:"_s + m_path;
}

Result<StoreTargetState, QString> SqliteStoreTarget::open()
{
    const QFileInfo info(m_path);
    if (info.exists() && !info.isFile()) {
        return failure(sentence(u"is a directory, not a file"_s));
    }
    m_directory = std::make_unique<DataDirectory>(m_path);
    if (const auto acquired = m_directory->acquire(); !acquired) {
        return failure(acquired.error());
    }
    if (QFileInfo::exists(m_path)) {
        return openComplete();
    }
    if (QFileInfo::exists(m_directory->walPath())) {
        return failure(sentence(u"is gone, but its write-ahead log is still there: put the "
                                "database back, or move the log away"_s));
    }
    return QFileInfo::exists(migratingPath(m_path)) ? openUnfinished() : StoreTargetState();
}

Result<StoreTargetState, QString> SqliteStoreTarget::openComplete()
{
    if (const QString wrong = whatIsWrongWithSqlite(m_path); !wrong.isEmpty()) {
        return failure(sentence(wrong));
    }
    m_connection = std::make_unique<SqliteConnection>(m_path, SqliteConnection::Mode::ReadOnly);
    auto done = m_connection->open();
    done = done ? m_connection->configureReader() : done;
    if (!done) {
        return failure(sentence(u"cannot be read: %1"_s.arg(done.error())));
    }
    m_view = viewOf(*m_connection, m_path);
    return StoreTargetState{.kind = StoreTargetState::Kind::Complete, .origin = {}, .progress = {}};
}

Result<StoreTargetState, QString> SqliteStoreTarget::openUnfinished()
{
    const QString path = migratingPath(m_path);
    // Killed before the first pages were committed, or before the tables were all there.
    const auto probe = probeSqliteFile(path);
    if (!probe || probe->userVersion != static_cast<quint32>(newestSqliteSchema())) {
        return StoreTargetState{
            .kind = StoreTargetState::Kind::Unfinished, .origin = {}, .progress = {}};
    }
    auto done = connect(path, SqliteConnection::Mode::ReadWrite);
    if (!done) {
        return failure(done.error());
    }
    if (!m_connection->database().tables().contains(u"maru_migration"_s)) {
        // Finished, and killed before it had its name.
        if (const auto named = finish(); !named) {
            return failure(named.error());
        }
        return openComplete();
    }
    m_directory->keep();
    return SqlParts(m_connection->database(), sqliteDialect)
        .unfinishedState()
        .map_error(
            [this](const QString &why) { return sentence(u"cannot be read: %1"_s.arg(why)); });
}

Result<void, QString> SqliteStoreTarget::connect(const QString &path, SqliteConnection::Mode mode)
{
    m_connection = std::make_unique<SqliteConnection>(path, mode);
    auto done = m_connection->open();
    done = done ? m_connection->configure() : done;
    // Nobody waits, and there is one connection.
    done = done ? execute(*m_connection, u"PRAGMA wal_autocheckpoint = 4000"_s) : done;
    if (!done) {
        return failure(sentence(u"cannot be written: %1"_s.arg(done.error())));
    }
    m_view = viewOf(*m_connection, path);
    return {};
}

void SqliteStoreTarget::disconnect()
{
    m_view.reset();
    m_connection.reset();
}

std::optional<qint64> SqliteStoreTarget::bytesAvailable() const
{
    QStorageInfo disk(QFileInfo(m_path).absolutePath());
    if (!disk.isValid()) {
        return std::nullopt;
    }
    const QString unfinished = migratingPath(m_path);
    return disk.bytesAvailable() + QFileInfo(unfinished).size();
}

Result<void, QString> SqliteStoreTarget::begin(const QString &origin)
{
    disconnect();
    const QString path = migratingPath(m_path);
    removeFiles(path); // of an unfinished copy: never anybody's messages
    if (const auto made = m_directory->createFile(path); !made) {
        return made;
    }
    m_directory->keep();
    auto done = connect(path, SqliteConnection::Mode::ReadWrite);
    if (!done) {
        return done;
    }
    const SqlParts parts(m_connection->database(), sqliteDialect);
    done = parts.markUnfinished(origin);
    done = done ? migrateSqlite(m_connection->database(), migrationsOf(sqliteDialect), 0) : done;
    done = done ? parts.emptyTables() : done;
    return done.map_error(
        [this](const QString &why) { return sentence(u"cannot be made: %1"_s.arg(why)); });
}

Result<void, QString> SqliteStoreTarget::write(const std::vector<StoreRecord> &records,
                                               const StoreProgress &progress)
{
    return SqlParts(m_connection->database(), sqliteDialect)
        .write(records, progress)
        .map_error(
            [this](const QString &why) { return sentence(u"cannot be written: %1"_s.arg(why)); });
}

Result<void, QString> SqliteStoreTarget::finish()
{
    Result<void, QString> done;
    if (m_connection->database().tables().contains(u"maru_migration"_s)) {
        done = SqlParts(m_connection->database(), sqliteDialect).markFinished();
    }
    done = done ? m_connection->checkpointAll() : done;
    if (!done) {
        return failure(sentence(u"cannot be written: %1"_s.arg(done.error())));
    }
    disconnect();
    m_directory->keep();
    return m_directory->moveIntoPlace(migratingPath(m_path));
}

} // namespace maru::server
