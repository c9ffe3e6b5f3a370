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
    /// \p handler is not owned and outlives the server.
    explicit SideServer(HttpHandler &handler, QObject *parent = nullptr);
    ~SideServer() override;

    /// Returns the port; the error is the system's words.
    [[nodiscard]] Result<quint16, QString> listen(const QHostAddress &address, quint16 port);
    void close() { m_server.close(); }

private:
    void accept();

    HttpHandler &m_handler;
    QTcpServer m_server;
    int m_open = 0;
};

} // namespace maru::server
