// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// A conversation that begins with what an earlier run has left on disk.

#include "client/model/conversation.h"
#include "offlinefixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_Offline : public OfflineFixture
{
    Q_OBJECT

private slots:
    void withoutANetworkTheLastStateIsShown();
    void theServerCatchesUpWithWhatIsShown();
    void olderPagesComeFromTheStoreAndThenFromTheServer();
    void aHiddenRoomIsCaughtUpWhenItIsLookedAt();
    void aMarkOfAnotherDeviceLeavesWhatIsBehindIt();
    void aRoomThatIsGoneGoesFromTheListToo();
    void changesOfMessagesAreThereAgain();
    void aPageMayBeOlderThanAnEdit();
    void aJumpGoesThroughTheStore();
    void readingIsKeptAndToldLater();
    void whatIsToldOfRoomsIsThereAgain();
    void theReaderComesBackToTheSamePlace();
};

void tst_Offline::withoutANetworkTheLastStateIsShown()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    fill(u"r1"_s, 60);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    m_server->addMessage(u"r2"_s, u"lee"_s, u"숙제"_s);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"m61"_s);
    QTRY_COMPARE(m_conversation->rooms()->index(0).data(RoomListModel::UnreadRole).toInt(), 1);
    QTRY_COMPARE(texts(), QStringList{u"숙제"_s});
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    m_server->addMessage(u"r1"_s, u"lee"_s, u"m62"_s);
    QTRY_COMPARE(m_conversation->rooms()->index(0).data(RoomListModel::UnreadRole).toInt(), 1);
    endConversation();
    m_server->stop();

    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->rooms()->rowCount(), 2);
    QCOMPARE(m_conversation->currentRoomName(), u"수학"_s); // the one that was open
    QCOMPARE(texts(), QStringList{u"숙제"_s});
    QCOMPARE(m_conversation->rooms()->index(0).data(RoomListModel::UnreadRole).toInt(), 1);
    QCOMPARE(m_conversation->ownUser().userName, u"김민수"_s);
    QCOMPARE(m_conversation->serverName(), u"Fake school"_s);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    QCOMPARE(texts().last(), u"m62"_s);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
}

void tst_Offline::theServerCatchesUpWithWhatIsShown()
{
    startServer();
    fill(u"r1"_s, 10);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 10);
    endConversation();
    m_server->stop();
    fill(u"r1"_s, 3);
    m_server->editMessage(u"r1"_s, 2, u"edited"_s, true);

    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts().size(), 10);
    m_server->calls.clear();
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QTRY_COMPARE(texts().size(), 13);
    QCOMPARE(texts().at(1), u"edited"_s);
    QCOMPARE(texts().last(), u"m13"_s);
    QVERIFY(m_server->callsOf(u"message:history"_s).isEmpty());
    QCOMPARE(m_server->callsOf(u"message:changes"_s).size(), 1);
    // And all of it is there the next time.
    endConversation();
    m_server->stop();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts().size(), 13);
    QCOMPARE(texts().at(1), u"edited"_s);
}

void tst_Offline::olderPagesComeFromTheStoreAndThenFromTheServer()
{
    startServer();
    fill(u"r1"_s, 220);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    QSignalSpy loaded(m_conversation.get(), &Conversation::olderLoaded);
    m_conversation->loadOlder();
    QTRY_COMPARE(loaded.count(), 1);
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 100);
    endConversation();
    m_server->stop();

    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->messages()->rowCount(), 50);
    QVERIFY(m_conversation->hasOlder());
    m_conversation->loadOlder();
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 100); // offline
    QSignalSpy nothingMore(m_conversation.get(), &Conversation::olderLoaded);
    m_conversation->loadOlder();
    QTRY_COMPARE(nothingMore.count(), 1);
    m_server->calls.clear();
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_conversation->messages()->rowCount(), 100);
    m_conversation->loadOlder();
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 150);
    QCOMPARE(m_server->callsOf(u"message:history"_s).size(), 1);
    QCOMPARE(m_conversation->messages()->firstSeq(), 71);
    restart();
    QVERIFY(restored());
    for (const int rows : {100, 150}) {
        m_conversation->loadOlder();
        QTRY_COMPARE(m_conversation->messages()->rowCount(), rows);
    }
    QCOMPARE(texts().first(), u"m71"_s);
}

void tst_Offline::aHiddenRoomIsCaughtUpWhenItIsLookedAt()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    fill(u"r2"_s, 5);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(texts().size(), 5);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    endConversation();
    fill(u"r2"_s, 130);
    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    const auto unread = [this] {
        return m_conversation->rooms()->index(1).data(RoomListModel::UnreadRole).toInt();
    };
    QTRY_COMPARE(unread(), 130);
    QVERIFY(m_server->callsOf(u"message:changes"_s).isEmpty());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(texts().size(), 135);
    QCOMPARE(texts().first(), u"m1"_s);
    QCOMPARE(texts().last(), u"m135"_s);
    QCOMPARE(unread(), 0);
    m_server->addMessage(u"r2"_s, u"lee"_s, u"m136"_s);
    QTRY_COMPARE(texts().size(), 136);
}

void tst_Offline::aMarkOfAnotherDeviceLeavesWhatIsBehindIt()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    fill(u"r2"_s, 5);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(texts().size(), 5);
    m_conversation->markRead(5);
    QTRY_COMPARE(m_server->rooms[u"r2"_s].readSeq, 5);
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    endConversation();
    fill(u"r2"_s, 30);
    newConversation();
    QVERIFY(restored());
    const auto unread = [this] {
        return m_conversation->rooms()->index(1).data(RoomListModel::UnreadRole).toInt();
    };
    QTRY_COMPARE(unread(), 30); // none of which is here yet
    m_server->sendEvent(u"read:changed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s},
                                    {u"user"_s, m_server->userOf(u"김민수"_s)},
                                    {u"seq"_s, 15},
                                    {u"at"_s, u"2026-11-23T09:12:00.123Z"_s}});
    QTRY_COMPARE(unread(), 20);
}

void tst_Offline::aRoomThatIsGoneGoesFromTheListToo()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    fill(u"r2"_s, 2);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QTRY_COMPARE(texts().size(), 2);
    endConversation();
    m_server->rooms.remove(u"r2"_s);
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->currentRoomName(), u"수학"_s);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_conversation->rooms()->rowCount(), 1);
    QCOMPARE(m_conversation->currentRoomName(), u"lobby"_s);
    endConversation();
    m_server->stop();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->rooms()->rowCount(), 1);
}

void tst_Offline::changesOfMessagesAreThereAgain()
{
    startServer();
    fill(u"r1"_s, 3);
    QVERIFY(joined());
    QVERIFY(m_conversation->reply(u"답장"_s, MessageId(u"r1-1"_s)));
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 4);
    m_server->changeMessage(
        u"r1"_s, 1, {{u"chat"_s, QString()}, {u"deletedAt"_s, u"2026-11-23T09:12:00.123Z"_s}});
    m_conversation->react(MessageId(u"r1-2"_s), u"👍"_s, true);
    const auto of = [this](int row, int role) {
        return m_conversation->messages()->index(row).data(role);
    };
    const auto isAllShown = [&] {
        return of(0, MessageListModel::DeletedRole).toBool()
            && of(3, MessageListModel::ReplyRole).value<ReplyTo>().seq == 1
            && of(3, MessageListModel::ReplyRole).value<ReplyTo>().chat.isEmpty()
            && of(1, MessageListModel::ReactionsRole).value<QList<ReactionCount>>()
            == QList<ReactionCount>{{u"👍"_s, 1, true}};
    };
    QTRY_VERIFY(isAllShown());
    endConversation();
    m_server->stop();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts(), (QStringList{QString(), u"m2"_s, u"m3"_s, u"답장"_s}));
    QVERIFY(isAllShown());
}

// Servers read pages beside the changes: the news of an edit may be here before a page without it.
void tst_Offline::aPageMayBeOlderThanAnEdit()
{
    startServer();
    fill(u"r1"_s, 220);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    m_server->calls.clear();
    m_server->heldCalls = {u"message:history"_s};
    const auto textOf = [this](qint64 seq) {
        const int row = m_conversation->messages()->rowOfSeq(seq);
        return row < 0 ? QString() : m_conversation->messages()->index(row).data().toString();
    };
    const auto answerAfterEditing = [this](qint64 seq) {
        const auto asked = [this] {
            return m_server->callsOf(u"message:history"_s);
        };
        if (!QTest::qWaitFor([&] { return !asked().isEmpty(); })) {
            return false;
        }
        const FakeServer::Call call = asked().first();
        const QJsonObject page = m_server->historyReply(call.argument.toObject());
        m_server->editMessage(u"r1"_s, seq, u"edited"_s);
        m_server->answer(call.ackId, page);
        m_server->calls.clear();
        return true;
    };
    m_conversation->loadOlder();
    QVERIFY(answerAfterEditing(150));
    QTRY_COMPARE(textOf(150), u"edited"_s);
    m_conversation->jumpTo(40);
    QVERIFY(answerAfterEditing(40));
    QTRY_COMPARE(textOf(40), u"edited"_s);
    const qint64 last = m_conversation->messages()->lastSeq();
    m_conversation->loadNewer();
    QVERIFY(answerAfterEditing(last + 1));
    QTRY_COMPARE(textOf(last + 1), u"edited"_s);

    restart();
    QVERIFY(restored());
    m_conversation->loadOlder();
    QTRY_COMPARE(textOf(150), u"edited"_s);
}

void tst_Offline::aJumpGoesThroughTheStore()
{
    startServer();
    fill(u"r1"_s, 220);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    m_conversation->loadOlder();
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 100);
    endConversation();
    m_server->stop();
    newConversation();
    QSignalSpy ready(m_conversation.get(), &Conversation::jumpReady);
    QSignalSpy failed(m_conversation.get(), &Conversation::actionFailed);
    QVERIFY(restored());
    QCOMPARE(m_conversation->messages()->rowCount(), 50);
    m_conversation->jumpTo(130);
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(m_conversation->messages()->rowOfSeq(130) >= 0);
    QCOMPARE(failed.count(), 0);
    m_conversation->jumpTo(30); // only the server has it
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(ready.count(), 1);
}

void tst_Offline::readingIsKeptAndToldLater()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    m_server->rooms[u"r2"_s].mentions = 1;
    m_server->rooms[u"r1"_s].readSeq = 0;
    fill(u"r1"_s, 3);
    fill(u"r2"_s, 2);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 3);
    QVERIFY(lost());
    m_conversation->markRead(2);
    const auto of = [this](int row, int role) {
        return m_conversation->rooms()->index(row).data(role).toInt();
    };
    QCOMPARE(of(0, RoomListModel::UnreadRole), 1);
    endConversation(); // nobody was told

    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->readSeq(), 2);
    QCOMPARE(of(0, RoomListModel::UnreadRole), 1);
    QCOMPARE(of(1, RoomListModel::UnreadRole), 2);
    QCOMPARE(of(1, RoomListModel::MentionsRole), 1);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_server->rooms[u"r1"_s].readSeq, 2);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_conversation->readSeq(), 2);
    QCOMPARE(of(0, RoomListModel::UnreadRole), 1);
    QCOMPARE(of(1, RoomListModel::MentionsRole), 1);
}

void tst_Offline::whatIsToldOfRoomsIsThereAgain()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    fill(u"r2"_s, 2);
    m_server->addRoom(u"r3"_s, u"영어"_s);
    QVERIFY(joined());
    QCOMPARE(m_conversation->rooms()->rowCount(), 3);
    FakeServer::Room renamed = m_server->rooms[u"r2"_s];
    renamed.name = u"과학"_s;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(renamed));
    m_server->addMessage(u"r3"_s, u"lee"_s, u"last words"_s); // is written in the same turn
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r3"_s}, {u"reason"_s, u"kicked"_s}});
    QTRY_COMPARE(m_conversation->rooms()->rowCount(), 2);
    endConversation();
    m_server->stop();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->rooms()->rowCount(), 2);
    QCOMPARE(m_conversation->rooms()->index(1).data(RoomListModel::NameRole).toString(), u"과학"_s);
}

void tst_Offline::theReaderComesBackToTheSamePlace()
{
    startServer();
    fill(u"r1"_s, 200);
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 50);
    m_conversation->loadOlder();
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 100);
    m_conversation->setReadingPlace(120, -13);
    endConversation();
    m_server->stop();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->restoredPlace(), (ReadingPlace{RoomId(u"r1"_s), 120, -13}));
    QVERIFY(m_conversation->messages()->firstSeq() <= 120);
    QCOMPARE(m_conversation->messages()->lastSeq(), 200);
}

QTEST_GUILESS_MAIN(tst_Offline)
#include "tst_offline.moc"
