// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QHostAddress>
#include <QList>
#include <QString>
#include <QTcpServer>
#include <QTimer>

#include <memory>
#include <vector>

class QSocketNotifier;

namespace maru::server {

/// Why a server cannot listen.
struct ListenError
{
    enum class Kind : quint8 { AddressInUse, AddressNotAvailable, NotPermitted, Other };

    Kind kind = Kind::Other;
    QHostAddress address;
    quint16 port = 0;
    QString text; ///< the system's words
};

/// A listening socket that hands out bare descriptors, as many as its owner wants.
///
/// QTcpServer makes a socket of each connection before anybody knows what it wants, cannot leave
/// connections in the system's backlog, and tries accept() again for ever, without a word, when no
/// descriptor is left. Descriptors are given out lowest first: a connection that gets one of the
/// last is dropped at once, so that files and databases can still be opened.
class Listener : public QObject
{
    Q_OBJECT

public:
    explicit Listener(int descriptorLimit, QObject *parent = nullptr);
    ~Listener() override;

    [[nodiscard]] Result<void, ListenError> listen(const QHostAddress &address, quint16 port);
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    void close();

    /// Connections wait in the system's backlog until resume().
    void pause();
    void resume();

signals:
    /// The receiver owns \p descriptor, and may call pause().
    void accepted(qintptr descriptor);

private:
    void takeAll();
    void update();

    QTcpServer m_server; // binds and listens; never accepts
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_exhaustionTimer;
    qintptr m_lastUsable;
    bool m_isPaused = false;
};

using Listeners = std::vector<std::unique_ptr<Listener>>;

/// One listener for each address, all on the same port; port 0 chooses one that is free on all of
/// them. QHostAddress::Any means IPv6 and IPv4.
[[nodiscard]] Result<Listeners, ListenError> listenOn(const QList<QHostAddress> &addresses,
                                                      quint16 port, int descriptorLimit);

} // namespace maru::server
