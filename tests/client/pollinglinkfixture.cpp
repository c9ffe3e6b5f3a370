// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "pollinglinkfixture.h"

#include "client/connection/serveraddress.h"

#include <QTest>

using maru::testing::FakePollingServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void PollingLinkFixture::init()
{
    m_texts.clear();
    m_failures.clear();
    m_servers = std::make_unique<KnownServers>();
    m_server = std::make_unique<FakePollingServer>();
    m_check.emplace(*m_servers, ServerAddress());
    m_link = std::make_unique<PollingLink>(*m_check);
    connect(m_link.get(), &EngineLink::textReceived, this,
            [this](const QByteArray &text) { m_texts.append(text); });
    connect(m_link.get(), &EngineLink::failed, this,
            [this](const LinkFailure &failure) { m_failures.append(failure.problem); });
}

void PollingLinkFixture::cleanup()
{
    m_link.reset();
    m_server.reset();
}

void PollingLinkFixture::openAt(const QString &address)
{
    const auto parsed = parseServerAddress(address);
    QVERIFY(parsed.has_value());
    m_link->open(parsed->engineUrl(EngineTransport::Polling), 5'000);
}

void PollingLinkFixture::openEncrypted()
{
    const ServerAddress address = *parseServerAddress(u"https://"_s + m_server->address());
    m_check.emplace(*m_servers, address);
    m_link->open(address.engineUrl(EngineTransport::Polling), 5'000);
}

bool PollingLinkFixture::startOpen()
{
    if (!m_server->listen()) {
        return false;
    }
    openAt(m_server->address() + u"?classCode=A1"_s);
    return QTest::qWaitFor([this] { return m_server->holdsGet(); });
}

} // namespace maru::client
