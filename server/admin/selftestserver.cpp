// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/selftestserver.h"

#include "common/serverenvironment.h"
#include "common/serverlimits.h"

#include <QDir>
#include <QUrl>

#include <utility>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int startTimeoutMs = 15'000;
constexpr int stopReserveMs = 2'000; // a stopped process still has to end
constexpr qsizetype maxOutputBytes = 65'536;
constexpr QByteArrayView startLine = "maru-server listening on ";

QProcessEnvironment quietEnvironment()
{
    QProcessEnvironment environment = environmentOfOwnServer();
    environment.insert(u"MARU_BEACON"_s, u"off"_s);
    return environment;
}

} // namespace

SelfTestServer::SelfTestServer(QString program, QString directory, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_directory(std::move(directory))
{
    m_process.setProcessEnvironment(quietEnvironment());
    m_process.setWorkingDirectory(m_directory); // has no .env
    m_process.setStandardErrorFile(m_directory + u"/server.log"_s, QIODevice::Append);
#ifdef Q_OS_LINUX
    // Whatever ends the self-test ends its server too.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &SelfTestServer::readOutput);
    connect(&m_process, &QProcess::finished, this, &SelfTestServer::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            fail(u"%1 cannot be started: %2."_s.arg(m_program, m_process.errorString()));
        }
    });
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        fail(m_expects == Expects::Listening
                 ? u"The server did not start within %1 s."_s.arg(startTimeoutMs / 1'000)
                 : u"The server did not stop within %1 s."_s.arg(limits::stopTimeoutMs / 1'000));
    });
}

SelfTestServer::~SelfTestServer()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(stopReserveMs);
}

QString SelfTestServer::dataDirectory() const
{
    return m_directory + u"/data"_s;
}

void SelfTestServer::start()
{
    Q_ASSERT(m_expects == Expects::Nothing);
    QDir().mkpath(dataDirectory());
    m_output.clear();
    m_expects = Expects::Listening;
    m_deadline.start(startTimeoutMs);
    m_process.start(m_program,
                    {u"serve"_s, u"--port"_s, u"0"_s, u"--listen"_s, u"127.0.0.1"_s, u"--data"_s,
                     dataDirectory(), u"--rate-limit"_s, u"off"_s, u"--plain"_s, u"loopback"_s});
}

void SelfTestServer::kill()
{
    Q_ASSERT(m_expects == Expects::Listening || m_expects == Expects::Running);
    m_deadline.stop();
    m_expects = Expects::Killed;
    m_process.kill();
}

void SelfTestServer::stop()
{
    Q_ASSERT(m_expects == Expects::Running);
    m_expects = Expects::Stopped;
    m_deadline.start(limits::stopTimeoutMs + stopReserveMs);
#ifdef Q_OS_WIN
    m_process.kill(); // a console program has no window to be asked through
#else
    m_process.terminate();
#endif
}

void SelfTestServer::readOutput()
{
    m_output += m_process.readAllStandardOutput();
    if (m_expects != Expects::Listening) {
        m_output.clear();
        return;
    }
    const qsizetype start = m_output.indexOf(startLine);
    const qsizetype end = start < 0 ? -1 : m_output.indexOf('\n', start);
    if (end < 0) {
        if (m_output.size() > maxOutputBytes) {
            fail(u"The server prints and prints, but not where it listens."_s);
        }
        return;
    }
    const qsizetype urlStart = start + startLine.size();
    const QByteArray url = m_output.sliced(urlStart, end - urlStart).trimmed();
    const int port = QUrl(QString::fromUtf8(url)).port();
    if (port <= 0) {
        fail(u"The server's first line names no port."_s);
        return;
    }
    m_port = static_cast<quint16>(port);
    m_deadline.stop();
    m_expects = Expects::Running;
    emit listening();
}

void SelfTestServer::finish(int exitCode, QProcess::ExitStatus status)
{
    m_deadline.stop();
    const Expects expected = std::exchange(m_expects, Expects::Nothing);
    if (expected == Expects::Killed) {
        emit killed();
        return;
    }
    const bool isGoodStop = status == QProcess::NormalExit && exitCode == 0;
#ifdef Q_OS_WIN
    const bool isStop = expected == Expects::Stopped;
#else
    const bool isStop = expected == Expects::Stopped && isGoodStop;
#endif
    if (isStop) {
        emit stopped();
    } else if (status == QProcess::CrashExit) {
        emit failed(u"The server crashed."_s);
    } else {
        emit failed(u"The server ended by itself with exit code %1."_s.arg(exitCode));
    }
}

void SelfTestServer::fail(const QString &reason)
{
    m_deadline.stop();
    m_expects = Expects::Nothing;
    m_process.disconnect(this);
    m_process.kill();
    emit failed(reason);
}

} // namespace maru::server
