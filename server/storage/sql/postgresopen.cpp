// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/postgresbackend.h"
#include "server/storage/sql/postgresobjects.h"

// How a PostgreSQL store is opened: everything that makes us refuse it is found before anything is
// written (promise P5).

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// A counter that does not know of a message would give its number away a second time.
constexpr auto wrongRoom =
    "SELECT id FROM rooms WHERE seq <> (SELECT coalesce(max(seq), 0) FROM messages WHERE room_id = "
    "rooms.id) OR rev < (SELECT coalesce(max(rev), 0) FROM messages WHERE room_id = rooms.id) "
    "LIMIT 1"_L1;

} // namespace

QString PostgresBackend::sentence(const QString &rest) const
{
    return u"The database %1 %2."_s.arg(m_address.place(), rest);
}

Result<void, OpenError> PostgresBackend::open()
{
    Q_ASSERT(!m_connection);
    if (!QSqlDatabase::isDriverAvailable(postgresDialect.driver)) {
        return failure(OpenError{
            sentence(u"needs Qt's driver for PostgreSQL, which is not installed: on Debian, apt "
                     "install libqt6sql6-psql"_s)});
    }
    m_connection =
        std::make_unique<PostgresConnection>(m_address, PostgresConnection::Mode::ReadWrite);
    const auto facts = m_connection->open();
    Step done = facts ? check(*facts) : Step(failure(sentence(facts.error())));
    if (done && m_sharing == Sharing::Alone
        && m_lease.take(*m_connection) != PostgresLease::Taken::Yes) {
        done = failure(sentence(m_lease.problem()));
    }
    if (done) {
        done = checkTables(*facts);
    }
    const bool isAlone = m_sharing == Sharing::Alone;
    if (done
        && ((isAlone && !m_lease.sign(*m_connection, facts->pid))
            || !m_lease.enlist(*m_connection, isAlone))) {
        done = failure(sentence(m_lease.problem()));
    }
    if (done) {
        done = prepare();
    }
    if (!done) {
        disconnect();
        return failure(OpenError{done.error()});
    }
    if (!facts->hasFullPageWrites) {
        qCWarning(lcStorage).noquote()
            << sentence(u"has full_page_writes=off: a power cut may damage it. Switch it on"_s);
    }
    m_lastAnswer.start();
    return {};
}

PostgresBackend::Step PostgresBackend::check(const PostgresFacts &facts)
{
    const QString lacking = whatIsLacking(facts);
    if (!lacking.isEmpty()) {
        return failure(sentence(lacking));
    }
    return {};
}

PostgresBackend::Step PostgresBackend::checkTables(const PostgresFacts &facts)
{
    const auto refused = [this] {
        return failure(sentence(u"cannot be read (%1)"_s.arg(m_connection->problem())));
    };
    const auto is = m_connection->row(ourPostgresTables);
    if (!is) {
        return refused();
    }
    if (is->value(1) == u"true") {
        return failure(sentence(u"holds a copy of another store that is not finished: run "
                                "maru-server migrate again, which goes on with it"_s));
    }
    if (is->value(0) != u"true") {
        const auto foreign = m_connection->row(firstPostgresTable);
        if (!foreign) {
            return refused();
        }
        if (!foreign->isEmpty()) {
            return failure(
                sentence(u"belongs to another program (it has %1): give Maru one of its own, with "
                         "createdb; nothing was changed"_s.arg(forLog(foreign->at(0)))));
        }
        return migrateFrom(0, facts.schema);
    }
    const auto row = m_connection->row(u"SELECT schema_version FROM maru_store"_s);
    if (!row) {
        return refused();
    }
    const int schema = row->value(0).toInt();
    const int newest = newestVersion(migrationsOf(postgresDialect));
    if (schema > newest) {
        return failure(
            sentence(u"has schema version %1, this maru-server knows versions up to %2: use the "
                     "newer program; nothing was changed"_s.arg(schema)
                         .arg(newest)));
    }
    if (schema < 1) {
        return failure(sentence(u"has no schema version; nothing was changed"_s));
    }
    if (const Step counted = checkCounters(); !counted) {
        return counted;
    }
    return schema < newest ? migrateFrom(schema, facts.schema) : Step();
}

PostgresBackend::Step PostgresBackend::checkCounters()
{
    const auto room = m_connection->row(wrongRoom);
    if (!room) {
        return failure(sentence(u"cannot be read (%1)"_s.arg(m_connection->problem())));
    }
    if (!room->isEmpty()) {
        return failure(sentence(u"is damaged: room %1 has other messages than its counters say; "
                                "nothing was changed"_s.arg(room->at(0))));
    }
    return {};
}

PostgresBackend::Step PostgresBackend::migrateFrom(int schema, const QString &schemaName)
{
    const auto may =
        m_connection->row(u"SELECT has_schema_privilege(current_schema(), 'CREATE')"_s);
    if (!may || may->value(0) != u"true") {
        return failure(
            sentence(u"does not let this user make tables in the schema %1: make the user its "
                     "owner, with ALTER DATABASE … OWNER TO …, or GRANT CREATE ON SCHEMA %1 TO …; "
                     "nothing was changed"_s.arg(forLog(schemaName))));
    }
    // Building an index may take longer than any statement of a chat.
    static_cast<void>(m_connection->row(u"SELECT set_config('statement_timeout', '0', false)"_s));
    const auto done =
        migratePostgres(m_connection->database(), migrationsOf(postgresDialect), schema);
    static_cast<void>(m_connection->row(u"SELECT set_config('statement_timeout', '10s', false)"_s));
    if (!done) {
        return failure(sentence(u"cannot be made ready: %1; nothing was changed"_s.arg(
            forLog(done.error().simplified()))));
    }
    return {};
}

PostgresBackend::Step PostgresBackend::prepare()
{
    m_statements = std::make_unique<Statements>();
    Step done = m_statements->prepare(m_connection->database(), postgresDialect);
    if (done) {
        m_index.emplace(*m_statements).open();
        if (m_statements->trouble() != SqlTrouble::None) {
            done = failure(m_statements->troubleText());
        }
    }
    if (!done) {
        return failure(sentence(u"cannot be used: %1"_s.arg(forLog(done.error().simplified()))));
    }
    return {};
}

} // namespace maru::server
