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

/// A listening socket that hands out bare descriptors.
///
/// QTcpServer makes a socket of each connection before anybody knows what it wants, and tries
/// accept() again for ever, without a word, when no descriptor is left. Here a turn of the event
/// loop takes a few, so that what they say is heard before many more come. Descriptors are given
/// out lowest first: a connection that gets one of the last is dropped at once, so that files and
/// databases can still be opened.
class Listener : public QObject
{
    Q_OBJECT

public:
    explicit Listener(int descriptorLimit, QObject *parent = nullptr);
    ~Listener() override;

    [[nodiscard]] Result<void, ListenError> listen(const QHostAddress &address, quint16 port);
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    void close();

signals:
    /// The receiver owns \p descriptor.
    void accepted(qintptr descriptor);

private:
    void takeSome();

    QTcpServer m_server; // binds and listens; never accepts
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_exhaustionTimer;
    qintptr m_lastUsable;
};

using Listeners = std::vector<std::unique_ptr<Listener>>;

/// One listener for each address, all on the same port; port 0 chooses one that is free on all of
/// them. QHostAddress::Any means IPv6 and IPv4.
[[nodiscard]] Result<Listeners, ListenError> listenOn(const QList<QHostAddress> &addresses,
                                                      quint16 port, int descriptorLimit);

} // namespace maru::server
