// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/host/localserver.h"

#include "client/host/hostcontrol.h"
#include "common/clientlimits.h"
#include "common/serverenvironment.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>

#ifdef Q_OS_UNIX
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

bool isPortFree(quint16 port)
{
    QTcpServer probe;
    return port == 0 || probe.listen(QHostAddress::Any, port);
}

// Its lock is held to the end of a server's process.
bool isFolderFree(const QString &dataDirectory)
{
    const QString path = dataDirectory + "/server.lock"_L1;
#ifdef Q_OS_UNIX
    const int lock = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const bool isFree = lock < 0 || ::flock(lock, LOCK_SH | LOCK_NB) == 0;
    if (lock >= 0) {
        ::close(lock);
    }
    return isFree;
#else
    return !QFile::exists(path); // it goes with the lock
#endif
}

// It may have ended while this program was its parent and did not wait for it; the control socket
// decides then, later.
bool isAlive(qint64 pid)
{
#ifdef Q_OS_UNIX
    return ::kill(pid_t(pid), 0) == 0;
#else
    return pid > 0;
#endif
}

} // namespace

LocalServer::LocalServer(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    if (m_options.dataDirectory.isEmpty()) {
        m_options.dataDirectory =
            QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/server"_L1;
    }
    m_poll.setSingleShot(true);
    m_poll.setInterval(limits::hostPollMs);
}

QString LocalServer::findProgram()
{
    const QString beside =
        QStandardPaths::findExecutable(u"maru-server"_s, {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(u"maru-server"_s) : beside;
}

void LocalServer::start(quint16 port, ClassCode code)
{
    m_options.port = port;
    start(code);
}

void LocalServer::start(ClassCode code)
{
    if (std::exchange(m_isBusy, true)) {
        return;
    }
    m_code = code;
    m_found = {};
    m_pid = 0;
    m_since.start();
    askAgainBy(&LocalServer::look);
    look();
}

// One that is about to end, or has just begun, does not answer and has its folder.
void LocalServer::look()
{
    ask(u"status"_s, {}, [this](const std::optional<QJsonObject> &status) {
        if (status) {
            takeStatus(*status);
        } else if (isFolderFree(m_options.dataDirectory)
                   || m_since.elapsed() > limits::hostStopMs) {
            launch();
        } else {
            m_poll.start();
        }
    });
}

// At the end of each pause from now on.
void LocalServer::askAgainBy(void (LocalServer::*question)())
{
    disconnect(&m_poll, nullptr, this, nullptr);
    connect(&m_poll, &QTimer::timeout, this, question);
}

void LocalServer::ask(const QString &command, QJsonObject question,
                      std::function<void(const std::optional<QJsonObject> &)> handler)
{
    question.insert("command"_L1, command);
    new HostQuestion(m_options.dataDirectory, question, std::move(handler), this);
}

void LocalServer::launch()
{
    const QString program = m_options.program.isEmpty() ? findProgram() : m_options.program;
    if (program.isEmpty() || !QFileInfo(program).isExecutable()) {
        fail(Problem::NoProgram);
        return;
    }
    QDir().mkpath(m_options.dataDirectory);
    QFile::setPermissions(m_options.dataDirectory,
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (!QFileInfo(m_options.dataDirectory).isWritable()) {
        fail(Problem::NoFolder, m_options.dataDirectory);
        return;
    }
    if (!isPortFree(m_options.port)) {
        fail(Problem::PortInUse, QString::number(m_options.port));
        return;
    }
    QProcess process;
    process.setProgram(program);
    process.setArguments(QStringList{u"serve"_s, u"--data"_s, m_options.dataDirectory, u"--port"_s,
                                     QString::number(m_options.port)}
                         + m_options.arguments);
    process.setProcessEnvironment(environmentOfOwnServer());
    process.setWorkingDirectory(m_options.dataDirectory); // has no .env
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice()); // the owner code would stay in a file
    process.setStandardErrorFile(logPath());
    if (!process.startDetached(&m_pid)) {
        fail(Problem::NoProgram);
        return;
    }
    m_since.start();
    askAgainBy(&LocalServer::poll);
    m_poll.start();
}

void LocalServer::poll()
{
    ask(u"status"_s, {}, [this](const std::optional<QJsonObject> &status) {
        if (status) {
            takeStatus(*status);
        } else if (!isAlive(m_pid)) {
            fail(Problem::Ended, lastLogLine());
        } else if (m_since.elapsed() > limits::hostStartMs) {
            fail(Problem::NoAnswer, lastLogLine());
        } else {
            m_poll.start();
        }
    });
}

void LocalServer::takeStatus(const QJsonObject &status)
{
    const int port = status.value("port"_L1).toInt();
    if (!status.value("ok"_L1).toBool() || port <= 0 || port > 65'535) {
        fail(Problem::NoAnswer); // a server of an earlier version
        return;
    }
    m_isRunning = true; // also if the questions that follow fail
    m_found.name = status.value("name"_L1).toString();
    m_found.port = quint16(port);
    const QJsonArray addresses = status.value("addresses"_L1).toArray();
    for (const QJsonValue &address : addresses) {
        m_found.addresses += address.toString();
    }
    m_found.fingerprint = QByteArray::fromHex(status.value("fingerprint"_L1).toString().toLatin1());
    askClassCode();
}

// The code of a room that has one, else of a first such room, if there shall be one: what one gives
// to others stays the same.
void LocalServer::askClassCode()
{
    ask(u"room.list"_s, {}, [this](const std::optional<QJsonObject> &answer) {
        if (!answer || !answer->value("ok"_L1).toBool()) {
            fail(Problem::NoAnswer); // it may have rooms
            return;
        }
        const QJsonArray rooms = answer->value("rooms"_L1).toArray();
        for (const QJsonValue &room : rooms) {
            if (m_found.classCode.isEmpty() && !room.toObject().value("archived"_L1).toBool()) {
                m_found.classCode = room.toObject().value("classCode"_L1).toString();
            }
        }
        if (!m_found.classCode.isEmpty() || m_code == ClassCode::AsItIs) {
            askOwnerCode();
            return;
        }
        makeClassRoom();
    });
}

void LocalServer::makeClassRoom()
{
    const auto take = [this](const std::optional<QJsonObject> &made) {
        const QJsonObject room = made ? made->value("room"_L1).toObject() : QJsonObject();
        m_found.classCode = room.value("classCode"_L1).toString();
        return !m_found.classCode.isEmpty();
    };
    const QJsonObject name{{u"name"_s, m_options.roomName}, {u"code"_s, true}};
    ask(u"room.add"_s, name, [this, take, name](const std::optional<QJsonObject> &made) {
        if (take(made)) {
            askOwnerCode();
            return;
        }
        const QString refusal = made ? made->value("code"_L1).toString() : QString();
        if (!made || refusal == "STORE_FAILED"_L1) {
            fail(Problem::NoAnswer); // it may be made all the same, with a code that is found then
            return;
        }
        if (refusal != "NAME_TAKEN"_L1) {
            askOwnerCode(); // others come into the lobby
            return;
        }
        // It is there already, and its code was closed.
        ask(u"room.code"_s, name, [this, take](const std::optional<QJsonObject> &opened) {
            take(opened);
            askOwnerCode();
        });
    });
}

void LocalServer::askOwnerCode()
{
    ask(u"invite"_s, {{u"role"_s, u"owner"_s}}, [this](const std::optional<QJsonObject> &answer) {
        const bool isThere = answer && answer->value("ok"_L1).toBool();
        m_found.ownerCode = isThere ? answer->value("code"_L1).toString() : QString();
        m_isBusy = false;
        emit running(m_found);
    });
}

void LocalServer::stop()
{
    if (std::exchange(m_isBusy, true)) {
        return;
    }
    ask(u"stop"_s, {}, [this](const std::optional<QJsonObject> &) {
        m_since.start();
        askAgainBy(&LocalServer::waitForEnd);
        waitForEnd();
    });
}

void LocalServer::waitForEnd()
{
    ask(u"status"_s, {}, [this](const std::optional<QJsonObject> &status) {
        const bool isLate = m_since.elapsed() > limits::hostStopMs;
        // It answers no more before it lets go of its port and its folder, which another one needs.
        const bool hasEnded =
            !status && isPortFree(m_found.port) && isFolderFree(m_options.dataDirectory);
        if (hasEnded || (!status && isLate)) {
            m_isBusy = false;
            m_isRunning = false;
            emit stopped();
        } else if (isLate) {
            fail(Problem::NoAnswer);
        } else {
            m_poll.start();
        }
    });
}

void LocalServer::stopNow()
{
    const Result<ControlPath, QString> path = ControlPath::find(m_options.dataDirectory);
    QLocalSocket socket;
    if (path) {
        socket.connectToServer(path->name());
    }
    if (path && socket.waitForConnected(limits::hostPollMs)) {
        socket.write("{\"command\":\"stop\"}\n");
        socket.waitForReadyRead(limits::hostPollMs * 10); // it has read the order
    } else {
        endStarting();
    }
}

// One that does not hear yet.
void LocalServer::endStarting() const
{
#ifdef Q_OS_UNIX
    if (m_pid > 0 && isAlive(m_pid)) {
        ::kill(pid_t(m_pid), SIGTERM);
    }
#endif
}

void LocalServer::fail(Problem problem, const QString &detail)
{
    m_isBusy = false;
    emit failed(problem, detail);
}

QString LocalServer::logPath() const
{
    return m_options.dataDirectory + "/server.log"_L1;
}

QString LocalServer::lastLogLine() const
{
    QFile log(logPath());
    if (!log.open(QIODevice::ReadOnly)) {
        return {};
    }
    log.seek(std::max<qint64>(0, log.size() - limits::maxHostErrorChars));
    const QStringList lines = QString::fromUtf8(log.readAll()).split(u'\n', Qt::SkipEmptyParts);
    return lines.isEmpty() ? QString() : lines.constLast().trimmed();
}

} // namespace maru::client
