// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "client/connection/suspendclock.h"
#include "tests/support/fakeserver.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_EngineConnection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void itConnectsToANamespaceAndCarriesEvents();
    void anAckAnswersItsRequestOnce();
    void aRequestWithoutAnAnswerTimesOut();
    void aLostConnectionFailsItsRequestsAndComesBack();
    void pingsAreAnswered();
    void missingPingsEndTheConnection();
    void otherTrafficDoesNotReplaceAPing();
    void aMachineThatSleptNoticesBeforeItSends();
    void noOpenPacketTimesOut();
    void noConnectReplyTimesOut();
    void aRefusedNamespaceIsFinal();
    void aDismissalIsFinal();
    void anOldServerIsNamed();
    void whatIsNoChatServerIsNamed_data();
    void whatIsNoChatServerIsNamed();
    void nobodyThereIsUnreachable();
    void aWebServerIsNoChatServer();
    void framesToIgnoreAreIgnored_data();
    void framesToIgnoreAreIgnored();
    void framesThatBreakTheProtocolEndTheConnection_data();
    void framesThatBreakTheProtocolEndTheConnection();
    void aHugeFrameIsRefusedWhenItIsAnnounced();
    void tooLargeIsNeverSent();
    void aServerWithRecoveryGetsPidAndOffsetBack();
    void withoutAPidALastStringIsNoOffset();
    void aReplayComesAfterConnectedAndInOrder();
    void aServerCanAskForPatience();
    void closeSaysGoodbyeAndStaysClosed();

private:
    struct Loss
    {
        ConnectionFailure failure;
        bool willRetry = false;
    };

    void start(FakeServer::Mode mode, const QString &path = {});
    [[nodiscard]] bool startConnected(const QString &path = {});
    void openAt(const QString &address);

    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<EngineConnection> m_connection;
    QList<Loss> m_losses;
    QList<bool> m_connected; // `recovered` of each
    QStringList m_events;
    qint64 m_sleptMs = 0;
};

void tst_EngineConnection::init()
{
    m_losses.clear();
    m_connected.clear();
    m_events.clear();
    m_sleptMs = 0;
    EngineConnection::Environment environment;
    environment.clockMs = [this] {
        return suspendAwareMs() + m_sleptMs;
    };
    environment.random = [] {
        return 0.0;
    };
    environment.connectTimeoutMs = 400;
    environment.suspendCheckMs = 50;
    m_connection = std::make_unique<EngineConnection>(environment);
    connect(m_connection.get(), &EngineConnection::connected, this,
            [this](bool recovered) { m_connected.append(recovered); });
    connect(m_connection.get(), &EngineConnection::failed, this,
            [this](const ConnectionFailure &failure, bool willRetry) {
                m_losses.append({failure, willRetry});
            });
    connect(m_connection.get(), &EngineConnection::eventReceived, this,
            [this](const QString &name, const QJsonArray &arguments) {
                m_events.append(name + u' '
                                + arguments.at(0).toObject().value(u"n"_s).toVariant().toString());
            });
}

void tst_EngineConnection::cleanup()
{
    m_connection.reset();
    m_server.reset();
}

void tst_EngineConnection::openAt(const QString &address)
{
    const auto parsed = parseServerAddress(address);
    QVERIFY(parsed.has_value());
    m_connection->open(*parsed, {{u"maru"_s, 1}});
}

void tst_EngineConnection::start(FakeServer::Mode mode, const QString &path)
{
    m_server = std::make_unique<FakeServer>(mode);
    QVERIFY(m_server->listen());
    openAt(m_server->address() + path);
}

bool tst_EngineConnection::startConnected(const QString &path)
{
    start(FakeServer::Mode::SocketIo, path);
    return QTest::qWaitFor([this] { return !m_connected.isEmpty(); });
}

void tst_EngineConnection::itConnectsToANamespaceAndCarriesEvents()
{
    QVERIFY(startConnected(u"/방1"_s));
    QCOMPARE(m_server->requestUrls.first().section(u'?', 1), u"EIO=4&transport=websocket"_s);
    QCOMPARE(m_server->frames, QStringList{uR"(40/방1,{"maru":1})"_s});
    m_server->sendEvent(u"hello"_s, QJsonObject{{u"n"_s, 1}});
    QTRY_COMPARE(m_events, QStringList{u"hello 1"_s});
    QCOMPARE(m_connection->emitEvent("say"_L1, "\"안녕\""), EngineConnection::EmitResult::Sent);
    QTRY_COMPARE(m_server->calls.size(), 1);
    QCOMPARE(m_server->calls.first().name, u"say"_s);
    QCOMPARE(m_server->calls.first().argument.toString(), u"안녕"_s);
    QVERIFY(!m_server->calls.first().wantsAck);
}

void tst_EngineConnection::anAckAnswersItsRequestOnce()
{
    QVERIFY(startConnected());
    QStringList answers;
    for (const QString &text : {u"a"_s, u"b"_s}) {
        m_connection->request("ask"_L1, "{}", this, [&answers, text](const auto &ack) {
            answers.append(text
                           + (ack ? ack->first().toObject().value(u"v"_s).toString() : u"-"_s));
        });
    }
    QTRY_COMPARE(m_server->calls.size(), 2);
    const qint64 second = m_server->calls.at(1).ackId;
    m_server->answer(second, {{u"v"_s, u"2"_s}});
    m_server->answer(second, {{u"v"_s, u"again"_s}});
    m_server->answer(99, {{u"v"_s, u"never asked"_s}});
    m_server->answer(m_server->calls.at(0).ackId, {{u"v"_s, u"1"_s}});
    QTRY_COMPARE(answers, (QStringList{u"b2"_s, u"a1"_s}));
}

void tst_EngineConnection::aRequestWithoutAnAnswerTimesOut()
{
    QVERIFY(startConnected());
    QList<AckFailure> failures;
    m_connection->request(
        "ask"_L1, "{}", this,
        [&failures](const auto &ack) {
            if (!ack) {
                failures.append(ack.error());
            }
        },
        100);
    QTRY_COMPARE(failures, QList<AckFailure>{AckFailure::TimedOut});
    QVERIFY(m_losses.isEmpty());
}

void tst_EngineConnection::aLostConnectionFailsItsRequestsAndComesBack()
{
    QVERIFY(startConnected());
    QList<AckFailure> failures;
    m_connection->request("ask"_L1, "{}", this, [&failures](const auto &ack) {
        if (!ack) {
            failures.append(ack.error());
        }
    });
    QTRY_COMPARE(m_server->calls.size(), 1);
    m_server->drop();
    QTRY_COMPARE(failures, QList<AckFailure>{AckFailure::Disconnected});
    QTRY_COMPARE(m_losses.size(), 1);
    QVERIFY(m_losses.first().willRetry);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Lost);
    QCOMPARE(m_connection->emitEvent("say"_L1, "1"), EngineConnection::EmitResult::NotConnected);
    QTRY_COMPARE(m_connected.size(), 2);
    QVERIFY(!m_connected.last());
}

void tst_EngineConnection::pingsAreAnswered()
{
    QVERIFY(startConnected());
    m_server->sendFrame(u"2"_s);
    QTRY_VERIFY(m_server->frames.contains(u"3"_s));
}

void tst_EngineConnection::missingPingsEndTheConnection()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->openPacket = uR"(0{"sid":"x","upgrades":[],"pingInterval":200,"pingTimeout":100})"_s;
    QVERIFY(m_server->listen());
    QElapsedTimer clock;
    clock.start();
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::PingTimeout);
    QVERIFY(m_losses.first().willRetry);
    QVERIFY(clock.elapsed() >= 290);
}

void tst_EngineConnection::otherTrafficDoesNotReplaceAPing()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->openPacket = uR"(0{"sid":"x","upgrades":[],"pingInterval":200,"pingTimeout":100})"_s;
    QVERIFY(m_server->listen());
    QTimer chatter;
    connect(&chatter, &QTimer::timeout, m_server.get(), [this] {
        m_server->sendEvent(u"x"_s, QJsonObject{{u"n"_s, 1}});
    });
    chatter.start(20);
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::PingTimeout);
    QVERIFY(!m_events.isEmpty());
}

void tst_EngineConnection::aMachineThatSleptNoticesBeforeItSends()
{
    QVERIFY(startConnected());
    m_sleptMs = 46'000; // pingInterval + pingTimeout is 45 s
    QCOMPARE(m_connection->emitEvent("say"_L1, "1"), EngineConnection::EmitResult::NotConnected);
    QCOMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::PingTimeout);
    QVERIFY(m_server->calls.isEmpty());
    QTRY_COMPARE(m_connected.size(), 2);
    m_sleptMs = 92'000; // and without sending anything
    QTRY_COMPARE(m_losses.size(), 2);
}

void tst_EngineConnection::noOpenPacketTimesOut()
{
    start(FakeServer::Mode::Silent);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Timeout);
    QVERIFY(m_losses.first().willRetry);
    QTRY_VERIFY(m_server->connections >= 2);
}

void tst_EngineConnection::noConnectReplyTimesOut()
{
    start(FakeServer::Mode::EngineOnly);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Timeout);
    QCOMPARE(m_server->frames.size(), 1);
}

void tst_EngineConnection::aRefusedNamespaceIsFinal()
{
    start(FakeServer::Mode::EngineOnly);
    QTRY_COMPARE(m_server->frames.size(), 1);
    m_server->sendFrame(uR"(44{"message":"Wrong class code","data":{"code":"BAD_CLASS_CODE"}})"_s);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Refused);
    QCOMPARE(m_losses.first().failure.text, u"Wrong class code"_s);
    QCOMPARE(m_losses.first().failure.data.value(u"code"_s).toString(), u"BAD_CLASS_CODE"_s);
    QVERIFY(!m_losses.first().willRetry);
    QCOMPARE(m_connection->state(), EngineConnection::State::Closed);
}

void tst_EngineConnection::aDismissalIsFinal()
{
    QVERIFY(startConnected());
    m_server->sendFrame(u"41"_s);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Dismissed);
    QVERIFY(!m_losses.first().willRetry);
    QCOMPARE(m_connection->state(), EngineConnection::State::Closed);
}

void tst_EngineConnection::anOldServerIsNamed()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->connectReply.clear();
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::OldProtocol);
    QVERIFY(!m_losses.first().willRetry);
}

void tst_EngineConnection::whatIsNoChatServerIsNamed_data()
{
    QTest::addColumn<QString>("first");
    QTest::newRow("a greeting") << u"welcome to my websocket"_s;
    QTest::newRow("another packet") << u"6"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("open without JSON") << u"0"_s;
    QTest::newRow("open with an array") << u"0[]"_s;
    QTest::newRow("open without sid") << uR"(0{"pingInterval":1000,"pingTimeout":1000})"_s;
    QTest::newRow("open with pings of 0 ms")
        << uR"(0{"sid":"x","pingInterval":0,"pingTimeout":0})"_s;
    QTest::newRow("open with texts for numbers")
        << uR"(0{"sid":"x","pingInterval":"a","pingTimeout":"b"})"_s;
}

void tst_EngineConnection::whatIsNoChatServerIsNamed()
{
    QFETCH(QString, first);
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->openPacket = first;
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotSocketIo);
}

void tst_EngineConnection::nobodyThereIsUnreachable()
{
    QTcpServer taken; // a port where nobody listens afterwards
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(taken.serverPort());
    taken.close();
    openAt(address);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Unreachable);
    QVERIFY(m_losses.first().willRetry);
}

void tst_EngineConnection::aWebServerIsNoChatServer()
{
    QTcpServer web;
    QVERIFY(web.listen(QHostAddress::LocalHost));
    connect(&web, &QTcpServer::newConnection, this, [&web] {
        QTcpSocket *const socket = web.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket,
                [socket] { socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"); });
    });
    openAt(u"127.0.0.1:%1"_s.arg(web.serverPort()));
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotSocketIo);
    // Qt 6.4 leaves the socket of a failed handshake open: we must not.
    const auto sockets = web.findChildren<QTcpSocket *>();
    QVERIFY(!sockets.isEmpty());
    QTRY_COMPARE(sockets.first()->state(), QAbstractSocket::UnconnectedState);
}

void tst_EngineConnection::framesToIgnoreAreIgnored_data()
{
    QTest::addColumn<QString>("frame");
    QTest::newRow("a second open packet") << u"0{}"_s;
    QTest::newRow("a pong") << u"3"_s;
    QTest::newRow("an upgrade") << u"5"_s;
    QTest::newRow("a noop") << u"6"_s;
    QTest::newRow("a later type") << u"7x"_s;
    QTest::newRow("the last later type") << u"9"_s;
    QTest::newRow("another namespace") << uR"(42/other,["hello",{"n":1}])"_s;
    QTest::newRow("an ack never asked for") << u"4377[{}]"_s;
    QTest::newRow("a second CONNECT reply") << uR"(40{"sid":"s2"})"_s;
}

void tst_EngineConnection::framesToIgnoreAreIgnored()
{
    QFETCH(QString, frame);
    QVERIFY(startConnected());
    m_server->sendFrame(frame);
    m_server->sendEvent(u"after"_s, QJsonObject{{u"n"_s, 1}});
    QTRY_COMPARE(m_events, QStringList{u"after 1"_s});
    QVERIFY(m_losses.isEmpty());
    QCOMPARE(m_connected.size(), 1);
}

void tst_EngineConnection::framesThatBreakTheProtocolEndTheConnection_data()
{
    QTest::addColumn<QString>("frame");
    QTest::newRow("empty") << QString();
    QTest::newRow("no digit") << u"x"_s;
    QTest::newRow("a later Socket.IO type") << u"47[]"_s;
    QTest::newRow("an event that is an object") << u"42{}"_s;
    QTest::newRow("an event without a name") << u"42[]"_s;
    QTest::newRow("an event named by an object") << u"42[{}]"_s;
    QTest::newRow("a reserved name") << uR"(42["disconnect"])"_s;
    QTest::newRow("broken JSON") << uR"(42["a",)"_s;
    QTest::newRow("an ack without a number") << u"43x[]"_s;
    QTest::newRow("eleven attachments") << uR"(4511-["a"])"_s;
    QTest::newRow("text while attachments are missing")
        << u"451-[\"a\",{\"_placeholder\":true,\"num\":0}]"_s;
    QTest::newRow("bad base64") << u"b%%%"_s;
}

void tst_EngineConnection::framesThatBreakTheProtocolEndTheConnection()
{
    QFETCH(QString, frame);
    QVERIFY(startConnected());
    m_server->sendFrame(frame);
    m_server->sendEvent(u"after"_s, QJsonObject{{u"n"_s, 1}});
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::BadPackets);
    QVERIFY(m_losses.first().willRetry);
    QVERIFY(m_events.isEmpty());
}

void tst_EngineConnection::aHugeFrameIsRefusedWhenItIsAnnounced()
{
    QVERIFY(startConnected());
    // A text frame of 100 MB, of which only the head is ever sent.
    m_server->sendRaw(QByteArray::fromHex("817f"
                                          "0000000005f5e100"));
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::BadPackets);
    QVERIFY(m_losses.first().willRetry);
}

void tst_EngineConnection::tooLargeIsNeverSent()
{
    QVERIFY(startConnected());
    // 42["say","…"] is 12 bytes around the text.
    const QByteArray most = '"' + QByteArray(65'536 - 12, 'x') + '"';
    QCOMPARE(m_connection->emitEvent("say"_L1, most + ' '), EngineConnection::EmitResult::TooLarge);
    QCOMPARE(m_connection->emitEvent("say"_L1, most), EngineConnection::EmitResult::Sent);
    QTRY_COMPARE(m_server->calls.size(), 1);
    QCOMPARE(m_server->frames.last().size(), 65'536);
    QList<AckFailure> failures;
    m_connection->request("say"_L1, most + ' ', this, [&failures](const auto &ack) {
        failures.append(ack ? AckFailure::TimedOut : ack.error());
    });
    QVERIFY(failures.isEmpty());
    QTRY_COMPARE(failures, QList<AckFailure>{AckFailure::TooLarge});
}

void tst_EngineConnection::aServerWithRecoveryGetsPidAndOffsetBack()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->connectReply = uR"({"sid":"s1","pid":"p1"})"_s;
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_connected, QList<bool>{false});
    m_server->sendFrame(uR"(42["message",{"n":1},"offset1"])"_s);
    QTRY_COMPARE(m_events.size(), 1);
    m_server->drop();
    QTRY_COMPARE(m_connected, (QList<bool>{false, true}));
    QCOMPARE(m_server->frames.last(), uR"(40{"maru":1,"offset":"offset1","pid":"p1"})"_s);
}

void tst_EngineConnection::withoutAPidALastStringIsNoOffset()
{
    QVERIFY(startConnected());
    m_server->sendFrame(uR"(42["typing",{"n":1},"kim"])"_s);
    QTRY_COMPARE(m_events.size(), 1);
    m_server->drop();
    QTRY_COMPARE(m_connected.size(), 2);
    QCOMPARE(m_server->frames.last(), uR"(40{"maru":1})"_s);
}

void tst_EngineConnection::aReplayComesAfterConnectedAndInOrder()
{
    start(FakeServer::Mode::EngineOnly);
    connect(m_connection.get(), &EngineConnection::connected, this,
            [this] { m_events.append(u"connected"_s); });
    QTRY_COMPARE(m_server->frames.size(), 1);
    m_server->sendFrame(uR"(42["message",{"n":1},"o1"])"_s);
    m_server->sendFrame(uR"(42["message",{"n":2},"o2"])"_s);
    m_server->sendFrame(uR"(40{"sid":"s1","pid":"p1"})"_s);
    QTRY_COMPARE(m_events, (QStringList{u"connected"_s, u"message 1"_s, u"message 2"_s}));
}

void tst_EngineConnection::aServerCanAskForPatience()
{
    QVERIFY(startConnected());
    QElapsedTimer clock;
    clock.start();
    m_connection->delayNextAttempt(900); // the back-off alone would be 500 ms
    m_server->drop();
    QTRY_COMPARE(m_connected.size(), 2);
    QVERIFY(clock.elapsed() >= 880);
}

void tst_EngineConnection::closeSaysGoodbyeAndStaysClosed()
{
    QVERIFY(startConnected());
    QList<AckFailure> failures;
    m_connection->request("ask"_L1, "{}", this, [&failures](const auto &ack) {
        failures.append(ack ? AckFailure::TimedOut : ack.error());
    });
    m_connection->close();
    QCOMPARE(failures, QList<AckFailure>{AckFailure::Disconnected});
    QTRY_VERIFY(!m_server->isConnected());
    QCOMPARE(m_server->frames.last(), u"41"_s);
    QVERIFY(m_losses.isEmpty());
    m_connection->close();
    openAt(m_server->address()); // and may be opened again
    QTRY_COMPARE(m_connected.size(), 2);
}

QTEST_GUILESS_MAIN(tst_EngineConnection)
#include "tst_engineconnection.moc"
