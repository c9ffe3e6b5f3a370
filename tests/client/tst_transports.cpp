// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/engineconnection.h"
#include "client/connection/suspendclock.h"
#include "common/clientlimits.h"
#include "tests/support/fakepollingserver.h"
#include "tests/support/fakeserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace maru;
using namespace maru::client;
using maru::testing::FakePollingServer;
using maru::testing::FakeServer;
using namespace Qt::StringLiterals;
using WebSockets = FakePollingServer::WebSockets;

constexpr int impatientMs = 1'500; // where something stays silent; enough for a busy machine

/// Which way an EngineConnection takes to a server, and how it changes over.
class tst_Transports : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

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
    void aSessionMovesToAWebSocket();
    void aServerThatOffersNoUpgradeIsNotAsked();
    void theProbeCarriesTheCookie();
    void aProbeThatFailsLeavesPolling_data();
    void aProbeThatFailsLeavesPolling();
    void packetsKeepTheirOrderThroughTheUpgrade();
    void whatComesWhilePollingEndsIsNotLost();
    void aGetThatIsNotReleasedEndsTheUpgrade();
    void aSessionLostDuringTheUpgradeComesBack();
    void aProbeThatDiesWhilePollingStopsChangesNothing();
    void aWebSocketThatDiesAfterTheUpgradeIsALoss();
    void twoShortUpgradesAreEnough();
    void closeDuringTheUpgradeSaysGoodbye();

private:
    struct Loss
    {
        ConnectionFailure failure;
        bool willRetry = false;
    };

    void makeConnection(int connectTimeoutMs);
    void open();
    void openPolling(WebSockets webSockets = WebSockets::Refused);
    void openProbing();
    void say(const QByteArray &text);
    [[nodiscard]] bool waitForConnections(int count);
    [[nodiscard]] QByteArray lastPacket() const
    {
        return m_server->packets.isEmpty() ? QByteArray() : m_server->packets.last();
    }

    std::unique_ptr<FakePollingServer> m_server;
    std::unique_ptr<EngineConnection> m_connection;
    QList<Loss> m_losses;
    int m_connected = 0;
    QStringList m_events;
};

void tst_Transports::init()
{
    m_losses.clear();
    m_connected = 0;
    m_events.clear();
    m_server = std::make_unique<FakePollingServer>();
    makeConnection(limits::clientConnectTimeoutMs);
}

void tst_Transports::makeConnection(int connectTimeoutMs)
{
    EngineConnection::Environment environment;
    environment.random = [] {
        return 0.0;
    };
    environment.connectTimeoutMs = connectTimeoutMs;
    m_connection = std::make_unique<EngineConnection>(environment);
    connect(m_connection.get(), &EngineConnection::connected, this, [this] { ++m_connected; });
    connect(m_connection.get(), &EngineConnection::failed, this,
            [this](const ConnectionFailure &failure, bool willRetry) {
                m_losses.append({failure, willRetry});
            });
    connect(m_connection.get(), &EngineConnection::eventReceived, this,
            [this](const QString &name) { m_events.append(name); });
}

void tst_Transports::cleanup()
{
    m_connection.reset();
    m_server.reset();
}

void tst_Transports::open()
{
    QVERIFY(m_server->listen());
    m_connection->open(*parseServerAddress(m_server->address()), {});
}

void tst_Transports::openPolling(WebSockets webSockets)
{
    m_server->webSockets = WebSockets::Refused;
    open();
    QTRY_COMPARE(m_connected, 1);
    QTRY_VERIFY(m_server->holdsGet());
    m_server->webSockets = webSockets;
}

// A session that stands where the probe waits for its answer, the second of the connection.
void tst_Transports::openProbing()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    m_server->offersUpgrade = true;
    m_server->holdsProbes = true;
    m_server->releasesGets = false;
    m_server->dropGet();
    QTRY_COMPARE(m_connected, 2);
    QTRY_VERIFY(m_server->packets.contains("w:2probe"));
    QTRY_VERIFY(m_server->holdsGet());
    m_server->packets.clear();
}

void tst_Transports::say(const QByteArray &text)
{
    QCOMPARE(m_connection->emitEvent("say"_L1, '"' + text + '"'),
             EngineConnection::EmitResult::Sent);
}

bool tst_Transports::waitForConnections(int count)
{
    return QTest::qWaitFor([&] { return m_connected == count; });
}

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
        R"(0{"sid":"x","upgrades":[],"pingInterval":200,"pingTimeout":100,"maxPayload":1000})";
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

void tst_Transports::aSessionMovesToAWebSocket()
{
    m_server->webSockets = WebSockets::Refused;
    open();
    QTRY_COMPARE(m_server->upgradeHeads.size(), 2); // the first try, and a probe that failed
    QTRY_COMPARE(m_connected, 1);
    QTRY_VERIFY(m_server->holdsGet());
    m_server->webSockets = WebSockets::Work;
    m_server->dropGet();
    QTRY_VERIFY(m_server->isUpgraded());
    QTRY_COMPARE(m_connected, 2);
    say("hi");
    QTRY_COMPARE(lastPacket(), "w:42[\"say\",\"hi\"]");
    m_server->send("42[\"back\",{}]");
    QTRY_COMPARE(m_events, QStringList{u"back"_s});
    QVERIFY(!m_server->holdsGet());
    const QByteArray head = m_server->upgradeHeads.last();
    QVERIFY(head.startsWith("GET /socket.io/?EIO=4&transport=websocket&sid=fake-sid HTTP/1.1\r\n"));
    QCOMPARE(m_losses.size(), 1);
}

void tst_Transports::aServerThatOffersNoUpgradeIsNotAsked()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    QTRY_VERIFY(m_server->holdsGet());
    say("hi");
    QTRY_COMPARE(lastPacket(), "p:42[\"say\",\"hi\"]");
    QCOMPARE(m_server->upgradeHeads.size(), 1);
}

void tst_Transports::theProbeCarriesTheCookie()
{
    m_server->handshakeHead = "Set-Cookie: io=abc; Path=/\r\n";
    m_server->webSockets = WebSockets::Refused;
    open();
    QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
    QVERIFY(!m_server->upgradeHeads.first().contains("io=abc"));
    QVERIFY(m_server->upgradeHeads.last().contains("Cookie: io=abc\r\n"));
}

void tst_Transports::aProbeThatFailsLeavesPolling_data()
{
    QTest::addColumn<WebSockets>("webSockets");
    QTest::newRow("refused") << WebSockets::Refused;
    QTest::newRow("not answered") << WebSockets::Unanswered;
    QTest::newRow("mute") << WebSockets::Mute;
    QTest::newRow("answered wrongly") << WebSockets::ProbeWrong;
    QTest::newRow("closed") << WebSockets::ProbeClosed;
}

void tst_Transports::aProbeThatFailsLeavesPolling()
{
    QFETCH(WebSockets, webSockets);
    makeConnection(impatientMs);
    m_server->offersUpgrade = false;
    openPolling(webSockets);
    m_server->offersUpgrade = true;
    m_server->dropGet();
    QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
    QVERIFY(waitForConnections(2));
    // Longer than the deadline of the probe: the session is still there, and works.
    QTRY_VERIFY(m_connection->findChildren<LinkUpgrade *>().isEmpty());
    QCOMPARE(m_losses.size(), 1); // our own dropGet()
    say("hi");
    QTRY_COMPARE(lastPacket(), "p:42[\"say\",\"hi\"]");
    m_server->send("42[\"back\",{}]");
    QTRY_COMPARE(m_events, QStringList{u"back"_s});
}

void tst_Transports::packetsKeepTheirOrderThroughTheUpgrade()
{
    openProbing();
    m_server->holdsPosts = true;
    say("1"); // a POST that is under way while the probe is answered
    QTRY_COMPARE(m_server->packets, QByteArrayList{"p:42[\"say\",\"1\"]"});
    m_server->answerProbe();
    say("2");
    say("3");
    QVERIFY(m_server->answerGet("42[\"a\",{}]\x1e"
                                "42[\"b\",{}]"));
    QTRY_COMPARE(m_events.size(), 2);
    m_server->send("42[\"c\",{}]"); // goes out with the next GET, or after 5
    QVERIFY(!m_server->isUpgraded());
    m_server->answerPosts();
    QTRY_VERIFY(m_server->countOf("POST") > 2 || m_server->isUpgraded());
    m_server->answerPosts();
    QTRY_VERIFY(m_server->isUpgraded());
    say("4");
    QTRY_COMPARE(lastPacket(), "w:42[\"say\",\"4\"]");
    QByteArrayList said;
    for (const QByteArray &packet : std::as_const(m_server->packets)) {
        said.append(packet.mid(2));
    }
    QVERIFY(said.removeOne("5"));
    QCOMPARE(said,
             (QByteArrayList{"42[\"say\",\"1\"]", "42[\"say\",\"2\"]", "42[\"say\",\"3\"]",
                             "42[\"say\",\"4\"]"}));
    QTRY_COMPARE(m_events, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(m_losses.size(), 1);
}

void tst_Transports::whatComesWhilePollingEndsIsNotLost()
{
    openProbing();
    m_server->answerProbe();
    m_server->send("42[\"over polling\",{}]");
    m_server->send("42[\"over either\",{}]");
    QTRY_COMPARE(m_events, (QStringList{u"over polling"_s, u"over either"_s}));
    m_server->releasesGets = true;
    m_server->answerGet("6"); // if there is one again
    QTRY_VERIFY(m_server->isUpgraded());
    m_server->send("42[\"over the websocket\",{}]");
    QTRY_COMPARE(m_events.last(), u"over the websocket"_s);
    QCOMPARE(m_events.size(), 3);
    QVERIFY(!m_server->holdsGet());
}

void tst_Transports::aGetThatIsNotReleasedEndsTheUpgrade()
{
    makeConnection(impatientMs);
    openProbing();
    m_server->answerProbe();
    QTRY_VERIFY(m_connection->findChildren<LinkUpgrade *>().isEmpty());
    QVERIFY(!m_server->isUpgraded());
    say("still here");
    QTRY_COMPARE(lastPacket(), "p:42[\"say\",\"still here\"]");
    m_server->send("42[\"back\",{}]");
    QTRY_COMPARE(m_events, QStringList{u"back"_s});
    QCOMPARE(m_losses.size(), 1);
}

void tst_Transports::aSessionLostDuringTheUpgradeComesBack()
{
    openProbing();
    QVERIFY(m_server->answerGet("1"));
    QVERIFY(waitForConnections(3));
    QCOMPARE(m_losses.size(), 2);
    QTRY_VERIFY(m_server->packets.contains("w:2probe"));
    m_server->releasesGets = true;
    m_server->answerProbe();
    QTRY_VERIFY(m_server->isUpgraded());
}

void tst_Transports::aProbeThatDiesWhilePollingStopsChangesNothing()
{
    openProbing();
    m_server->holdsPosts = true;
    say("1");
    QTRY_COMPARE(m_server->packets.size(), 1);
    m_server->answerProbe();
    say("2");
    QVERIFY(m_server->answerGet("42[\"a\",{}]"));
    QTRY_COMPARE(m_events.size(), 1);
    m_server->dropWebSocket();
    QTRY_VERIFY(m_connection->findChildren<LinkUpgrade *>().isEmpty());
    m_server->holdsPosts = false;
    m_server->answerPosts();
    QTRY_COMPARE(m_server->packets, (QByteArrayList{"p:42[\"say\",\"1\"]", "p:42[\"say\",\"2\"]"}));
    m_server->send("42[\"back\",{}]");
    QTRY_COMPARE(m_events, (QStringList{u"a"_s, u"back"_s}));
    QCOMPARE(m_losses.size(), 1);
}

void tst_Transports::aWebSocketThatDiesAfterTheUpgradeIsALoss()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    m_server->offersUpgrade = true;
    m_server->dropGet();
    QTRY_VERIFY(m_server->isUpgraded());
    QVERIFY(waitForConnections(2));
    m_server->dropWebSocket();
    QTRY_COMPARE(m_losses.size(), 2);
    QCOMPARE(m_losses.last().failure.problem, ConnectionProblem::Lost);
    QVERIFY(m_losses.last().willRetry);
    QVERIFY(waitForConnections(3));
}

void tst_Transports::twoShortUpgradesAreEnough()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    m_server->offersUpgrade = true;
    m_server->dropGet();
    for (int upgrades = 1; upgrades <= limits::maxShortUpgrades; ++upgrades) {
        QVERIFY(waitForConnections(1 + upgrades));
        QTRY_VERIFY(m_server->isUpgraded());
        QCOMPARE(m_server->packets.count("w:2probe"), upgrades);
        m_server->dropWebSocket();
        QTRY_COMPARE(m_losses.size(), 1 + upgrades);
    }
    QVERIFY(waitForConnections(2 + limits::maxShortUpgrades));
    say("over polling");
    QTRY_COMPARE(lastPacket(), "p:42[\"say\",\"over polling\"]");
    QCOMPARE(m_server->packets.count("w:2probe"), limits::maxShortUpgrades);
}

void tst_Transports::closeDuringTheUpgradeSaysGoodbye()
{
    openProbing();
    m_server->answerProbe();
    m_connection->close();
    QTRY_COMPARE(m_server->packets, (QByteArrayList{"p:41", "p:1"}));
    QTRY_VERIFY(!m_server->holdsGet());
    QVERIFY(!m_server->isUpgraded());
}

QTEST_GUILESS_MAIN(tst_Transports)
#include "tst_transports.moc"
