// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "conversationfixture.h"
#include "tests/support/fakeserver.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// What counts as unread after a time without a connection: the server counts every row behind the
/// mark, and whoever has the rows knows better.
class tst_UnreadAfterLoss : public ConversationFixture
{
    Q_OBJECT

private slots:
    void linesAndOwnMessagesAreNotUnread();
    void whatNothingHasChangedStaysCounted();

private:
    /// A room with three messages, all of them read.
    void joinWithThree()
    {
        start();
        fill(u"r1"_s, 3);
        m_server->rooms[u"r1"_s].readSeq = 3;
        QVERIFY(joined());
        QTRY_COMPARE(texts().size(), 3);
        QCOMPARE(unread(), 0);
    }
    void lose()
    {
        m_server->stop();
        QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    }
    void comeBack()
    {
        QVERIFY(m_server->listen());
        m_conversation->tryNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_conversation->state(), Conversation::State::Online, 30'000);
    }
    /// As those of people who come and go.
    void addLines(int count)
    {
        for (int i = 0; i < count; ++i) {
            QJsonObject line = m_server->addMessage(u"r1"_s, u"system"_s, u"line"_s, true);
            line.insert(u"type"_s, u"system"_s);
            m_server->rooms[u"r1"_s].messages.last() = line;
        }
    }
    [[nodiscard]] int unread() const
    {
        const RoomListModel *const rooms = m_conversation->rooms();
        return rooms->index(rooms->rowOf(RoomId(u"r1"_s))).data(RoomListModel::UnreadRole).toInt();
    }
};

void tst_UnreadAfterLoss::linesAndOwnMessagesAreNotUnread()
{
    joinWithThree();
    lose();
    addLines(10);
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"own, of another device"_s, true);
    comeBack();
    QTRY_COMPARE(texts().size(), 14);
    QTRY_COMPARE(unread(), 0);
    QCOMPARE(m_conversation->readSeq(), 3);
    lose();
    addLines(5);
    fill(u"r1"_s, 2);
    comeBack();
    QTRY_COMPARE(texts().size(), 21);
    QTRY_COMPARE(unread(), 2);
}

void tst_UnreadAfterLoss::whatNothingHasChangedStaysCounted()
{
    joinWithThree();
    lose();
    addLines(10);
    fill(u"r1"_s, 1);
    comeBack();
    QTRY_COMPARE(texts().size(), 14);
    QTRY_COMPARE(unread(), 1);
    lose();
    comeBack(); // there is nothing to catch up with
    QCOMPARE(unread(), 1);
}

QTEST_GUILESS_MAIN(tst_UnreadAfterLoss)
#include "tst_unreadafterloss.moc"
