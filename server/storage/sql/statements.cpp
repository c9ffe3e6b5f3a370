// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/statements.h"

#include <QSqlError>

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

} // namespace

Result<void, QString> Statements::prepare(const QSqlDatabase &database, const SqlDialect &dialect)
{
    m_dialect = &dialect;
    m_queries.clear();
    const QString contains =
        QString(dialect.contains).arg(QStringLiteral("name_key"), QStringLiteral("?"));
    for (const std::span<const char *const> group :
         {std::span<const char *const>(texts), peopleStatements(), roomStatements(),
          messageStatements(), searchStatements()}) {
        std::vector<QSqlQuery> &queries = m_queries.emplace_back();
        for (const char *text : group) {
            QString sql = QString::fromLatin1(text);
            sql.replace(QLatin1StringView("%begin"), dialect.begin);
            sql.replace(QLatin1StringView("%contains"), contains);
            QSqlQuery query(database);
            query.setForwardOnly(true); // else QSQLITE keeps a copy of every row
            if (!query.prepare(sql)) {
                return failure(query.lastError().databaseText());
            }
            queries.push_back(std::move(query));
        }
    }
    return {};
}

Rows Statements::runId(SqlId which, std::initializer_list<QVariant> values)
{
    QSqlQuery &query = m_queries.at(which.group).at(which.index);
    int position = 0;
    for (const QVariant &value : values) {
        Q_ASSERT(value.typeId() != QMetaType::ULongLong); // QSQLITE would bind it as text
        query.bindValue(position++, value);
    }
    const bool ok = query.exec();
    if (!ok) {
        noteTrouble(query);
    }
    return {query, ok};
}

bool Statements::endedWellId(SqlId which)
{
    const QSqlQuery &query = m_queries.at(which.group).at(which.index);
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
}

void Statements::noteTrouble(const QSqlQuery &query)
{
    const QSqlError error = query.lastError();
    const SqlTrouble trouble = m_dialect->trouble(error.nativeErrorCode());
    if (trouble > m_trouble) {
        m_trouble = trouble;
        m_troubleText = error.databaseText();
    }
}

} // namespace maru::server
