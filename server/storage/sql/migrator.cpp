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
                                 const std::vector<Migration> &migrations, int from)
{
    for (const Migration &migration : migrations) {
        if (migration.version <= from) {
            continue;
        }
        QStringList statements = migration.statements;
        // PRAGMA takes no bound values; these two are numbers of our own.
        statements.append(QStringLiteral("PRAGMA user_version = %1").arg(migration.version));
        statements.append(QStringLiteral("PRAGMA application_id = %1").arg(sqliteApplicationId));
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
        Q_ASSERT(migration.version == static_cast<int>(migrations.size()) + 1);
        migrations.push_back(std::move(migration));
    }
    Q_ASSERT(!migrations.empty());
    return migrations;
}

Result<void, QString> migrateSqlite(const QSqlDatabase &database,
                                    const std::vector<Migration> &migrations, int from)
{
    if (const auto begun = execute(database, QStringLiteral("BEGIN IMMEDIATE")); !begun) {
        return begun;
    }
    auto done = executeAll(database, migrations, from);
    if (done) {
        done = execute(database, QStringLiteral("COMMIT"));
    }
    if (!done) {
        // May fail in its turn: on a full disk SQLite has rolled back already.
        static_cast<void>(execute(database, QStringLiteral("ROLLBACK")));
    }
    return done;
}

} // namespace maru::server
