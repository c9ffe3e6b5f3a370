// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "conversationfixture.h"

#include <QSignalSpy>
#include <QTest>

using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace maru::client {

void ConversationFixture::init()
{
    m_failures.clear();
    m_states.clear();
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 2'000;
    m_conversation = std::make_unique<Conversation>(options);
    connect(m_conversation.get(), &Conversation::joinFailed, this,
            [this](const Conversation::JoinFailure &failure) { m_failures.append(failure); });
    connect(m_conversation.get(), &Conversation::stateChanged, this,
            [this](Conversation::State state) { m_states.append(state); });
    connect(m_conversation.get(), &Conversation::currentRoomChanged, this, [this] {
        m_tester = std::make_unique<QAbstractItemModelTester>(m_conversation->messages());
    });
}

void ConversationFixture::cleanup()
{
    m_tester.reset();
    m_conversation.reset();
    m_server.reset();
}

void ConversationFixture::start(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
}

bool ConversationFixture::joined(FakeServer::Mode mode, const QString &path)
{
    if (!m_server) {
        start(mode);
    }
    QSignalSpy spy(m_conversation.get(), &Conversation::joined);
    m_conversation->start(m_server->address() + path, u"김민수"_s);
    return waitFor([&] { return spy.count() == 1; });
}

QStringList ConversationFixture::texts() const
{
    QStringList all;
    for (int row = 0; row < m_conversation->messages()->rowCount(); ++row) {
        all.append(ofRow(row, MessageListModel::TextRole).toString());
    }
    return all;
}

QVariant ConversationFixture::ofRow(int row, int role) const
{
    return m_conversation->messages()->index(row).data(role);
}

void ConversationFixture::fill(const QString &room, int count)
{
    for (int i = 0; i < count; ++i) {
        m_server->addMessage(room, u"lee"_s,
                             u"m%1"_s.arg(m_server->rooms[room].messages.size() + 1), true);
    }
}

} // namespace maru::client
