// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/sql/filestatements.h"
#include "server/storage/sql/messagestatements.h"
#include "server/storage/sql/peoplestatements.h"
#include "server/storage/sql/roomstatements.h"
#include "server/storage/sql/searchstatements.h"
#include "server/storage/sql/sqldialect.h"
#include "server/storage/sql/statementtexts.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <initializer_list>
#include <optional>
#include <vector>

namespace maru::server {

/// The statements of no subject: transactions, the counters of rooms, recovery.
enum class Sql : quint8 {
    Begin,
    Commit,
    Rollback,
    RoomCounters,
    SetRoomCounters,
    SaveRecovery,
    LoseRecovery,
    ForgetRecovery,
    LoseAllRecovery,
    DeleteLostRecovery,
    FindRecovery,
    Count,
};

[[nodiscard]] constexpr SqlId sqlId(Sql which)
{
    return {0, static_cast<size_t>(which)};
}

/// The rows of one execution; gives the statement free again when it goes.
///
/// A statement that is not finished holds a snapshot of the WAL, so that no checkpoint can get past
/// it.
class Rows
{
public:
    Rows(QSqlQuery &query, bool ok)
        : m_query(&query)
        , m_ok(ok)
    { }
    Rows(const Rows &) = delete;
    Rows &operator=(const Rows &) = delete;
    ~Rows() { m_query->finish(); }

    /// False: the statement failed, Statements::trouble() says why.
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool next() { return m_ok && m_query->next(); }
    [[nodiscard]] int changedRows() const { return m_ok ? m_query->numRowsAffected() : 0; }

    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    [[nodiscard]] qint64 number(int column) const { return m_query->value(column).toLongLong(); }
    [[nodiscard]] QByteArray bytes(int column) const
    {
        return m_query->value(column).toByteArray();
    }
    [[nodiscard]] QVariant value(int column) const { return m_query->value(column); }

private:
    QSqlQuery *m_query;
    bool m_ok;
};

/// All statements of one connection, prepared once and kept for its life. Must go before the
/// connection does.
///
/// Thread: the connection's. One execution of each statement at a time.
class Statements
{
public:
    /// The error text of the first statement that this database does not understand.
    [[nodiscard]] Result<void, QString> prepare(const QSqlDatabase &database,
                                                const SqlDialect &dialect);

    /// Executes \p which with \p values for its placeholders, in order. Integers are bound as
    /// qint64 or int only. After trouble() only Sql::Rollback is executed, all others fail.
    template<class Which>
    [[nodiscard]] Rows run(Which which, std::initializer_list<QVariant> values = {})
    {
        return runId(sqlId(which), values);
    }

    /// To be asked after next() said false in a loop: the end of the rows, or an error on the way?
    template<class Which>
    [[nodiscard]] bool endedWell(Which which)
    {
        return endedWellId(sqlId(which));
    }

    [[nodiscard]] const SqlDialect &dialect() const { return *m_dialect; }

    /// The worst trouble since clearTrouble(), and its text; to be cleared before each transaction
    /// or question.
    [[nodiscard]] SqlTrouble trouble() const { return m_trouble; }
    [[nodiscard]] const QString &troubleText() const { return m_troubleText; }
    void clearTrouble();
    /// A statement that is none of ours failed, on the same connection.
    void note(const QString &nativeErrorCode, const QString &text);
    /// The transaction lost against another writer and was rolled back: it can be tried again.
    [[nodiscard]] bool hasCollided() const { return m_hasCollided; }

private:
    struct Statement
    {
        QSqlQuery query;
        QString text; // if we prepare by name: what is executed, its values to follow
    };

    [[nodiscard]] Result<void, QString> prepareOne(Statement &statement, const QString &sql,
                                                   SqlId which);
    [[nodiscard]] bool execute(Statement &statement, std::initializer_list<QVariant> values);
    [[nodiscard]] Rows runId(SqlId which, std::initializer_list<QVariant> values);
    [[nodiscard]] bool endedWellId(SqlId which);
    void noteTrouble(const QSqlQuery &query);

    const SqlDialect *m_dialect = nullptr;
    QSqlDatabase m_database;
    std::vector<std::vector<Statement>> m_statements; // by SqlId
    SqlTrouble m_trouble = SqlTrouble::None;
    QString m_troubleText;
    bool m_hasCollided = false;
};

/// \p text for a NOT NULL column: QtSql would bind a null QString as NULL.
[[nodiscard]] inline QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(QStringLiteral("")) : QVariant(text);
}
/// NULL for an empty text or hash.
[[nodiscard]] inline QVariant sqlOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant(QMetaType::fromType<QString>()) : QVariant(text);
}
[[nodiscard]] inline QVariant sqlOrNull(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QVariant(QMetaType::fromType<QByteArray>()) : QVariant(bytes);
}
[[nodiscard]] inline QVariant sqlOrNull(const std::optional<qint64> &number)
{
    return number ? QVariant(*number) : QVariant(QMetaType::fromType<qint64>());
}

} // namespace maru::server
