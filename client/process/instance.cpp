// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/process/instance.h"

#include "common/clientlimits.h"
#include "common/logging.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QLockFile>
#include <QStandardPaths>
#include <QThread>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int retryMs = 50; // the other one may be about to listen, or about to end
constexpr auto answer = "ok\n";

// Short: the path of a socket has at most some 100 bytes.
QString idOf(const QString &folder)
{
    const QByteArray path = QDir(folder).absolutePath().toUtf8();
    return QString::fromLatin1(
        QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(16));
}

QString doorOf(const QString &base)
{
#ifdef Q_OS_WIN
    return base.section(u'/', -1); // a pipe has no folder
#else
    return base + ".sock"_L1;
#endif
}

} // namespace

QByteArray encodeHandOver(const HandOver &wish)
{
    const QJsonObject object{
        {u"server"_s, wish.server}, {u"name"_s, wish.userName}, {u"activation"_s, wish.activation}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<HandOver> decodeHandOver(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    const QJsonValue server = document[u"server"_s];
    const QJsonValue name = document[u"name"_s];
    const QJsonValue activation = document[u"activation"_s]; // an earlier Maru sends none
    if (!document.isObject() || !server.isString() || !name.isString()
        || server.toString().size() > limits::maxAddressChars
        || name.toString().size() > limits::maxAddressChars
        || activation.toString().size() > limits::maxActivationChars) {
        return std::nullopt;
    }
    return HandOver{server.toString(), name.toString(), activation.toString()};
}

Instance::Instance(const QString &folder, const QString &runtimeFolder, QObject *parent)
    : QObject(parent)
{
    const QString runtime = runtimeFolder.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation)
        : runtimeFolder;
    if (!runtime.isEmpty() && QDir().mkpath(runtime)) {
        m_base = runtime + "/maru-"_L1 + idOf(folder);
    }
    m_door.setSocketOptions(QLocalServer::UserAccessOption);
    m_door.setMaxPendingConnections(limits::maxHandOvers);
    connect(&m_door, &QLocalServer::newConnection, this, &Instance::greet);
}

Instance::~Instance() = default;

Instance::Claim Instance::claim(const HandOver &wish, int timeoutMs)
{
    if (m_base.isEmpty()) {
        return Claim::First;
    }
    const QDeadlineTimer deadline(timeoutMs);
    while (true) {
        if (lock()) {
            listen();
            return Claim::First;
        }
        if (m_lock->error() != QLockFile::LockFailedError) {
            return Claim::First; // a folder that cannot be written to: nobody can be asked
        }
        if (tell(wish, int(deadline.remainingTime()))) {
            return Claim::HandedOver;
        }
        if (deadline.hasExpired()) {
            return Claim::NoAnswer;
        }
        QThread::msleep(retryMs);
    }
}

bool Instance::isTaken()
{
    if (m_lock && m_lock->isLocked()) {
        return false; // it is this one
    }
    if (m_base.isEmpty() || lock()) {
        m_lock.reset();
        return false;
    }
    return m_lock->error() == QLockFile::LockFailedError;
}

bool Instance::lock()
{
    m_lock = std::make_unique<QLockFile>(m_base + ".lock"_L1);
    m_lock->setStaleLockTime(0); // however old: only its process counts
    return m_lock->tryLock(0);
}

bool Instance::tell(const HandOver &wish, int timeoutMs) const
{
    const QDeadlineTimer deadline(timeoutMs);
    QLocalSocket socket;
    socket.connectToServer(doorOf(m_base));
    if (!socket.waitForConnected(int(deadline.remainingTime()))) {
        return false;
    }
    socket.write(encodeHandOver(wish));
    while (socket.bytesAvailable() < qsizetype(qstrlen(answer))) {
        if (!socket.waitForReadyRead(int(deadline.remainingTime()))) {
            return false;
        }
    }
    return socket.readAll() == answer;
}

void Instance::listen()
{
    const QString door = doorOf(m_base);
    QLocalServer::removeServer(door); // of one that was killed
    if (!m_door.listen(door)) {
        qCInfo(lcClient) << "no other start can reach this one:" << m_door.errorString();
    }
}

void Instance::greet()
{
    while (QLocalSocket *const socket = m_door.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        if (m_door.findChildren<QLocalSocket *>().size() > limits::maxHandOvers) {
            socket->abort();
            continue;
        }
        socket->setReadBufferSize(limits::maxHandOverBytes);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(limits::handOverMs, socket, [socket] { socket->abort(); });
        read(socket);
    }
}

void Instance::read(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() >= limits::maxHandOverBytes) {
            socket->abort();
        }
        return;
    }
    const auto wish = decodeHandOver(socket->readLine());
    if (!wish) {
        socket->abort();
        return;
    }
    socket->write(answer);
    socket->disconnectFromServer();
    emit handedOver(*wish);
}

} // namespace maru::client
