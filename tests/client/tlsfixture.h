// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/engineconnection.h"
#include "client/connection/knownservers.h"
#include "tests/support/fakepollingserver.h"

#include <QSslConfiguration>

#include <memory>

namespace maru::client {

using WebSockets = testing::FakePollingServer::WebSockets;

inline const QByteArray noPin; // vouched for by an authority

/// An EngineConnection that knows servers, and a scripted server with and without TLS.
class TlsFixture : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    struct Loss
    {
        ConnectionFailure failure;
        bool willRetry = false;
    };

    void startAnew(); // init() again, for tables within a test
    void openAt(const QString &address);
    void makeConnection(bool isLoopback);

    std::unique_ptr<KnownServers> m_servers;
    std::unique_ptr<testing::FakePollingServer> m_server;
    std::unique_ptr<EngineConnection> m_connection;
    QSslConfiguration m_defaults;
    int m_connectTimeoutMs = 0;
    QList<Loss> m_losses;
    int m_connected = 0;
};

} // namespace maru::client
