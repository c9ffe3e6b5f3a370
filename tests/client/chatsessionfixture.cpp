// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chatsessionfixture.h"

#include <QTest>

using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void ChatSessionFixture::init()
{
    m_joins.clear();
    m_joinRefusals.clear();
    m_messages.clear();
    m_outcomes.clear();
    m_bad.clear();
    m_tokens = std::make_unique<TokenStore>(m_dir.filePath(u"%1.ini"_s.arg(++m_run)));
    makeSession();
}

void ChatSessionFixture::makeSession(bool trustsLoopback)
{
    EngineConnection::Environment environment;
    environment.random = [] {
        return 0.0;
    };
    environment.isLoopback = [trustsLoopback](const ServerAddress &) {
        return trustsLoopback;
    };
    m_session = std::make_unique<ChatSession>(*m_tokens, environment);
    m_session->setTiming({.helloTimeoutMs = 100, .ackTimeoutMs = 2'000});
    ChatSession *const session = m_session.get();
    connect(session, &ChatSession::joined, this,
            [this](const JoinedReply &reply) { m_joins.append(reply); });
    connect(session, &ChatSession::joinRefused, this,
            [this](const ApiError &error) { m_joinRefusals.append(error); });
    connect(session, &ChatSession::messageReceived, this,
            [this](const Message &message) { m_messages.append(message); });
    connect(session, &ChatSession::badEventReceived, this,
            [this](const QString &reason) { m_bad.append(reason); });
    connect(
        session, &ChatSession::messageAccepted, this,
        [this](const QString &cid, const Message &) { m_outcomes.append(u"accepted "_s + cid); });
    connect(session, &ChatSession::messageRefused, this,
            [this](const QString &cid, const ApiError &error) {
                m_outcomes.append(u"refused "_s + cid + u' ' + toWire(error.code));
            });
    connect(session, &ChatSession::messageUnanswered, this,
            [this](const QString &cid) { m_outcomes.append(u"unanswered "_s + cid); });
    connect(session, &ChatSession::messageUnconfirmed, this,
            [this](const QString &cid) { m_outcomes.append(u"unconfirmed "_s + cid); });
}

void ChatSessionFixture::cleanup()
{
    m_session.reset();
    m_tokens.reset();
    m_server.reset();
}

void ChatSessionFixture::start(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
    const auto address = parseServerAddress(m_server->address());
    QVERIFY(address.has_value());
    m_address = *address;
}

void ChatSessionFixture::startSession()
{
    m_session->start(m_address, u"김민수"_s);
}

bool ChatSessionFixture::startJoined(FakeServer::Mode mode)
{
    start(mode);
    startSession();
    return QTest::qWaitFor([this] { return m_joins.size() == 1; });
}

} // namespace maru::client
