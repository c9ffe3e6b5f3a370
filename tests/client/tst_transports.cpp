// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "tests/support/fakepollingserver.h"
#include "transportsfixture.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// Which way an EngineConnection takes to a server.
class tst_Transports : public TransportsFixture
{
    Q_OBJECT

private slots:
    void aWebSocketIsTriedFirst();
    void pollingStepsInAtOnceAndSilently_data();
    void pollingStepsInAtOnceAndSilently();
    void theNextAttemptStartsWithPolling();
    void aWebSocketOnlyServerIsFoundAgain();
    void theFailureThatSaysMoreIsReported_data();
    void theFailureThatSaysMoreIsReported();
    void aServerThatVanishesIsUnreachable();
    void everythingWorksOverPolling();
    void missingPingsEndAPollingSession();
    void closeSaysGoodbyeOverPolling();
};

void tst_Transports::aWebSocketIsTriedFirst()
{
    open();
    QTRY_COMPARE(m_connected, 1);
    QCOMPARE(m_server->packets, QByteArrayList{"w:40"});
    QVERIFY(m_server->requests.isEmpty());
    QCOMPARE(m_server->connections, 1);
}

void tst_Transports::pollingStepsInAtOnceAndSilently_data()
{
    QTest::addColumn<WebSockets>("webSockets");
    QTest::newRow("refused by HTTP") << WebSockets::Refused;
    QTest::newRow("not answered") << WebSockets::Unanswered;
    QTest::newRow("answered, then mute") << WebSockets::Mute;
}

void tst_Transports::pollingStepsInAtOnceAndSilently()
{
    QFETCH(WebSockets, webSockets);
    makeConnection(impatientMs);
    m_server->offersUpgrade = false;
    m_server->webSockets = webSockets;
    open();
    QTRY_COMPARE(m_connected, 1);
    QVERIFY(m_losses.isEmpty());
    QCOMPARE(m_server->upgradeHeads.size(), 1);
    QCOMPARE(m_server->packets, QByteArrayList{"p:40"});
}

void tst_Transports::theNextAttemptStartsWithPolling()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    const auto requests = m_server->requests.size();
    m_server->dropGet();
    QVERIFY(waitForConnections(2));
    QCOMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::Lost);
    QCOMPARE(m_server->upgradeHeads.size(), 1); // of the first attempt
    QVERIFY(m_server->requests.size() > requests);
}

void tst_Transports::aWebSocketOnlyServerIsFoundAgain()
{
    openPolling(WebSockets::Work);
    m_server->pollingStatus = "400 Bad Request"; // from now on it is another server
    m_server->dropGet();
    QVERIFY(waitForConnections(2));
    QCOMPARE(m_losses.size(), 1);
    const auto requests = m_server->requests.size();
    m_server->dropWebSocket();
    QVERIFY(waitForConnections(3));
    QCOMPARE(m_server->requests.size(), requests); // a websocket is tried first again
}

void tst_Transports::theFailureThatSaysMoreIsReported_data()
{
    QTest::addColumn<WebSockets>("webSockets");
    QTest::addColumn<QByteArray>("pollingStatus");
    QTest::addColumn<ConnectionProblem>("problem");
    const QByteArray refused = "400 Bad Request";
    QTest::newRow("both refused") << WebSockets::Refused << refused
                                  << ConnectionProblem::NotSocketIo;
    QTest::newRow("no answer, refused")
        << WebSockets::Unanswered << refused << ConnectionProblem::NotSocketIo;
    QTest::newRow("mute, refused") << WebSockets::Mute << refused << ConnectionProblem::NotSocketIo;
}

void tst_Transports::theFailureThatSaysMoreIsReported()
{
    QFETCH(WebSockets, webSockets);
    QFETCH(QByteArray, pollingStatus);
    QFETCH(ConnectionProblem, problem);
    makeConnection(impatientMs);
    m_server->webSockets = webSockets;
    m_server->pollingStatus = pollingStatus;
    open();
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, problem);
    QVERIFY(m_losses.first().willRetry);
    QCOMPARE(m_server->upgradeHeads.size(), 1);
    QCOMPARE(m_server->requests.size(), 1);
}

void tst_Transports::aServerThatVanishesIsUnreachable()
{
    openPolling();
    m_server->stop();
    QTRY_COMPARE(m_losses.size(), 2);
    QCOMPARE(m_losses.at(0).failure.problem, ConnectionProblem::Lost);
    QCOMPARE(m_losses.at(1).failure.problem, ConnectionProblem::Unreachable);
    QVERIFY(m_server->listen());
    QVERIFY(waitForConnections(2));
}

void tst_Transports::everythingWorksOverPolling()
{
    openPolling();
    QJsonArray answer;
    m_connection->request("ask"_L1, "{}", this,
                          [&answer](const auto &ack) { answer = ack ? *ack : QJsonArray(); });
    QTRY_COMPARE(lastPacket(), "p:420[\"ask\",{}]");
    m_server->send("430[{\"ok\":true}]");
    QTRY_COMPARE(answer.size(), 1);
    m_server->send("451-[\"file\",{\"_placeholder\":true,\"num\":0}]");
    m_server->send("b//8=");
    m_server->send("42[\"after\",{}]");
    QTRY_COMPARE(m_events, (QStringList{u"file"_s, u"after"_s}));
    m_server->send("2");
    QTRY_COMPARE(lastPacket(), "p:3");
    const QByteArray most = '"' + QByteArray(65'536 - 12, 'x') + '"';
    QCOMPARE(m_connection->emitEvent("say"_L1, most + ' '), EngineConnection::EmitResult::TooLarge);
    QCOMPARE(m_connection->emitEvent("say"_L1, most), EngineConnection::EmitResult::Sent);
    QTRY_COMPARE(lastPacket().size(), 65'536 + 2);
    QVERIFY(m_losses.isEmpty());
}

void tst_Transports::missingPingsEndAPollingSession()
{
    m_server->openPacket =
        R"(0{"sid":"x","upgrades":[],"pingInterval":1000,"pingTimeout":500,"maxPayload":1000})";
    openPolling();
    QTRY_COMPARE(m_losses.size(), 1);
    QCOMPARE(m_losses.first().failure.problem, ConnectionProblem::PingTimeout);
    QVERIFY(waitForConnections(2));
}

void tst_Transports::closeSaysGoodbyeOverPolling()
{
    openPolling();
    QTRY_VERIFY(m_server->holdsGet());
    m_connection->close();
    QTRY_COMPARE(m_server->packets.mid(1), (QByteArrayList{"p:41", "p:1"}));
    QTRY_VERIFY(!m_server->holdsGet());
    QVERIFY(m_losses.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Transports)
#include "tst_transports.moc"
