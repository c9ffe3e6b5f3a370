// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/statements.h"

#include "server/storage/storabletext.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QSqlField>

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr auto texts = inOrder(std::array{
    StatementText{Sql::Begin, "%begin"},
    StatementText{Sql::Commit, "COMMIT"},
    StatementText{Sql::Rollback, "ROLLBACK"},
    StatementText{Sql::RoomCounters, "SELECT seq, rev FROM rooms WHERE id = ?"},
    StatementText{Sql::SetRoomCounters, "UPDATE rooms SET seq = ?, rev = ? WHERE id = ?"},
    StatementText{
        Sql::SaveRecovery,
        "INSERT INTO recovery (pid_hash, sid, user_id, room_id, from_seq, lost_ms) VALUES (?, ?, "
        "?, ?, ?, NULL) "
        "ON CONFLICT (pid_hash) DO UPDATE SET sid = excluded.sid, user_id = excluded.user_id, "
        "room_id = excluded.room_id, from_seq = excluded.from_seq, lost_ms = NULL"},
    StatementText{Sql::LoseRecovery, "UPDATE recovery SET lost_ms = ? WHERE pid_hash = ?"},
    StatementText{Sql::ForgetRecovery, "DELETE FROM recovery WHERE pid_hash = ?"},
    StatementText{Sql::LoseAllRecovery, "UPDATE recovery SET lost_ms = ? WHERE lost_ms IS NULL"},
    StatementText{Sql::DeleteLostRecovery, "DELETE FROM recovery WHERE lost_ms < ?"},
    StatementText{Sql::FindRecovery,
                  "SELECT pid_hash, sid, user_id, room_id, from_seq FROM recovery "
                  "WHERE pid_hash = ? AND (lost_ms IS NULL OR lost_ms >= ?)"},
});
static_assert(areComplete<Sql>(texts), "each has its text, in the order of the enumeration");

// What PREPARE does not take.
bool isUtility(const QString &sql)
{
    const QLatin1StringView words[] = {QLatin1StringView("BEGIN"), QLatin1StringView("COMMIT"),
                                       QLatin1StringView("ROLLBACK"),
                                       QLatin1StringView("TRUNCATE")};
    return std::any_of(std::begin(words), std::end(words),
                       [&sql](QLatin1StringView word) { return sql.startsWith(word); });
}

// $1, $2 … for the question marks; none of our texts has one in a constant.
QString withNumberedPlaceholders(const QString &sql)
{
    QString numbered;
    int count = 0;
    for (const QChar c : sql) {
        numbered += c == u'?' ? u'$' + QString::number(++count) : QString(c);
    }
    return numbered;
}

} // namespace

Result<void, QString> Statements::prepare(const QSqlDatabase &database, const SqlDialect &dialect)
{
    m_dialect = &dialect;
    m_database = database;
    m_statements.clear();
    const std::pair<QLatin1StringView, QLatin1StringView> parts[] = {
        {QLatin1StringView("%begin"), dialect.begin},
        {QLatin1StringView("%insertTerms"), dialect.insertTerms},
        {QLatin1StringView("%deleteTerms"), dialect.deleteTerms},
        {QLatin1StringView("%deleteAllTerms"), dialect.deleteAllTerms},
        {QLatin1StringView("%matchingDocs"), dialect.matchingDocs},
        {QLatin1StringView("%doc"), dialect.doc},
        {QLatin1StringView("%textsOfJson"), dialect.textsOfJson},
    };
    const QString contains =
        QString(dialect.contains).arg(QStringLiteral("name_key"), QStringLiteral("?"));
    for (const std::span<const char *const> group :
         {std::span<const char *const>(texts), peopleStatements(), roomStatements(),
          messageStatements(), searchStatements(), fileStatements()}) {
        std::vector<Statement> &statements = m_statements.emplace_back();
        for (const char *text : group) {
            QString sql = QString::fromLatin1(text);
            for (const auto &[name, meaning] : parts) {
                sql.replace(name, meaning);
            }
            sql.replace(QLatin1StringView("%contains"), contains);
            Statement statement{QSqlQuery(database), {}};
            // QSQLITE would keep a copy of every row; QPSQL would lose the rows that are not read
            // yet when another statement runs.
            statement.query.setForwardOnly(dialect.streamsRows);
            const SqlId which{m_statements.size() - 1, statements.size()};
            if (const auto done = prepareOne(statement, sql, which); !done) {
                return done;
            }
            statements.push_back(std::move(statement));
        }
    }
    return {};
}

Result<void, QString> Statements::prepareOne(Statement &statement, const QString &sql, SqlId which)
{
    bool done = true;
    if (!m_dialect->preparesByName) {
        done = statement.query.prepare(sql);
    } else if (isUtility(sql)) {
        statement.text = sql;
    } else {
        const QString name = QStringLiteral("maru_%1_%2").arg(which.group).arg(which.index);
        statement.text = QStringLiteral("EXECUTE ") + name;
        done = statement.query.exec(
            QStringLiteral("PREPARE %1 AS %2").arg(name, withNumberedPlaceholders(sql)));
    }
    if (!done) {
        return failure(statement.query.lastError().databaseText());
    }
    return {};
}

Rows Statements::runId(SqlId which, std::initializer_list<QVariant> values)
{
    Statement &statement = m_statements.at(which.group).at(which.index);
    // After trouble nothing but ROLLBACK: SQLite may have rolled back by itself (a full disk), and
    // what came now would be committed alone. Without a connection Qt would warn of each.
    const bool isRollback = which == sqlId(Sql::Rollback);
    if (m_trouble == SqlTrouble::Lost || (m_trouble != SqlTrouble::None && !isRollback)) {
        return {statement.query, false};
    }
    const bool ok = execute(statement, values);
    if (!ok) {
        noteTrouble(statement.query);
    }
    return {statement.query, ok};
}

bool Statements::execute(Statement &statement, std::initializer_list<QVariant> values)
{
    if (!m_dialect->preparesByName) {
        int position = 0;
        for (const QVariant &value : values) {
            Q_ASSERT(value.typeId() != QMetaType::ULongLong); // QSQLITE would bind it as text
            statement.query.bindValue(position++, value);
        }
        return statement.query.exec();
    }
    QString text = statement.text;
    for (qsizetype i = 0; const QVariant &value : values) {
        QSqlField field(QString(), value.metaType());
        const bool isText = value.typeId() == QMetaType::QString && !value.isNull();
        // U+0000 would end the statement, and fail all of its transaction.
        field.setValue(isText ? QVariant(storableText(value.toString())) : value);
        // The driver knows how this connection quotes (as its own EXECUTE does); that it goes on
        // quoting so is PostgresConnection's to hold.
        text += (i++ == 0 ? u'(' : u',') + m_database.driver()->formatValue(field);
    }
    return statement.query.exec(values.size() == 0 ? text : text + u')');
}

bool Statements::endedWellId(SqlId which)
{
    const QSqlQuery &query = m_statements.at(which.group).at(which.index).query;
    if (query.lastError().nativeErrorCode().isEmpty()) {
        return true;
    }
    noteTrouble(query);
    return false;
}

void Statements::clearTrouble()
{
    m_trouble = SqlTrouble::None;
    m_troubleText.clear();
    m_hasCollided = false;
}

void Statements::noteTrouble(const QSqlQuery &query)
{
    const QSqlError error = query.lastError();
    note(error.nativeErrorCode(), error.databaseText());
}

void Statements::note(const QString &nativeErrorCode, const QString &text)
{
    const SqlTrouble trouble = m_dialect->trouble(nativeErrorCode);
    m_hasCollided = m_hasCollided || m_dialect->collided(nativeErrorCode);
    if (trouble > m_trouble) {
        m_trouble = trouble;
        m_troubleText = text;
    }
}

} // namespace maru::server
