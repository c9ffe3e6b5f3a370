// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "enginepeer.h"

#include <QPointer>
#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

/// A session over long-polling whose peer has just opened a websocket beside it.
struct Upgrading : Peer
{
    explicit Upgrading(const EngineConfig &config = never)
        : Peer(config)
        , probe(new FakeTransport)
    {
        transport->upgradesTo = QStringList{u"websocket"_qs};
        session->offerUpgrade(probe);
    }

    QPointer<FakeTransport> probe;
};

} // namespace

/// A session that goes over from long-polling to a websocket, and what ends the trial.
class tst_EngineUpgrade : public QObject
{
    Q_OBJECT

private slots:
    void upgradesAreAnnounced();
    void upgradeMovesTheConversation();
    void whatWasNotSentMovesToo();
    void otherPacketsEndTheProbeOnly_data();
    void otherPacketsEndTheProbeOnly();
    void probeThatIsSilentIsEnded();
    void probeThatBreaksIsForgotten();
    void probeGoesWithItsSession();
};

void tst_EngineUpgrade::upgradesAreAnnounced()
{
    auto *polling = new FakeTransport;
    polling->upgradesTo = QStringList{u"websocket"_qs};
    const EngineSession session(polling, never);
    QVERIFY(polling->sent.first().contains(u"\"upgrades\":[\"websocket\"]"));
    QVERIFY(session.isUpgradable());
    QVERIFY(!Peer().session->isUpgradable());
}

void tst_EngineUpgrade::upgradeMovesTheConversation()
{
    Upgrading peer;
    QVERIFY(!peer.session->isUpgradable()); // one at a time
    peer.probe->peerSends("2probe");
    QCOMPARE(peer.probe->sent, QStringList({u"3probe"_qs}));
    peer.session->send(Frame::text("4still polling"));
    QCOMPARE(peer.transport->sent.last(), u"4still polling"_qs);
    QTRY_VERIFY(peer.transport->releaseCalls >= 2); // again and again
    peer.transport->peerSends("4the last over polling");

    const QPointer<FakeTransport> old = peer.transport;
    peer.probe->peerSends("5");
    QVERIFY(old->isRetired);
    peer.session->send(Frame::text("4over the websocket"));
    QCOMPARE(peer.probe->sent, QStringList({u"3probe"_qs, u"4over the websocket"_qs}));
    peer.probe->peerSends("4hello");
    QCOMPARE(peer.messages, QList<QByteArray>({"the last over polling", "hello"}));
    QTRY_VERIFY(old.isNull());
    QVERIFY(!peer.session->isUpgradable());
    QVERIFY(peer.closed.isEmpty());

    peer.probe->peerBreaks();
    QCOMPARE(peer.closed, only(CloseReason::PeerClosed));
}

void tst_EngineUpgrade::whatWasNotSentMovesToo()
{
    Upgrading peer;
    int drained = 0;
    connect(peer.session.get(), &EngineSession::drained, this, [&drained] { ++drained; });
    peer.transport->unsent = {Frame::text("4a"), Frame::text("4b")};
    peer.probe->peerSends("2probe");
    peer.probe->peerSends("5");
    peer.session->send(Frame::text("4c"));
    QCOMPARE(peer.probe->sent, QStringList({u"3probe"_qs, u"4a"_qs, u"4b"_qs, u"4c"_qs}));
    QCOMPARE(drained, 1); // whoever waited for the old transport goes on
}

void tst_EngineUpgrade::otherPacketsEndTheProbeOnly_data()
{
    QTest::addColumn<QByteArrayList>("packets");
    QTest::newRow("upgrade without a probe") << QByteArrayList{"5"};
    QTest::newRow("a message") << QByteArrayList{"4hello"};
    QTest::newRow("a ping") << QByteArrayList{"2"};
    QTest::newRow("two probes") << QByteArrayList{"2probe", "2probe"};
    QTest::newRow("a message after the probe") << QByteArrayList{"2probe", "4hello"};
    QTest::newRow("nothing") << QByteArrayList{""};
}

void tst_EngineUpgrade::otherPacketsEndTheProbeOnly()
{
    QFETCH(QByteArrayList, packets);
    Upgrading peer;
    for (const QByteArray &packet : packets) {
        peer.probe->peerSends(packet);
    }
    QCOMPARE(peer.probe->closeCalls, 1);
    QTRY_VERIFY(peer.probe.isNull());
    peer.transport->peerSends("4still here");
    QCOMPARE(peer.messages, QList<QByteArray>({"still here"}));
    QVERIFY(peer.session->isUpgradable()); // and it may try again
    const int released = peer.transport->releaseCalls;
    QTest::qWait(150);
    QCOMPARE(peer.transport->releaseCalls, released);
}

void tst_EngineUpgrade::probeThatIsSilentIsEnded()
{
    Upgrading peer({.pingIntervalMs = 600'000, .pingTimeoutMs = 600'000, .upgradeTimeoutMs = 50});
    peer.probe->peerSends("2probe");
    QTRY_VERIFY(peer.probe.isNull());
    QVERIFY(peer.session->isOpen());
    QVERIFY(peer.session->isUpgradable());
}

void tst_EngineUpgrade::probeThatBreaksIsForgotten()
{
    Upgrading peer;
    peer.probe->peerSends("2probe");
    peer.probe->peerBreaks();
    QTRY_VERIFY(peer.probe.isNull());
    QVERIFY(peer.session->isUpgradable());
    QVERIFY(peer.closed.isEmpty());
}

void tst_EngineUpgrade::probeGoesWithItsSession()
{
    Upgrading peer;
    peer.session->close(CloseReason::ServerStop);
    QCOMPARE(peer.probe->closeCalls, 1);
    QTRY_COMPARE(peer.closed, only(CloseReason::ServerStop));

    Upgrading broken;
    broken.transport->peerBreaks();
    QCOMPARE(broken.probe->closeCalls, 1);
    QCOMPARE(broken.closed, only(CloseReason::PeerClosed));
}

QTEST_GUILESS_MAIN(tst_EngineUpgrade)
#include "tst_engineupgrade.moc"
