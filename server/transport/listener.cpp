// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/listener.h"

#include "common/serverlimits.h"
#include "server/transport/descriptors.h"

#include <QSocketNotifier>

namespace maru::server {

namespace {

constexpr int reservedDescriptors = 16;
constexpr int acceptsPerTurn = 32;
constexpr int exhaustionPauseMs = 100;
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
        if (auto listening = listener->listen(address, port); !listening) {
            return failure(std::move(listening.error()));
        }
        port = listener->port();
        listeners.push_back(std::move(listener));
    }
    return listeners;
}

} // namespace

Listener::Listener(int descriptorLimit, QObject *parent)
    : QObject(parent)
    , m_lastUsable(descriptorLimit - reservedDescriptors)
{
    m_server.setListenBacklogSize(limits::listenBacklog);
    m_exhaustionTimer.setSingleShot(true);
    m_exhaustionTimer.setInterval(exhaustionPauseMs);
    connect(&m_exhaustionTimer, &QTimer::timeout, this, [this] { m_notifier->setEnabled(true); });
}

Listener::~Listener() = default;

Result<void, ListenError> Listener::listen(const QHostAddress &address, quint16 port)
{
    if (!m_server.listen(address, port)) {
        return failure(
            ListenError{errorKind(m_server.serverError()), address, port, m_server.errorString()});
    }
    m_server.pauseAccepting();
    m_notifier =
        std::make_unique<QSocketNotifier>(m_server.socketDescriptor(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Listener::takeSome);
    return {};
}

void Listener::close()
{
    m_exhaustionTimer.stop();
    m_notifier.reset();
    m_server.close();
}

void Listener::takeSome()
{
    for (int i = 0; i < acceptsPerTurn && m_notifier; ++i) {
        const Accepted next = acceptDescriptor(m_server.socketDescriptor());
        if (next.descriptor >= m_lastUsable) {
            closeDescriptor(next.descriptor);
        } else if (next.descriptor >= 0) {
            emit accepted(next.descriptor);
        } else {
            if (next.problem == AcceptProblem::Exhausted) {
                m_notifier->setEnabled(false);
                m_exhaustionTimer.start();
            }
            return;
        }
    }
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
