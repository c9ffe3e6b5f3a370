// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/migrator.h"

#include <QDir>
#include <QFile>
#include <QSqlError>
#include <QSqlQuery>

// The migrations lie in a static library, whose resources nobody would register otherwise.
static void initMigrations()
{
    Q_INIT_RESOURCE(migrations);
}

namespace maru::server {

namespace {

Result<void, QString> execute(const QSqlDatabase &database, const QString &sql)
{
    QSqlQuery query(database);
    if (!query.exec(sql)) {
        return failure(query.lastError().databaseText());
    }
    return {};
}

Result<void, QString> executeAll(const QSqlDatabase &database,
                                 const std::vector<Migration> &migrations, int from,
                                 const QStringList &marks)
{
    for (const Migration &migration : migrations) {
        if (migration.version <= from) {
            continue;
        }
        QStringList statements = migration.statements;
        for (const QString &mark : marks) { // PRAGMA takes no bound values; it is our own number
            statements.append(QString(mark).replace(QLatin1StringView("%version"),
                                                    QString::number(migration.version)));
        }
        for (const QString &statement : statements) {
            if (const auto done = execute(database, statement); !done) {
                return failure(
                    QStringLiteral("migration %1: %2").arg(migration.version).arg(done.error()));
            }
        }
    }
    return {};
}

} // namespace

QStringList splitStatements(const QString &sql)
{
    QStringList statements;
    QString statement;
    const QStringList lines = sql.split(u'\n');
    for (const QString &line : lines) {
        const qsizetype comment = line.indexOf(QStringLiteral("--"));
        const QString code = (comment < 0 ? line : line.left(comment)).trimmed();
        if (code.isEmpty()) {
            continue;
        }
        statement += code + u' ';
        if (code.endsWith(u';')) {
            statements.append(statement.trimmed());
            statement.clear();
        }
    }
    Q_ASSERT_X(statement.isEmpty(), "splitStatements", "the last statement has no end");
    return statements;
}

std::vector<Migration> migrationsOf(const SqlDialect &dialect)
{
    initMigrations();
    std::vector<Migration> migrations;
    const QDir folder(dialect.migrations);
    const QStringList names = folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        const bool isOpen = file.open(QIODevice::ReadOnly);
        Q_ASSERT(isOpen);
        Q_UNUSED(isOpen);
        Migration migration{name.left(4).toInt(),
                            splitStatements(QString::fromUtf8(file.readAll()))};
        Q_ASSERT(migrations.empty() || migration.version == migrations.back().version + 1);
        migrations.push_back(std::move(migration));
    }
    Q_ASSERT(!migrations.empty());
    return migrations;
}

namespace {

Result<void, QString> migrate(const QSqlDatabase &database, const SqlDialect &dialect,
                              const std::vector<Migration> &migrations, int from,
                              const QStringList &marks)
{
    if (const auto begun = execute(database, dialect.begin); !begun) {
        return begun;
    }
    auto done = executeAll(database, migrations, from, marks);
    if (done) {
        done = execute(database, QStringLiteral("COMMIT"));
    }
    if (!done) {
        // May fail in its turn: on a full disk SQLite has rolled back already.
        static_cast<void>(execute(database, QStringLiteral("ROLLBACK")));
    }
    return done;
}

} // namespace

Result<void, QString> migrateSqlite(const QSqlDatabase &database,
                                    const std::vector<Migration> &migrations, int from)
{
    return migrate(database, sqliteDialect, migrations, from,
                   {QStringLiteral("PRAGMA user_version = %version"),
                    QStringLiteral("PRAGMA application_id = %1").arg(sqliteApplicationId)});
}

Result<void, QString> migratePostgres(const QSqlDatabase &database,
                                      const std::vector<Migration> &migrations, int from)
{
    return migrate(database, postgresDialect, migrations, from,
                   {QStringLiteral("UPDATE maru_store SET schema_version = %version")});
}

} // namespace maru::server
