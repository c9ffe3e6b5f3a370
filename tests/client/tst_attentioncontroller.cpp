// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "attentionfixture.h"
#include "client/attentioncontroller.h"
#include "client/model/roomlistmodel.h"
#include "tests/support/fakeserver.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// From a message at a server to what the person is told, and back from a click or an answer.
class tst_AttentionController : public AttentionFixture
{
    Q_OBJECT

private slots:
    void aMessageIsTold();
    void aFloodIsToldOnce();
    void theRoomThatIsSeenIsNot();
    void ownOnesOfAnotherDeviceAreNot();
    void roomsHaveTheirRules();
    void quietIsQuiet();
    void aClickOpensTheMessage();
    void anAnswerIsSentAndTheDraftStays();
    void anAnswerThatCannotBeSentIsNotLost();
    void anAnswerThatIsRefusedIsTold();
    void whatIsReadIsTakenBack();
    void whatIsReadIsTakenBackFromAMutedRoom();
    void aForgottenConversationTakesItsNoticesAlong();
    void timeAwayIsOneSummary();
    void whatIsReadElsewhereMeanwhileHidesNothingNew();
    void whatIsReadHereMeanwhileHidesNothingNew();
    void whatWasUnreadBeforeIsNotNew();

private:
    void tellReadElsewhere() // the first message of r2
    {
        m_server->sendEvent(u"read:changed"_s,
                            QJsonObject{{u"room"_s, u"r2"_s},
                                        {u"user"_s, m_server->userOf(u"김민수"_s)},
                                        {u"seq"_s, 1},
                                        {u"at"_s, u"2026-11-23T09:12:00.123Z"_s}});
    }
    // Five messages of r2 that nobody has read, and then no connection.
    [[nodiscard]] bool leavesFiveUnread()
    {
        if (!joined()) {
            return false;
        }
        for (int i = 1; i <= 5; ++i) {
            if (!lastIsTold(u"message %1"_s.arg(i))) {
                return false;
            }
        }
        m_server->stop();
        m_notifier->shown.clear();
        return QTest::qWaitFor(
            [this] { return m_conversation->state() == Conversation::State::Reconnecting; },
            patienceMs);
    }
    void writeTwoMore()
    {
        m_server->addMessage(u"r2"_s, u"이영희"_s, u"missed"_s, true);
        m_server->addMessage(u"r2"_s, u"이영희"_s, u"missed too"_s, true);
    }
    void setNotify(const QString &room, const QString &notify)
    {
        FakeServer::Room &found = m_server->rooms[room];
        found.readSeq = found.messages.size();
        QJsonObject object = m_server->roomObject(found);
        object.insert(u"notify"_s, notify);
        m_server->sendEvent(u"room:changed"_s, object);
    }
};

void tst_AttentionController::aMessageIsTold()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"<b>안녕</b>"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    const Notice notice = m_notifier->shown.first();
    QVERIFY(notice.title.contains(u"이영희"_s) && notice.title.contains("lobby"_L1));
    QCOMPARE(notice.text, u"<b>안녕</b>"_s);
    QVERIFY(notice.takesReply && !notice.hasSound && !notice.picture.isNull());
    AttentionChoices choices;
    choices.showsText = false;
    choices.hasSound = true;
    m_attention->settings().setChoices(choices);
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"secret"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 2, patienceMs);
    QVERIFY(!m_notifier->shown.last().text.contains("secret"_L1));
    QVERIFY(m_notifier->shown.last().hasSound);
}

void tst_AttentionController::aFloodIsToldOnce()
{
    QVERIFY(joined());
    for (int i = 0; i < 500; ++i) {
        m_server->addMessage(u"r1"_s, u"이영희"_s, u"flood %1"_s.arg(i));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!m_notifier->shown.isEmpty()
                                 && m_notifier->shown.last().text.contains("flood 499"_L1),
                             patienceMs);
    QVERIFY(m_notifier->shown.last().text.contains("500 new messages"_L1));
    for (const Notice &notice : m_notifier->shown) { // on a slow machine it takes its time
        QCOMPARE(notice.key, m_notifier->shown.first().key);
    }
}

void tst_AttentionController::theRoomThatIsSeenIsNot()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QVERIFY(seen());
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"seen"_s);
    QVERIFY(lastIsTold(u"other room"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
    m_window->hide(); // nobody sees it now
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"not seen"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 2, patienceMs);
    QVERIFY(m_notifier->shown.last().text.contains("not seen"_L1));
}

void tst_AttentionController::ownOnesOfAnotherDeviceAreNot()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"written on the phone"_s);
    QVERIFY(lastIsTold(u"another's"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
}

void tst_AttentionController::roomsHaveTheirRules()
{
    QVERIFY(joined());
    setNotify(u"r1"_s, u"none"_s);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"muted"_s);
    QVERIFY(lastIsTold(u"one"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
    setNotify(u"r1"_s, u"mentions"_s);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"for nobody"_s);
    QVERIFY(lastIsTold(u"two"_s));
    for (const Notice &notice : m_notifier->shown) {
        QVERIFY(!notice.title.contains("lobby"_L1));
    }
}

void tst_AttentionController::quietIsQuiet()
{
    QVERIFY(joined());
    AttentionChoices choices;
    choices.quietUntilMs = QDateTime::currentMSecsSinceEpoch() + 3'600'000;
    m_attention->settings().setChoices(choices);
    QSignalSpy arrived(m_conversation.get(), &Conversation::messageArrived);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"hush"_s);
    QTRY_COMPARE_WITH_TIMEOUT(arrived.count(), 1, patienceMs);
    m_attention->settings().setChoices({});
    QVERIFY(lastIsTold(u"loud"_s));
    QCOMPARE(m_notifier->shown.size(), 1);
    QVERIFY(m_window->windowTitle().startsWith("(2) "_L1)); // it is counted all the same
}

void tst_AttentionController::aClickOpensTheMessage()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QVERIFY(lastIsTold(u"look"_s));
    QSignalSpy jumped(m_conversation.get(), &Conversation::jumpReady);
    QSignalSpy wanted(m_attention.get(), &AttentionController::conversationWanted);
    emit m_notifier->activated(m_notifier->shown.first().key);
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_conversation->currentRoom().toString(), u"r2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(jumped.count(), 1, patienceMs);
    QCOMPARE(jumped.first().first().toLongLong(), 1);
    QCOMPARE(wanted.count(), 1);
    emit m_notifier->activated(u"unknown"_s, u"token"_s); // only shows the window
    QCOMPARE(qgetenv("XDG_ACTIVATION_TOKEN"), QByteArray("token")); // which may come forward
    QCOMPARE(m_conversation->currentRoom().toString(), u"r2"_s);
}

void tst_AttentionController::anAnswerIsSentAndTheDraftStays()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    m_conversation->setDraft(RoomId(u"r2"_s), u"half a thought"_s);
    QVERIFY(lastIsTold(u"how are you?"_s));
    emit m_notifier->replied(m_notifier->shown.first().key, u" 좋아요 \n"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->callsOf(u"message:send"_s).size(), 1, patienceMs);
    const QJsonObject sent = m_server->callsOf(u"message:send"_s).first().argument.toObject();
    QCOMPARE(sent.value(u"chat"_s).toString(), u"좋아요"_s);
    QCOMPARE(sent.value(u"room"_s).toString(), u"r2"_s);
    QCOMPARE(m_conversation->currentRoom().toString(), u"r1"_s); // one looks where one looked
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), u"half a thought"_s);
    QCOMPARE(m_conversation->rooms()
                 ->index(m_conversation->rooms()->rowOf(RoomId(u"r2"_s)))
                 .data(RoomListModel::UnreadRole)
                 .toInt(),
             0);
}

void tst_AttentionController::anAnswerThatCannotBeSentIsNotLost()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"how are you?"_s));
    const QString key = m_notifier->shown.first().key;
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"deleted"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(m_conversation->rooms()->rowCount(), 1, patienceMs);
    QVERIFY(m_notifier->closed.contains(key)); // its room is gone
    emit m_notifier->replied(key, u"too late"_s); // it was on its way
    QCOMPARE(m_notifier->shown.last().text, u"too late"_s);
    QVERIFY(!m_notifier->shown.last().takesReply);
    QCOMPARE(m_server->callsOf(u"message:send"_s).size(), 0);
}

void tst_AttentionController::anAnswerThatIsRefusedIsTold()
{
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QSignalSpy noticed(m_conversation.get(), &Conversation::noticed);
    QVERIFY(lastIsTold(u"how are you?"_s));
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    emit m_notifier->replied(m_notifier->shown.first().key, u"좋아요"_s);
    QTRY_COMPARE_WITH_TIMEOUT(noticed.count(), 1, patienceMs);
    QVERIFY(noticed.first().first().toString().startsWith("Your reply was not sent: "_L1));
    QVERIFY(noticed.first().first().toString().endsWith(u"좋아요"_s));
    // What fails in the window is seen there.
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_conversation->post(u"here"_s));
    QVERIFY(m_conversation->postIn(RoomId(u"r2"_s), u"again"_s));
    QTRY_COMPARE_WITH_TIMEOUT(noticed.count(), 2, patienceMs);
    QVERIFY(noticed.last().first().toString().endsWith("again"_L1));
}

void tst_AttentionController::whatIsReadIsTakenBack()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"one"_s));
    const QString key = m_notifier->shown.first().key;
    tellReadElsewhere();
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->closed, QStringList{key}, patienceMs);
    QVERIFY(lastIsTold(u"two"_s));
    QCOMPARE(m_notifier->shown.last().text, u"two"_s); // it counts from one again
}

void tst_AttentionController::whatIsReadIsTakenBackFromAMutedRoom()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"one"_s));
    const QString key = m_notifier->shown.first().key;
    FakeServer::Room &room = m_server->rooms[u"r2"_s];
    room.readSeq = 0;
    QJsonObject muted = m_server->roomObject(room);
    muted.insert(u"notify"_s, u"none"_s);
    m_server->sendEvent(u"room:changed"_s, muted);
    QTRY_VERIFY(!m_window->windowTitle().startsWith(u'('));
    QVERIFY(m_notifier->closed.isEmpty());
    tellReadElsewhere();
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->closed, QStringList{key}, patienceMs);
}

void tst_AttentionController::aForgottenConversationTakesItsNoticesAlong()
{
    QVERIFY(joined());
    QVERIFY(lastIsTold(u"one"_s));
    const QString key = m_notifier->shown.first().key;
    QVERIFY(m_window->windowTitle().startsWith("(1) "_L1));
    m_attention->forget(*m_conversation);
    QCOMPARE(m_notifier->closed, QStringList{key});
    QVERIFY(!m_window->windowTitle().startsWith(u'('));
    emit m_notifier->replied(key, u"too late"_s);
    QCOMPARE(m_notifier->shown.last().text, u"too late"_s); // not sent, not lost
    m_conversation.reset();
    QVERIFY(seen());
}

void tst_AttentionController::timeAwayIsOneSummary()
{
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(m_conversation->state(), Conversation::State::Reconnecting,
                              patienceMs);
    for (int i = 0; i < 30; ++i) {
        m_server->addMessage(i % 2 == 0 ? u"r1"_s : u"r2"_s, u"이영희"_s, u"missed"_s, true);
    }
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    QVERIFY(m_notifier->shown.first().title.contains("30 new messages"_L1));
    QVERIFY(!m_notifier->shown.first().takesReply);
    QVERIFY(lastIsTold(u"live again"_s));
    QCOMPARE(m_notifier->shown.size(), 2);
    QVERIFY(seen()); // whoever looks needs no summary any more
    QTRY_VERIFY_WITH_TIMEOUT(m_notifier->closed.contains(m_notifier->shown.first().key),
                             patienceMs);
}

// On the phone, say, while this computer sleeps.
void tst_AttentionController::whatIsReadElsewhereMeanwhileHidesNothingNew()
{
    QVERIFY(leavesFiveUnread());
    m_server->rooms[u"r2"_s].readSeq = 5;
    writeTwoMore();
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    QVERIFY2(m_notifier->shown.first().title.contains("away: 2 new messages"_L1),
             qPrintable(m_notifier->shown.first().title));
}

void tst_AttentionController::whatIsReadHereMeanwhileHidesNothingNew()
{
    QVERIFY(leavesFiveUnread());
    m_conversation->markRoomRead(RoomId(u"r2"_s));
    QTRY_VERIFY(!m_window->windowTitle().startsWith(u'('));
    writeTwoMore();
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    QVERIFY2(m_notifier->shown.first().title.contains("away: 2 new messages"_L1),
             qPrintable(m_notifier->shown.first().title));
}

void tst_AttentionController::whatWasUnreadBeforeIsNotNew()
{
    QVERIFY(leavesFiveUnread());
    writeTwoMore();
    QVERIFY(m_server->listen());
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, patienceMs);
    QVERIFY2(m_notifier->shown.first().title.contains("away: 2 new messages"_L1),
             qPrintable(m_notifier->shown.first().title));
}

QTEST_MAIN(tst_AttentionController)
#include "tst_attentioncontroller.moc"
