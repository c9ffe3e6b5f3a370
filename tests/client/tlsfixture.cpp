// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tlsfixture.h"

#include "common/clientlimits.h"

#include <QTest>

using maru::testing::FakePollingServer;

namespace maru::client {

void TlsFixture::initTestCase()
{
    if (!QSslSocket::supportsSsl()) {
        QSKIP("Qt has no TLS here");
    }
    m_defaults = QSslConfiguration::defaultConfiguration();
}

void TlsFixture::init()
{
    startAnew();
}

void TlsFixture::startAnew()
{
    m_losses.clear();
    m_connected = 0;
    m_servers = std::make_unique<KnownServers>();
    m_server = std::make_unique<FakePollingServer>();
    m_connectTimeoutMs = limits::clientConnectTimeoutMs;
    makeConnection(false);
}

void TlsFixture::cleanup()
{
    m_connection.reset();
    m_server.reset();
    m_servers.reset();
    QSslConfiguration::setDefaultConfiguration(m_defaults);
}

void TlsFixture::makeConnection(bool isLoopback)
{
    EngineConnection::Environment environment;
    environment.random = [] {
        return 0.0;
    };
    environment.connectTimeoutMs = m_connectTimeoutMs;
    environment.servers = m_servers.get();
    environment.isLoopback = [isLoopback](const ServerAddress &) {
        return isLoopback;
    };
    m_connection = std::make_unique<EngineConnection>(environment);
    connect(m_connection.get(), &EngineConnection::connected, this, [this] { ++m_connected; });
    connect(m_connection.get(), &EngineConnection::failed, this,
            [this](const ConnectionFailure &failure, bool willRetry) {
                m_losses.append({failure, willRetry});
            });
}

void TlsFixture::openAt(const QString &address)
{
    m_connection->open(*parseServerAddress(address), {});
}

} // namespace maru::client
