// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlpartrows.h"
#include "server/storage/sql/sqlparts.h"

#include <QSqlQuery>
#include <QStringList>

#include <utility>

// The side of SqlParts that writes.

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int notBegun = -1; // the part of a copy whose tables are not all there
constexpr size_t rowsOfAStatement = 25; // older SQLites take no more than 999 values

/// Many rows of one table, several with each statement.
class Inserts
{
public:
    Inserts(const QSqlDatabase &database, const QString &table, const QStringList &columns)
        : m_database(database)
        , m_begin(u"INSERT INTO %1 (%2) VALUES "_s.arg(table, columns.join(u", ")))
        , m_row(u"(?"_s + u", ?"_s.repeated(columns.size() - 1) + u')')
    { }

    void add(const QVariantList &row) { m_rows.push_back(row); }

    [[nodiscard]] Result<void, QString> run() const
    {
        Result<void, QString> done;
        QSqlQuery full(m_database);
        bool isPrepared = false;
        size_t next = 0;
        for (; done && m_rows.size() - next >= rowsOfAStatement; next += rowsOfAStatement) {
            if (!isPrepared && !full.prepare(text(rowsOfAStatement))) {
                return failure(errorOf(full));
            }
            isPrepared = true;
            done = execute(full, next, rowsOfAStatement);
        }
        if (const size_t rest = m_rows.size() - next; done && rest > 0) {
            QSqlQuery last(m_database);
            if (!last.prepare(text(rest))) {
                return failure(errorOf(last));
            }
            done = execute(last, next, rest);
        }
        return done;
    }

private:
    [[nodiscard]] QString text(size_t rows) const
    {
        return m_begin + m_row + (u", "_s + m_row).repeated(static_cast<qsizetype>(rows) - 1);
    }

    [[nodiscard]] Result<void, QString> execute(QSqlQuery &query, size_t from, size_t rows) const
    {
        int place = 0;
        for (size_t i = from; i < from + rows; ++i) {
            for (const QVariant &value : m_rows[i]) {
                query.bindValue(place++, value);
            }
        }
        if (!query.exec()) {
            return failure(errorOf(query));
        }
        return {};
    }

    QSqlDatabase m_database;
    QString m_begin;
    QString m_row;
    std::vector<QVariantList> m_rows;
};

Result<void, QString> insertMessagesRest(const QSqlDatabase &database,
                                         const std::vector<StoreRecord> &records)
{
    const int room = storeColumn(StorePart::Messages, "room_id"_L1);
    const int seq = storeColumn(StorePart::Messages, "seq"_L1);
    const int mentions = storeColumn(StorePart::Messages, "mentions"_L1);
    Inserts mentioned(database, u"mentions"_s, {u"user_id"_s, u"room_id"_s, u"seq"_s});
    for (const StoreRecord &record : records) {
        QStringList users = record.values[mentions].toString().split(u' ', Qt::SkipEmptyParts);
        users.removeDuplicates();
        for (const QString &user : std::as_const(users)) {
            mentioned.add({user, record.values[room], record.values[seq]});
        }
    }
    Result<void, QString> done = mentioned.run();
    for (const HangingTable &table : hangingTables()) {
        Inserts rows(database, table.name,
                     QStringList{u"room_id"_s, u"seq"_s} + namesOf(table.columns));
        for (const StoreRecord &record : records) {
            for (const StoreRow &row : record.*table.rows) {
                rows.add(QVariantList{record.values[room], record.values[seq]} + row);
            }
        }
        done = done ? rows.run() : done;
    }
    return done;
}

} // namespace

Result<void, QString> SqlParts::execute(const QString &sql) const
{
    QSqlQuery query(m_database);
    if (!query.exec(sql)) {
        return failure(errorOf(query));
    }
    return {};
}

Result<void, QString> SqlParts::markUnfinished(const QString &origin) const
{
    auto done = execute(u"CREATE TABLE maru_migration (origin TEXT NOT NULL, part INTEGER NOT "
                        "NULL, position TEXT NOT NULL)"_s);
    QSqlQuery query(m_database);
    return done
        ? run(query, u"INSERT INTO maru_migration VALUES (?, ?, ?)"_s, {origin, notBegun, u""_s})
        : done;
}

Result<void, QString> SqlParts::emptyTables() const
{
    auto done = execute(m_dialect.begin);
    for (const QString &sql : {u"DELETE FROM rooms"_s, u"DELETE FROM file_store"_s,
                               u"UPDATE maru_migration SET part = 0"_s, u"COMMIT"_s}) {
        done = done ? execute(sql) : done;
    }
    return done;
}

Result<StoreTargetState, QString> SqlParts::unfinishedState() const
{
    QSqlQuery query(m_database);
    if (const auto done = run(query, u"SELECT origin, part, position FROM maru_migration"_s, {});
        !done) {
        return failure(done.error());
    }
    StoreTargetState state{
        .kind = StoreTargetState::Kind::Unfinished, .origin = {}, .progress = {}};
    if (query.next()) {
        const int part = query.value(1).toInt();
        if (part >= 0 && part < static_cast<int>(StorePart::Count)) {
            state.origin = query.value(0).toString();
            state.progress = {static_cast<StorePart>(part), query.value(2).toString()};
        }
    }
    return state;
}

Result<void, QString> SqlParts::write(const std::vector<StoreRecord> &records,
                                      const StoreProgress &progress) const
{
    auto done = execute(m_dialect.begin);
    done = done ? inTransaction(records, progress) : done;
    done = done ? execute(u"COMMIT"_s) : done;
    if (!done) {
        static_cast<void>(execute(u"ROLLBACK"_s)); // the connection may be gone
    }
    return done;
}

Result<void, QString> SqlParts::inTransaction(const std::vector<StoreRecord> &records,
                                              const StoreProgress &progress) const
{
    Inserts rows(m_database, storePartName(progress.part), namesOf(storeColumns(progress.part)));
    for (const StoreRecord &record : records) {
        rows.add(record.values);
    }
    auto done = rows.run();
    if (done && progress.part == StorePart::Messages) {
        done = insertMessagesRest(m_database, records);
    }
    QSqlQuery query(m_database);
    return done ? run(query, u"UPDATE maru_migration SET part = ?, position = ?"_s,
                      {static_cast<int>(progress.part),
                       progress.position.isNull() ? u""_s : progress.position})
                : done;
}

Result<void, QString> SqlParts::markFinished() const
{
    return execute(u"DROP TABLE maru_migration"_s);
}

} // namespace maru::server
