// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chatsessionfixture.h"
#include "tests/support/plainfront.h"
#include "tests/support/testcertificates.h"

#include <QElapsedTimer>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using maru::testing::PlainFront;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using namespace Qt::StringLiterals;

/// Joining and sending at a server of this protocol, and what a hostile one says.
class tst_ChatSession : public ChatSessionFixture
{
    Q_OBJECT

private slots:
    void aNativeServerIsJoinedWithTheStoredToken();
    void aNameTakenOnAnotherDeviceIsJoinedWith();
    void aRevokedTokenIsDroppedAndTheJoinGoesOnWithoutOne();
    void aTokenTravelsOverTls();
    void aPasswordOrCodeDoesNotTravelInPlainText_data();
    void aPasswordOrCodeDoesNotTravelInPlainText();
    void aTokenDoesNotTravelInPlainText();
    void aTakenNameIsFinalAndCarriesTheSuggestion();
    void aFullStoreAtARejoinIsTriedAgain();
    void anUnansweredJoinIsTriedAgain();
    void aJoinWhoseAnswerIsLostIsMadeAgainWithTheSameToken_data();
    void aJoinWhoseAnswerIsLostIsMadeAgainWithTheSameToken();
    void aTokenThatWasBegunEndsWithTheAnswer();
    void aMessageIsAcceptedRefusedOrUnanswered();
    void hostileEventsAreReportedAndIgnored_data();
    void hostileEventsAreReportedAndIgnored();
    void aByeIsWaitedFor();
};

void tst_ChatSession::aNativeServerIsJoinedWithTheStoredToken()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    QCOMPARE(m_session->mode(), ChatSession::Mode::Native);
    QCOMPARE(m_joins.first().user.userName, u"김민수"_s);
    QCOMPARE(m_joins.first().homeRoom, RoomId(u"r1"_s));
    const QString token = m_tokens->token(m_address, u"김민수"_s);
    QVERIFY(m_server->tokens.contains(token));

    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    const auto joins = m_server->callsOf(u"session:join"_s);
    QVERIFY(joins.at(0).argument.toObject().value(u"token"_s).toString().isEmpty());
    QCOMPARE(joins.at(1).argument.toObject().value(u"token"_s).toString(), token);
}

void tst_ChatSession::aNameTakenOnAnotherDeviceIsJoinedWith()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    const QString token = m_tokens->token(m_address, u"김민수"_s);
    QVERIFY(!token.isEmpty());
    m_server->renamed = u"김선생"_s; // while this device was away
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    QCOMPARE(m_tokens->token(m_address, u"김선생"_s), token);
    QVERIFY(m_tokens->token(m_address, u"김민수"_s).isEmpty());

    m_server->renamed = u"김교수"_s;
    m_session->takeOwnName(u"김교수"_s); // while it was there: user:changed says so
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 3);
    const auto joins = m_server->callsOf(u"session:join"_s);
    const QStringList said{joins.at(0).argument.toObject().value(u"userName"_s).toString(),
                           joins.at(1).argument.toObject().value(u"userName"_s).toString(),
                           joins.at(2).argument.toObject().value(u"userName"_s).toString()};
    QCOMPARE(said, (QStringList{u"김민수"_s, u"김민수"_s, u"김교수"_s}));
    QCOMPARE(joins.at(2).argument.toObject().value(u"token"_s).toString(), token);
}

void tst_ChatSession::aRevokedTokenIsDroppedAndTheJoinGoesOnWithoutOne()
{
    start(FakeServer::Mode::Native);
    m_tokens->setToken(m_address, u"김민수"_s, u"revoked"_s);
    startSession();
    QTRY_COMPARE(m_joins.size(), 1);
    QCOMPARE(m_server->callsOf(u"session:join"_s).size(), 2);
    const QString token = m_tokens->token(m_address, u"김민수"_s);
    QVERIFY(!token.isEmpty());
    QVERIFY(token != u"revoked"_s);
}

void tst_ChatSession::aTokenTravelsOverTls()
{
    makeSession(false);
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    m_server->tls = serverTls(TestCertificate::SelfSigned);
    QVERIFY(m_server->listen());
    const ServerAddress address = *parseServerAddress(m_server->address());
    m_session->start(address, u"김민수"_s);
    QTRY_COMPARE(m_joins.size(), 1);
    const QString token = m_tokens->token(address, u"김민수"_s);
    QVERIFY(!token.isEmpty());
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    const auto joins = m_server->callsOf(u"session:join"_s);
    QCOMPARE(joins.last().argument.toObject().value(u"token"_s).toString(), token);
}

void tst_ChatSession::aPasswordOrCodeDoesNotTravelInPlainText_data()
{
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("code");
    QTest::newRow("password") << u"my secret"_s << QString();
    QTest::newRow("code") << QString() << u"my secret"_s;
}

void tst_ChatSession::aPasswordOrCodeDoesNotTravelInPlainText()
{
    QFETCH(QString, password);
    QFETCH(QString, code);
    makeSession(false);
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    QVERIFY(m_server->listen());
    const PlainFront front(m_server->address());
    m_session->start(*parseServerAddress(front.address()), u"kim"_s, false, {password, code});
    QTRY_COMPARE(m_joinRefusals.size(), 1);
    QCOMPARE(m_joinRefusals.first().code, ErrorCode::AuthRequired);
    QVERIFY(!m_session->wasPrivate());
    QVERIFY(m_server->callsOf(u"session:join"_s).isEmpty());
    QVERIFY(m_server->frames.filter(u"my secret"_s).isEmpty());
}

void tst_ChatSession::aTokenDoesNotTravelInPlainText()
{
    makeSession(false);
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::Native);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
    const PlainFront front(m_server->address());
    const ServerAddress address = *parseServerAddress(front.address());
    m_tokens->setToken(address, u"김민수"_s, u"secret"_s);
    m_session->start(address, u"김민수"_s);
    QTRY_COMPARE(m_joins.size(), 1);
    const auto joins = m_server->callsOf(u"session:join"_s);
    QCOMPARE(joins.size(), 1);
    QVERIFY(joins.first().argument.toObject().value(u"token"_s).toString().isEmpty());
    QVERIFY(!joins.first().argument.toObject().contains(u"newToken"_s));
    // Nor is one kept that came in plain text: others may have seen it.
    QVERIFY(!m_joins.first().token.isEmpty());
    QCOMPARE(m_tokens->token(address, u"김민수"_s), u"secret"_s);
}

void tst_ChatSession::aTakenNameIsFinalAndCarriesTheSuggestion()
{
    start(FakeServer::Mode::Native);
    m_server->joinRefusals.enqueue(
        FakeServer::refusal(u"NAME_TAKEN"_s, {{u"suggestion"_s, u"김민수 (2)"_s}}));
    startSession();
    QTRY_COMPARE(m_joinRefusals.size(), 1);
    QCOMPARE(m_joinRefusals.first().code, ErrorCode::NameTaken);
    QCOMPARE(m_joinRefusals.first().suggestion, u"김민수 (2)"_s);
    QTRY_VERIFY(!m_server->isConnected());
    QCOMPARE(m_server->connections, 1);
}

void tst_ChatSession::aFullStoreAtARejoinIsTriedAgain()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"STORE_FAILED"_s));
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    QVERIFY(m_joinRefusals.isEmpty());
    QCOMPARE(m_server->connections, 3);
}

void tst_ChatSession::anUnansweredJoinIsTriedAgain()
{
    start(FakeServer::Mode::SocketIo);
    connect(m_session.get(), &ChatSession::connectionLost, this,
            [this](const ConnectionFailure &, bool) { m_server->mode = FakeServer::Mode::Native; });
    startSession();
    QTRY_COMPARE(m_joins.size(), 1); // it was taken for a classic one at first
    QCOMPARE(m_session->mode(), ChatSession::Mode::Native);
}

void tst_ChatSession::aJoinWhoseAnswerIsLostIsMadeAgainWithTheSameToken_data()
{
    QTest::addColumn<bool>("isRestarted");
    QTest::newRow("the connection went") << false;
    QTest::newRow("the client ended") << true;
}

void tst_ChatSession::aJoinWhoseAnswerIsLostIsMadeAgainWithTheSameToken()
{
    QFETCH(bool, isRestarted);
    start(FakeServer::Mode::Native);
    m_server->heldCalls = {u"session:join"_s};
    startSession();
    const auto joins = [this] {
        return m_server->callsOf(u"session:join"_s);
    };
    QTRY_COMPARE(joins().size(), 1);
    m_server->heldCalls.clear();
    if (isRestarted) {
        m_session->stop();
        startSession();
    } else {
        m_server->drop();
    }
    QTRY_COMPARE(m_joins.size(), 1);
    const QString begun = joins().first().argument.toObject().value(u"newToken"_s).toString();
    QCOMPARE(begun.size(), 43);
    QCOMPARE(joins().last().argument.toObject().value(u"newToken"_s).toString(), begun);
    QCOMPARE(m_tokens->token(m_address, u"김민수"_s), begun);

    m_server->drop(); // from now on it is a token as any other
    QTRY_COMPARE(m_joins.size(), 2);
    const QJsonObject last = joins().last().argument.toObject();
    QCOMPARE(last.value(u"token"_s).toString(), begun);
    QVERIFY(!last.contains(u"newToken"_s));
}

void tst_ChatSession::aTokenThatWasBegunEndsWithTheAnswer()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    QVERIFY(m_tokens->begunToken(m_address, u"김민수"_s)
            != m_tokens->token(m_address, u"김민수"_s));

    const QString other = m_tokens->begunToken(m_address, u"이영희"_s);
    m_session->stop();
    m_server->joinRefusals.enqueue(FakeServer::refusal(u"NAME_TAKEN"_s, {}));
    m_session->start(m_address, u"이영희"_s);
    QTRY_COMPARE(m_joinRefusals.size(), 1);
    QVERIFY(m_tokens->begunToken(m_address, u"이영희"_s) != other);
}

void tst_ChatSession::aMessageIsAcceptedRefusedOrUnanswered()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->sendFaults.enqueue(
        {FakeServer::Fault::Kind::Refuse, FakeServer::refusal(u"MUTED"_s)});
    m_server->sendFaults.enqueue({FakeServer::Fault::Kind::LoseAck, {}});
    for (const QString &cid : {u"c1"_s, u"c2"_s, u"c3"_s}) {
        m_session->post({cid, RoomId(u"r1"_s), u"text"_s});
    }
    QTRY_COMPARE(m_outcomes,
                 (QStringList{u"refused c1 MUTED"_s, u"accepted c3"_s, u"unanswered c2"_s}));
}

void tst_ChatSession::hostileEventsAreReportedAndIgnored_data()
{
    QTest::addColumn<QString>("frame");
    const QString user = uR"("user":{"id":"u","userName":"u","name":"u"})"_s;
    QTest::newRow("no argument") << uR"(42["message"])"_s;
    QTest::newRow("a text") << uR"(42["message","hi"])"_s;
    QTest::newRow("null") << uR"(42["message",null])"_s;
    QTest::newRow("an array") << uR"(42["message",[]])"_s;
    QTest::newRow("chat is a number")
        << u"42[\"message\",{\"_id\":\"1\",\"chat\":5,"_s + user + u"}]"_s;
    QTest::newRow("user is a text") << uR"(42["message",{"_id":"1","chat":"x","user":"kim"}])"_s;
    QTest::newRow("no room")
        << u"42[\"message\",{\"_id\":\"1\",\"chat\":\"x\",\"seq\":1,\"rev\":1,"_s + user + u"}]"_s;
    QTest::newRow("no seq")
        << u"42[\"message\",{\"_id\":\"1\",\"chat\":\"x\",\"room\":\"r1\",\"rev\":1,"_s + user
            + u"}]"_s;
    QTest::newRow("seq out of range")
        << u"42[\"message\",{\"_id\":\"1\",\"chat\":\"x\",\"room\":\"r1\",\"rev\":1,\"seq\":9223372036854775807,"_s
            + user + u"}]"_s;
    QTest::newRow("seq negative")
        << u"42[\"message\",{\"_id\":\"1\",\"chat\":\"x\",\"room\":\"r1\",\"rev\":1,\"seq\":-1,"_s
            + user + u"}]"_s;
    QTest::newRow("a hello without a number") << uR"(42["server:hello",{"protocol":"one"}])"_s;
}

void tst_ChatSession::hostileEventsAreReportedAndIgnored()
{
    QFETCH(QString, frame);
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->sendFrame(frame);
    m_server->sendFrame(uR"(42["of:a:later:version",{}])"_s);
    m_server->addMessage(u"r1"_s, u"kim"_s, u"good"_s);
    QTRY_COMPARE(m_messages.size(), 1);
    QCOMPARE(m_messages.first().chat, u"good"_s);
    QCOMPARE(m_bad.size(), 1);
    QCOMPARE(m_server->connections, 1);
}

void tst_ChatSession::aByeIsWaitedFor()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    QElapsedTimer clock;
    clock.start();
    m_server->sendEvent(u"server:bye"_s,
                        QJsonObject{{u"reason"_s, u"restart"_s}, {u"retryAfterMs"_s, 1'000}});
    m_server->addMessage(u"r1"_s, u"kim"_s, u"last"_s);
    QTRY_COMPARE(m_messages.size(), 1);
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    QVERIFY(clock.elapsed() >= 950);
}

QTEST_GUILESS_MAIN(tst_ChatSession)
#include "tst_chatsession.moc"
