// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "common/clientlimits.h"
#include "tests/support/fakeserver.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;

/// How far others have read, and what counts as read by oneself.
class tst_ReadMarks : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void othersMarksAreAskedForOnceAndFollowed();
    void theyAreAskedForAgainAfterALoss();
    void theyAreNotThoseOfAnotherPast();
    void serversWithoutMembersAreNoTrouble();
    void whoWritesHasRead();
    void whatCameMeanwhileIsNotRead();
    void unreadComesFromTheServerAndFollowsTheMark();
    void whatIsReadElsewhereIsReadHere();
    void aRoomTellsItsMarkToo();
    void whatMayBeUnreadStaysCounted();
    void whatIsHereIsCountedExactly();
    void marksAreToldOnceASecondAndOnlyForward();
    void aMarkSurvivesALossOfTheConnection();
    void aMentionReadInALossStaysRead();
    void aMentionReadBeforeARestartStaysRead();
    void aMentionDeletedInALossHidesNoOther();

private:
    void newConversation();
    [[nodiscard]] bool joined();
    [[nodiscard]] bool lost()
    {
        m_server->stop();
        return QTest::qWaitFor(
            [this] { return m_conversation->state() == Conversation::State::Reconnecting; });
    }
    [[nodiscard]] static QJsonObject member(const QJsonObject &user, qint64 readSeq)
    {
        return {{u"user"_s, user},
                {u"role"_s, u"member"_s},
                {u"muted"_s, false},
                {u"hand"_s, false},
                {u"readSeq"_s, readSeq}};
    }
    [[nodiscard]] int readBy(int row) const
    {
        return m_conversation->messages()->index(row).data(MessageListModel::ReadByRole).toInt();
    }
    [[nodiscard]] QVariant ofRoom(const QString &room, int role) const
    {
        const RoomListModel *rooms = m_conversation->rooms();
        return rooms->index(rooms->rowOf(RoomId(room))).data(role);
    }
    /// As those of people who come and go.
    void addLines(const QString &room, int count)
    {
        for (int i = 0; i < count; ++i) {
            QJsonObject line = m_server->addMessage(room, u"system"_s, u"line"_s, true);
            line.insert(u"type"_s, u"system"_s);
            m_server->rooms[room].messages.last() = line;
            m_server->sendEvent(u"message"_s, line);
        }
    }
    QJsonObject addMention(const QString &room = u"r1"_s)
    {
        QJsonObject named = m_server->addMessage(room, u"lee"_s, u"@김민수"_s, true);
        named.insert(u"mentions"_s, QJsonArray{u"id-김민수"_s});
        m_server->rooms[room].messages.last() = named;
        return named;
    }
    [[nodiscard]] bool readsAMentionInALoss();
    void tellRead(const QString &name, qint64 seq, const QString &room = u"r1"_s)
    {
        m_server->sendEvent(u"read:changed"_s,
                            QJsonObject{{u"room"_s, room},
                                        {u"user"_s, m_server->userOf(name)},
                                        {u"seq"_s, seq},
                                        {u"at"_s, u"2026-11-23T09:12:00.123Z"_s}});
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_roomTester;
};

void tst_ReadMarks::init()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    ++m_run;
    newConversation();
}

void tst_ReadMarks::newConversation()
{
    m_roomTester.reset();
    m_conversation.reset();
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    m_conversation = std::make_unique<Conversation>(options);
    m_roomTester = std::make_unique<QAbstractItemModelTester>(m_conversation->rooms());
}

void tst_ReadMarks::cleanup()
{
    m_roomTester.reset();
    m_conversation.reset();
    m_server.reset();
}

bool tst_ReadMarks::joined()
{
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor([&] {
        return m_conversation->state() == Conversation::State::Online
            && m_conversation->messages()->rowCount()
            == int(m_server->rooms[u"r1"_s].messages.size());
    });
}

void tst_ReadMarks::othersMarksAreAskedForOnceAndFollowed()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"a"_s, true);
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"b"_s, true);
    m_server->answers.insert(u"room:members"_s,
                             {{u"members"_s,
                               QJsonArray{member(m_server->userOf(u"김민수"_s), 2),
                                          member(m_server->userOf(u"lee"_s), 1),
                                          member(m_server->userOf(u"park"_s), 0)}},
                              {u"more"_s, false}});
    QVERIFY(joined());
    QTRY_COMPARE(readBy(0), 1);
    tellRead(u"lee"_s, 2);
    QTRY_COMPARE(readBy(1), 1);
    QCOMPARE(readBy(0), 0);
    tellRead(u"park"_s, 2);
    QTRY_COMPARE(readBy(1), 2);
    m_server->sendEvent(u"member:left"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, m_server->userOf(u"lee"_s)}});
    QTRY_COMPARE(readBy(1), 1);
    QCOMPARE(m_server->callsOf(u"room:members"_s).size(), 1);
}

void tst_ReadMarks::theyAreAskedForAgainAfterALoss()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"a"_s, true);
    m_server->answers.insert(u"room:members"_s, {{u"members"_s, QJsonArray()}, {u"more"_s, false}});
    QVERIFY(joined());
    QTRY_COMPARE(m_server->callsOf(u"room:members"_s).size(), 1);
    m_server->answers.insert(
        u"room:members"_s,
        {{u"members"_s, QJsonArray{member(m_server->userOf(u"lee"_s), 1)}}, {u"more"_s, false}});
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(readBy(0), 1);
}

// The server was put back to a backup.
void tst_ReadMarks::theyAreNotThoseOfAnotherPast()
{
    for (int i = 0; i < 10; ++i) {
        m_server->addMessage(u"r1"_s, u"김민수"_s, QString::number(i), true);
    }
    const auto answerMembers = [this](qint64 readSeq) {
        m_server->answers.insert(u"room:members"_s,
                                 {{u"members"_s,
                                   QJsonArray{member(m_server->userOf(u"lee"_s), readSeq),
                                              member(m_server->userOf(u"park"_s), readSeq)}},
                                  {u"more"_s, false}});
    };
    answerMembers(10);
    QVERIFY(joined());
    QTRY_COMPARE(readBy(9), 2);
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    FakeServer::Room &room = m_server->rooms[u"r1"_s];
    room.messages.resize(3);
    room.rev = 3;
    room.readSeq = 0;
    answerMembers(3);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(readBy(2), 2);
    QCOMPARE(m_conversation->messages()->rowCount(), 3);
    QVERIFY(m_conversation->post(u"own"_s));
    QTRY_COMPARE(m_conversation->messages()->lastSeq(), 4);
    QCOMPARE(readBy(3), 0);
    tellRead(u"lee"_s, 4);
    QTRY_COMPARE(readBy(3), 1);
}

void tst_ReadMarks::serversWithoutMembersAreNoTrouble()
{
    m_server->addMessage(u"r1"_s, u"김민수"_s, u"a"_s, true);
    QVERIFY(joined()); // the question is refused: UNKNOWN_EVENT
    QTRY_COMPARE(m_server->callsOf(u"room:members"_s).size(), 1);
    tellRead(u"lee"_s, 1);
    QTRY_COMPARE(readBy(0), 1);
    QCOMPARE(m_conversation->state(), Conversation::State::Online);
}

void tst_ReadMarks::whoWritesHasRead()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"a"_s, true);
    QVERIFY(joined());
    QCOMPARE(m_conversation->readSeq(), 0);
    QVERIFY(m_conversation->post(u"답"_s)); // no window was ever active
    QCOMPARE(m_conversation->readSeq(), 1);
    QTRY_COMPARE(m_conversation->readSeq(), 2);
    QTRY_COMPARE(m_server->rooms[u"r1"_s].readSeq, 2);
}

void tst_ReadMarks::whatCameMeanwhileIsNotRead()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"a"_s, true);
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(m_conversation->post(u"답"_s)); // waits
    m_server->addMessage(u"r1"_s, u"lee"_s, u"b"_s, true);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_server->rooms[u"r1"_s].messages.size(), 3);
    QTRY_COMPARE(m_conversation->messages()->lastSeq(), 3);
    QCOMPARE(m_conversation->readSeq(), 1); // "b" was never seen
}

void tst_ReadMarks::unreadComesFromTheServerAndFollowsTheMark()
{
    FakeServer::Room &other = m_server->addRoom(u"r2"_s, u"수학"_s);
    other.readSeq = 1;
    other.mentions = 1;
    for (int i = 0; i < 4; ++i) {
        m_server->addMessage(u"r2"_s, u"lee"_s, QString::number(i), true);
    }
    QVERIFY(joined());
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 3);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::MentionsRole).toInt(), 1);
    m_server->sendEvent(u"message"_s, addMention(u"r2"_s));
    m_server->addMessage(u"r2"_s, u"김민수"_s, u"own, from another device"_s);
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::MentionsRole).toInt(), 2);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 4);

    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 4); // nobody has seen it yet
    QCOMPARE(m_conversation->readSeq(), 1);
    QTRY_COMPARE(m_conversation->messages()->rowCount(), 6);
    m_conversation->markRead(4);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 1);
    m_conversation->markRead(6);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 0);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::MentionsRole).toInt(), 0);
    QTRY_COMPARE(m_server->rooms[u"r2"_s].readSeq, 6);
}

void tst_ReadMarks::whatIsReadElsewhereIsReadHere()
{
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    m_server->addMessage(u"r2"_s, u"lee"_s, u"a"_s, true);
    m_server->addMessage(u"r2"_s, u"lee"_s, u"b"_s, true);
    QVERIFY(joined());
    tellRead(u"lee"_s, 2, u"r2"_s); // another person's mark changes nothing here
    tellRead(u"김민수"_s, 1, u"r2"_s);
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 1);
    tellRead(u"김민수"_s, 2, u"r2"_s);
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 0);
}

// What is told of a room may bring the mark before the event of the mark does.
void tst_ReadMarks::aRoomTellsItsMarkToo()
{
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    for (int i = 0; i < 3; ++i) {
        m_server->addMessage(u"r2"_s, u"lee"_s, QString::number(i), true);
    }
    QVERIFY(joined());
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 3);
    FakeServer::Room &room = m_server->rooms[u"r2"_s];
    for (const auto &[readSeq, unread] : {std::pair(2, 1), std::pair(1, 1), std::pair(3, 0)}) {
        room.readSeq = readSeq;
        room.name = u"수학 %1"_s.arg(readSeq);
        m_server->sendEvent(u"room:changed"_s, m_server->roomObject(room));
        QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::NameRole).toString(), room.name);
        QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), unread);
    }
}

void tst_ReadMarks::whatMayBeUnreadStaysCounted()
{
    FakeServer::Room &other = m_server->addRoom(u"r2"_s, u"수학"_s);
    other.readSeq = 60;
    other.extras = {{u"unread"_s, 0}}; // system lines: 30 of them
    addLines(u"r2"_s, 90);
    QVERIFY(joined());
    m_server->sendEvent(u"message"_s, addMention(u"r2"_s));
    for (int i = 1; i < 10; ++i) {
        m_server->addMessage(u"r2"_s, u"lee"_s, u"text"_s);
    }
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 10);
    tellRead(u"김민수"_s, 75, u"r2"_s); // half of the lines
    m_server->addMessage(u"r2"_s, u"lee"_s, u"after"_s);
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 11);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::MentionsRole).toInt(), 1);
    tellRead(u"김민수"_s, 91, u"r2"_s);
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 10);
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::MentionsRole).toInt(), 0);
}

void tst_ReadMarks::whatIsHereIsCountedExactly()
{
    FakeServer::Room &other = m_server->addRoom(u"r2"_s, u"수학"_s);
    other.readSeq = 60;
    addLines(u"r2"_s, 60);
    for (int i = 0; i < 10; ++i) {
        m_server->addMessage(u"r2"_s, u"lee"_s, u"text"_s, true);
    }
    QVERIFY(joined());
    QCOMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 10);
    addLines(u"r2"_s, 30);
    tellRead(u"김민수"_s, 66, u"r2"_s);
    QTRY_COMPARE(ofRoom(u"r2"_s, RoomListModel::UnreadRole).toInt(), 4);
}

void tst_ReadMarks::marksAreToldOnceASecondAndOnlyForward()
{
    for (int i = 0; i < 5; ++i) {
        m_server->addMessage(u"r1"_s, u"lee"_s, QString::number(i));
    }
    QVERIFY(joined());
    QElapsedTimer clock;
    clock.start();
    m_conversation->markRead(2);
    m_conversation->markRead(1);
    m_conversation->markRead(3);
    m_conversation->markRead(5);
    QTRY_COMPARE(m_server->callsOf(u"read:set"_s).size(), 2);
    QVERIFY(clock.elapsed() >= limits::markIntervalMs * 9 / 10);
    QCOMPARE(m_server->callsOf(u"read:set"_s).first().argument.toObject().value(u"seq"_s).toInt(),
             2);
    QCOMPARE(m_server->rooms[u"r1"_s].readSeq, 5);
}

void tst_ReadMarks::aMarkSurvivesALossOfTheConnection()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"a"_s);
    QVERIFY(joined());
    QVERIFY(lost());
    m_conversation->markRead(1);
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_server->rooms[u"r1"_s].readSeq, 1);
    QCOMPARE(ofRoom(u"r1"_s, RoomListModel::UnreadRole).toInt(), 0);
}

// Its mark, 2, is what the server hears of at the next join only.
bool tst_ReadMarks::readsAMentionInALoss()
{
    m_server->addMessage(u"r1"_s, u"lee"_s, u"a"_s, true);
    addMention();
    m_server->rooms[u"r1"_s].mentions = 1;
    if (!joined() || ofRoom(u"r1"_s, RoomListModel::MentionsRole) != 1 || !lost()) {
        return false;
    }
    m_conversation->markRead(2);
    m_server->addMessage(u"r1"_s, u"lee"_s, u"b"_s, true);
    addMention();
    m_server->rooms[u"r1"_s].mentions = 2;
    return ofRoom(u"r1"_s, RoomListModel::MentionsRole) == 0;
}

void tst_ReadMarks::aMentionReadInALossStaysRead()
{
    QVERIFY(readsAMentionInALoss());
    m_server->heldCalls = {u"message:changes"_s};
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QCOMPARE(ofRoom(u"r1"_s, RoomListModel::UnreadRole).toInt(), 2);
    QCOMPARE(ofRoom(u"r1"_s, RoomListModel::MentionsRole).toInt(), 1);
}

// And the room is not the one that is shown: its rows are not there to be looked at.
void tst_ReadMarks::aMentionReadBeforeARestartStaysRead()
{
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    QVERIFY(readsAMentionInALoss());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    newConversation();
    QSignalSpy restored(m_conversation.get(), &Conversation::restored);
    m_conversation->start(m_server->address(), u"김민수"_s);
    QTRY_COMPARE(restored.count(), 1);
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Online);
    QTRY_COMPARE(ofRoom(u"r1"_s, RoomListModel::MentionsRole).toInt(), 1);
    QCOMPARE(ofRoom(u"r1"_s, RoomListModel::UnreadRole).toInt(), 2);
}

// The server no longer counts it: it is not to be taken from what is left.
void tst_ReadMarks::aMentionDeletedInALossHidesNoOther()
{
    QVERIFY(readsAMentionInALoss());
    m_server->changeMessage(u"r1"_s, 2,
                            {{u"chat"_s, QString()},
                             {u"mentions"_s, QJsonArray()},
                             {u"deletedAt"_s, u"2026-11-23T09:12:00.123Z"_s}},
                            true);
    m_server->rooms[u"r1"_s].mentions = 1;
    QVERIFY(m_server->listen());
    QTRY_COMPARE(m_conversation->messages()->lastSeq(), 4);
    QCOMPARE(ofRoom(u"r1"_s, RoomListModel::MentionsRole).toInt(), 1);
}

QTEST_GUILESS_MAIN(tst_ReadMarks)
#include "tst_readmarks.moc"
