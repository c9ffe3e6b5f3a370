// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/searchmodel.h"
#include "common/clientlimits.h"
#include "findingfixture.h"
#include "tests/support/fakeserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// Going to a message or a day of the past and back, against a server; how much is held meanwhile.
class tst_Jumping : public FindingFixture
{
    Q_OBJECT

private slots:
    void aJumpOpensAWindowThatGrowsBothWaysWithoutHoles();
    void theWayBackToTheNewest();
    void whatComesMeanwhileIsThereAfterwards();
    void anEditInAWindowIsShown();
    void anAnswerFollowsWhatIsFarAway();
    void writingGoesBackToTheNewest();
    void leavingTheRoomLeavesThePast();
    void aJumpIntoAnotherRoom();
    void whatIsNotThereIsTold();
    void whatIsNotAnsweredIsNotCalledGone();
    void aNearJumpJoinsOn();
    void theCacheHasNoHoleAfterAJump();
    void aJumpIntoWhatIsBeingCaughtUpWith();
    void aDayIsFound();
    void whoReadsUpAndUpHoldsABoundedPiece();
    void whatArrivesWithoutEndIsBoundedToo();
    void whatAClassicServerSaysIsBoundedToo();
};

void tst_Jumping::aJumpOpensAWindowThatGrowsBothWaysWithoutHoles()
{
    fill(400);
    QVERIFY(joined());
    QSignalSpy newer(m_conversation.get(), &Conversation::hasNewerChanged);
    QVERIFY(jumped(150));
    QVERIFY(m_conversation->hasNewer());
    QCOMPARE(newer.count(), 1);
    QVERIFY(hasNoHoles());
    QVERIFY(!seqs().contains(400));
    m_conversation->loadOlder();
    QTRY_VERIFY(seqs().first() < 100);
    QVERIFY(hasNoHoles());
    const qint64 first = seqs().first();
    while (m_conversation->hasNewer()) {
        const qint64 last = seqs().last();
        m_conversation->loadNewer();
        QTRY_VERIFY(seqs().last() > last);
        QVERIFY(hasNoHoles());
    }
    QCOMPARE(seqs().last(), 400);
    QCOMPARE(seqs().first(), first); // the past stays
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"neu"_s);
    QTRY_COMPARE(seqs().last(), 401);
    QVERIFY(hasNoHoles());
    QVERIFY(m_failures.isEmpty());
}

void tst_Jumping::theWayBackToTheNewest()
{
    fill(400);
    QVERIFY(joined());
    QVERIFY(jumped(10));
    QCOMPARE(seqs().first(), 1);
    m_conversation->backToNewest();
    QVERIFY(!m_conversation->hasNewer());
    QTRY_VERIFY(seqs().contains(400));
    QCOMPARE(seqs().size(), limits::historyPageRows);
    QVERIFY(hasNoHoles());
    m_conversation->loadOlder();
    QTRY_COMPARE(seqs().size(), 2 * limits::historyPageRows);
    QVERIFY(hasNoHoles());
}

void tst_Jumping::whatComesMeanwhileIsThereAfterwards()
{
    fill(300);
    QVERIFY(joined());
    QVERIFY(jumped(100));
    const QList<qint64> before = seqs();
    for (int i = 0; i < 3; ++i) {
        m_server->addMessage(u"r1"_s, u"이영희"_s, u"meanwhile"_s);
    }
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"elsewhere"_s);
    const RoomListModel *rooms = m_conversation->rooms();
    QTRY_COMPARE(
        rooms->index(rooms->rowOf(RoomId(u"r2"_s))).data(RoomListModel::UnreadRole).toInt(),
        1); // so those before it have come, too
    QCOMPARE(seqs(), before);
    m_conversation->backToNewest();
    QTRY_COMPARE(seqs().isEmpty() ? 0 : seqs().last(), 303);
    QVERIFY(hasNoHoles());
}

void tst_Jumping::anEditInAWindowIsShown()
{
    fill(300);
    QVERIFY(joined());
    QVERIFY(jumped(100));
    m_server->editMessage(u"r1"_s, 101, u"geändert"_s);
    const auto textOf = [this](qint64 seq) {
        const int row = m_conversation->messages()->rowOfSeq(seq);
        return m_conversation->messages()->index(row).data().toString();
    };
    QTRY_COMPARE(textOf(101), u"geändert"_s);
    m_server->editMessage(u"r1"_s, 299, u"weit weg"_s);
    m_server->editMessage(u"r1"_s, 102, u"danach"_s);
    QTRY_COMPARE(textOf(102), u"danach"_s);
    QCOMPARE(m_conversation->messages()->rowOfSeq(299), -1);
    QVERIFY(hasNoHoles());
    m_conversation->backToNewest();
    QTRY_VERIFY(seqs().contains(299));
    QCOMPARE(textOf(299), u"weit weg"_s);
}

// The quote of a deleted message does not go on saying what it said.
void tst_Jumping::anAnswerFollowsWhatIsFarAway()
{
    fill(300);
    QVERIFY(joined());
    const QJsonObject far = m_server->rooms[u"r1"_s].messages.at(1);
    m_server->changeMessage(u"r1"_s, 299,
                            {{u"replyTo"_s,
                              QJsonObject{{u"_id"_s, far.value(u"_id"_s)},
                                          {u"seq"_s, 2},
                                          {u"user"_s, far.value(u"user"_s)},
                                          {u"chat"_s, far.value(u"chat"_s)}}}});
    const auto quoted = [this] {
        const int row = m_conversation->messages()->rowOfSeq(299);
        const QVariant reply =
            m_conversation->messages()->index(row).data(MessageListModel::ReplyRole);
        return reply.isValid() ? reply.value<ReplyTo>().chat : u"none"_s;
    };
    QTRY_COMPARE(quoted(), u"글 2"_s);
    QCOMPARE(m_conversation->messages()->rowOfSeq(2), -1);
    m_server->editMessage(u"r1"_s, 2, u"anders"_s);
    QTRY_COMPARE(quoted(), u"anders"_s);
    m_server->changeMessage(u"r1"_s, 2,
                            {{u"chat"_s, QString()}, {u"deletedAt"_s, far.value(u"createdAt"_s)}});
    QTRY_COMPARE(quoted(), QString());
}

void tst_Jumping::writingGoesBackToTheNewest()
{
    fill(300);
    QVERIFY(joined());
    QVERIFY(jumped(100));
    QVERIFY(m_conversation->post(u"hier"_s));
    QVERIFY(!m_conversation->hasNewer());
    QTRY_VERIFY(seqs().contains(301));
    QTRY_VERIFY(seqs().contains(300));
    QVERIFY(hasNoHoles());
    QCOMPARE(m_conversation->messages()->sentCount(), m_conversation->messages()->rowCount());
}

void tst_Jumping::leavingTheRoomLeavesThePast()
{
    fill(300);
    QVERIFY(joined());
    QVERIFY(jumped(100));
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QVERIFY(!m_conversation->hasNewer());
    m_conversation->setCurrentRoom(RoomId(u"r1"_s));
    QTRY_VERIFY(seqs().contains(300));
    QVERIFY(hasNoHoles());
}

void tst_Jumping::aJumpIntoAnotherRoom()
{
    fill(200, u"r2"_s);
    QVERIFY(joined());
    QSignalSpy ready(m_conversation.get(), &Conversation::jumpReady);
    m_conversation->jumpToRoom(RoomId(u"r2"_s), 20);
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(seqs().contains(20));
    QVERIFY(hasNoHoles());
    QTRY_VERIFY(m_conversation->hasNewer() || seqs().contains(200));
    m_conversation->jumpToRoom(RoomId(u"gone"_s), 1);
    QCOMPARE(m_failures.size(), 1);
}

void tst_Jumping::whatIsNotThereIsTold()
{
    fill(100);
    QVERIFY(joined());
    m_conversation->jumpTo(5'000);
    QTRY_COMPARE(m_failures.size(), 1);
    QVERIFY(!m_conversation->hasNewer());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    m_conversation->jumpTo(3); // not kept
    QTRY_COMPARE(m_failures.size(), 2);
    QVERIFY(m_failures.last() != m_failures.first());
    QCOMPARE(seqs().size(), limits::historyPageRows); // what was shown stays
}

void tst_Jumping::whatIsNotAnsweredIsNotCalledGone()
{
    fill(300);
    QVERIFY(joined());
    QQueue<QJsonObject> &answers = m_server->replies[u"message:history"_s];
    answers.enqueue(FakeServer::refusal(u"STORE_FAILED"_s));
    m_conversation->jumpTo(100);
    const QString why = u"The server could not read this just now. Please try again."_s;
    QTRY_COMPARE(m_failures, QStringList{why});
    answers.enqueue(FakeServer::refusal(u"SLOW_DOWN"_s, {{u"retryAfterMs"_s, 1}}));
    QVERIFY(jumped(100)); // it is asked once more
    QCOMPARE(m_failures.size(), 1);
}

void tst_Jumping::aNearJumpJoinsOn()
{
    fill(200);
    QVERIFY(joined());
    QVERIFY(jumped(140)); // 151 to 200 are there
    QVERIFY(!m_conversation->hasNewer());
    QVERIFY(seqs().contains(200));
    QVERIFY(hasNoHoles());
}

// What the store has is one run: an offline start goes up without a hole, too.
void tst_Jumping::theCacheHasNoHoleAfterAJump()
{
    fill(300);
    QVERIFY(joined());
    QVERIFY(jumped(100));
    m_conversation->loadOlder();
    QTRY_VERIFY(seqs().first() < 75);
    m_server->editMessage(u"r1"_s, 101, u"geändert"_s);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"neu"_s);
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"elsewhere"_s);
    const RoomListModel *rooms = m_conversation->rooms();
    QTRY_COMPARE(
        rooms->index(rooms->rowOf(RoomId(u"r2"_s))).data(RoomListModel::UnreadRole).toInt(), 1);
    m_server->stop();
    restart();
    QSignalSpy restored(m_conversation.get(), &Conversation::restored);
    m_conversation->start(m_server->address(), u"김민수"_s);
    QTRY_COMPARE(restored.count(), 1);
    QTRY_COMPARE(seqs().size(), limits::historyPageRows);
    QCOMPARE(seqs().last(), 301);
    QSignalSpy older(m_conversation.get(), &Conversation::olderLoaded);
    m_conversation->loadOlder();
    QTRY_COMPARE(older.count(), 1);
    QVERIFY(hasNoHoles());
    QVERIFY(!seqs().contains(101));
}

// What came live is kept above the gap.
void tst_Jumping::aJumpIntoWhatIsBeingCaughtUpWith()
{
    fill(60);
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    fill(40);
    m_server->heldCalls = {u"message:changes"_s};
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"neu"_s);
    QTRY_COMPARE(seqs().last(), 101);
    QVERIFY(jumped(95));
    QVERIFY(seqs().contains(95));
    QVERIFY(m_failures.isEmpty());
}

void tst_Jumping::aDayIsFound()
{
    fill(300);
    QList<QJsonObject> &messages = m_server->rooms[u"r1"_s].messages;
    const QDate first(2026, 1, 1);
    for (int i = 0; i < messages.size(); ++i) { // ten a day
        const QDateTime when(first.addDays(i / 10), QTime(12, i % 10), Qt::UTC);
        messages[i].insert(u"createdAt"_s, when.toString(Qt::ISODateWithMs));
    }
    QVERIFY(joined());
    QSignalSpy ready(m_conversation.get(), &Conversation::jumpReady);
    m_conversation->jumpToDate(first.addDays(7));
    QTRY_COMPARE(ready.count(), 1);
    const qint64 seq = ready.first().first().toLongLong();
    // The first of that day in this computer's time zone.
    const qint64 fromMs = first.addDays(7).startOfDay().toMSecsSinceEpoch();
    const auto msOf = [&messages](qint64 one) {
        return QDateTime::fromString(messages.at(one - 1).value(u"createdAt"_s).toString(),
                                     Qt::ISODateWithMs)
            .toMSecsSinceEpoch();
    };
    QVERIFY(msOf(seq) >= fromMs);
    QVERIFY(msOf(seq - 1) < fromMs);
    m_conversation->jumpToDate(first.addYears(-1));
    QTRY_COMPARE(ready.count(), 2);
    QCOMPARE(ready.last().first().toLongLong(), 1);
    m_conversation->jumpToDate(first.addYears(1));
    QTRY_COMPARE(ready.count(), 3);
    QCOMPARE(ready.last().first().toLongLong(), 300);
    QVERIFY(m_failures.isEmpty());
}

void tst_Jumping::whoReadsUpAndUpHoldsABoundedPiece()
{
    constexpr int count = limits::maxShownRows + 2 * limits::shownRowsTrimmed;
    fill(count);
    QVERIFY(joined());
    const MessageListModel *messages = m_conversation->messages();
    while (m_conversation->hasOlder()) {
        const qint64 first = messages->firstSeq();
        m_conversation->loadOlder();
        QTRY_VERIFY(messages->firstSeq() < first || !m_conversation->hasOlder());
        QVERIFY(messages->rowCount() <= limits::maxShownRows);
    }
    QCOMPARE(messages->firstSeq(), 1);
    QVERIFY(m_conversation->hasNewer());
    QVERIFY(hasNoHoles());

    while (m_conversation->hasNewer()) {
        const qint64 last = messages->lastSeq();
        m_conversation->loadNewer();
        QTRY_VERIFY(messages->lastSeq() > last);
        QVERIFY(messages->rowCount() <= limits::maxShownRows);
    }
    QCOMPARE(messages->lastSeq(), count);
    QVERIFY(m_conversation->hasOlder());
    QVERIFY(hasNoHoles());
    const qint64 first = messages->firstSeq();
    m_conversation->loadOlder();
    QTRY_VERIFY(messages->firstSeq() < first);
    QVERIFY(hasNoHoles());
}

void tst_Jumping::whatArrivesWithoutEndIsBoundedToo()
{
    constexpr int many = limits::maxShownRows + 100;
    constexpr int more = 2 * limits::shownRowsTrimmed; // past the bound again
    fill(10);
    QVERIFY(joined());
    const MessageListModel *messages = m_conversation->messages();
    const auto arrives = [&](int count) {
        for (int i = 0; i < count; ++i) {
            m_server->addMessage(u"r1"_s, u"이영희"_s, u"글"_s);
        }
    };
    // The end is in sight: the oldest go.
    arrives(many);
    QTRY_COMPARE_WITH_TIMEOUT(messages->lastSeq(), many + 10, 60'000);
    QVERIFY(messages->rowCount() <= limits::maxShownRows);
    QVERIFY(m_conversation->hasOlder());
    QVERIFY(hasNoHoles());
    // Somebody reads the oldest of them: they stay, and the newest are a click away.
    const qint64 first = messages->firstSeq();
    m_conversation->setReadingPlace(first + 5, 0);
    arrives(more);
    QTRY_VERIFY_WITH_TIMEOUT(m_conversation->hasNewer(), 60'000);
    QCOMPARE(messages->firstSeq(), first);
    QVERIFY(hasNoHoles());
    m_conversation->backToNewest();
    QTRY_COMPARE_WITH_TIMEOUT(messages->lastSeq(), many + more + 10, 60'000);
    QVERIFY(hasNoHoles());
}

void tst_Jumping::whatAClassicServerSaysIsBoundedToo()
{
    m_server->mode = FakeServer::Mode::SeedLike;
    QVERIFY(joined());
    QVERIFY(m_conversation->isClassic());
    const MessageListModel *messages = m_conversation->messages();
    const auto lastText = [messages] {
        return messages->index(messages->rowCount() - 1)
            .data(MessageListModel::TextRole)
            .toString();
    };
    for (int i = 0; i < limits::maxShownRows + 100; ++i) {
        m_server->sendEvent(u"message"_s,
                            QJsonObject{{u"_id"_s, u"m%1"_s.arg(i)},
                                        {u"chat"_s, u"글 %1"_s.arg(i)},
                                        {u"user"_s, m_server->userOf(u"이영희"_s)}});
    }
    QTRY_COMPARE_WITH_TIMEOUT(lastText(), u"글 %1"_s.arg(limits::maxShownRows + 99), 60'000);
    QVERIFY(messages->rowCount() <= limits::maxShownRows);
    QVERIFY(messages->rowCount() >= limits::maxShownRows - limits::shownRowsTrimmed);
}

QTEST_GUILESS_MAIN(tst_Jumping)
#include "tst_jumping.moc"
