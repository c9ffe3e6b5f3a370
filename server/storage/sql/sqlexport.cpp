// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlexport.h"

#include "common/serverlimits.h"
#include "server/storage/sql/columns.h"
#include "server/storage/sql/sqliteprobe.h"
#include "server/storage/sql/sqlitesnapshot.h"
#include "server/storage/sql/sqlqueries.h"
#include "server/storage/sql/sqlrows.h"

#include <QSqlError>
#include <QSqlQuery>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

SqlExport::SqlExport(QString path)
    : m_path(std::move(path))
{ }

SqlExport::~SqlExport() = default;

QString SqlExport::sentence(const QString &rest) const
{
    return u"The store %1 %2."_s.arg(m_path, rest);
}

Result<void, QString> SqlExport::open()
{
    const auto probe = probeSqliteFile(m_path);
    if (!probe) {
        return failure(sentence(probe.error()));
    }
    const int newest = newestSqliteSchema();
    if (probe->userVersion != static_cast<quint32>(newest)) {
        return failure(sentence(u"has schema version %1, this maru-server exports version %2: %3"_s
                                    .arg(probe->userVersion)
                                    .arg(newest)
                                    .arg(probe->userVersion < static_cast<quint32>(newest)
                                             ? u"start the server once, which upgrades it"_s
                                             : u"use the newer program"_s)));
    }
    m_connection = std::make_unique<SqliteConnection>(m_path, SqliteConnection::Mode::ReadOnly);
    auto done = m_connection->open();
    if (done) {
        done = m_connection->configureReader();
    }
    if (done) {
        m_statements = std::make_unique<Statements>();
        done = m_statements->prepare(m_connection->database(), sqliteDialect);
    }
    QSqlQuery begin(m_connection->database());
    if (done && !begin.exec(u"BEGIN"_s)) {
        done = failure(begin.lastError().databaseText());
    }
    return done.map_error(
        [this](const QString &text) { return sentence(u"cannot be read: %1"_s.arg(text)); });
}

Result<QList<StoredRoom>, QString> SqlExport::rooms()
{
    QSqlQuery query(m_connection->database());
    query.setForwardOnly(true);
    const bool isRead =
        query.exec(QStringLiteral("SELECT " MARU_ROOM " FROM rooms ORDER BY created_ms, id"));
    QList<StoredRoom> all;
    Rows rows(query, isRead);
    while (rows.next()) {
        all.append(roomFrom(rows));
    }
    if (!isRead || !query.lastError().nativeErrorCode().isEmpty()) {
        return failure(sentence(u"cannot be read: %1"_s.arg(query.lastError().databaseText())));
    }
    return all;
}

Result<QList<Message>, QString> SqlExport::messages(const RoomId &room, qint64 afterSeq)
{
    m_statements->clearTrouble();
    const ReadHistory query{.room = room,
                            .direction = ReadHistory::Direction::After,
                            .seq = afterSeq,
                            .limit = limits::maxPageRows};
    auto reply = SqlQueries(*m_statements).answer(query);
    if (m_statements->trouble() != SqlTrouble::None || !reply) {
        return failure(sentence(u"cannot be read: %1"_s.arg(m_statements->troubleText())));
    }
    return std::get<ReadHistory::Reply>(*std::move(reply)).messages;
}

} // namespace maru::server
