// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "engineconnectionfixture.h"
#include "tests/support/fakeserver.h"

#include <QJsonObject>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;

class tst_EngineConnection : public EngineConnectionFixture
{
    Q_OBJECT

private slots:
    void itConnectsToANamespaceAndCarriesEvents();
    void anAckAnswersItsRequestOnce();
    void aRequestWithoutAnAnswerTimesOut();
    void aLostConnectionFailsItsRequestsAndComesBack();
    void pingsAreAnswered();
    void otherTrafficDoesNotReplaceAPing();
    void aMachineThatSleptNoticesBeforeItSends();
    void tooLargeIsNeverSent();
    void aServerWithRecoveryGetsPidAndOffsetBack();
    void withoutAPidALastStringIsNoOffset();
    void aReplayComesAfterConnectedAndInOrder();
    void aServerCanAskForPatience();
    void aWaitCanBeCutShort();
    void aWaitThatAServerAskedForIsKept();
    void aShortWaitThatAServerAskedForIsEnough();
    void closeSaysGoodbyeAndStaysClosed();
};

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

// The waits grow to 16 s, which is more than the patience of this test.
void tst_EngineConnection::aWaitCanBeCutShort()
{
    QVERIFY(startConnected());
    m_random = 0.99;
    for (int losses = 1; losses <= 5; ++losses) {
        m_server->drop();
        QTRY_COMPARE(m_losses.size(), losses);
        m_connection->tryNow();
        QTRY_COMPARE(m_connected.size(), losses + 1);
        m_connection->tryNow(); // there is nothing to wait for
    }
    QCOMPARE(m_losses.size(), 5);
}

void tst_EngineConnection::aWaitThatAServerAskedForIsKept()
{
    QVERIFY(startConnected());
    QElapsedTimer clock;
    clock.start();
    m_connection->delayNextAttempt(900);
    m_server->drop();
    QTRY_COMPARE(m_losses.size(), 1);
    m_connection->tryNow();
    QTRY_COMPARE(m_connected.size(), 2);
    QVERIFY(clock.elapsed() >= 880);
}

// The wait has grown far beyond what the server asked for.
void tst_EngineConnection::aShortWaitThatAServerAskedForIsEnough()
{
    QVERIFY(startConnected());
    m_random = 0.99;
    for (int losses = 1; losses <= 5; ++losses) {
        m_connection->delayNextAttempt(200);
        m_server->drop();
        QTRY_COMPARE(m_losses.size(), losses);
        m_connection->tryNow();
        QTRY_COMPARE(m_connected.size(), losses + 1);
    }
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
