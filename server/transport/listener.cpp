// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/listener.h"

#include "common/limits.h"

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace maru::server {

namespace {

constexpr int reservedDescriptors = 16;
constexpr int pendingConnections = 64; ///< accepted ahead; the rest waits in the system's backlog
constexpr int portAttempts = 16;

ListenError::Kind errorKind(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return ListenError::Kind::AddressInUse;
    case QAbstractSocket::SocketAddressNotAvailableError:
        return ListenError::Kind::AddressNotAvailable;
    case QAbstractSocket::SocketAccessError:
        return ListenError::Kind::NotPermitted;
    default:
        return ListenError::Kind::Other;
    }
}

Result<Listeners, ListenError> tryListen(const QList<QHostAddress> &addresses, quint16 port,
                                         int descriptorLimit)
{
    Listeners listeners;
    for (const QHostAddress &address : addresses) {
        auto listener = std::make_unique<Listener>(descriptorLimit);
        if (!listener->listen(address, port)) {
            return failure(ListenError{errorKind(listener->serverError()), address, port,
                                       listener->errorString()});
        }
        port = listener->serverPort();
        listeners.push_back(std::move(listener));
    }
    return listeners;
}

} // namespace

Listener::Listener(int descriptorLimit, QObject *parent)
    : QTcpServer(parent)
    , m_lastUsable(descriptorLimit - reservedDescriptors)
{
    setListenBacklogSize(limits::listenBacklog);
    setMaxPendingConnections(pendingConnections);
}

void Listener::incomingConnection(qintptr descriptor)
{
#ifdef Q_OS_UNIX
    if (descriptor >= m_lastUsable) {
        ::close(int(descriptor));
        return;
    }
#endif
    QTcpServer::incomingConnection(descriptor);
}

Result<Listeners, ListenError> listenOn(const QList<QHostAddress> &addresses, quint16 port,
                                        int descriptorLimit)
{
    Q_ASSERT(!addresses.isEmpty());
    auto result = tryListen(addresses, port, descriptorLimit);
    // A port that is free on the first address may be taken on the next.
    for (int i = 1; i < portAttempts && port == 0 && addresses.size() > 1 && !result
         && result.error().kind == ListenError::Kind::AddressInUse;
         ++i) {
        result = tryListen(addresses, port, descriptorLimit);
    }
    return result;
}

} // namespace maru::server
