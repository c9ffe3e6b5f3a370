// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "transportsfixture.h"

#include "common/clientlimits.h"

#include <QTest>

using maru::testing::FakePollingServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void TransportsFixture::init()
{
    m_losses.clear();
    m_connected = 0;
    m_events.clear();
    m_server = std::make_unique<FakePollingServer>();
    makeConnection(limits::clientConnectTimeoutMs);
}

void TransportsFixture::makeConnection(int connectTimeoutMs)
{
    EngineConnection::Environment environment;
    environment.random = [] {
        return 0.0;
    };
    environment.connectTimeoutMs = connectTimeoutMs;
    m_connection = std::make_unique<EngineConnection>(environment);
    connect(m_connection.get(), &EngineConnection::connected, this, [this] { ++m_connected; });
    connect(m_connection.get(), &EngineConnection::failed, this,
            [this](const ConnectionFailure &failure, bool willRetry) {
                m_losses.append({failure, willRetry});
            });
    connect(m_connection.get(), &EngineConnection::eventReceived, this,
            [this](const QString &name) { m_events.append(name); });
}

void TransportsFixture::cleanup()
{
    m_connection.reset();
    m_server.reset();
}

void TransportsFixture::open()
{
    QVERIFY(m_server->listen());
    m_connection->open(*parseServerAddress(m_server->address()), {});
}

void TransportsFixture::openPolling(WebSockets webSockets)
{
    m_server->webSockets = WebSockets::Refused;
    open();
    QTRY_COMPARE(m_connected, 1);
    QTRY_VERIFY(m_server->holdsGet());
    if (m_server->offersUpgrade && m_server->openPacket.isEmpty()) {
        QTRY_COMPARE(m_server->upgradeHeads.size(), 2); // or the probe would find what is set now
    }
    m_server->webSockets = webSockets;
}

// A session that stands where the probe waits for its answer, the second of the connection.
void TransportsFixture::openProbing()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    m_server->offersUpgrade = true;
    m_server->holdsProbes = true;
    m_server->releasesGets = false;
    m_server->dropGet();
    QTRY_COMPARE(m_connected, 2);
    QTRY_VERIFY(m_server->packets.contains("w:2probe"));
    QTRY_VERIFY(m_server->holdsGet());
    m_server->packets.clear();
}

void TransportsFixture::say(const QByteArray &text)
{
    QCOMPARE(m_connection->emitEvent("say"_L1, '"' + text + '"'),
             EngineConnection::EmitResult::Sent);
}

bool TransportsFixture::waitForConnections(int count)
{
    return QTest::qWaitFor([&] { return m_connected == count; });
}

} // namespace maru::client
