// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/transport/httpresponse.h"

#include <QHostAddress>
#include <QString>
#include <QTcpServer>

namespace maru::server {

/// A second, small HTTP server beside the front door, for what is not for everybody: the metrics.
class SideServer : public QObject
{
    Q_OBJECT

public:
    struct Refusal
    {
        bool mayPass = false; ///< the port is in use, or the address is not there (yet)
        QString text; ///< the system's words
    };

    /// \p handler is not owned and outlives the server.
    explicit SideServer(HttpHandler &handler, QObject *parent = nullptr);
    ~SideServer() override;

    /// Returns the port.
    [[nodiscard]] Result<quint16, Refusal> listen(const QHostAddress &address, quint16 port);
    void close() { m_server.close(); }

private:
    void accept();

    HttpHandler &m_handler;
    QTcpServer m_server;
    int m_open = 0;
};

} // namespace maru::server
