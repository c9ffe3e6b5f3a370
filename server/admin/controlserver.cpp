// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/controlserver.h"

#include "common/logging.h"
#include "server/admin/controlconnection.h"

#include <QFile>
#include <QLocalSocket>

#include <utility>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

#ifdef Q_OS_UNIX
enum class Occupant : quint8 { Nobody, StaleSocket, Server, OtherFile };

Occupant occupantOf(const QString &name)
{
    struct stat status = {};
    if (::lstat(QFile::encodeName(name).constData(), &status) != 0) {
        return Occupant::Nobody;
    }
    if (!S_ISSOCK(status.st_mode)) {
        return Occupant::OtherFile;
    }
    // Connecting to a Unix socket is decided at once; only a full backlog makes it wait.
    QLocalSocket probe;
    probe.connectToServer(name);
    if (probe.state() != QLocalSocket::UnconnectedState) {
        return Occupant::Server;
    }
    const bool isForeign = probe.error() == QLocalSocket::SocketAccessError;
    return isForeign ? Occupant::OtherFile : Occupant::StaleSocket;
}
#endif

} // namespace

QJsonObject controlRefusal(const QString &error)
{
    return {{u"ok"_s, false}, {u"error"_s, error}};
}

ControlServer::ControlServer(Handler handler, const ControlLimits &bounds, QObject *parent)
    : QObject(parent)
    , m_handler(std::move(handler))
    , m_limits(bounds)
{
    Q_ASSERT(m_handler);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ControlServer::acceptAll);
}

ControlServer::~ControlServer()
{
    close();
}

Result<void, QString> ControlServer::listen(const QString &dataDirectory)
{
    Q_ASSERT(!m_server.isListening());

    Result<ControlPath, QString> path = ControlPath::find(dataDirectory);
    if (!path) {
        return failure(path.error());
    }
    m_path = *std::move(path);
#ifdef Q_OS_UNIX
    switch (occupantOf(m_path->name())) {
    case Occupant::Server:
        return failure(u"Another server answers on %1."_s.arg(m_path->text()));
    case Occupant::OtherFile:
        return failure(u"%1 is in the way of the control socket."_s.arg(m_path->text()));
    case Occupant::StaleSocket:
    case Occupant::Nobody:
        break; // QLocalServer makes its socket beside and renames it to its place
    }
#endif
    if (!m_server.listen(m_path->name())) {
        return failure(u"Cannot open the control socket %1: %2."_s.arg(m_path->text(),
                                                                       m_server.errorString()));
    }
#ifdef Q_OS_UNIX
    // Qt makes it 0700, and not for a moment wider; a socket needs no x.
    ::chmod(QFile::encodeName(m_path->name()).constData(), S_IRUSR | S_IWUSR);
#endif
    return {};
}

void ControlServer::close()
{
    m_server.close();
    qDeleteAll(findChildren<ControlConnection *>(Qt::FindDirectChildrenOnly));
    Q_ASSERT(m_connectionCount == 0);
}

void ControlServer::acceptAll()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        const bool isFull = m_connectionCount >= m_limits.connections;
        if (isFull) {
            qCInfo(lcServer, "control: refused, %d connections are open", m_connectionCount);
            delete socket;
            continue;
        }
        ++m_connectionCount;
        auto *connection = new ControlConnection(socket, m_handler, m_limits, this);
        connect(connection, &QObject::destroyed, this, [this] { --m_connectionCount; });
    }
}

} // namespace maru::server
