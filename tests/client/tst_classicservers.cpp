// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chatsessionfixture.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// Servers that say no hello, as the seed's: what is sent to them, and what counts as confirmed.
class tst_ClassicServers : public ChatSessionFixture
{
    Q_OBJECT

private slots:
    void withoutAHelloTheServerIsClassic();
    void aClassicServerIsNeverSentAnythingElse();
    void aClassicServerIsJoinedAgainBeforeAnythingIsSent();
    void aClassicMessageIsConfirmedByItsEcho();
    void aClassicMessageWithoutAnEchoIsNotSentAgain();
    void aLateEchoStillConfirms();
    void theWelcomeMayComeBeforeTheAckOfTheJoin();
    void aClassicRefusalIsReported();
    void aNativeServerIsNeverMistakenForAClassicOne();
    void aLateHelloBringsUsBackAsNatives();
};

void tst_ClassicServers::withoutAHelloTheServerIsClassic()
{
    QVERIFY(startJoined(FakeServer::Mode::SeedLike));
    QCOMPARE(m_session->mode(), ChatSession::Mode::Classic);
    QCOMPARE(m_joins.first().rooms.size(), 1);
    QCOMPARE(m_joins.first().rooms.first().name, u"lobby"_s);
    QCOMPARE(m_joins.first().user.userName, u"김민수"_s);
    QVERIFY(m_server->callsOf(u"join"_s).first().wantsAck);
}

void tst_ClassicServers::aClassicServerIsNeverSentAnythingElse()
{
    start(FakeServer::Mode::SeedLike);
    startSession();
    m_session->post({u"early"_s, RoomId(u"/"_s), u"before the join"_s});
    QCOMPARE(m_outcomes, QStringList{u"unanswered early"_s});
    QTRY_COMPARE(m_joins.size(), 1);
    m_session->post({u"c1"_s, m_joins.first().homeRoom, u"안녕"_s});
    QTRY_COMPARE(m_outcomes.last(), u"accepted c1"_s);
    m_server->drop();
    m_session->post({u"c2"_s, m_joins.first().homeRoom, u"too soon"_s});
    QTRY_COMPARE(m_joins.size(), 2);
    m_session->post({u"c3"_s, m_joins.first().homeRoom, u"now"_s});
    QTRY_COMPARE(m_outcomes.last(), u"accepted c3"_s);
    m_session->stop();
    QTRY_VERIFY(!m_server->isConnected());
    QVERIFY2(m_server->crash.isEmpty(), qPrintable(m_server->crash));
    for (const FakeServer::Call &call : std::as_const(m_server->calls)) {
        QVERIFY(call.name == u"join"_s || call.name == u"sendMessage"_s);
    }
}

void tst_ClassicServers::aClassicServerIsJoinedAgainBeforeAnythingIsSent()
{
    start(FakeServer::Mode::SeedLike);
    m_server->connectReply = uR"({"sid":"s1","pid":"p1"})"_s; // with recovery: even then
    startSession();
    QTRY_COMPARE(m_joins.size(), 1);
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    QCOMPARE(m_server->callsOf(u"join"_s).size(), 2);
}

void tst_ClassicServers::aClassicMessageIsConfirmedByItsEcho()
{
    QVERIFY(startJoined(FakeServer::Mode::SeedLike));
    m_server->echoes = false;
    m_session->post({u"c1"_s, m_joins.first().homeRoom, u"안녕"_s});
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 1);
    const QJsonObject me{{u"id"_s, u"id-김민수"_s}, {u"userName"_s, u"김민수"_s}};
    const QJsonObject other{{u"id"_s, u"id-lee"_s}, {u"userName"_s, u"lee"_s}};
    m_server->sendEvent(
        u"message"_s, QJsonObject{{u"_id"_s, u"1"_s}, {u"chat"_s, u"안녕"_s}, {u"user"_s, other}});
    m_server->sendEvent(u"message"_s,
                        QJsonObject{{u"_id"_s, u"2"_s}, {u"chat"_s, u"other"_s}, {u"user"_s, me}});
    QTRY_COMPARE(m_messages.size(), 3); // the welcome, and these two
    QVERIFY(m_outcomes.isEmpty());
    m_server->sendEvent(u"message"_s,
                        QJsonObject{{u"_id"_s, u"3"_s}, {u"chat"_s, u"안녕"_s}, {u"user"_s, me}});
    QTRY_COMPARE(m_outcomes, QStringList{u"accepted c1"_s});
    QCOMPARE(m_messages.size(), 3);
}

void tst_ClassicServers::aClassicMessageWithoutAnEchoIsNotSentAgain()
{
    QVERIFY(startJoined(FakeServer::Mode::SeedLike));
    m_server->echoes = false;
    m_session->post({u"c1"_s, m_joins.first().homeRoom, u"one"_s});
    QTRY_COMPARE(m_outcomes, QStringList{u"unconfirmed c1"_s});
    m_session->post({u"c2"_s, m_joins.first().homeRoom, u"two"_s});
    QTRY_COMPARE(m_server->callsOf(u"sendMessage"_s).size(), 2);
    m_server->drop();
    QTRY_COMPARE(m_outcomes.last(), u"unconfirmed c2"_s);
    QTRY_COMPARE(m_joins.size(), 2);
    QCOMPARE(m_server->callsOf(u"sendMessage"_s).size(), 2);
}

void tst_ClassicServers::aLateEchoStillConfirms()
{
    QVERIFY(startJoined(FakeServer::Mode::SeedLike));
    m_server->echoes = false;
    m_session->post({u"c1"_s, m_joins.first().homeRoom, u"one"_s});
    QTRY_COMPARE(m_outcomes, QStringList{u"unconfirmed c1"_s});
    const QJsonObject me{{u"id"_s, u"id-김민수"_s}, {u"userName"_s, u"김민수"_s}};
    m_server->sendEvent(u"message"_s,
                        QJsonObject{{u"_id"_s, u"3"_s}, {u"chat"_s, u"one"_s}, {u"user"_s, me}});
    QTRY_COMPARE(m_outcomes.last(), u"accepted c1"_s);
}

void tst_ClassicServers::theWelcomeMayComeBeforeTheAckOfTheJoin()
{
    start(FakeServer::Mode::SeedLike);
    QList<qsizetype> joinsAtMessage;
    connect(m_session.get(), &ChatSession::messageReceived, this,
            [&](const Message &) { joinsAtMessage.append(m_joins.size()); });
    startSession();
    QTRY_COMPARE(m_messages.size(), 1);
    QCOMPARE(joinsAtMessage, QList<qsizetype>{1});
    QCOMPARE(m_messages.first().chat, u"김민수 님이 채팅방에 들어왔습니다."_s);
    QVERIFY(m_messages.first().user.id.isNull());
    QVERIFY(m_messages.first().createdMs > 0);
    QCOMPARE(m_messages.first().room, m_joins.first().homeRoom);
}

void tst_ClassicServers::aClassicRefusalIsReported()
{
    start(FakeServer::Mode::SocketIo);
    startSession();
    QTRY_COMPARE(m_server->callsOf(u"join"_s).size(), 1);
    m_server->answer(m_server->calls.first().ackId,
                     {{u"succese"_s, false}, {u"error"_s, u"에러메세지"_s}});
    QTRY_COMPARE(m_joinRefusals.size(), 1);
    QCOMPARE(m_joinRefusals.first().text, u"에러메세지"_s);
}

void tst_ClassicServers::aNativeServerIsNeverMistakenForAClassicOne()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->saysHello = false; // so slow that it seems to have none
    m_server->drop();
    QTRY_COMPARE(m_server->connections, 3);
    QVERIFY(m_server->callsOf(u"join"_s).isEmpty());
    m_server->saysHello = true;
    QTRY_COMPARE(m_joins.size(), 2);
}

void tst_ClassicServers::aLateHelloBringsUsBackAsNatives()
{
    start(FakeServer::Mode::SeedLike);
    startSession();
    QTRY_COMPARE(m_joins.size(), 1);
    m_server->mode = FakeServer::Mode::Native;
    m_server->sendEvent(u"server:hello"_s, QJsonObject{{u"protocol"_s, 1}, {u"server"_s, u"x"_s}});
    QTRY_COMPARE(m_joins.size(), 2);
    QCOMPARE(m_session->mode(), ChatSession::Mode::Native);
    QCOMPARE(m_server->connections, 2);
}

QTEST_GUILESS_MAIN(tst_ClassicServers)
#include "tst_classicservers.moc"
