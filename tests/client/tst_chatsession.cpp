// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/chatsession.h"
#include "tests/support/fakeserver.h"
#include "tests/support/plainfront.h"
#include "tests/support/testcertificates.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using maru::testing::PlainFront;
using maru::testing::serverTls;
using maru::testing::TestCertificate;
using namespace Qt::StringLiterals;

class tst_ChatSession : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void aNativeServerIsJoinedWithTheStoredToken();
    void aNameTakenOnAnotherDeviceIsJoinedWith();
    void aRevokedTokenIsDroppedAndTheJoinGoesOnWithoutOne();
    void aTokenTravelsOverTls();
    void aTokenDoesNotTravelInPlainText();
    void aPasswordOrCodeDoesNotTravelInPlainText_data();
    void aPasswordOrCodeDoesNotTravelInPlainText();
    void aTakenNameIsFinalAndCarriesTheSuggestion();
    void aFullStoreAtARejoinIsTriedAgain();
    void anUnansweredJoinIsTriedAgain();
    void aMessageIsAcceptedRefusedOrUnanswered();
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
    void hostileEventsAreReportedAndIgnored_data();
    void hostileEventsAreReportedAndIgnored();
    void aByeIsWaitedFor();

private:
    void makeSession(bool trustsLoopback = true);
    void start(FakeServer::Mode mode);
    void startSession();
    [[nodiscard]] bool startJoined(FakeServer::Mode mode);

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<ChatSession> m_session;
    ServerAddress m_address;
    QList<JoinedReply> m_joins;
    QList<ApiError> m_joinRefusals;
    QList<Message> m_messages;
    QStringList m_outcomes; // "accepted c1" …
    QStringList m_bad;
};

void tst_ChatSession::init()
{
    m_joins.clear();
    m_joinRefusals.clear();
    m_messages.clear();
    m_outcomes.clear();
    m_bad.clear();
    m_tokens = std::make_unique<TokenStore>(m_dir.filePath(u"%1.ini"_s.arg(++m_run)));
    makeSession();
}

void tst_ChatSession::makeSession(bool trustsLoopback)
{
    EngineConnection::Environment environment;
    environment.random = [] {
        return 0.0;
    };
    environment.isLoopback = [trustsLoopback](const ServerAddress &) {
        return trustsLoopback;
    };
    m_session = std::make_unique<ChatSession>(*m_tokens, environment);
    m_session->setTiming({.helloTimeoutMs = 100, .ackTimeoutMs = 300});
    ChatSession *const session = m_session.get();
    connect(session, &ChatSession::joined, this,
            [this](const JoinedReply &reply) { m_joins.append(reply); });
    connect(session, &ChatSession::joinRefused, this,
            [this](const ApiError &error) { m_joinRefusals.append(error); });
    connect(session, &ChatSession::messageReceived, this,
            [this](const Message &message) { m_messages.append(message); });
    connect(session, &ChatSession::badEventReceived, this,
            [this](const QString &reason) { m_bad.append(reason); });
    connect(
        session, &ChatSession::messageAccepted, this,
        [this](const QString &cid, const Message &) { m_outcomes.append(u"accepted "_s + cid); });
    connect(session, &ChatSession::messageRefused, this,
            [this](const QString &cid, const ApiError &error) {
                m_outcomes.append(u"refused "_s + cid + u' ' + toWire(error.code));
            });
    connect(session, &ChatSession::messageUnanswered, this,
            [this](const QString &cid) { m_outcomes.append(u"unanswered "_s + cid); });
    connect(session, &ChatSession::messageUnconfirmed, this,
            [this](const QString &cid) { m_outcomes.append(u"unconfirmed "_s + cid); });
}

void tst_ChatSession::cleanup()
{
    m_session.reset();
    m_tokens.reset();
    m_server.reset();
}

void tst_ChatSession::start(FakeServer::Mode mode)
{
    m_server = std::make_unique<FakeServer>(mode);
    m_server->addRoom(u"r1"_s, u"lobby"_s);
    QVERIFY(m_server->listen());
    const auto address = parseServerAddress(m_server->address());
    QVERIFY(address.has_value());
    m_address = *address;
}

void tst_ChatSession::startSession()
{
    m_session->start(m_address, u"김민수"_s);
}

bool tst_ChatSession::startJoined(FakeServer::Mode mode)
{
    start(mode);
    startSession();
    return QTest::qWaitFor([this] { return m_joins.size() == 1; });
}

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

void tst_ChatSession::withoutAHelloTheServerIsClassic()
{
    QVERIFY(startJoined(FakeServer::Mode::SeedLike));
    QCOMPARE(m_session->mode(), ChatSession::Mode::Classic);
    QCOMPARE(m_joins.first().rooms.size(), 1);
    QCOMPARE(m_joins.first().rooms.first().name, u"lobby"_s);
    QCOMPARE(m_joins.first().user.userName, u"김민수"_s);
    QVERIFY(m_server->callsOf(u"join"_s).first().wantsAck);
}

void tst_ChatSession::aClassicServerIsNeverSentAnythingElse()
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

void tst_ChatSession::aClassicServerIsJoinedAgainBeforeAnythingIsSent()
{
    start(FakeServer::Mode::SeedLike);
    m_server->connectReply = uR"({"sid":"s1","pid":"p1"})"_s; // with recovery: even then
    startSession();
    QTRY_COMPARE(m_joins.size(), 1);
    m_server->drop();
    QTRY_COMPARE(m_joins.size(), 2);
    QCOMPARE(m_server->callsOf(u"join"_s).size(), 2);
}

void tst_ChatSession::aClassicMessageIsConfirmedByItsEcho()
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

void tst_ChatSession::aClassicMessageWithoutAnEchoIsNotSentAgain()
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

void tst_ChatSession::aLateEchoStillConfirms()
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

void tst_ChatSession::theWelcomeMayComeBeforeTheAckOfTheJoin()
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

void tst_ChatSession::aClassicRefusalIsReported()
{
    start(FakeServer::Mode::SocketIo);
    startSession();
    QTRY_COMPARE(m_server->callsOf(u"join"_s).size(), 1);
    m_server->answer(m_server->calls.first().ackId,
                     {{u"succese"_s, false}, {u"error"_s, u"에러메세지"_s}});
    QTRY_COMPARE(m_joinRefusals.size(), 1);
    QCOMPARE(m_joinRefusals.first().text, u"에러메세지"_s);
}

void tst_ChatSession::aNativeServerIsNeverMistakenForAClassicOne()
{
    QVERIFY(startJoined(FakeServer::Mode::Native));
    m_server->saysHello = false; // so slow that it seems to have none
    m_server->drop();
    QTRY_COMPARE(m_server->connections, 3);
    QVERIFY(m_server->callsOf(u"join"_s).isEmpty());
    m_server->saysHello = true;
    QTRY_COMPARE(m_joins.size(), 2);
}

void tst_ChatSession::aLateHelloBringsUsBackAsNatives()
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
