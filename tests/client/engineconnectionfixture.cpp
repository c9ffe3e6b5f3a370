// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "engineconnectionfixture.h"

#include "client/connection/suspendclock.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void EngineConnectionFixture::init()
{
    m_losses.clear();
    m_connected.clear();
    m_events.clear();
    m_sleptMs = 0;
    m_random = 0;
    EngineConnection::Environment environment;
    environment.clockMs = [this] {
        return suspendAwareMs() + m_sleptMs;
    };
    environment.random = [this] {
        return m_random;
    };
    environment.connectTimeoutMs = 400;
    environment.suspendCheckMs = 50;
    m_connection = std::make_unique<EngineConnection>(environment);
    connect(m_connection.get(), &EngineConnection::connected, this,
            [this](bool recovered) { m_connected.append(recovered); });
    connect(m_connection.get(), &EngineConnection::failed, this,
            [this](const ConnectionFailure &failure, bool willRetry) {
                m_losses.append({failure, willRetry});
            });
    connect(m_connection.get(), &EngineConnection::eventReceived, this,
            [this](const QString &name, const QJsonArray &arguments) {
                m_events.append(name + u' '
                                + arguments.at(0).toObject().value(u"n"_s).toVariant().toString());
            });
}

void EngineConnectionFixture::cleanup()
{
    m_connection.reset();
    m_server.reset();
}

void EngineConnectionFixture::openAt(const QString &address)
{
    const auto parsed = parseServerAddress(address);
    QVERIFY(parsed.has_value());
    m_connection->open(*parsed, {{u"maru"_s, 1}});
}

void EngineConnectionFixture::start(FakeServer::Mode mode, const QString &path)
{
    m_server = std::make_unique<FakeServer>(mode);
    QVERIFY(m_server->listen());
    openAt(m_server->address() + path);
}

bool EngineConnectionFixture::startConnected(const QString &path)
{
    start(FakeServer::Mode::SocketIo, path);
    return QTest::qWaitFor([this] { return !m_connected.isEmpty(); });
}

} // namespace maru::client
