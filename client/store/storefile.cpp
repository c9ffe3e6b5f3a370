// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/storefile.h"

#include "common/clientlimits.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QVariant>

#include <array>
#include <atomic>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto besides = std::array{""_L1, "-wal"_L1, "-shm"_L1};
constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

// https://sqlite.org/rescode.html; QtSql gives the extended codes, whose low byte is the kind.
StoreError errorOf(const QSqlError &error)
{
    constexpr int busy = 5;
    constexpr int corrupt = 11;
    constexpr int notADatabase = 26;
    constexpr int plainError = 1; // a table or column that should be there is not
    bool isNumber = false;
    const int code = error.nativeErrorCode().toInt(&isNumber) & 0xff;
    StoreError found{StoreError::Kind::Unwritable, error.databaseText()};
    if (found.text.isEmpty()) {
        found.text = error.driverText();
    }
    // Without a number it is QtSql that complains: a statement could not even be prepared.
    if (!isNumber || code == corrupt || code == notADatabase || code == plainError) {
        found.kind = StoreError::Kind::Damaged;
    } else if (code == busy) {
        found.kind = StoreError::Kind::InUse;
    }
    return found;
}

void makeFolder(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (QDir().mkpath(folder)) {
        QFile::setPermissions(folder, ownerOnly | QFile::ExeOwner);
    }
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly)) {
        file.close();
    }
}

} // namespace

StoreFile::StoreFile()
{
    static std::atomic<int> count{0};
    m_name = u"maru-client-%1"_s.arg(++count);
}

StoreFile::~StoreFile()
{
    m_prepared.clear();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<void, StoreError> StoreFile::begin(const QString &path)
{
    if (!QSqlDatabase::isDriverAvailable(u"QSQLITE"_s)) {
        return failure(StoreError{StoreError::Kind::Unwritable, u"Qt has no SQLite"_s});
    }
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    m_database.setDatabaseName(path);
    // An earlier Maru that is just closing may hold it a moment longer.
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(limits::storeBusyMs));
    if (!m_database.open()) {
        return failure(errorOf(m_database.lastError()));
    }
    return {};
}

Result<std::unique_ptr<StoreFile>, StoreError> StoreFile::open(const QString &path,
                                                               const StoreSchema &schema)
{
    makeFolder(path);
    std::unique_ptr<StoreFile> file(new StoreFile);
    auto done = file->begin(path);
    if (done) {
        done = file->configure(schema);
    }
    if (done) {
        done = file->migrate(schema);
    }
    if (!done) {
        return failure(done.error());
    }
    return file;
}

Result<std::unique_ptr<StoreFile>, StoreError> StoreFile::openAsItIs(const QString &path)
{
    std::unique_ptr<StoreFile> file(new StoreFile);
    if (auto begun = file->begin(path); !begun) {
        return failure(begun.error());
    }
    return file;
}

Result<void, StoreError> StoreFile::configure(const StoreSchema &schema)
{
    const bool isFull = schema.durability == StoreSchema::Durability::Full;
    // A lock of the kernel's: a Maru that was killed leaves none behind. It has to stand first.
    const QStringList settings{
        u"PRAGMA locking_mode = EXCLUSIVE"_s,
        isFull ? u"PRAGMA synchronous = FULL"_s : u"PRAGMA synchronous = NORMAL"_s,
        u"PRAGMA fullfsync = ON"_s, // macOS: fsync alone does not reach the disk there
        u"PRAGMA checkpoint_fullfsync = ON"_s,
        u"PRAGMA trusted_schema = OFF"_s,
        u"PRAGMA cell_size_check = ON"_s,
        u"PRAGMA mmap_size = 0"_s,
        u"PRAGMA temp_store = MEMORY"_s,
        u"PRAGMA cache_size = -2048"_s, // 2 MiB
        u"PRAGMA journal_size_limit = 4194304"_s,
    };
    for (const QString &setting : settings) {
        if (auto done = execute(setting); !done) {
            return done;
        }
    }
    QSqlQuery query(m_database);
    if (!query.exec(u"PRAGMA journal_mode = WAL"_s) || !query.next()) {
        const StoreError error = errorOf(query.lastError());
        return failure(error);
    }
    if (query.value(0).toString() != "wal"_L1) {
        return failure(StoreError{StoreError::Kind::Unwritable, u"no write-ahead log"_s});
    }
    query.finish();
    if (!schema.isChecked) {
        return {};
    }
    if (!query.exec(u"PRAGMA quick_check(1)"_s) || !query.next()) {
        return failure(errorOf(query.lastError())); // a disk that cannot be read is not a damage
    }
    const QString answer = query.value(0).toString();
    if (answer != "ok"_L1) {
        return failure(StoreError{StoreError::Kind::Damaged, answer});
    }
    return {};
}

Result<void, StoreError> StoreFile::migrate(const StoreSchema &schema)
{
    const auto found = number(u"PRAGMA user_version"_s);
    if (!found) {
        return failure(found.error());
    }
    const auto newest = qint64(schema.migrations.size());
    if (*found < 0 || *found > newest) {
        return failure(StoreError{StoreError::Kind::Newer, u"version %1"_s.arg(*found)});
    }
    if (*found == newest) {
        return {};
    }
    return inTransaction([&]() -> Result<void, StoreError> {
        for (qint64 version = *found; version < newest; ++version) {
            for (const QString &statement : schema.migrations.at(size_t(version))) {
                if (auto done = execute(statement); !done) {
                    return done;
                }
            }
        }
        // PRAGMA takes no bound values; this is a number of our own.
        return execute(u"PRAGMA user_version = %1"_s.arg(newest));
    });
}

QSqlQuery &StoreFile::prepared(const QString &sql)
{
    for (const auto &[text, query] : m_prepared) {
        if (text == sql) {
            query->finish();
            return *query;
        }
    }
    auto query = std::make_unique<QSqlQuery>(m_database);
    query->setForwardOnly(true);
    query->prepare(sql); // a failure shows when it is run
    m_prepared.emplace_back(sql, std::move(query));
    return *m_prepared.back().second;
}

QSqlQuery &StoreFile::bound(const QString &sql, const QVariantList &values)
{
    QSqlQuery &query = prepared(sql);
    for (const QVariant &value : values) {
        const bool isNullText = value.userType() == QMetaType::QString && value.toString().isNull();
        query.addBindValue(isNullText ? QVariant(u""_s) : value);
    }
    return query;
}

Result<void, StoreError> StoreFile::run(QSqlQuery &query)
{
    if (!query.exec()) {
        return failure(errorOf(query.lastError()));
    }
    return {};
}

Result<void, StoreError> StoreFile::execute(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql)) {
        return failure(errorOf(query.lastError()));
    }
    // Some pragmas answer with a row; it has to be taken, or the statement stays under way.
    while (query.next()) { }
    return {};
}

Result<qint64, StoreError> StoreFile::number(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql)) {
        return failure(errorOf(query.lastError()));
    }
    if (!query.next()) {
        if (query.lastError().isValid()) {
            return failure(errorOf(query.lastError()));
        }
        return 0;
    }
    return query.value(0).toLongLong();
}

QString setAside(const QString &path, const QString &why, bool keepsEarlier)
{
    const QFileInfo info(path);
    const QString stem = info.path() + u'/' + info.completeBaseName() + u'.' + why;
    QString target = stem + ".db"_L1;
    for (int i = 2; keepsEarlier && QFile::exists(target) && i <= limits::maxOutboxAside; ++i) {
        target = stem + u'-' + QString::number(i) + ".db"_L1;
    }
    if (keepsEarlier && QFile::exists(target)) {
        return {};
    }
    removeStore(target);
    if (!QFile::rename(path, target)) {
        return {};
    }
    for (const QLatin1StringView suffix : besides) {
        if (!suffix.isEmpty()) {
            QFile::rename(path + suffix, target + suffix);
        }
    }
    return target;
}

void removeStore(const QString &path)
{
    for (const QLatin1StringView suffix : besides) {
        QFile::remove(path + suffix);
    }
}

} // namespace maru::client
