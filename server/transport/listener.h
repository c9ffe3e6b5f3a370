// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QHostAddress>
#include <QList>
#include <QString>
#include <QTcpServer>

#include <memory>
#include <vector>

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

/// A QTcpServer that keeps away from the end of the descriptor table.
///
/// accept() fails only when no descriptor is left, and QTcpServer then tries again for ever without
/// a word. Descriptors are given out lowest first: a connection that gets one of the last is
/// dropped at once, so that accept() never fails.
class Listener : public QTcpServer
{
    Q_OBJECT

public:
    explicit Listener(int descriptorLimit, QObject *parent = nullptr);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    qintptr m_lastUsable;
};

using Listeners = std::vector<std::unique_ptr<Listener>>;

/// One listener for each address, all on the same port; port 0 chooses one that is free on all of
/// them. QHostAddress::Any means IPv6 and IPv4.
[[nodiscard]] Result<Listeners, ListenError> listenOn(const QList<QHostAddress> &addresses,
                                                      quint16 port, int descriptorLimit);

} // namespace maru::server
