// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "common/clientlimits.h"
#include "conversationfixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_Conversation : public ConversationFixture
{
    Q_OBJECT

private slots:
    void aJoinShowsTheHomeRoomWithItsNewestPage();
    void olderPagesComeOneByOneUntilTheStart();
    void anOwnMessageStandsOnceAfterAckAndBroadcast();
    void noMessageIsDoubledByALostAck();
    void noMessageIsDoubledByALossBeforeOrAfterTheStore_data();
    void noMessageIsDoubledByALossBeforeOrAfterTheStore();
    void whatIsWrittenOfflineGoesOutInOrder();
    void aFailedMessageSaysWhyAndCanBeSentAgainOrDiscarded();
    void aHoleInRevAsksForTheChangesOnce();
    void whatWasMissedWhileAwayIsCaughtUpPageByPage();
    void aLongAbsenceStartsAgainFromTheNewestPage();
    void anEditMadeWhileAwayIsShown();
    void roomsCountWhatIsUnread();
    void aHiddenRoomKeepsABoundedNumberOfRows();
    void aRoomThatNobodyOpenedKeepsAPage();
    void aClassicServerIsOneRoomWithoutHistory();
    void aClassicMessageThatMayBeDoubledIsLeftToTheAuthor();
    void textThatMayNotBeSentIsRefused();
};

void tst_Conversation::aJoinShowsTheHomeRoomWithItsNewestPage()
{
    start();
    fill(u"r1"_s, 60);
    QVERIFY(joined());
    QCOMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_conversation->serverName(), u"Fake school"_s);
    QCOMPARE(m_conversation->serverAddress(), m_server->address());
    QCOMPARE(m_conversation->ownUser().userName, u"김민수"_s);
    QCOMPARE(m_conversation->currentRoomName(), u"lobby"_s);
    QVERIFY(!m_conversation->isClassic());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), limits::historyPageRows);
    QCOMPARE(texts().first(), u"m11"_s);
    QCOMPARE(texts().last(), u"m60"_s);
    QCOMPARE(m_conversation->lastServer(), m_server->address());
    QCOMPARE(m_conversation->lastUserName(), u"김민수"_s);
}

void tst_Conversation::olderPagesComeOneByOneUntilTheStart()
{
    start();
    fill(u"r1"_s, 120);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    QSignalSpy older(m_conversation.get(), &Conversation::olderLoaded);
    QVERIFY(m_conversation->hasOlder());
    m_conversation->loadOlder();
    m_conversation->loadOlder(); // one at a time
    QTRY_COMPARE(older.count(), 1);
    QCOMPARE(m_conversation->messages()->rowCount(), 100);
    m_conversation->loadOlder();
    QTRY_COMPARE(older.count(), 2);
    QCOMPARE(m_conversation->messages()->rowCount(), 120);
    QVERIFY(!m_conversation->hasOlder());
    m_conversation->loadOlder();
    m_server->addMessage(u"r1"_s, u"lee"_s, u"after"_s);
    QTRY_COMPARE(texts().last(), u"after"_s);
    QCOMPARE(m_server->callsOf(u"message:history"_s).size(), 3);
}

void tst_Conversation::anOwnMessageStandsOnceAfterAckAndBroadcast()
{
    QVERIFY(joined());
    QVERIFY(m_conversation->post(u"안녕"_s));
    QCOMPARE(texts(), QStringList{u"안녕"_s});
    QCOMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sending));
    QTRY_COMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    m_server->addMessage(u"r1"_s, u"lee"_s, u"hi"_s);
    QTRY_COMPARE(texts(), (QStringList{u"안녕"_s, u"hi"_s}));
    QVERIFY(m_server->callsOf(u"message:changes"_s).isEmpty());
}

void tst_Conversation::noMessageIsDoubledByALostAck()
{
    QVERIFY(joined());
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::LoseAck, {}});
    QVERIFY(m_conversation->post(u"once"_s));
    QTRY_COMPARE(ofRow(0, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    const auto sends = m_server->callsOf(u"message:send"_s);
    QCOMPARE(sends.size(), 2);
    QCOMPARE(sends.at(0).argument, sends.at(1).argument); // the same cid
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
    QCOMPARE(texts(), QStringList{u"once"_s});
}

void tst_Conversation::noMessageIsDoubledByALossBeforeOrAfterTheStore_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("stored, then lost") << int(FakeServer::Fault::Kind::StoreAndDrop);
    QTest::newRow("lost before it was stored") << int(FakeServer::Fault::Kind::DropFirst);
}

void tst_Conversation::noMessageIsDoubledByALossBeforeOrAfterTheStore()
{
    QFETCH(int, fault);
    QVERIFY(joined());
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind(fault), {}});
    QVERIFY(m_conversation->post(u"one"_s));
    QVERIFY(m_conversation->post(u"two"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 2);
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(texts(), (QStringList{u"one"_s, u"two"_s}));
    QSet<QString> cids;
    for (const QJsonObject &message : std::as_const(m_server->rooms[u"r1"_s].messages)) {
        cids.insert(message.value(u"cid"_s).toString());
    }
    QCOMPARE(cids.size(), 2);
}

void tst_Conversation::whatIsWrittenOfflineGoesOutInOrder()
{
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QStringList written;
    for (int i = 0; i < 20; ++i) {
        written.append(u"offline %1"_s.arg(i));
        QVERIFY(m_conversation->post(written.last()));
    }
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::Refuse,
                                  FakeServer::refusal(u"SLOW_DOWN"_s, {{u"retryAfterMs"_s, 50}})});
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::StoreAndDrop, {}});
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 20);
    QTRY_COMPARE(ofRow(19, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(texts(), written);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(m_server->rooms[u"r1"_s].messages.at(i).value(u"chat"_s).toString(),
                 written.at(i));
    }
}

void tst_Conversation::aFailedMessageSaysWhyAndCanBeSentAgainOrDiscarded()
{
    QVERIFY(joined());
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_conversation->post(u"one"_s));
    QVERIFY(m_conversation->post(u"two"_s));
    QVERIFY(m_conversation->post(u"three"_s));
    QTRY_COMPARE(texts(), (QStringList{u"three"_s, u"one"_s, u"two"_s}));
    QTRY_COMPARE(ofRow(2, MessageListModel::DeliveryRole).toInt(), int(Delivery::Failed));
    QVERIFY(!ofRow(1, MessageListModel::FailureRole).toString().isEmpty());
    m_conversation->discard(ofRow(2, MessageListModel::CidRole).toString());
    QCOMPARE(texts(), (QStringList{u"three"_s, u"one"_s}));
    m_conversation->retry(ofRow(1, MessageListModel::CidRole).toString());
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 2);
}

void tst_Conversation::aHoleInRevAsksForTheChangesOnce()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"lee"_s, u"a"_s);
    QTRY_COMPARE(texts(), QStringList{u"a"_s});
    m_server->addMessage(u"r1"_s, u"lee"_s, u"lost 1"_s, true);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"lost 2"_s, true);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"d"_s);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"e"_s);
    QTRY_COMPARE(texts(), (QStringList{u"a"_s, u"lost 1"_s, u"lost 2"_s, u"d"_s, u"e"_s}));
    m_server->addMessage(u"r1"_s, u"lee"_s, u"f"_s);
    QTRY_COMPARE(texts().last(), u"f"_s);
    const auto questions = m_server->callsOf(u"message:changes"_s);
    QCOMPARE(questions.size(), 1);
    QCOMPARE(questions.first().argument.toObject().value(u"afterRev"_s).toInteger(), 1);
}

void tst_Conversation::whatWasMissedWhileAwayIsCaughtUpPageByPage()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"lee"_s, u"m1"_s);
    QTRY_COMPARE(texts().size(), 1);
    m_server->stop();
    fill(u"r1"_s, 250);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 251);
    QCOMPARE(m_server->callsOf(u"message:changes"_s).size(), 3);
    QCOMPARE(texts().last(), u"m251"_s);
    QCOMPARE(m_conversation->messages()->lastSeq(), 251);
}

void tst_Conversation::aLongAbsenceStartsAgainFromTheNewestPage()
{
    QVERIFY(joined());
    m_server->addMessage(u"r1"_s, u"lee"_s, u"m1"_s);
    QTRY_COMPARE(texts().size(), 1);
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"mine"_s));
    fill(u"r1"_s, int(limits::maxCatchUpChanges) + 1);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts().last(), u"mine"_s);
    QTRY_COMPARE(m_conversation->messages()->rowCount(), limits::historyPageRows + 1);
    QTRY_COMPARE(ofRow(limits::historyPageRows, MessageListModel::DeliveryRole).toInt(),
                 int(Delivery::Sent));
    QVERIFY(m_server->callsOf(u"message:changes"_s).isEmpty());
    QVERIFY(m_conversation->hasOlder());
}

void tst_Conversation::anEditMadeWhileAwayIsShown()
{
    start();
    fill(u"r1"_s, 3);
    QVERIFY(joined());
    QTRY_COMPARE(texts(), (QStringList{u"m1"_s, u"m2"_s, u"m3"_s}));
    m_server->stop();
    m_server->editMessage(u"r1"_s, 2, u"edited"_s, true);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(texts(), (QStringList{u"m1"_s, u"edited"_s, u"m3"_s}));
}

void tst_Conversation::roomsCountWhatIsUnread()
{
    start();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    QCOMPARE(m_conversation->rooms()->rowCount(), 2);
    const auto unread = [this] {
        return m_conversation->rooms()->index(1).data(RoomListModel::UnreadRole).toInt();
    };
    m_server->addMessage(u"r2"_s, u"lee"_s, u"one"_s);
    m_server->addMessage(u"r2"_s, u"김민수"_s, u"own, from another device"_s);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"in the room shown"_s);
    QTRY_COMPARE(texts().size(), 1);
    QCOMPARE(unread(), 1);
    m_server->stop();
    fill(u"r2"_s, 3);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(unread(), 4);
    QSignalSpy changed(m_conversation.get(), &Conversation::currentRoomChanged);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(unread(), 0);
    QTRY_COMPARE(texts().size(), 5);
    m_conversation->setCurrentRoom(RoomId(u"nowhere"_s));
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
}

void tst_Conversation::aHiddenRoomKeepsABoundedNumberOfRows()
{
    start();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    m_tester.reset(); // looks at every row each time
    const int many = limits::maxHiddenRows + 50;
    for (int i = 0; i < many; ++i) {
        m_server->addMessage(u"r1"_s, u"lee"_s, u"m%1"_s.arg(i + 1));
    }
    MessageListModel *const model = m_conversation->messages();
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), many, 20'000);
    QVERIFY(!m_conversation->hasOlder());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QCOMPARE(model->rowCount(), limits::maxHiddenRows);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QVERIFY(m_conversation->hasOlder());
    m_conversation->loadOlder();
    QTRY_COMPARE(model->rowCount(), many);
    QCOMPARE(model->firstSeq(), 1);
}

void tst_Conversation::aRoomThatNobodyOpenedKeepsAPage()
{
    start();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    const int many = limits::maxHiddenRows + 50;
    for (int i = 0; i < many; ++i) {
        m_server->addMessage(u"r2"_s, u"lee"_s, u"m%1"_s.arg(i + 1));
    }
    const RoomListModel *const rooms = m_conversation->rooms();
    const QModelIndex other = rooms->index(rooms->rowOf(RoomId(u"r2"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(other.data(RoomListModel::UnreadRole).toInt(), many, 20'000);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    MessageListModel *const model = m_conversation->messages();
    QVERIFY2(model->rowCount() <= limits::historyPageRows * 6 / 5,
             qPrintable(QString::number(model->rowCount())));
    QCOMPARE(model->lastSeq(), many);
    // And all of it can be read.
    QTRY_VERIFY(model->rowCount() > limits::historyPageRows * 6 / 5);
    for (int last = 0; m_conversation->hasOlder() && model->rowCount() > last;) {
        last = model->rowCount();
        m_conversation->loadOlder();
        QTRY_VERIFY(model->rowCount() > last || !m_conversation->hasOlder());
    }
    QCOMPARE(model->rowCount(), many);
    QCOMPARE(model->firstSeq(), 1);
}

void tst_Conversation::aClassicServerIsOneRoomWithoutHistory()
{
    QVERIFY(joined(FakeServer::Mode::SeedLike, u"/방1"_s));
    QVERIFY(m_conversation->isClassic());
    QCOMPARE(m_conversation->rooms()->rowCount(), 1);
    QCOMPARE(m_conversation->currentRoomName(), u"방1"_s);
    QVERIFY(!m_conversation->hasOlder());
    m_conversation->loadOlder();
    for (int i = 0; i < 5; ++i) {
        QVERIFY(m_conversation->post(u"text %1"_s.arg(i)));
    }
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 6);
    QCOMPARE(texts().mid(1),
             (QStringList{u"text 0"_s, u"text 1"_s, u"text 2"_s, u"text 3"_s, u"text 4"_s}));
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"offline"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 8); // a second welcome
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
}

void tst_Conversation::aClassicMessageThatMayBeDoubledIsLeftToTheAuthor()
{
    QVERIFY(joined(FakeServer::Mode::SeedLike));
    QTRY_COMPARE(texts().size(), 1);
    m_server->echoes = false;
    QVERIFY(m_conversation->post(u"once"_s));
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Failed));
    QVERIFY(!ofRow(1, MessageListModel::FailureRole).toString().isEmpty());
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    m_server->echoes = true;
    m_conversation->retry(ofRow(1, MessageListModel::CidRole).toString());
    QTRY_COMPARE(ofRow(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
}

void tst_Conversation::textThatMayNotBeSentIsRefused()
{
    QVERIFY(!m_conversation->post(u"nobody there"_s));
    QVERIFY(joined());
    QVERIFY(!m_conversation->post(QString(8'001, u'가')));
    QVERIFY(!m_conversation->post(QString(QChar(0))));
    QVERIFY(m_conversation->post(QString(8'000, u'가')));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
}

QTEST_GUILESS_MAIN(tst_Conversation)
#include "tst_conversation.moc"
