// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// A conversation that begins with what an earlier run has left on disk.

#include "client/model/conversation.h"
#include "client/store/clientstore.h"
#include "common/limits.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QDeadlineTimer>
#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_Offline : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void withoutANetworkTheLastStateIsShown();
    void theServerCatchesUpWithWhatIsShown();
    void olderPagesComeFromTheStoreAndThenFromTheServer();
    void aHiddenRoomIsCaughtUpWhenItIsLookedAt();
    void aRoomThatIsGoneGoesFromTheListToo();
    void whatWasWrittenOfflineSurvivesTheProgram();
    void anAnswerWrittenOfflineLeavesAsOne();
    void changesOfMessagesAreThereAgain();
    void aJumpGoesThroughTheStore();
    void readingIsKeptAndToldLater();
    void whatIsToldOfRoomsIsThereAgain();
    void whatFailedStaysFailedAndSaysWhy();
    void draftsComeBackPerRoom();
    void theReaderComesBackToTheSamePlace();
    void whatCannotReachItsRoomIsGivenBack();
    void aBanEndsARestoredAccount();
    void aDamagedCacheIsFetchedAgain();
    void aDamagedOutboxIsToldToThePerson();
    void aDiskThatTakesNothingIsToldAndNothingStops();
    void aSecondMaruOnOneAccountIsTold();
    void twoAccountsDoNotMix();
    void anAnswerFromANoticeLeavesTheDraftOnDisk();
    void aClassicServerGetsNothingTwice();
    void aClassicOutboxWaitsForItsRoom();

private:
    void newConversation();
    void endConversation();
    [[nodiscard]] bool restored(const QString &name = u"김민수"_s);
    [[nodiscard]] bool joined(const QString &path = {});
    [[nodiscard]] QStringList texts() const;
    [[nodiscard]] int delivery(int row) const;
    void fill(const QString &room, int count);
    void startServer(FakeServer::Mode mode = FakeServer::Mode::Native);
    [[nodiscard]] QString accountFile(const QString &name) const;

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_rooms;
    std::unique_ptr<QAbstractItemModelTester> m_messages;
    QStringList m_notices;
    QList<Conversation::State> m_states;
    QString m_address;
};

// Warnings that are expected would end the program, though they are ignored; others fail a test.
void tst_Offline::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS");
}

void tst_Offline::init()
{
    ++m_run;
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_notices.clear();
    newConversation();
}

void tst_Offline::cleanup()
{
    endConversation();
    m_server.reset();
}

void tst_Offline::newConversation()
{
    m_states.clear();
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(m_run));
    options.storePath = m_dir.filePath(QString::number(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 300;
    m_conversation = std::make_unique<Conversation>(options);
    connect(m_conversation.get(), &Conversation::noticed, this,
            [this](const QString &text) { m_notices.append(text); });
    connect(m_conversation.get(), &Conversation::stateChanged, this,
            [this](Conversation::State state) { m_states.append(state); });
    m_rooms = std::make_unique<QAbstractItemModelTester>(m_conversation->rooms());
    connect(m_conversation.get(), &Conversation::currentRoomChanged, this, [this] {
        m_messages = std::make_unique<QAbstractItemModelTester>(m_conversation->messages());
    });
}

// As a program that ends; kill -9 is tests/e2e/clientkill.test.js.
void tst_Offline::endConversation()
{
    m_messages.reset();
    m_rooms.reset();
    m_conversation.reset();
}

void tst_Offline::startServer(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
    m_address = m_server->address();
}

bool tst_Offline::joined(const QString &path)
{
    QSignalSpy spy(m_conversation.get(), &Conversation::joined);
    m_conversation->start(m_address + path, u"김민수"_s);
    return QTest::qWaitFor([&] { return spy.count() == 1; });
}

bool tst_Offline::restored(const QString &name)
{
    QSignalSpy spy(m_conversation.get(), &Conversation::restored);
    m_conversation->start(m_address, name);
    return QTest::qWaitFor([&] { return spy.count() == 1; }, 2'000);
}

QStringList tst_Offline::texts() const
{
    QStringList all;
    const MessageListModel *model = m_conversation->messages();
    for (int row = 0; row < model->rowCount(); ++row) {
        all.append(model->index(row).data(MessageListModel::TextRole).toString());
    }
    return all;
}

int tst_Offline::delivery(int row) const
{
    return m_conversation->messages()->index(row).data(MessageListModel::DeliveryRole).toInt();
}

void tst_Offline::fill(const QString &room, int count)
{
    for (int i = 0; i < count; ++i) {
        m_server->addMessage(room, u"lee"_s,
                             u"m%1"_s.arg(m_server->rooms[room].messages.size() + 1), true);
    }
}

QString tst_Offline::accountFile(const QString &name) const
{
    return m_dir.filePath(
        u"%1/%2/%3"_s.arg(m_run).arg(ClientStore::folderName(m_address, u"김민수"_s), name));
}

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
    m_conversation->loadOlder();
    m_server->calls.clear();
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_conversation->messages()->rowCount(), 100);
    m_conversation->loadOlder();
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 150);
    QCOMPARE(m_server->callsOf(u"message:history"_s).size(), 1);
    QCOMPARE(m_conversation->messages()->firstSeq(), 71);
    endConversation();
    newConversation();
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

void tst_Offline::whatWasWrittenOfflineSurvivesTheProgram()
{
    startServer();
    fill(u"r1"_s, 2);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 2);
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    for (const QString &text : {u"하나"_s, u"둘"_s, u"셋"_s}) {
        QVERIFY(m_conversation->post(text));
    }
    QCOMPARE(delivery(4), int(Delivery::Queued));
    QTRY_COMPARE(kept.count(), 3);
    endConversation();

    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts(), (QStringList{u"m1"_s, u"m2"_s, u"하나"_s, u"둘"_s, u"셋"_s}));
    QCOMPARE(delivery(2), int(Delivery::Queued));
    QVERIFY(m_conversation->post(u"넷"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 6);
    QStringList stored;
    QStringList cids;
    for (const QJsonObject &message : std::as_const(m_server->rooms[u"r1"_s].messages)) {
        stored.append(message.value(u"chat"_s).toString());
        cids.append(message.value(u"cid"_s).toString());
    }
    QCOMPARE(stored.mid(2), (QStringList{u"하나"_s, u"둘"_s, u"셋"_s, u"넷"_s}));
    QCOMPARE(cids.at(2), kept.at(0).first().toString());
    endConversation();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->messages()->sentCount(), 6); // nothing waits any more
    QCOMPARE(texts().size(), 6);
}

void tst_Offline::anAnswerWrittenOfflineLeavesAsOne()
{
    startServer();
    fill(u"r1"_s, 2);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 2);
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QSignalSpy kept(m_conversation.get(), &Conversation::keptOnDisk);
    QVERIFY(m_conversation->reply(u"답장"_s, MessageId(u"r1-1"_s)));
    QTRY_COMPARE(kept.count(), 1);
    endConversation();

    const auto quote = [this](int row) {
        const QModelIndex index = m_conversation->messages()->index(row);
        return index.data(MessageListModel::ReplyRole).value<ReplyTo>();
    };
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts(), (QStringList{u"m1"_s, u"m2"_s, u"답장"_s}));
    QCOMPARE(delivery(2), int(Delivery::Queued));
    QCOMPARE(quote(2).chat, u"m1"_s);
    QCOMPARE(quote(2).user.userName, u"lee"_s);
    QVERIFY(m_conversation->canChangeMessages()); // before the server was there
    QVERIFY(m_conversation->reply(u"또 답장"_s, MessageId(u"r1-2"_s)));
    QCOMPARE(quote(3).chat, u"m2"_s);
    // The server takes the first one and dies: it gets the same again, whole.
    m_server->calls.clear();
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::StoreAndDrop, {}});
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->sentCount(), 4);
    QHash<QString, QSet<QString>> answered;
    int sent = 0;
    for (const FakeServer::Call &call : m_server->callsOf(u"message:send"_s)) {
        const QJsonObject argument = call.argument.toObject();
        answered[argument.value(u"chat"_s).toString()].insert(
            argument.value(u"cid"_s).toString() + u' ' + argument.value(u"replyTo"_s).toString());
        ++sent;
    }
    QVERIFY(sent > 2);
    const QString first = kept.first().first().toString() + " r1-1"_L1;
    QCOMPARE(answered.value(u"답장"_s), QSet<QString>{first});
    QCOMPARE(answered.value(u"또 답장"_s).size(), 1);
    QVERIFY(answered.value(u"또 답장"_s).values().first().endsWith(" r1-2"_L1));
    QCOMPARE(quote(2).chat, u"m1"_s);
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 4);
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
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
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

void tst_Offline::whatFailedStaysFailedAndSaysWhy()
{
    startServer();
    QVERIFY(joined());
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    QVERIFY(m_conversation->post(u"too loud"_s));
    QTRY_COMPARE(delivery(0), int(Delivery::Failed));
    const auto why = [this] {
        return m_conversation->messages()->index(0).data(MessageListModel::FailureRole).toString();
    };
    const QString before = why();
    endConversation();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(delivery(0), int(Delivery::Failed));
    QCOMPARE(why(), before);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(m_server->rooms[u"r1"_s].messages.size(), 0); // not by itself
    m_conversation->retry(
        m_conversation->messages()->index(0).data(MessageListModel::CidRole).toString());
    QTRY_COMPARE(delivery(0), int(Delivery::Sent));
    endConversation();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts(), QStringList{u"too loud"_s});
    QCOMPARE(delivery(0), int(Delivery::Sent));
}

void tst_Offline::draftsComeBackPerRoom()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    m_conversation->setDraft(RoomId(u"r1"_s), u"반쯤 쓴"_s);
    m_conversation->setDraft(RoomId(u"r2"_s), u"다른 방"_s);
    m_conversation->setDraft(RoomId(u"r1"_s), u"반쯤 쓴 글"_s);
    m_conversation->setDraft(RoomId(u"r1/edit"_s), u"고치던 글"_s, MessageId(u"m1"_s));
    endConversation();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->drafts().value(u"r1/edit"_s), u"고치던 글"_s);
    QCOMPARE(m_conversation->draftReplies().value(u"r1/edit"_s).id, MessageId(u"m1"_s));
    QCOMPARE(m_conversation->draft(RoomId(u"r1"_s)), u"반쯤 쓴 글"_s);
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), u"다른 방"_s);
    QVERIFY(m_conversation->post(u"반쯤 쓴 글"_s)); // into r1
    m_conversation->setDraft(RoomId(u"r2"_s), {});
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QVERIFY(m_conversation->stranded().isEmpty()); // the edit's room is there
    endConversation();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(m_conversation->draft(RoomId(u"r1"_s)), QString());
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), QString());
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

void tst_Offline::whatCannotReachItsRoomIsGivenBack()
{
    startServer();
    m_server->addRoom(u"r2"_s, u"수학"_s);
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"숙제 있어요?"_s));
    endConversation();
    m_server->rooms.remove(u"r2"_s);
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"NOT_MEMBER"_s)});
    QVERIFY(m_server->listen());
    newConversation();
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->stranded().size(), 1);
    endConversation();
    newConversation(); // and is still there after another start
    QVERIFY(joined());
    QTRY_COMPARE(m_conversation->stranded().size(), 1);
    const Conversation::Stranded stranded = m_conversation->stranded().constFirst();
    QCOMPARE(stranded.text, u"숙제 있어요?"_s);
    QCOMPARE(stranded.why, u"You are not a member of this room."_s);
    QSignalSpy changed(m_conversation.get(), &Conversation::strandedChanged);
    m_conversation->discardStranded(stranded.key);
    QCOMPARE(changed.count(), 1);
    QVERIFY(m_conversation->stranded().isEmpty());
    QVERIFY(m_notices.isEmpty());
    // The same for what was being written there.
    m_conversation->setDraft(RoomId(u"r3"_s), u"쓰던 글"_s);
    endConversation();
    newConversation();
    QVERIFY(joined());
    QCOMPARE(m_conversation->stranded().size(), 1);
    QCOMPARE(m_conversation->stranded().constFirst().text, u"쓰던 글"_s);
    m_conversation->discardStranded(m_conversation->stranded().constFirst().key);
    QVERIFY(m_conversation->stranded().isEmpty());
    endConversation();
    newConversation();
    QVERIFY(joined());
    QVERIFY(m_conversation->stranded().isEmpty());
    QVERIFY(m_conversation->draft(RoomId(u"r3"_s)).isEmpty());
}

void tst_Offline::aBanEndsARestoredAccount()
{
    startServer();
    QVERIFY(joined());
    endConversation();
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"BANNED"_s));
    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Left);
    QCOMPARE(m_conversation->rooms()->rowCount(), 1); // what was read can still be read
}

void tst_Offline::aDamagedCacheIsFetchedAgain()
{
    startServer();
    fill(u"r1"_s, 3);
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 3);
    endConversation();
    QFile cache(accountFile(u"cache.db"_s));
    QVERIFY(cache.open(QIODevice::ReadWrite));
    cache.write(QByteArray(100, 'x'));
    cache.close();
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"cache of messages is damaged.*set aside"_s));
    newConversation();
    QVERIFY(joined());
    QTRY_COMPARE(texts().size(), 3);
    QVERIFY(m_notices.isEmpty());
    endConversation();
    newConversation();
    QVERIFY(restored());
    QCOMPARE(texts().size(), 3);
}

void tst_Offline::aDamagedOutboxIsToldToThePerson()
{
    startServer();
    QVERIFY(joined());
    endConversation();
    QFile outbox(accountFile(u"outbox.db"_s));
    QVERIFY(outbox.open(QIODevice::ReadWrite));
    outbox.write(QByteArray(100, 'x'));
    outbox.close();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the outbox is damaged"_s));
    newConversation();
    QVERIFY(restored());
    QTRY_COMPARE(m_notices.size(), 1);
    QVERIFY2(m_notices.first().contains(u"outbox.damaged.db"_s), qPrintable(m_notices.first()));
    QVERIFY(m_conversation->post(u"goes on"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
}

void tst_Offline::aDiskThatTakesNothingIsToldAndNothingStops()
{
    startServer();
    QFile blocker(m_dir.filePath(QString::number(m_run))); // where the folder should be
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"outbox cannot be kept on disk"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no longer cached"_s));
    QVERIFY(joined());
    QVERIFY(m_conversation->post(u"sent all the same"_s));
    QTRY_COMPARE(delivery(0), int(Delivery::Sent));
    QCOMPARE(m_notices.size(), 1);
    m_conversation->setDraft(RoomId(u"r1"_s), u"x"_s);
}

void tst_Offline::aSecondMaruOnOneAccountIsTold()
{
    startServer();
    QVERIFY(joined());
    const std::unique_ptr<Conversation> first = std::move(m_conversation);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"outbox cannot be kept on disk"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"another Maru uses this cache"_s));
    newConversation();
    QVERIFY(joined());
    QCOMPARE(m_notices.size(), 1);
    QVERIFY(m_conversation->post(u"of the second"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
    m_messages.reset();
}

void tst_Offline::twoAccountsDoNotMix()
{
    startServer();
    fill(u"r1"_s, 2);
    QVERIFY(joined());
    m_server->stop();
    QVERIFY(m_conversation->post(u"김의 글"_s));
    m_conversation->start(m_address, u"이영희"_s);
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Idle); // nothing of hers is here
    QCOMPARE(m_conversation->rooms()->rowCount(), 0);
    QVERIFY(restored());
    QCOMPARE(texts().last(), u"김의 글"_s);
}

void tst_Offline::anAnswerFromANoticeLeavesTheDraftOnDisk()
{
    startServer();
    QVERIFY(joined());
    const RoomId room(u"r1"_s);
    m_conversation->setDraft(room, u"unfinished"_s);
    m_conversation->flushDrafts();
    QVERIFY(m_conversation->postIn(room, u"later"_s));
    // No event loop from here on, as after a kill: only what is with the store is written.
    const QString copy = m_dir.filePath(u"copy%1.db"_s.arg(m_run));
    QString draft;
    bool isPosted = false;
    QDeadlineTimer patience(30'000);
    while (!patience.hasExpired() && (draft.isEmpty() || !isPosted)) {
        for (const QString &ending : {QString(), u"-wal"_s}) {
            QFile::remove(copy + ending);
            QFile::copy(accountFile(u"outbox.db"_s) + ending, copy + ending);
        }
        const auto found = [&copy](const QString &question) {
            const QString name = u"copy"_s;
            QString value;
            {
                QSqlDatabase db = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
                db.setDatabaseName(copy);
                if (db.open()) {
                    QSqlQuery query(db);
                    value =
                        query.exec(question) && query.next() ? query.value(0).toString() : u""_s;
                }
            }
            QSqlDatabase::removeDatabase(name);
            return value;
        };
        isPosted = found(u"SELECT text FROM outbox"_s) == u"later"_s;
        draft = found(u"SELECT text FROM drafts"_s);
        QTest::qSleep(20);
    }
    QVERIFY(isPosted);
    QCOMPARE(draft, u"unfinished"_s);
}

void tst_Offline::aClassicServerGetsNothingTwice()
{
    startServer(FakeServer::Mode::SeedLike);
    QVERIFY(joined());
    m_server->echoes = false;
    QVERIFY(m_conversation->post(u"maybe there"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    QVERIFY(m_conversation->post(u"surely not there"_s));
    endConversation(); // before anybody knows
    m_server->echoes = true;
    newConversation();
    QVERIFY(joined());
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 2);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).last().argument.toString(), u"surely not there"_s);
    const MessageListModel *model = m_conversation->messages();
    const int last = model->rowCount() - 1;
    QTRY_COMPARE(delivery(last), int(Delivery::Failed));
    QCOMPARE(texts().last(), u"maybe there"_s);
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
}

void tst_Offline::aClassicOutboxWaitsForItsRoom()
{
    startServer(FakeServer::Mode::SeedLike);
    QVERIFY(joined(u"/방1"_s));
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"for room 1"_s));
    endConversation();
    QVERIFY(m_server->listen());
    newConversation();
    QVERIFY(joined(u"/방2"_s));
    QVERIFY(m_conversation->post(u"for room 2"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).last().argument.toString(), u"for room 2"_s);
    QVERIFY(joined(u"/방1"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 2);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).last().argument.toString(), u"for room 1"_s);
}

QTEST_GUILESS_MAIN(tst_Offline)
#include "tst_offline.moc"
