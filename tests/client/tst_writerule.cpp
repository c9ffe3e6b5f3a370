// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomactions.h"
#include "conversationfixture.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What holds back writing, and what it leaves.
class tst_WriteRule : public ConversationFixture
{
    Q_OBJECT

private slots:
    void slowModeHoldsBackTheNextMessage();
    void ownMessagesAreEditedInSlowMode();
    void aRefusedReactionTellsOfTheMute();

private:
    [[nodiscard]] bool joinedSlowRoom();
    [[nodiscard]] const WriteRule &rule() const
    {
        return m_conversation->roomActions()->writeRule();
    }

    QStringList m_outcomes;
};

bool tst_WriteRule::joinedSlowRoom()
{
    start();
    m_server->rooms[u"r1"_s].readSeq = 0;
    m_server->rooms[u"r1"_s].extras = {{u"slowModeSeconds"_s, 600}};
    return joined();
}

void tst_WriteRule::slowModeHoldsBackTheNextMessage()
{
    QVERIFY(joinedSlowRoom());
    QVERIFY(m_conversation->post(u"하나"_s));
    QVERIFY(!rule().mayWrite);
    QVERIFY(!m_conversation->post(u"둘"_s));
    m_server->rooms[u"r1"_s].extras = {};
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(m_server->rooms[u"r1"_s]));
    QTRY_VERIFY(rule().mayWrite);
}

void tst_WriteRule::ownMessagesAreEditedInSlowMode()
{
    QVERIFY(joinedSlowRoom());
    QVERIFY(m_conversation->post(u"하나"_s));
    QTRY_VERIFY(!ofRow(0, MessageListModel::IdRole).toString().isEmpty());
    QVERIFY(!rule().mayWrite);
    m_conversation->edit(MessageId(ofRow(0, MessageListModel::IdRole).toString()), u"둘"_s,
                         [this](const QString &failure) { m_outcomes.append(failure); });
    QTRY_COMPARE(m_outcomes.size(), 1);
    QCOMPARE(m_outcomes.constFirst(), QString());
    QCOMPARE(texts(), QStringList{u"둘"_s});
    QCOMPARE(m_server->callsOf(u"message:edit"_s).size(), 1);
}

void tst_WriteRule::aRefusedReactionTellsOfTheMute()
{
    start();
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"하나"_s);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 1);
    QVERIFY(rule().mayReact);
    m_server->replies[u"message:react"_s].enqueue(FakeServer::refusal(u"MUTED"_s));
    m_conversation->react(MessageId(u"r1-1"_s), u"👍"_s, true);
    QTRY_VERIFY(!rule().mayReact);
    QVERIFY(!rule().mayWrite && rule().mayDelete);
}

QTEST_GUILESS_MAIN(tst_WriteRule)
#include "tst_writerule.moc"
