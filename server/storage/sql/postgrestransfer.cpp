// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgrestransfer.h"

#include "common/logging.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/postgresobjects.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// All that the migrations make. A copy that is thrown away leaves nothing.
constexpr auto dropAll =
    "DROP TABLE IF EXISTS maru_store, maru_writers, message_files, file_usage, uploads, files, "
    "file_store, search_stale, search_state, search_index, recovery, edits, reactions, mentions, "
    "messages, room_mutes, room_bans, members, rooms, server_bans, invites, tokens, users, maru_migration"_L1;

constexpr auto storeBytes =
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c "
    "WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind = 'r' "
    "AND c.relname <> 'search_index'"_L1;

QString sentenceOf(const PostgresAddress &address, const QString &rest)
{
    return u"The database %1 %2."_s.arg(address.place(), rest);
}

/// Connects for long work: nothing we do is cut off, and waiting for the other store is no fault.
Result<PostgresFacts, QString> connectPatiently(std::unique_ptr<PostgresConnection> &connection,
                                                const PostgresAddress &address,
                                                PostgresConnection::Mode mode)
{
    if (!QSqlDatabase::isDriverAvailable(postgresDialect.driver)) {
        return failure(u"needs Qt's driver for PostgreSQL, which is not installed: on Debian, apt "
                       "install libqt6sql6-psql"_s);
    }
    connection = std::make_unique<PostgresConnection>(address, mode);
    auto facts = connection->open();
    if (facts
        && !connection->row(u"SELECT set_config('statement_timeout', '0', false), "
                            "set_config('idle_in_transaction_session_timeout', '0', false), "
                            "set_config('client_min_messages', 'warning', false)"_s)) {
        return failure(u"refuses a setting (%1)"_s.arg(connection->problem()));
    }
    return facts;
}

/// Empty: a store of this program's schema.
QString whatIsWrong(PostgresConnection &connection)
{
    const auto row = connection.row(u"SELECT schema_version FROM maru_store"_s);
    if (!row || row->isEmpty()) {
        return u"cannot be read (%1)"_s.arg(connection.problem());
    }
    const int schema = row->at(0).toInt();
    const int newest = newestVersion(migrationsOf(postgresDialect));
    if (schema == newest) {
        return {};
    }
    return u"has schema version %1, this maru-server migrates version %2: %3"_s.arg(schema)
        .arg(newest)
        .arg(schema < newest ? u"start the server on it once, which upgrades it"_s
                             : u"use the newer program"_s);
}

std::unique_ptr<SqlPartsView> viewOf(const PostgresConnection &connection,
                                     const PostgresAddress &address)
{
    return std::make_unique<SqlPartsView>(
        SqlParts(connection.database(), postgresDialect), address.place(),
        [address](const QString &rest) { return sentenceOf(address, rest); });
}

} // namespace

// ---- source ----

PostgresStoreSource::PostgresStoreSource(PostgresAddress address)
    : m_address(std::move(address))
{ }

Result<void, QString> PostgresStoreSource::open()
{
    const auto refused = [this](const QString &rest) {
        return failure(sentenceOf(m_address, rest));
    };
    const auto facts =
        connectPatiently(m_connection, m_address, PostgresConnection::Mode::ReadOnly);
    if (!facts) {
        return refused(facts.error());
    }
    // What it does with a power cut is nothing to us; all else is as for a server.
    PostgresFacts needed = *facts;
    needed.hasFsync = true;
    if (const QString lacking = whatIsLacking(needed); !lacking.isEmpty()) {
        return refused(lacking);
    }
    const auto tables = m_connection->row(ourPostgresTables);
    if (!tables) {
        return refused(u"cannot be read (%1)"_s.arg(m_connection->problem()));
    }
    if (tables->at(1) == u"true") {
        return refused(u"holds a copy that is not finished: finish that one first"_s);
    }
    if (tables->at(0) != u"true") {
        return refused(u"holds no store of Maru"_s);
    }
    if (m_lease.take(*m_connection) != PostgresLease::Taken::Yes) {
        return refused(m_lease.problem());
    }
    if (const QString wrong = whatIsWrong(*m_connection); !wrong.isEmpty()) {
        return refused(wrong);
    }
    if (!m_connection->row(u"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"_s)) {
        return refused(u"cannot be read (%1)"_s.arg(m_connection->problem()));
    }
    m_view = viewOf(*m_connection, m_address);
    return {};
}

qint64 PostgresStoreSource::bytes()
{
    const auto row = m_connection->row(storeBytes);
    return row ? row->value(0).toLongLong() : 0;
}

Result<qint64, QString> PostgresStoreSource::count(StorePart part)
{
    return m_view->count(part);
}

Result<StoreBatch, QString> PostgresStoreSource::read(StorePart part, const QString &after)
{
    return m_view->read(part, after);
}

// ---- target ----

PostgresStoreTarget::PostgresStoreTarget(PostgresAddress address)
    : m_address(std::move(address))
{ }

QString PostgresStoreTarget::sentence(const QString &rest) const
{
    return sentenceOf(m_address, rest);
}

Result<StoreTargetState, QString> PostgresStoreTarget::open()
{
    const auto facts =
        connectPatiently(m_connection, m_address, PostgresConnection::Mode::ReadWrite);
    if (!facts) {
        return failure(sentence(facts.error()));
    }
    if (const QString lacking = whatIsLacking(*facts); !lacking.isEmpty()) {
        return failure(sentence(lacking));
    }
    m_schemaName = facts->schema;
    m_pid = facts->pid;
    if (m_lease.take(*m_connection) != PostgresLease::Taken::Yes) {
        return failure(sentence(m_lease.problem()));
    }
    m_view = viewOf(*m_connection, m_address);
    return look();
}

Result<StoreTargetState, QString> PostgresStoreTarget::look()
{
    const auto cannot = [this] {
        return failure(sentence(u"cannot be read (%1)"_s.arg(m_connection->problem())));
    };
    const auto tables = m_connection->row(ourPostgresTables);
    if (!tables) {
        return cannot();
    }
    if (tables->at(1) == u"true") {
        static_cast<void>(m_lease.sign(*m_connection, m_pid)); // only if there is where
        return SqlParts(m_connection->database(), postgresDialect)
            .unfinishedState()
            .map_error(
                [this](const QString &why) { return sentence(u"cannot be read: %1"_s.arg(why)); });
    }
    if (tables->at(0) == u"true") {
        if (const QString wrong = whatIsWrong(*m_connection); !wrong.isEmpty()) {
            return failure(sentence(wrong));
        }
        return StoreTargetState{
            .kind = StoreTargetState::Kind::Complete, .origin = {}, .progress = {}};
    }
    const auto foreign = m_connection->row(firstPostgresTable);
    if (!foreign) {
        return cannot();
    }
    if (!foreign->isEmpty()) {
        return failure(
            sentence(u"belongs to another program (it has %1): give Maru one of its own, with "
                     "createdb; nothing was changed"_s.arg(forLog(foreign->at(0)))));
    }
    const auto may =
        m_connection->row(u"SELECT has_schema_privilege(current_schema(), 'CREATE')"_s);
    if (!may || may->value(0) != u"true") {
        return failure(
            sentence(u"does not let this user make tables in the schema %1: make the user its "
                     "owner, with ALTER DATABASE … OWNER TO …, or GRANT CREATE ON SCHEMA %1 TO …; "
                     "nothing was changed"_s.arg(forLog(m_schemaName))));
    }
    return StoreTargetState();
}

Result<void, QString> PostgresStoreTarget::begin(const QString &origin)
{
    return makeTables(origin).map_error(
        [this](const QString &why) { return sentence(u"cannot be made ready: %1"_s.arg(why)); });
}

Result<void, QString> PostgresStoreTarget::makeTables(const QString &origin)
{
    if (!m_connection->row(dropAll)) { // there was nothing, or a copy that is not finished
        return failure(m_connection->problem());
    }
    const SqlParts parts(m_connection->database(), postgresDialect);
    auto done = parts.markUnfinished(origin);
    done =
        done ? migratePostgres(m_connection->database(), migrationsOf(postgresDialect), 0) : done;
    done = done ? parts.emptyTables() : done;
    if (done && !m_lease.sign(*m_connection, m_pid)) {
        return failure(m_lease.problem());
    }
    return done;
}

Result<void, QString> PostgresStoreTarget::write(const std::vector<StoreRecord> &records,
                                                 const StoreProgress &progress)
{
    return SqlParts(m_connection->database(), postgresDialect)
        .write(records, progress)
        .map_error(
            [this](const QString &why) { return sentence(u"cannot be written: %1"_s.arg(why)); });
}

Result<void, QString> PostgresStoreTarget::finish()
{
    // What the planner goes by; nothing is wrong without it.
    static_cast<void>(m_connection->row(
        u"ANALYZE users, rooms, members, messages, mentions, reactions, files"_s));
    m_lease.leave(*m_connection);
    return SqlParts(m_connection->database(), postgresDialect)
        .markFinished()
        .map_error(
            [this](const QString &why) { return sentence(u"cannot be written: %1"_s.arg(why)); });
}

} // namespace maru::server
