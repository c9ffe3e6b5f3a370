// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/support/postgresserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QStorageInfo>
#include <QTcpServer>
#include <QThread>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr int patienceMs = 30'000;
constexpr int pauseMs = 20;

bool isRoot()
{
    return geteuid() == 0;
}

// The user whom Debian's package makes, or else nobody.
QString otherUser()
{
    QFile users(u"/etc/passwd"_s);
    const bool hasPostgres =
        users.open(QIODevice::ReadOnly) && users.readAll().contains("\npostgres:");
    return hasPostgres ? u"postgres"_s : u"nobody"_s;
}

int freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

} // namespace

PostgresServer::PostgresServer()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

PostgresServer::~PostgresServer()
{
    stop(Stop::Immediate);
}

QString PostgresServer::programs()
{
    if (const QString named = qEnvironmentVariable("MARU_POSTGRES_BIN"); !named.isEmpty()) {
        return named;
    }
    const QDir debian(u"/usr/lib/postgresql"_s);
    const QStringList versions = debian.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (auto version = versions.crbegin(); version != versions.crend(); ++version) {
        const QString folder = debian.filePath(*version + u"/bin"_s);
        if (QFileInfo(folder + u"/initdb"_s).isExecutable()) {
            return folder;
        }
    }
    const QString initdb = QStandardPaths::findExecutable(u"initdb"_s);
    return initdb.isEmpty() ? QString() : QFileInfo(initdb).absolutePath();
}

QString PostgresServer::folder() const
{
    return m_folder ? m_folder->path() : QString();
}

QStringList PostgresServer::asOther(const QStringList &command)
{
    QStringList words{u"setpriv"_s, u"--pdeathsig"_s, u"QUIT"_s};
    if (isRoot()) {
        const QString user = otherUser();
        words += {u"--reuid"_s, user, u"--regid"_s, user == u"nobody" ? u"nogroup"_s : user,
                  u"--clear-groups"_s};
    }
    return words + command;
}

bool PostgresServer::run(const QStringList &command)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(u"/"_s);
    process.start(command.first(), command.mid(1));
    const bool done = process.waitForFinished(patienceMs)
        && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    if (!done) {
        m_problem = command.join(u' ') + u": "_s + QString::fromLocal8Bit(process.readAll())
            + process.errorString();
    }
    return done;
}

bool PostgresServer::start(const QStringList &settings)
{
    // Not below a folder of ours, which others cannot enter.
    // In memory if it can be: each test makes all tables.
    const QFileInfo memory(u"/dev/shm"_s);
    // A container may give it no more than 64 MiB.
    const bool fits =
        memory.isWritable() && QStorageInfo(memory.filePath()).bytesAvailable() > qint64{1} << 30;
    const QString where = fits ? memory.filePath() : QDir::tempPath();
    m_folder = std::make_unique<QTemporaryDir>(where + u"/maru-postgres-XXXXXX"_s);
    if (!m_folder->isValid()) {
        m_problem = m_folder->errorString();
        return false;
    }
    const QString path = m_folder->path();
    if (isRoot() && !run({u"chown"_s, otherUser(), path})) {
        return false;
    }
    const QString bin = programs();
    return run(asOther({bin + u"/initdb"_s, u"-D"_s, path + u"/data"_s, u"-U"_s, u"maru"_s, u"-A"_s,
                        u"trust"_s, u"-E"_s, u"UTF8"_s, u"--locale=C"_s, u"--no-sync"_s}))
        && startAgain(settings);
}

bool PostgresServer::startAgain(const QStringList &settings)
{
    m_port = m_port == 0 ? freePort() : m_port;
    QStringList command{programs() + u"/postgres"_s,
                        u"-D"_s,
                        folder() + u"/data"_s,
                        u"-p"_s,
                        QString::number(m_port),
                        u"-k"_s,
                        folder(),
                        u"-c"_s,
                        u"listen_addresses=127.0.0.1"_s};
    for (const QString &setting : settings) {
        command += {u"-c"_s, setting};
    }
    command = asOther(command);
    m_process.setWorkingDirectory(u"/"_s);
    // Into a file: nobody reads a pipe while the test waits, and the server would stand still.
    const QString log = folder() + u"/log"_s;
    m_process.setStandardOutputFile(log);
    m_process.start(command.first(), command.mid(1));
    QElapsedTimer waited;
    waited.start();
    while (m_process.state() != QProcess::NotRunning && !waited.hasExpired(patienceMs)) {
        if (ask(u"SELECT 1"_s, u"postgres"_s) == u"1") {
            if (ask(u"SELECT 1 FROM pg_database WHERE datname = 'maru'"_s, u"postgres"_s)
                    .isEmpty()) {
                ask(u"CREATE DATABASE maru"_s, u"postgres"_s);
            }
            return true;
        }
        static_cast<void>(m_process.waitForFinished(pauseMs));
    }
    QFile said(log);
    m_problem = said.open(QIODevice::ReadOnly) ? QString::fromLocal8Bit(said.readAll())
                                               : m_process.errorString();
    return false;
}

void PostgresServer::stop(Stop how)
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    // The postmaster is the process that setpriv became.
    ::kill(static_cast<pid_t>(m_process.processId()), how == Stop::Fast ? SIGINT : SIGQUIT);
    if (!m_process.waitForFinished(patienceMs)) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

QString PostgresServer::ask(const QString &sql, const QString &database)
{
    QProcess psql;
    psql.start(programs() + u"/psql"_s,
               {u"-X"_s, u"-q"_s, u"-A"_s, u"-t"_s, u"-h"_s, u"127.0.0.1"_s, u"-p"_s,
                QString::number(m_port), u"-U"_s, u"maru"_s, u"-d"_s,
                database.isEmpty() ? u"maru"_s : database, u"-c"_s, sql});
    if (!psql.waitForFinished(patienceMs)) {
        psql.kill();
        psql.waitForFinished(patienceMs);
    }
    m_problem = QString::fromUtf8(psql.readAllStandardError());
    return QString::fromUtf8(psql.readAllStandardOutput()).trimmed();
}

void PostgresServer::empty()
{
    ask(u"SET client_min_messages = warning; DROP SCHEMA IF EXISTS public CASCADE; "
        "CREATE SCHEMA public"_s);
}

QString PostgresServer::url() const
{
    return u"postgres://maru@127.0.0.1:%1/maru"_s.arg(m_port);
}

QString PostgresServer::socketUrl() const
{
    return u"postgres://maru@:%1/maru?host=%2"_s.arg(m_port).arg(folder());
}

} // namespace maru
