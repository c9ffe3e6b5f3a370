// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

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

/// What a person does with rooms and their members, and what the façade knows of them.
class tst_ConversationRooms : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void peopleComeInPagesAndStayTrue();
    void peopleAreAskedForAgainAfterALoss();
    void aRefusalOfPeopleIsKept();
    void aDirectRoomIsCalledByItsPerson();
    void aRoomIsMadeAndShown();
    void refusalsBelongToTheirFields_data();
    void refusalsBelongToTheirFields();
    void theLimitIsNamedWhateverItCounts();
    void aRoomIsEnteredByItsCode_data();
    void aRoomIsEnteredByItsCode();
    void requestsWithoutAConnectionSaySo();
    void roomsAndPeopleAreSearched();
    void manyPeopleAreFoundThoughTheServerSlowsDown();
    void listsComeThoughTheServerSlowsDown();
    void whoIsAboveWhom();
    void aRoomIsReadAsAWhole();
    void notificationsAreKept();
    void whoIsRemovedLosesNothingTyped();
    void whoLeavesIsNotTold();
    void aMuteStopsTheNextMessage();
    void aClassicServerIsNotAsked();

private:
    [[nodiscard]] bool joined();
    [[nodiscard]] RoomActions *actions() const { return m_conversation->roomActions(); }
    [[nodiscard]] QJsonObject member(const QString &name, const QString &role = u"member"_s) const
    {
        return {{u"user"_s, m_server->userOf(name)},
                {u"role"_s, role},
                {u"muted"_s, false},
                {u"hand"_s, false},
                {u"readSeq"_s, 0}};
    }
    void answerMembers(const QJsonArray &members, bool more = false)
    {
        m_server->replies[u"room:members"_s].enqueue(
            {{u"ok"_s, true}, {u"members"_s, members}, {u"more"_s, more}});
    }
    void tellMember(const QString &name, const QJsonObject &fields)
    {
        QJsonObject event = member(name);
        event.insert(u"room"_s, u"r1"_s);
        for (auto field = fields.begin(); field != fields.end(); ++field) {
            event.insert(field.key(), field.value());
        }
        m_server->sendEvent(u"member:changed"_s, event);
    }
    [[nodiscard]] RoomActions::Handler noted()
    {
        return [this](const RoomActions::Outcome &outcome) {
            m_outcomes.append(outcome);
        };
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QList<RoomActions::Outcome> m_outcomes;
};

void tst_ConversationRooms::init()
{
    m_outcomes.clear();
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    options.ackTimeoutMs = 1'000;
    m_conversation = std::make_unique<Conversation>(options);
    m_tester = std::make_unique<QAbstractItemModelTester>(actions()->members());
}

void tst_ConversationRooms::cleanup()
{
    m_tester.reset();
    m_conversation.reset();
    m_server.reset();
}

bool tst_ConversationRooms::joined()
{
    if (!m_server->listen()) {
        return false;
    }
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor(
        [this] { return m_conversation->state() == Conversation::State::Online; });
}

void tst_ConversationRooms::peopleComeInPagesAndStayTrue()
{
    answerMembers({member(u"김민수"_s), member(u"이영희"_s)}, true);
    answerMembers({member(u"박철수"_s, u"owner"_s)});
    QVERIFY(joined());
    QTRY_COMPARE(actions()->members()->rowCount(), 3);
    const auto asked = m_server->callsOf(u"room:members"_s);
    QCOMPARE(asked.size(), 2);
    QCOMPARE(asked.last().argument.toObject().value(u"after"_s).toString(), u"id-이영희"_s);
    tellMember(u"최지우"_s, {});
    QTRY_COMPARE(actions()->members()->rowCount(), 4);
    tellMember(u"이영희"_s, {{u"hand"_s, true}});
    QTRY_COMPARE(actions()->members()->handCount(), 1);
    QJsonObject away = m_server->userOf(u"박철수"_s);
    away.insert(u"isOnline"_s, false);
    m_server->sendEvent(u"user:changed"_s, away);
    QTRY_COMPARE(actions()->members()->onlineCount(), 3);
    m_server->sendEvent(
        u"member:left"_s,
        QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, m_server->userOf(u"이영희"_s)}});
    QTRY_COMPARE(actions()->members()->rowCount(), 3);
    QCOMPARE(actions()->members()->handCount(), 0);
}

void tst_ConversationRooms::peopleAreAskedForAgainAfterALoss()
{
    answerMembers({member(u"김민수"_s), member(u"이영희"_s)});
    QVERIFY(joined());
    QTRY_COMPARE(actions()->members()->rowCount(), 2);
    answerMembers({member(u"김민수"_s), member(u"박철수"_s)}); // who has left, who has come
    m_server->drop();
    QTRY_VERIFY(actions()->members()->find(UserId(u"id-박철수"_s)) != nullptr);
    QTRY_VERIFY(actions()->members()->find(UserId(u"id-이영희"_s)) == nullptr);
    QCOMPARE(actions()->members()->rowCount(), 2);
}

void tst_ConversationRooms::aRefusalOfPeopleIsKept()
{
    QVERIFY(joined()); // the server knows no room:members
    QTRY_VERIFY(actions()->people()->failure() != nullptr);
    QVERIFY(!actions()->people()->isLoading());
}

void tst_ConversationRooms::aDirectRoomIsCalledByItsPerson()
{
    FakeServer::Room &direct = m_server->addRoom(u"d1"_s, u"김민수, 이영희"_s);
    direct.readSeq = 0;
    direct.extras = {{u"kind"_s, u"direct"_s}};
    answerMembers({member(u"김민수"_s), member(u"이영희"_s)}); // asked about the direct room first
    QVERIFY(joined());
    const RoomListModel *rooms = m_conversation->rooms();
    QCOMPARE(rooms->nameOf(RoomId(u"d1"_s)), u"이영희"_s);
    const auto isOnline = [rooms] {
        return rooms->index(rooms->rowOf(RoomId(u"d1"_s))).data(RoomListModel::OnlineRole).toBool();
    };
    QTRY_VERIFY(isOnline());
    QJsonObject away = m_server->userOf(u"이영희"_s);
    away.insert(u"isOnline"_s, false);
    m_server->sendEvent(u"user:changed"_s, away);
    QTRY_VERIFY(!isOnline());
    m_conversation->setCurrentRoom(RoomId(u"d1"_s));
    QCOMPARE(m_conversation->currentRoomName(), u"이영희"_s);
}

void tst_ConversationRooms::aRoomIsMadeAndShown()
{
    QVERIFY(joined());
    FakeServer::Room made;
    made.id = u"r2"_s;
    made.name = u"수학"_s;
    made.readSeq = 0;
    made.role = u"owner"_s;
    m_server->rooms.insert(made.id, made);
    m_server->replies[u"room:create"_s].enqueue(
        {{u"ok"_s, true}, {u"room"_s, m_server->roomObject(made)}});
    actions()->create({.name = u"수학"_s,
                       .kind = RoomKind::Private,
                       .topic = u"함수"_s,
                       .members = {UserId(u"id-이영희"_s)},
                       .classCode = true},
                      noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QVERIFY(m_outcomes.first().failure.isEmpty());
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r2"_s));
    QCOMPARE(actions()->roleIn(RoomId(u"r2"_s)), RoomRole::Owner);
    const QJsonObject asked = m_server->callsOf(u"room:create"_s).first().argument.toObject();
    QCOMPARE(asked.value(u"kind"_s).toString(), u"private"_s);
    QCOMPARE(asked.value(u"members"_s).toArray().size(), 1);
    QCOMPARE(asked.value(u"classCode"_s).toBool(), true);
}

void tst_ConversationRooms::refusalsBelongToTheirFields_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("error");
    QTest::addColumn<int>("field");
    using Field = RoomActions::Field;
    QTest::newRow("taken") << u"NAME_TAKEN"_s << u"name is taken by another room."_s
                           << int(Field::Name);
    QTest::newRow("bad name") << u"BAD_NAME"_s << u"x"_s << int(Field::Name);
    QTest::newRow("long name") << u"TOO_LARGE"_s << u"name is too long."_s << int(Field::Name);
    QTest::newRow("topic") << u"TOO_LARGE"_s << u"topic is too long: at most 512 characters."_s
                           << int(Field::Topic);
    QTest::newRow("members") << u"BAD_REQUEST"_s << u"members: not a list."_s
                             << int(Field::Members);
    QTest::newRow("code") << u"BAD_CLASS_CODE"_s << u"Wrong class code"_s << int(Field::Code);
    QTest::newRow("other") << u"SLOW_DOWN"_s << u"Too many new rooms."_s << int(Field::Whole);
}

void tst_ConversationRooms::refusalsBelongToTheirFields()
{
    QFETCH(QString, code);
    QFETCH(QString, error);
    QFETCH(int, field);
    QVERIFY(joined());
    m_server->replies[u"room:create"_s].enqueue(
        {{u"ok"_s, false}, {u"code"_s, code}, {u"error"_s, error}});
    actions()->create({.name = u"x"_s}, noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QVERIFY(!m_outcomes.first().failure.isEmpty());
    QCOMPARE(int(m_outcomes.first().field), field);
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r1"_s));
}

// A limit is not one of length only: of rooms, of members, of kinds of reactions.
void tst_ConversationRooms::theLimitIsNamedWhateverItCounts()
{
    QVERIFY(joined());
    m_server->replies[u"room:create"_s].enqueue({{u"ok"_s, false},
                                                 {u"code"_s, u"TOO_LARGE"_s},
                                                 {u"error"_s, u"There are too many rooms."_s},
                                                 {u"limit"_s, 500}});
    actions()->create({.name = u"x"_s}, noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QCOMPARE(m_outcomes.first().failure, u"This is over the limit of 500."_s);
    QCOMPARE(m_outcomes.first().field, RoomActions::Field::Whole);
}

void tst_ConversationRooms::aRoomIsEnteredByItsCode_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("small") << u" abc234 "_s;
    QTest::newRow("wide, as by an input method") << u"\u3000ａｂＣ２３４"_s;
}

void tst_ConversationRooms::aRoomIsEnteredByItsCode()
{
    QFETCH(QString, typed);
    QVERIFY(joined());
    m_server->replies[u"room:join"_s].enqueue(FakeServer::refusal(u"BAD_CLASS_CODE"_s));
    actions()->joinByCode(typed, noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QCOMPARE(m_outcomes.first().field, RoomActions::Field::Code);
    const QJsonObject asked = m_server->callsOf(u"room:join"_s).first().argument.toObject();
    QCOMPARE(asked.value(u"classCode"_s).toString(), u"ABC234"_s);
    QVERIFY(!asked.contains(u"room"_s));
}

void tst_ConversationRooms::requestsWithoutAConnectionSaySo()
{
    QVERIFY(joined());
    m_server->stop();
    QTRY_COMPARE(m_conversation->state(), Conversation::State::Reconnecting);
    QVERIFY(!actions()->isOnline());
    actions()->leave(RoomId(u"r1"_s), noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QCOMPARE(m_outcomes.first().failure, u"There is no connection to the server just now."_s);
}

void tst_ConversationRooms::roomsAndPeopleAreSearched()
{
    QVERIFY(joined());
    FakeServer::Room other;
    other.id = u"r7"_s;
    other.name = u"국어"_s;
    m_server->replies[u"room:list"_s].enqueue(
        {{u"ok"_s, true},
         {u"rooms"_s,
          QJsonArray{m_server->roomObject(m_server->rooms[u"r1"_s]), m_server->roomObject(other)}},
         {u"more"_s, false}});
    m_server->replies[u"user:list"_s].enqueue(
        {{u"ok"_s, true},
         {u"users"_s, QJsonArray{m_server->userOf(u"김민수"_s), m_server->userOf(u"이영희"_s)}},
         {u"more"_s, false}});
    DirectoryModel rooms(actions()->roomSource());
    DirectoryModel people(actions()->peopleSource());
    rooms.ask();
    people.ask();
    QTRY_COMPARE(rooms.rowCount(), 1); // without those one is in
    QCOMPARE(rooms.index(0).data(DirectoryModel::NameRole).toString(), u"국어"_s);
    QTRY_COMPARE(people.rowCount(), 1); // without oneself
    QCOMPARE(people.index(0).data(DirectoryModel::IdRole).toString(), u"id-이영희"_s);
    rooms.ask(); // no reply is scripted: UNKNOWN_EVENT
    QTRY_VERIFY(!rooms.failure().isEmpty());
}

void tst_ConversationRooms::manyPeopleAreFoundThoughTheServerSlowsDown()
{
    QVERIFY(joined());
    QQueue<QJsonObject> &replies = m_server->replies[u"user:list"_s];
    const auto page = [this](const QString &name, bool more) {
        return QJsonObject{
            {u"ok"_s, true}, {u"users"_s, QJsonArray{m_server->userOf(name)}}, {u"more"_s, more}};
    };
    const QJsonObject slower{{u"ok"_s, false},
                             {u"code"_s, u"SLOW_DOWN"_s},
                             {u"error"_s, u"?"_s},
                             {u"retryAfterMs"_s, 10}};
    replies << page(u"이영희"_s, true) << slower << slower << page(u"박철수"_s, true)
            << QJsonObject{{u"ok"_s, false}, {u"code"_s, u"INTERNAL"_s}, {u"error"_s, u"?"_s}};
    QList<QStringList> found;
    connect(m_conversation.get(), &Conversation::peopleFound, this,
            [&found](const QList<User> &people) {
                QStringList names;
                for (const User &user : people) {
                    names.append(user.userName);
                }
                found.append(names);
            });
    m_conversation->findPeople();
    m_conversation->findPeople(); // nobody asks twice at a time
    QTRY_COMPARE(found, (QList<QStringList>{{u"이영희"_s, u"박철수"_s}}));
    QVERIFY(replies.isEmpty());
    replies << page(u"이영희"_s, false);
    m_conversation->findPeople();
    QTRY_COMPARE(found.size(), 2);
}

void tst_ConversationRooms::listsComeThoughTheServerSlowsDown()
{
    const QJsonObject slower = FakeServer::refusal(u"SLOW_DOWN"_s, {{u"retryAfterMs"_s, 10}});
    m_server->replies[u"room:members"_s] << slower << slower;
    answerMembers({member(u"김민수"_s), member(u"이영희"_s)});
    QVERIFY(joined());
    QTRY_COMPARE(actions()->members()->rowCount(), 2);
    FakeServer::Room other;
    other.id = u"r7"_s;
    other.name = u"국어"_s;
    m_server->replies[u"room:list"_s]
        << slower
        << QJsonObject{{u"ok"_s, true},
                       {u"rooms"_s, QJsonArray{m_server->roomObject(other)}},
                       {u"more"_s, false}};
    DirectoryModel rooms(actions()->roomSource());
    rooms.ask();
    QTRY_COMPARE(rooms.rowCount(), 1);
}

void tst_ConversationRooms::whoIsAboveWhom()
{
    m_server->rooms[u"r1"_s].role = u"moderator"_s;
    answerMembers({member(u"김민수"_s, u"moderator"_s), member(u"이영희"_s),
                   member(u"박철수"_s, u"owner"_s)});
    QVERIFY(joined());
    QTRY_COMPARE(actions()->members()->rowCount(), 3);
    const auto above = [this](const QString &name) {
        return actions()->isAbove(*actions()->members()->find(UserId(u"id-"_s + name)));
    };
    QVERIFY(above(u"이영희"_s));
    QVERIFY(!above(u"박철수"_s));
    QVERIFY(!above(u"김민수"_s));
    QJsonObject admin = m_server->userOf(u"이영희"_s);
    admin.insert(u"role"_s, u"admin"_s); // an owner of every room
    m_server->sendEvent(u"user:changed"_s, admin);
    QTRY_VERIFY(!above(u"이영희"_s));
    for (const UserRole role : {UserRole::Admin, UserRole::Owner}) {
        QJsonObject own = m_server->userOf(u"김민수"_s);
        own.insert(u"role"_s, QString(toWire(role)));
        m_server->sendEvent(u"user:changed"_s, own);
        QTRY_COMPARE(actions()->ownRole(), role);
        QCOMPARE(above(u"이영희"_s), role == UserRole::Owner);
    }
}

void tst_ConversationRooms::aRoomIsReadAsAWhole()
{
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"하나"_s, true);
    m_server->addMessage(u"r2"_s, u"이영희"_s, u"둘"_s, true);
    QVERIFY(joined());
    const RoomListModel *rooms = m_conversation->rooms();
    const auto unread = [rooms] {
        return rooms->index(rooms->rowOf(RoomId(u"r2"_s))).data(RoomListModel::UnreadRole).toInt();
    };
    QTRY_COMPARE(unread(), 2);
    m_conversation->markRoomRead(RoomId(u"r2"_s));
    QCOMPARE(unread(), 0);
    QTRY_COMPARE(m_server->callsOf(u"read:set"_s).size(), 1);
    m_conversation->markRoomRead(RoomId(u"nowhere"_s));
}

void tst_ConversationRooms::notificationsAreKept()
{
    QVERIFY(joined());
    QJsonObject muted = m_server->roomObject(m_server->rooms[u"r1"_s]);
    muted.insert(u"notify"_s, u"none"_s);
    m_server->replies[u"room:notify"_s].enqueue({{u"ok"_s, true}, {u"room"_s, muted}});
    actions()->setNotify(RoomId(u"r1"_s), RoomNotify::None, noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    QVERIFY(m_conversation->rooms()->index(0).data(RoomListModel::MutedRole).toBool());
}

void tst_ConversationRooms::whoIsRemovedLosesNothingTyped()
{
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    m_conversation->setDraft(RoomId(u"r2"_s), u"아직 쓰는 중"_s);
    QSignalSpy noticed(m_conversation.get(), &Conversation::noticed);
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"banned: 광고"_s}});
    QTRY_COMPARE(noticed.count(), 1);
    const QString text = noticed.first().first().toString();
    QVERIFY(text.startsWith(u"A moderator has banned you from the room “수학”."_s));
    QVERIFY(text.contains(u"광고"_s));
    QVERIFY(text.contains(u"아직 쓰는 중"_s));
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r1"_s));
    QCOMPARE(m_conversation->draft(RoomId(u"r2"_s)), u"아직 쓰는 중"_s);
}

void tst_ConversationRooms::whoLeavesIsNotTold()
{
    m_server->addRoom(u"r2"_s, u"수학"_s).readSeq = 0;
    QVERIFY(joined());
    m_conversation->setCurrentRoom(RoomId(u"r2"_s));
    QSignalSpy noticed(m_conversation.get(), &Conversation::noticed);
    m_server->sendEvent(u"room:removed"_s,
                        QJsonObject{{u"room"_s, u"r2"_s}, {u"reason"_s, u"left"_s}});
    QTRY_COMPARE(m_conversation->rooms()->rowCount(), 1);
    QCOMPARE(m_conversation->currentRoom(), RoomId(u"r1"_s));
    QCOMPARE(noticed.count(), 0);
}

void tst_ConversationRooms::aMuteStopsTheNextMessage()
{
    QVERIFY(joined());
    const QString until =
        QDateTime::currentDateTimeUtc().addSecs(3'600).toString(Qt::ISODateWithMs);
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s, {{u"until"_s, until}})});
    QVERIFY(m_conversation->post(u"하나"_s));
    QTRY_VERIFY(!actions()->writeRule().mayWrite);
    QVERIFY(actions()->writeRule().text.startsWith(u"You are muted here until"_s));
    QVERIFY(!m_conversation->post(u"둘"_s)); // stays in the input
    tellMember(u"김민수"_s, {{u"muted"_s, false}});
    QTRY_VERIFY(actions()->writeRule().mayWrite);
    QVERIFY(m_conversation->post(u"둘"_s));
}

void tst_ConversationRooms::aClassicServerIsNotAsked()
{
    m_server->mode = FakeServer::Mode::SeedLike;
    QVERIFY(joined());
    QVERIFY(!actions()->isAvailable());
    actions()->create({.name = u"x"_s}, noted());
    QTRY_COMPARE(m_outcomes.size(), 1);
    for (const FakeServer::Call &call : std::as_const(m_server->calls)) {
        QVERIFY(call.name == u"join"_s || call.name == u"sendMessage"_s);
    }
    QVERIFY(m_server->crash.isEmpty());
    QVERIFY(m_conversation->post(u"hi"_s));
}

QTEST_GUILESS_MAIN(tst_ConversationRooms)
#include "tst_conversationrooms.moc"
