// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "findingfixture.h"

#include "client/model/searchmodel.h"
#include "common/clientlimits.h"

using maru::testing::FakeServer;

namespace maru::client {

void FindingFixture::init()
{
    ++m_run;
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"로비"_s);
    m_server->addRoom(u"r2"_s, u"수학"_s);
    m_server->homeRoom = u"r1"_s;
    QVERIFY(m_server->listen());
    restart();
}

void FindingFixture::restart()
{
    m_tester.reset();
    m_conversation.reset();
    m_failures.clear();
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 2'000;
    m_conversation = std::make_unique<Conversation>(options);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_conversation->search());
    connect(m_conversation.get(), &Conversation::actionFailed, this,
            [this](const QString &text) { m_failures.append(text); });
}

void FindingFixture::cleanup()
{
    m_tester.reset();
    m_conversation.reset();
    m_server.reset();
}

void FindingFixture::fill(int count, const QString &room)
{
    for (int i = 0; i < count; ++i) {
        m_server->addMessage(room, u"이영희"_s, u"글 %1"_s.arg(i + 1), true);
    }
}

bool FindingFixture::joined()
{
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor([&] {
        return m_conversation->state() == Conversation::State::Online
            && m_conversation->messages()->rowCount() >= std::min<qsizetype>(
                   m_server->rooms[u"r1"_s].messages.size(), limits::historyPageRows);
    });
}

QList<qint64> FindingFixture::seqs() const
{
    QList<qint64> all;
    const MessageListModel *messages = m_conversation->messages();
    for (int row = 0; row < messages->sentCount(); ++row) {
        all.append(messages->index(row).data(MessageListModel::SeqRole).toLongLong());
    }
    return all;
}

} // namespace maru::client
