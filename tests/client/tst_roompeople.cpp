// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/conversation.h"
#include "client/model/roomactions.h"
#include "common/clientlimits.h"
#include "tests/support/fakeserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// The people of a room of which there are more than are shown, and those of whom the server tells
/// while they are being listed. Ids go by name here, and the reader's is behind all others.
class tst_RoomPeople : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void whoIsBehindTheCutIsHeardWhenItMatters();
    void allThatAreShownAreAskedForAgainAfterALoss();
    void whatWasToldIsNewerThanThePage();
    void aDirectRoomIsCalledAsItsPersonIsNow();
    void whatIsToldOfAPersonLeavesTheirMark();

private:
    static constexpr int pageRows = limits::maxPageRows;
    static constexpr int pages = limits::maxMembersShown / pageRows;
    [[nodiscard]] static QString name(int number)
    {
        return u"p%1"_s.arg(number, 5, 10, QLatin1Char('0'));
    }
    [[nodiscard]] QJsonObject member(const QString &name) const
    {
        return {{u"user"_s, m_server->userOf(name)},
                {u"role"_s, u"member"_s},
                {u"muted"_s, false},
                {u"hand"_s, false},
                {u"readSeq"_s, 0}};
    }
    void answerCrowd(int offline = 0);
    void tell(const QString &name, const QJsonObject &fields);
    [[nodiscard]] bool isOnline();
    [[nodiscard]] RoomActions *actions() const { return m_conversation->roomActions(); }
    [[nodiscard]] const Member *row(const QString &name) const
    {
        return actions()->members()->find(UserId(m_server->userOf(name)[u"_id"_s].toString()));
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Conversation> m_conversation;
};

void tst_RoomPeople::init()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s).readSeq = 0;
    Conversation::Options options;
    options.settingsPath = m_dir.filePath(u"%1.ini"_s.arg(++m_run));
    options.storePath = m_dir.filePath(u"%1.data"_s.arg(m_run));
    options.helloTimeoutMs = 100;
    m_conversation = std::make_unique<Conversation>(options);
    QVERIFY(m_server->listen());
}

void tst_RoomPeople::cleanup()
{
    m_conversation.reset();
    m_server.reset();
}

// As many pages as are shown, and the server has more. \p offline: this one is not there.
void tst_RoomPeople::answerCrowd(int offline)
{
    for (int page = 0; page < pages; ++page) {
        QJsonArray members;
        for (int i = 1; i <= pageRows; ++i) {
            const int number = page * pageRows + i;
            QJsonObject one = member(name(number));
            if (number == offline) {
                QJsonObject user = one[u"user"_s].toObject();
                user.insert(u"isOnline"_s, false);
                one.insert(u"user"_s, user);
            }
            members.append(one);
        }
        m_server->replies[u"room:members"_s].enqueue(
            {{u"ok"_s, true}, {u"members"_s, members}, {u"more"_s, true}});
    }
}

void tst_RoomPeople::tell(const QString &name, const QJsonObject &fields)
{
    QJsonObject event = member(name);
    event.insert(u"room"_s, u"r1"_s);
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        event.insert(field.key(), field.value());
    }
    m_server->sendEvent(u"member:changed"_s, event);
}

bool tst_RoomPeople::isOnline()
{
    m_conversation->start(m_server->address(), u"김민수"_s);
    return QTest::qWaitFor(
        [this] { return m_conversation->state() == Conversation::State::Online; });
}

void tst_RoomPeople::whoIsBehindTheCutIsHeardWhenItMatters()
{
    answerCrowd();
    QVERIFY(isOnline());
    QTRY_VERIFY_WITH_TIMEOUT(actions()->people()->isCut(), 60'000);
    const int shown = actions()->members()->rowCount();
    QCOMPARE(shown, limits::maxMembersShown);
    tell(u"김민수"_s, {{u"hand"_s, true}});
    QTRY_VERIFY(actions()->writeRule().isHandUp);
    tell(u"김민수"_s, {{u"hand"_s, false}});
    QTRY_VERIFY(!actions()->writeRule().isHandUp);
    const QString newest = name(70'000);
    tell(newest, {{u"hand"_s, true}});
    QTRY_COMPARE(actions()->members()->handCount(), 1);
    tell(newest, {});
    QTRY_COMPARE(actions()->members()->handCount(), 0);
    QVERIFY(row(newest) == nullptr); // nor do the rows grow with all who ever asked
    QCOMPARE(actions()->members()->rowCount(), shown + 1);
}

void tst_RoomPeople::allThatAreShownAreAskedForAgainAfterALoss()
{
    answerCrowd();
    QVERIFY(isOnline());
    QTRY_VERIFY_WITH_TIMEOUT(actions()->people()->isCut(), 60'000);
    tell(u"김민수"_s, {{u"hand"_s, true}});
    tell(name(70'000), {{u"hand"_s, true}});
    tell(name(70'001), {{u"role"_s, u"moderator"_s}});
    QTRY_COMPARE(actions()->members()->handCount(), 2);
    const int away = limits::maxMembersShown - pageRows / 2; // of the last page
    answerCrowd(away);
    m_server->calls.clear();
    m_server->drop();
    QTRY_VERIFY_WITH_TIMEOUT(row(name(away)) && !row(name(away))->user.isOnline, 60'000);
    QTRY_VERIFY(actions()->people()->isCut());
    QCOMPARE(m_server->callsOf(u"room:members"_s).size(), pages);
    QVERIFY(actions()->writeRule().isHandUp);
    QCOMPARE(actions()->members()->handCount(), 2);
    QCOMPARE(actions()->members()->rowCount(), limits::maxMembersShown + 2);
}

// The server reads pages beside the changes.
void tst_RoomPeople::whatWasToldIsNewerThanThePage()
{
    m_server->heldCalls = {u"room:members"_s};
    QVERIFY(isOnline());
    QTRY_COMPARE(m_server->callsOf(u"room:members"_s).size(), 1);
    const QString muted = name(1);
    const QString gone = name(2);
    const QString renamed = name(3);
    tell(muted, {{u"muted"_s, true}});
    m_server->sendEvent(u"member:left"_s,
                        QJsonObject{{u"room"_s, u"r1"_s}, {u"user"_s, m_server->userOf(gone)}});
    QJsonObject user = m_server->userOf(renamed);
    user.insert(u"userName"_s, u"이영희"_s);
    m_server->sendEvent(u"user:changed"_s, user);
    m_server->answer(
        m_server->callsOf(u"room:members"_s).first().ackId,
        {{u"ok"_s, true},
         {u"members"_s,
          QJsonArray{member(muted), member(gone), member(renamed), member(u"김민수"_s)}},
         {u"more"_s, false}});
    QTRY_VERIFY(row(u"김민수"_s));
    QVERIFY(row(muted) && row(muted)->muted);
    QVERIFY(row(gone) == nullptr);
    QVERIFY(row(renamed));
    QCOMPARE(row(renamed)->user.userName, u"이영희"_s);
    // And no longer than that: the next page knows better.
    m_server->calls.clear();
    m_server->drop();
    QTRY_COMPARE(m_server->callsOf(u"room:members"_s).size(), 1);
    m_server->answer(m_server->callsOf(u"room:members"_s).first().ackId,
                     {{u"ok"_s, true},
                      {u"members"_s, QJsonArray{member(muted), member(u"김민수"_s)}},
                      {u"more"_s, false}});
    QTRY_VERIFY(row(muted) && !row(muted)->muted);
}

// A rename overtakes the answer to the question who is in it.
void tst_RoomPeople::aDirectRoomIsCalledAsItsPersonIsNow()
{
    FakeServer::Room &direct = m_server->addRoom(u"d1"_s, u"김민수, lee"_s);
    direct.readSeq = 0;
    direct.extras = {{u"kind"_s, u"direct"_s}};
    m_server->heldCalls = {u"room:members"_s};
    QVERIFY(isOnline());
    const auto answer = [this](const QString &peer) {
        const auto ask = [this] {
            QList<FakeServer::Call> asked = m_server->callsOf(u"room:members"_s);
            asked.removeIf(
                [](const auto &call) { return call.argument[u"room"_s].toString() != u"d1"_s; });
            return asked;
        };
        if (!QTest::qWaitFor([&] { return !ask().isEmpty(); })) {
            return false;
        }
        QJsonObject other = m_server->userOf(u"lee"_s);
        other.insert(u"userName"_s, peer);
        QJsonObject one = member(u"lee"_s);
        one.insert(u"user"_s, other);
        m_server->answer(ask().first().ackId,
                         {{u"ok"_s, true},
                          {u"members"_s, QJsonArray{member(u"김민수"_s), one}},
                          {u"more"_s, false}});
        return true;
    };
    const auto shown = [this] {
        const RoomListModel *rooms = m_conversation->rooms();
        return rooms->index(rooms->rowOf(RoomId(u"d1"_s))).data().toString();
    };
    QJsonObject renamed = m_server->userOf(u"lee"_s);
    renamed.insert(u"userName"_s, u"이영희"_s);
    renamed.insert(u"isOnline"_s, false);
    m_server->sendEvent(u"user:changed"_s, renamed);
    QVERIFY(answer(u"lee"_s));
    QTRY_COMPARE(shown(), u"이영희"_s);
    // And no longer than that: the next answer knows better.
    m_server->drop();
    m_server->calls.clear();
    QVERIFY(answer(u"park"_s));
    QTRY_COMPARE(shown(), u"park"_s);
}

// The event does not say how far they have read.
void tst_RoomPeople::whatIsToldOfAPersonLeavesTheirMark()
{
    QJsonObject reader = member(u"lee"_s);
    reader.insert(u"readSeq"_s, 7);
    m_server->answers.insert(u"room:members"_s,
                             {{u"members"_s, QJsonArray{reader}}, {u"more"_s, false}});
    QVERIFY(isOnline());
    QTRY_VERIFY(row(u"lee"_s) && row(u"lee"_s)->readSeq == 7);
    tell(u"lee"_s, {{u"muted"_s, true}});
    QTRY_VERIFY(row(u"lee"_s)->muted);
    QCOMPARE(row(u"lee"_s)->readSeq, 7);
}

QTEST_GUILESS_MAIN(tst_RoomPeople)
#include "tst_roompeople.moc"
