// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/account.h"
#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "common/clientlimits.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// What a person does with messages that are there, and who types.
class tst_ConversationActions : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void anEditIsShownAtOnce();
    void aRefusedEditSaysWhy();
    void aMessageIsDeletedAndReactedTo();
    void whatFailsIsTold();
    void aChangeByAnotherIsShown();
    void anAnswerShowsItsQuoteAtOnce();
    void readersAreListed();
    void whatCouldNotBeReadIsNotCalledUnsaved();
    void aJumpOpensAWindow();
    void aJumpThatGetsNoPageEnds();
    void whoTypesIsTold();
    void oneselfTypesOnlyNowAndThen();
    void roomsComeChangeAndGo();
    void moderatorsMayDelete();
    void whatChangedWhileDisconnectedIsTold();
    void aRoleAtTheServerIsTold();
    void aClassicServerKnowsNothingOfIt();

private:
    [[nodiscard]] bool joined(FakeServer::Mode mode = FakeServer::Mode::Native);
    [[nodiscard]] QVariant of(int row, int role) const
    {
        return m_conversation->messages()->index(row).data(role);
    }
    [[nodiscard]] QVariant ofRoom(const QString &room, int role) const
    {
        const RoomListModel *rooms = m_conversation->rooms();
        return rooms->index(rooms->rowOf(RoomId(room))).data(role);
    }
    [[nodiscard]] int rows() const { return m_conversation->messages()->rowCount(); }
    void tellTyping(const QString &name, bool on);
    [[nodiscard]] Conversation::DoneHandler noted()
    {
        return [this](const QString &failure) {
            m_outcomes.append(failure.isEmpty() ? u"done"_s : failure);
        };
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_roomTester;
    QStringList m_failures;
    QStringList m_outcomes;
};

void tst_ConversationActions::init()
{
    m_failures.clear();
    m_outcomes.clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 2'000;
    m_conversation = std::make_unique<Conversation>(options);
    m_roomTester = std::make_unique<QAbstractItemModelTester>(m_conversation->rooms());
    connect(m_conversation.get(), &Conversation::actionFailed, this,
            [this](const QString &text) { m_failures.append(text); });
}

void tst_ConversationActions::cleanup()
{
    m_roomTester.reset();
    m_conversation.reset();
    m_server.reset();
}

bool tst_ConversationActions::joined(FakeServer::Mode mode)
{
    m_server->mode = mode;
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    const int wanted = int(m_server->rooms[u"r1"_s].messages.size());
    return QTest::qWaitFor([&] {
        return m_conversation->state() == Conversation::State::Online
            && rows() >= std::min(wanted, limits::historyPageRows);
    });
}

void tst_ConversationActions::tellTyping(const QString &name, bool on)
{
    m_server->sendEvent(
        u"typing:changed"_s,
        QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, m_server->userOf(name)}, {u"on"_s, on}});
}

void tst_ConversationActions::anEditIsShownAtOnce()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"first"_s);
    QVERIFY(joined());
    m_conversation->edit(MessageId(u"r1-1"_s), u"second"_s, noted());
    QTRY_COMPARE(m_outcomes, QStringList{u"done"_s});
    QCOMPARE(of(0, MessageListModel::TextRole).toString(), u"second"_s);
    QVERIFY(of(0, MessageListModel::EditedRole).toBool());
    QVERIFY(m_server->callsOf(u"message:changes"_s).isEmpty()); // its rev leaves no hole
}

void tst_ConversationActions::aRefusedEditSaysWhy()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"first"_s);
    QVERIFY(joined());
    m_server->refusals.enqueue(FakeServer::refusal(u"NOT_FOUND"_s));
    m_conversation->edit(MessageId(u"r1-1"_s), u"second"_s, noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QVERIFY(m_outcomes.first() != u"done"_s);
    QCOMPARE(of(0, MessageListModel::TextRole).toString(), u"first"_s);
}

void tst_ConversationActions::aMessageIsDeletedAndReactedTo()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"first"_s);
    QVERIFY(joined());
    const auto reactions = [this] {
        return of(0, MessageListModel::ReactionsRole).value<QList<ReactionCount>>();
    };
    m_conversation->react(MessageId(u"r1-1"_s), u"👍"_s, true);
    QTRY_COMPARE(reactions(), (QList<ReactionCount>{{u"👍"_s, 1, true}}));
    m_conversation->react(MessageId(u"r1-1"_s), u"👍"_s, false);
    QTRY_VERIFY(reactions().isEmpty());
    m_conversation->erase(MessageId(u"r1-1"_s));
    QTRY_VERIFY(of(0, MessageListModel::DeletedRole).toBool());
    QVERIFY(m_failures.isEmpty());
}

void tst_ConversationActions::whatFailsIsTold()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"first"_s);
    QVERIFY(joined());
    m_server->refusals.enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_server->refusals.enqueue(FakeServer::refusal(u"BAD_REQUEST"_s));
    m_conversation->erase(MessageId(u"r1-1"_s));
    m_conversation->react(MessageId(u"r1-1"_s), u"👍"_s, true);
    QTRY_COMPARE(m_failures.size(), 2);
    QVERIFY(m_failures.first().startsWith(u"The message was not deleted: "_s));
    QVERIFY(m_failures.last().startsWith(u"The reaction was not kept: "_s));
}

void tst_ConversationActions::aChangeByAnotherIsShown()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"first"_s);
    QVERIFY(joined());
    m_server->editMessage(u"r1"_s, 1, u"second"_s);
    QTRY_COMPARE(of(0, MessageListModel::TextRole).toString(), u"second"_s);
    QCOMPARE(ofRoom(u"r1"_s, RoomListModel::UnreadRole).toInt(), 1); // an edit is no new message
}

void tst_ConversationActions::anAnswerShowsItsQuoteAtOnce()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"question"_s);
    QVERIFY(joined());
    QVERIFY(m_conversation->reply(u"answer"_s, MessageId(u"r1-1"_s)));
    QCOMPARE(of(1, MessageListModel::ReplyRole).value<ReplyTo>().chat, u"question"_s);
    QCOMPARE(of(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sending));
    QTRY_COMPARE(of(1, MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    const auto sent = m_server->callsOf(u"message:send"_s);
    QCOMPARE(sent.first().argument.toObject().value(u"replyTo"_s).toString(), u"r1-1"_s);
    QCOMPARE(of(1, MessageListModel::ReplyRole).value<ReplyTo>().seq, 1);
}

void tst_ConversationActions::readersAreListed()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"first"_s);
    QVERIFY(joined());
    QList<Conversation::Readers> told;
    const auto take = [&told](const Conversation::Readers &readers) {
        told.append(readers);
    };
    const auto readBy = [this] {
        return m_conversation->messages()->index(0).data(MessageListModel::ReadByRole).toInt();
    };
    QCOMPARE(readBy(), 0); // nobody told of any mark
    m_conversation->loadReaders(MessageId(u"r1-1"_s), take);
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(readBy(), 1);
    QCOMPARE(told.first().read.first().name, u"이영희"_s);
    QVERIFY(told.first().read.first().atMs > 0);
    QCOMPARE(told.first().unread, QStringList{u"박철수"_s});
    m_server->refusals.enqueue(FakeServer::refusal(u"FORBIDDEN"_s));
    m_conversation->loadReaders(MessageId(u"r1-1"_s), take);
    QTRY_COMPARE(told.size(), 2);
    QVERIFY(!told.last().failure.isEmpty());
}

void tst_ConversationActions::whatCouldNotBeReadIsNotCalledUnsaved()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"first"_s);
    QVERIFY(joined());
    QStringList told;
    const auto take = [&told](const auto &answer) {
        told.append(answer.failure);
    };
    m_server->refusals.enqueue(FakeServer::refusal(u"STORE_FAILED"_s));
    for (const auto &event : {u"message:edits"_s, u"sanction:list"_s, u"session:list"_s}) {
        m_server->replies[event].enqueue(FakeServer::refusal(u"STORE_FAILED"_s));
    }
    m_conversation->loadReaders(MessageId(u"r1-1"_s), take);
    m_conversation->loadEdits(MessageId(u"r1-1"_s), take);
    m_conversation->roomActions()->loadSanctions(RoomId(u"r1"_s), {}, take);
    m_conversation->account()->loadDevices(
        [&told](const auto &, const QString &failure) { told.append(failure); });
    QTRY_COMPARE(told.size(), 4);
    for (const QString &text : told) {
        QCOMPARE(text, u"The server could not read this just now. Please try again."_s);
    }
}

void tst_ConversationActions::aJumpOpensAWindow()
{
    for (int i = 0; i < 4 * limits::historyPageRows; ++i) {
        m_server->addMessage(u"r1"_s, u"lee"_s, QString::number(i), true);
    }
    m_server->rooms[u"r1"_s].readSeq = 4 * limits::historyPageRows;
    QVERIFY(joined());
    QSignalSpy ready(m_conversation.get(), &Conversation::jumpReady);
    m_conversation->jumpTo(10);
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(m_conversation->messages()->rowOfSeq(10) >= 0);
    m_conversation->jumpTo(11); // there already
    QCOMPARE(ready.count(), 2);
    QVERIFY(m_failures.isEmpty());
}

void tst_ConversationActions::aJumpThatGetsNoPageEnds()
{
    for (int i = 0; i < 3 * limits::historyPageRows; ++i) {
        m_server->addMessage(u"r1"_s, u"lee"_s, QString::number(i), true);
    }
    m_server->rooms[u"r1"_s].readSeq = 3 * limits::historyPageRows;
    QVERIFY(joined());
    m_server->isStalled = true;
    m_conversation->jumpTo(1);
    QTRY_COMPARE(m_failures, QStringList{u"The server gave no answer. Please try again."_s});
}

void tst_ConversationActions::whoTypesIsTold()
{
    QVERIFY(joined());
    QSignalSpy changed(m_conversation.get(), &Conversation::typingChanged);
    tellTyping(u"김민수"_s, true); // oneself, in another window
    tellTyping(u"이영희"_s, true);
    QTRY_COMPARE(m_conversation->typingText(), u"이영희 is typing…"_s);
    QCOMPARE(changed.count(), 1);
    m_server->addMessage(u"r1"_s, u"이영희"_s, u"done"_s);
    QTRY_COMPARE(m_conversation->typingText(), QString());
    tellTyping(u"이영희"_s, true);
    QTRY_VERIFY(!m_conversation->typingText().isEmpty());
    m_server->stop();
    QTRY_VERIFY(m_conversation->typingText().isEmpty());
}

void tst_ConversationActions::oneselfTypesOnlyNowAndThen()
{
    QVERIFY(joined());
    for (int i = 0; i < 5; ++i) {
        m_conversation->setTyping(true);
    }
    m_conversation->setTyping(false);
    m_conversation->setTyping(false);
    QTRY_COMPARE(m_server->callsOf(u"typing:set"_s).size(), 2);
    m_conversation->setTyping(true);
    QVERIFY(m_conversation->post(u"sent"_s));
    m_conversation->setTyping(false); // the input is empty again: the message says so already
    QTRY_COMPARE(m_server->callsOf(u"message:send"_s).size(), 1);
    QCOMPARE(m_server->callsOf(u"typing:set"_s).size(), 3);
}

void tst_ConversationActions::roomsComeChangeAndGo()
{
    QVERIFY(joined());
    FakeServer::Room &made = m_server->addRoom(u"r2"_s, u"수학"_s);
    made.readSeq = 0;
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(made));
    QTRY_COMPARE(m_conversation->rooms()->rowCount(), 2);
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    made.name = u"국어"_s;
    made.readSeq = -1; // what all are told says nothing of the reader
    m_server->sendEvent(u"room:changed"_s, m_server->roomObject(made));
    QTRY_COMPARE(m_conversation->currentRoomName(), u"국어"_s);
    QCOMPARE(m_conversation->readSeq(), 0);
    QSignalSpy noticed(m_conversation.get(), &Conversation::noticed);
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"kicked"_s}});
    QTRY_COMPARE(m_conversation->rooms()->rowCount(), 1);
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r1"_s));
    QCOMPARE(noticed.count(), 1);
    QCOMPARE(noticed.first().first().toString(),
             u"A moderator has removed you from the room “국어”."_s);
    QVERIFY(m_conversation->post(u"goes on"_s));
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 1);
}

void tst_ConversationActions::moderatorsMayDelete()
{
    QVERIFY(joined());
    QVERIFY(!m_conversation->mayModerate());
    QSignalSpy changed(m_conversation.get(), &Conversation::currentRoomChanged);
    m_server->sendEvent(u"member:changed"_s,
                        QJsonObject{{u"room"_s, u"r1"_s},
                                    {u"user"_s, m_server->userOf(u"김민수"_s)},
                                    {u"role"_s, u"moderator"_s},
                                    {u"muted"_s, false},
                                    {u"hand"_s, false}});
    QTRY_VERIFY(m_conversation->mayModerate());
    QCOMPARE(changed.count(), 1);
}

// Of the room that is shown: its name stands in the window.
void tst_ConversationActions::whatChangedWhileDisconnectedIsTold()
{
    QVERIFY(joined());
    QStringList told;
    connect(m_conversation.get(), &Conversation::currentRoomChanged, this,
            [&] { told.append(m_conversation->currentRoomName()); });
    const auto comeBack = [this] {
        const int before = m_server->connections;
        m_server->drop();
        return QTest::qWaitFor(
            [&] {
                return m_server->connections > before
                    && m_conversation->state() == Conversation::State::Online;
            },
            20'000);
    };
    m_server->rooms[u"r1"_s].name = u"hall"_s;
    QVERIFY(comeBack());
    QCOMPARE(told, QStringList{u"hall"_s});
    m_server->rooms[u"r1"_s].role = u"moderator"_s;
    QVERIFY(comeBack());
    QVERIFY(m_conversation->mayModerate());
    QCOMPARE(told.size(), 2);
    m_server->rooms[u"r1"_s].extras = {{u"topic"_s, u"all of it"_s}};
    QVERIFY(comeBack());
    QCOMPARE(told.size(), 3);
    QVERIFY(comeBack()); // to what it was
    QCOMPARE(told.size(), 3);
}

void tst_ConversationActions::aRoleAtTheServerIsTold()
{
    QVERIFY(joined());
    QSignalSpy changed(m_conversation.get(), &Conversation::currentRoomChanged);
    QJsonObject user = m_server->userOf(u"김민수"_s);
    for (const bool isAdmin : {true, false}) {
        user[u"role"_s] = isAdmin ? u"admin"_s : u"member"_s;
        m_server->sendEvent(u"user:changed"_s, user);
        QTRY_COMPARE(m_conversation->mayModerate(), isAdmin);
    }
    QCOMPARE(changed.count(), 2);
}

void tst_ConversationActions::aClassicServerKnowsNothingOfIt()
{
    m_server->rooms[u"r1"_s].messages.clear();
    QVERIFY(joined(FakeServer::Mode::SeedLike));
    QVERIFY(!m_conversation->canChangeMessages());
    QCOMPARE(m_conversation->readSeq(), -1);
    m_conversation->setTyping(true);
    m_conversation->markRead(1);
    m_conversation->erase(MessageId(u"x"_s));
    QTRY_COMPARE(m_failures.size(), 1);
    QVERIFY(m_conversation->post(u"still here"_s));
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    QCOMPARE(m_server->crash, QString());
}

QTEST_GUILESS_MAIN(tst_ConversationActions)
#include "tst_conversationactions.moc"
