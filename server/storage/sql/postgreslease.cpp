// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgreslease.h"

#include "common/serverlimits.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QSysInfo>
#include <QThread>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int lookAgainMs = 50;

// One lock for each schema: two stores may be in one database. "Maru" in ASCII, and the schema's
// number.
constexpr auto tryLock = "SELECT pg_try_advisory_lock((1298231925::bigint << 32) "
                         "| (quote_ident(current_schema())::regnamespace::oid)::bigint)"_L1;

QString ourselves()
{
    return u"%1, process %2, since %3"_s.arg(QSysInfo::machineHostName())
        .arg(QCoreApplication::applicationPid())
        .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
}

} // namespace

PostgresLease::PostgresLease()
    : m_key(QUuid::createUuid().toString(QUuid::Id128))
{ }

PostgresLease::Taken PostgresLease::failed(const PostgresConnection &connection)
{
    m_problem = u"does not answer (%1)"_s.arg(connection.problem());
    return Taken::Failed;
}

PostgresLease::Taken PostgresLease::refused(const QString &holder)
{
    m_problem =
        u"is in use by another maru-server%1: one server has a store, stop that one first"_s.arg(
            holder.isEmpty() ? QString() : u" ("_s + holder + u')');
    return Taken::ByAnother;
}

PostgresLease::Taken PostgresLease::take(PostgresConnection &connection)
{
    QElapsedTimer waited;
    waited.start();
    QString holder;
    bool isOurs = false;
    for (;;) {
        const auto locked = connection.row(tryLock);
        if (!locked) {
            return failed(connection);
        }
        if (locked->value(0) == u"true") {
            return Taken::Yes;
        }
        // A server that was killed a moment ago may not have been missed yet, so it is asked again
        // and again.
        if (waited.hasExpired(limits::leaseWaitMs)) {
            if (!isOurs) {
                return refused(holder);
            }
            // It went between the lock and the line that says whose it is.
            m_problem = u"still holds a connection of ours that is gone"_s;
            return Taken::Failed;
        }
        const auto is = connection.row(u"SELECT to_regclass('maru_store') IS NOT NULL"_s);
        if (!is) {
            return failed(connection);
        }
        if (is->value(0) == u"true") {
            const auto row = connection.row(
                u"SELECT holder, CASE WHEN holder_key = ? AND EXISTS (SELECT 1 FROM pg_locks "
                "WHERE locktype = 'advisory' AND granted AND pid = holder_pid) "
                "THEN pg_terminate_backend(holder_pid) END, holder_key = ? FROM maru_store"_s,
                {m_key, m_key});
            if (!row) {
                return failed(connection);
            }
            holder = row->value(0);
            isOurs = row->value(2) == u"true";
        }
        QThread::msleep(lookAgainMs);
    }
}

PostgresLease::Taken PostgresLease::takeAgain(PostgresConnection &connection)
{
    const Taken taken = take(connection);
    if (taken != Taken::Yes) {
        return taken;
    }
    const auto row = connection.row(u"SELECT holder_key FROM maru_store"_s);
    if (!row) {
        return failed(connection);
    }
    if (row->value(0) != m_key) {
        m_problem = u"was used by another maru-server while this one could not reach it"_s;
        return Taken::ByAnother;
    }
    return taken;
}

bool PostgresLease::sign(PostgresConnection &connection, int pid)
{
    const bool done = connection
                          .row(u"UPDATE maru_store SET holder = ?, holder_key = ?, "
                               "holder_pid = CAST(? AS integer)"_s,
                               {ourselves(), m_key, QString::number(pid)})
                          .has_value();
    if (!done) {
        static_cast<void>(failed(connection));
    }
    return done;
}

bool PostgresLease::enlist(PostgresConnection &connection, bool isAlone)
{
    const bool done = (!isAlone || connection.row(u"DELETE FROM maru_writers"_s).has_value())
        && connection
               .row(u"INSERT INTO maru_writers (key, batch) VALUES (?, 0) "
                    "ON CONFLICT (key) DO NOTHING"_s,
                    {m_key})
               .has_value();
    if (!done) {
        static_cast<void>(failed(connection));
    }
    return done;
}

void PostgresLease::leave(PostgresConnection &connection)
{
    static_cast<void>(connection.row(u"UPDATE maru_store SET holder = NULL, holder_pid = NULL "
                                     "WHERE holder_key = ?"_s,
                                     {m_key}));
}

} // namespace maru::server
