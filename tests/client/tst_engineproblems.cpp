// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "engineconnectionfixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

/// Servers that are none, are silent, refuse, or break the protocol.
class tst_EngineProblems : public EngineConnectionFixture
{
    Q_OBJECT

private slots:
    void missingPingsEndTheConnection();
    void noOpenPacketTimesOut();
    void noConnectReplyTimesOut();
    void aRefusedNamespaceIsFinal();
    void aRefusalForAWhileIsWaitedFor();
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
};

void tst_EngineProblems::missingPingsEndTheConnection()
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

void tst_EngineProblems::noOpenPacketTimesOut()
{
    start(FakeServer::Mode::Silent);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Timeout);
    QVERIFY(m_losses.first().willRetry);
    QTRY_VERIFY(m_server->connections >= 2);
}

void tst_EngineProblems::noConnectReplyTimesOut()
{
    start(FakeServer::Mode::EngineOnly);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Timeout);
    QCOMPARE(m_server->frames.size(), 1);
}

void tst_EngineProblems::aRefusedNamespaceIsFinal()
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

void tst_EngineProblems::aRefusalForAWhileIsWaitedFor()
{
    constexpr int waitMs = 1'500; // the back-off alone would be 500
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->connectRefusals.enqueue(
        uR"({"message":"Too many","data":{"code":"SLOW_DOWN","retryAfterMs":%1}})"_s.arg(waitMs));
    QVERIFY(m_server->listen());
    QElapsedTimer clock;
    clock.start();
    openAt(m_server->address());
    QTRY_VERIFY(!m_losses.isEmpty());
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Refused);
    QVERIFY(m_losses.first().willRetry);
    QTRY_COMPARE_WITH_TIMEOUT(m_connected.size(), 1, 20'000);
    QVERIFY(clock.elapsed() >= waitMs);
}

void tst_EngineProblems::aDismissalIsFinal()
{
    QVERIFY(startConnected());
    m_server->sendFrame(u"41"_s);
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Dismissed);
    QVERIFY(!m_losses.first().willRetry);
    QCOMPARE(m_connection->state(), EngineConnection::State::Closed);
}

void tst_EngineProblems::anOldServerIsNamed()
{
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->connectReply.clear();
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::OldProtocol);
    QVERIFY(!m_losses.first().willRetry);
}

void tst_EngineProblems::whatIsNoChatServerIsNamed_data()
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

void tst_EngineProblems::whatIsNoChatServerIsNamed()
{
    QFETCH(QString, first);
    m_server = std::make_unique<FakeServer>(FakeServer::Mode::SocketIo);
    m_server->openPacket = first;
    QVERIFY(m_server->listen());
    openAt(m_server->address());
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::NotSocketIo);
}

void tst_EngineProblems::nobodyThereIsUnreachable()
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

void tst_EngineProblems::aWebServerIsNoChatServer()
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

void tst_EngineProblems::framesToIgnoreAreIgnored_data()
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

void tst_EngineProblems::framesToIgnoreAreIgnored()
{
    QFETCH(QString, frame);
    QVERIFY(startConnected());
    m_server->sendFrame(frame);
    m_server->sendEvent(u"after"_s, QJsonObject{{u"n"_s, 1}});
    QTRY_COMPARE(m_events, QStringList{u"after 1"_s});
    QVERIFY(m_losses.isEmpty());
    QCOMPARE(m_connected.size(), 1);
}

void tst_EngineProblems::framesThatBreakTheProtocolEndTheConnection_data()
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

void tst_EngineProblems::framesThatBreakTheProtocolEndTheConnection()
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

void tst_EngineProblems::aHugeFrameIsRefusedWhenItIsAnnounced()
{
    QVERIFY(startConnected());
    // A text frame of 100 MB, of which only the head is ever sent.
    m_server->sendRaw(QByteArray::fromHex("817f"
                                          "0000000005f5e100"));
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::BadPackets);
    QVERIFY(m_losses.first().willRetry);
}

QTEST_GUILESS_MAIN(tst_EngineProblems)
#include "tst_engineproblems.moc"
