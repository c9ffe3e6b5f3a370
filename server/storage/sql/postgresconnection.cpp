// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresconnection.h"

#include "common/logging.h"
#include "common/serverlimits.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QSqlField>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QVariant>

#include <array>
#include <atomic>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

struct Setting
{
    QLatin1StringView name;
    QLatin1StringView value;
};

// https://www.postgresql.org/docs/13/runtime-config-client.html; why: docs/decisions/0019.
constexpr std::array settings{
    Setting{"client_encoding"_L1, "UTF8"_L1}, // the driver's UNICODE by its name
    Setting{"synchronous_commit"_L1, "on"_L1},
    Setting{"default_transaction_isolation"_L1, "read committed"_L1},
    Setting{"statement_timeout"_L1, "10s"_L1}, Setting{"lock_timeout"_L1, "5s"_L1},
    Setting{"idle_in_transaction_session_timeout"_L1, "30s"_L1},
    // For the server's side: a machine of ours that is gone must not keep the lock of the store.
    Setting{"tcp_keepalives_idle"_L1, "10"_L1}, Setting{"tcp_keepalives_interval"_L1, "5"_L1},
    Setting{"tcp_keepalives_count"_L1, "3"_L1},
    Setting{"jit"_L1, "off"_L1}, // our statements are short
};

// The quoting of texts is the driver's, from what it hears when it connects: a role or a database
// may have set something else.
constexpr auto startOptions =
    "application_name=maru-server;keepalives_idle=10;keepalives_interval=5;keepalives_count=3;"
    "tcp_user_timeout=15000;options='-c standard_conforming_strings=on';connect_timeout="_L1;

QString nextName()
{
    static std::atomic<int> count{0};
    return u"maru-postgres-%1"_s.arg(++count);
}

// libpq's texts have several lines; the second one repeats where it looked.
QString onOneLine(const QString &text)
{
    return forLog(text.simplified());
}

} // namespace

QString whatIsLacking(const PostgresFacts &facts)
{
    if (facts.version < limits::minPostgresVersion) {
        return u"is PostgreSQL %1; Maru needs %2 or newer: upgrade it"_s.arg(facts.version / 10'000)
            .arg(limits::minPostgresVersion / 10'000);
    }
    if (facts.isStandby) {
        return u"is a standby, which cannot be written: name the primary in --db"_s;
    }
    if (!facts.hasFsync) {
        return u"has fsync=off, so a power cut would lose messages that were acknowledged: set "
               "fsync=on in postgresql.conf"_s;
    }
    if (facts.encoding != u"UTF8") {
        return u"has the encoding %1: make it with createdb -E UTF8 -T template0"_s.arg(
            facts.encoding);
    }
    if (facts.schema.isEmpty()) {
        return u"has no schema that this user may use: make the user its owner, with createdb -O "
               "USER DATABASE"_s;
    }
    return {};
}

PostgresConnection::PostgresConnection(const PostgresAddress &address, Mode mode)
    : m_mode(mode)
    , m_name(nextName())
{
    QSqlDatabase db = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
    db.setHostName(address.host);
    db.setPort(address.port);
    db.setUserName(address.user);
    db.setPassword(address.password);
    db.setDatabaseName(address.database);
    QString options = startOptions + QString::number(limits::connectSeconds);
    if (!address.options.isEmpty()) {
        options += u';' + address.options;
    }
    db.setConnectOptions(options);
}

PostgresConnection::~PostgresConnection()
{
    database().close();
    QSqlDatabase::removeDatabase(m_name);
}

QSqlDatabase PostgresConnection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

Result<PostgresFacts, QString> PostgresConnection::open()
{
    QSqlDatabase db = database();
    if (!db.open()) {
        m_problem = onOneLine(db.lastError().databaseText());
        if (m_problem.contains(u"FATAL"_s) || m_problem.contains(u"no password"_s)) {
            return failure(u"does not let us in (%1): correct user, password and database in --db, "
                           "or ~/.pgpass"_s.arg(m_problem));
        }
        return failure(u"cannot be reached (%1): start it, or correct --db"_s.arg(m_problem));
    }
    const auto facts = readFacts();
    if (!facts) {
        return facts;
    }
    // Before anything that older ones do not know.
    if (facts->version >= limits::minPostgresVersion) {
        if (const auto done = configure(); !done) {
            return failure(done.error());
        }
    }
    return facts;
}

Result<void, QString> PostgresConnection::configure()
{
    const auto set = [this](const QString &name, const QString &value) -> Result<void, QString> {
        const auto answer =
            row(u"SELECT set_config(?, ?, false), current_setting(?)"_s, {name, value, name});
        if (!answer) {
            return failure(u"refuses the setting %1 (%2)"_s.arg(name, m_problem));
        }
        return {};
    };
    Result<void, QString> done;
    for (const Setting &setting : settings) {
        done = done ? set(setting.name, setting.value) : done;
    }
    if (done && m_mode == Mode::ReadOnly) {
        done = set(u"default_transaction_read_only"_s, u"on"_s);
    }
    if (!done) {
        return done;
    }
    const auto found = row(u"SELECT current_setting('standard_conforming_strings'), "
                           "current_setting('synchronous_commit'), "
                           "current_setting('client_encoding'), "
                           "current_setting('default_transaction_isolation')"_s);
    if (!found || *found != QStringList{u"on"_s, u"on"_s, u"UTF8"_s, u"read committed"_s}) {
        return failure(
            u"does not take our settings (%1)"_s.arg(found ? found->join(u", ") : m_problem));
    }
    return {};
}

Result<PostgresFacts, QString> PostgresConnection::readFacts()
{
    const auto answer =
        row(u"SELECT current_setting('server_version_num'), current_setting('fsync'), "
            "current_setting('full_page_writes'), pg_is_in_recovery(), "
            "current_setting('server_encoding'), coalesce(current_schema(), ''), "
            "pg_backend_pid()"_s);
    if (!answer || answer->size() < 7) {
        return failure(u"does not say what it is (%1)"_s.arg(m_problem));
    }
    PostgresFacts facts;
    facts.version = answer->at(0).toInt();
    facts.hasFsync = answer->at(1) == u"on";
    facts.hasFullPageWrites = answer->at(2) == u"on";
    facts.isStandby = answer->at(3) == u"true";
    facts.encoding = answer->at(4);
    facts.schema = answer->at(5);
    facts.pid = answer->at(6).toInt();
    return facts;
}

std::optional<QStringList> PostgresConnection::row(const QString &sql, const QStringList &values)
{
    const QSqlDatabase db = database();
    if (!db.isOpen()) {
        m_problem = u"the connection is lost"_s;
        m_problemCode.clear();
        return std::nullopt;
    }
    QString text;
    qsizetype next = 0;
    for (const QChar c : sql) {
        if (c == u'?' && next < values.size()) {
            QSqlField field(QString(), QMetaType::fromType<QString>());
            field.setValue(values[next++]);
            text += db.driver()->formatValue(field);
        } else {
            text += c;
        }
    }
    QSqlQuery query(db);
    if (!query.exec(text)) {
        m_problem = onOneLine(query.lastError().databaseText());
        m_problemCode = query.lastError().nativeErrorCode();
        return std::nullopt;
    }
    QStringList columns;
    if (query.next()) {
        const int count = query.record().count();
        for (int i = 0; i < count; ++i) {
            columns.append(query.value(i).toString());
        }
    }
    return columns;
}

} // namespace maru::server
