// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/clientlimits.h"
#include "tests/support/fakepollingserver.h"
#include "transportsfixture.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// How a session goes over from polling to a websocket, and what may break on the way.
class tst_Upgrade : public TransportsFixture
{
    Q_OBJECT

private slots:
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
};

void tst_Upgrade::aSessionMovesToAWebSocket()
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

void tst_Upgrade::aServerThatOffersNoUpgradeIsNotAsked()
{
    m_server->offersUpgrade = false;
    openPolling(WebSockets::Work);
    QTRY_VERIFY(m_server->holdsGet());
    say("hi");
    QTRY_COMPARE(lastPacket(), "p:42[\"say\",\"hi\"]");
    QCOMPARE(m_server->upgradeHeads.size(), 1);
}

void tst_Upgrade::theProbeCarriesTheCookie()
{
    m_server->handshakeHead = "Set-Cookie: io=abc; Path=/\r\n";
    m_server->webSockets = WebSockets::Refused;
    open();
    QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
    QVERIFY(!m_server->upgradeHeads.first().contains("io=abc"));
    QVERIFY(m_server->upgradeHeads.last().contains("Cookie: io=abc\r\n"));
}

void tst_Upgrade::aProbeThatFailsLeavesPolling_data()
{
    QTest::addColumn<WebSockets>("webSockets");
    QTest::newRow("refused") << WebSockets::Refused;
    QTest::newRow("not answered") << WebSockets::Unanswered;
    QTest::newRow("mute") << WebSockets::Mute;
    QTest::newRow("answered wrongly") << WebSockets::ProbeWrong;
    QTest::newRow("closed") << WebSockets::ProbeClosed;
}

void tst_Upgrade::aProbeThatFailsLeavesPolling()
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

void tst_Upgrade::packetsKeepTheirOrderThroughTheUpgrade()
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

void tst_Upgrade::whatComesWhilePollingEndsIsNotLost()
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

void tst_Upgrade::aGetThatIsNotReleasedEndsTheUpgrade()
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

void tst_Upgrade::aSessionLostDuringTheUpgradeComesBack()
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

void tst_Upgrade::aProbeThatDiesWhilePollingStopsChangesNothing()
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

void tst_Upgrade::aWebSocketThatDiesAfterTheUpgradeIsALoss()
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

void tst_Upgrade::twoShortUpgradesAreEnough()
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

void tst_Upgrade::closeDuringTheUpgradeSaysGoodbye()
{
    openProbing();
    m_server->answerProbe();
    m_connection->close();
    QTRY_COMPARE(m_server->packets, (QByteArrayList{"p:41", "p:1"}));
    QTRY_VERIFY(!m_server->holdsGet());
    QVERIFY(!m_server->isUpgraded());
}

QTEST_GUILESS_MAIN(tst_Upgrade)
#include "tst_upgrade.moc"
