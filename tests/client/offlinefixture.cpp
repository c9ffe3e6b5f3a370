// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "offlinefixture.h"

#include "client/store/clientstore.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

namespace maru::client {

// Warnings that are expected would end the program, though they are ignored; others fail a test.
void OfflineFixture::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS");
}

void OfflineFixture::init()
{
    ++m_run;
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_notices.clear();
    m_failures.clear();
    newConversation();
}

void OfflineFixture::cleanup()
{
    endConversation();
    m_server.reset();
}

void OfflineFixture::newConversation()
{
    m_states.clear();
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(m_run));
    options.storePath = m_dir.filePath(QString::number(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 2'000;
    m_conversation = std::make_unique<Conversation>(options);
    connect(m_conversation.get(), &Conversation::noticed, this,
            [this](const QString &text) { m_notices.append(text); });
    connect(m_conversation.get(), &Conversation::actionFailed, this,
            [this](const QString &text) { m_failures.append(text); });
    connect(m_conversation.get(), &Conversation::stateChanged, this,
            [this](Conversation::State state) { m_states.append(state); });
    m_rooms = std::make_unique<QAbstractItemModelTester>(m_conversation->rooms());
    connect(m_conversation.get(), &Conversation::currentRoomChanged, this, [this] {
        m_messages = std::make_unique<QAbstractItemModelTester>(m_conversation->messages());
    });
}

// As a program that ends; kill -9 is tests/e2e/clientkill.test.js.
void OfflineFixture::endConversation()
{
    m_messages.reset();
    m_rooms.reset();
    m_conversation.reset();
}

void OfflineFixture::restart()
{
    endConversation();
    newConversation();
}

void OfflineFixture::startServer(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
    m_address = m_server->address();
}

bool OfflineFixture::joined(const QString &path)
{
    QSignalSpy spy(m_conversation.get(), &Conversation::joined);
    m_conversation->start(m_address + path, u"김민수"_s);
    return QTest::qWaitFor([&] { return spy.count() == 1; });
}

bool OfflineFixture::lost()
{
    m_server->stop();
    return QTest::qWaitFor(
        [this] { return m_conversation->state() == Conversation::State::Reconnecting; });
}

bool OfflineFixture::restored(const QString &name)
{
    QSignalSpy spy(m_conversation.get(), &Conversation::restored);
    m_conversation->start(m_address, name);
    return QTest::qWaitFor([&] { return spy.count() == 1; }, 30'000);
}

QStringList OfflineFixture::texts() const
{
    QStringList all;
    const MessageListModel *model = m_conversation->messages();
    for (int row = 0; row < model->rowCount(); ++row) {
        all.append(model->index(row).data(MessageListModel::TextRole).toString());
    }
    return all;
}

int OfflineFixture::delivery(int row) const
{
    return m_conversation->messages()->index(row).data(MessageListModel::DeliveryRole).toInt();
}

void OfflineFixture::fill(const QString &room, int count)
{
    for (int i = 0; i < count; ++i) {
        m_server->addMessage(room, u"lee"_s,
                             u"m%1"_s.arg(m_server->rooms[room].messages.size() + 1), true);
    }
}

QString OfflineFixture::accountFile(const QString &name) const
{
    return m_dir.filePath(
        u"%1/%2/%3"_s.arg(m_run).arg(ClientStore::folderName(m_address, u"김민수"_s), name));
}

} // namespace maru::client
