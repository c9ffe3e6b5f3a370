// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "enginepeer.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QThread>

using namespace maru;
using namespace maru::server;

class tst_EngineSession : public QObject
{
    Q_OBJECT

private slots:
    void openPacketHasTheFiveKeys();
    void sidsAreLongAndDiffer();
    void packetsOfAClientAreUnderstood_data();
    void packetsOfAClientAreUnderstood();
    void packetsThatAreTolerated_data();
    void packetsThatAreTolerated();
    void packetsThatEndTheConnection_data();
    void packetsThatEndTheConnection();
    void pingsFollowEachPongByTheInterval();
    void trafficPutsOffNoPing();
    void pongsNobodyAskedForPutOffNoPing();
    void onlyAPongAnswersAPing();
    void pongAfterTheDeadlineIsTooLate();
    void closeIsToldOnceAndLater();
    void firstReasonWins();
    void nothingIsHandedOnOrSentOnceClosing();
    void reasonOfTheTransportIsPassedOn();
    void ownerMayDeleteItInTheLastSignal();
    void closingWithinAMessageIsSafe();
    void drainedIsPassedOn();
    void overdueDeadlinesCountAtOnce();
};

void tst_EngineSession::openPacketHasTheFiveKeys()
{
    const Peer peer({.pingIntervalMs = 25'000, .pingTimeoutMs = 20'000, .maxPayloadBytes = 65'536});
    QCOMPARE(peer.transport->sent.size(), 1);
    const QString packet = peer.transport->sent.first();
    QVERIFY(packet.startsWith(u'0'));
    const QJsonObject open = QJsonDocument::fromJson(packet.mid(1).toUtf8()).object();
    QCOMPARE(open.keys(),
             QStringList({u"maxPayload"_qs, u"pingInterval"_qs, u"pingTimeout"_qs, u"sid"_qs,
                          u"upgrades"_qs}));
    QCOMPARE(open[u"sid"].toString(), peer.session->sid());
    QCOMPARE(open[u"upgrades"].toArray(), QJsonArray());
    QCOMPARE(open[u"pingInterval"].toInt(), 25'000);
    QCOMPARE(open[u"pingTimeout"].toInt(), 20'000);
    QCOMPARE(open[u"maxPayload"].toInt(), 65'536);
}

void tst_EngineSession::sidsAreLongAndDiffer()
{
    static const QRegularExpression shape(QStringLiteral("^[A-Za-z0-9_-]{20,43}$"));
    QSet<QString> sids;
    for (int i = 0; i < 100; ++i) {
        const Peer peer;
        QVERIFY(shape.match(peer.session->sid()).hasMatch());
        sids.insert(peer.session->sid());
    }
    QCOMPARE(sids.size(), 100);
}

void tst_EngineSession::packetsOfAClientAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<bool>("isBinary");
    QTest::addColumn<QByteArray>("data");

    QTest::newRow("message") << QByteArray("4hello") << false << QByteArray("hello");
    QTest::newRow("empty message") << QByteArray("4") << false << QByteArray("");
    QTest::newRow("korean") << QByteArray("4안녕") << false << QByteArray("안녕");
    QTest::newRow("base64") << QByteArray("bAQIDBA==") << true << QByteArray("\x01\x02\x03\x04");
}

void tst_EngineSession::packetsOfAClientAreUnderstood()
{
    QFETCH(QByteArray, packet);
    QFETCH(bool, isBinary);
    QFETCH(QByteArray, data);

    const Peer peer;
    peer.transport->peerSends(packet);

    QCOMPARE(isBinary ? peer.binaries : peer.messages, QList<QByteArray>({data}));
    QCOMPARE((isBinary ? peer.messages : peer.binaries).size(), 0);

    peer.transport->peerSendsBytes("\x04raw");
    QCOMPARE(peer.binaries.last(), QByteArray("\x04raw"));
}

void tst_EngineSession::packetsThatAreTolerated_data()
{
    QTest::addColumn<QByteArray>("packet");
    for (const char *packet : {"0", "0{\"sid\":\"x\"}", "3", "3probe", "5", "6", "6x"}) {
        QTest::newRow(packet) << QByteArray(packet);
    }
}

void tst_EngineSession::packetsThatAreTolerated()
{
    QFETCH(QByteArray, packet);

    const Peer peer;
    peer.transport->peerSends(packet);
    peer.transport->peerSends("4after");

    QCOMPARE(peer.messages, QList<QByteArray>({"after"}));
    QVERIFY(peer.session->isOpen());
    QCOMPARE(peer.transport->sent.size(), 1); // nothing but the open packet
}

void tst_EngineSession::packetsThatEndTheConnection_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<CloseReason>("reason");

    QTest::newRow("empty") << QByteArray("") << CloseReason::ParseError;
    QTest::newRow("unknown digit") << QByteArray("7") << CloseReason::ParseError;
    QTest::newRow("nine") << QByteArray("9x") << CloseReason::ParseError;
    QTest::newRow("letters") << QByteArray("abc") << CloseReason::ParseError;
    QTest::newRow("bad base64") << QByteArray("b*") << CloseReason::ParseError;
    QTest::newRow("NUL") << QByteArray(1, '\0') << CloseReason::ParseError;
    QTest::newRow("ping") << QByteArray("2") << CloseReason::ParseError;
    QTest::newRow("probe") << QByteArray("2probe") << CloseReason::ParseError;
    QTest::newRow("close") << QByteArray("1") << CloseReason::PeerLeft;
}

void tst_EngineSession::packetsThatEndTheConnection()
{
    QFETCH(QByteArray, packet);
    QFETCH(CloseReason, reason);

    const Peer peer;
    peer.transport->peerSends(packet);
    peer.transport->peerSends("4after");

    QVERIFY(!peer.session->isOpen());
    QCOMPARE(peer.transport->closeCalls, 1);
    QTRY_COMPARE(peer.closed, only(reason));
    QCOMPARE(peer.messages.size(), 0);
}

void tst_EngineSession::pingsFollowEachPongByTheInterval()
{
    const Peer peer({.pingIntervalMs = 60, .pingTimeoutMs = 2'000});
    for (int cycle = 1; cycle <= 3; ++cycle) {
        QElapsedTimer sincePong;
        sincePong.start();
        QTRY_COMPARE(peer.transport->sent.size(), 1 + cycle);
        QCOMPARE(peer.transport->sent.last(), QStringLiteral("2"));
        QVERIFY2(sincePong.elapsed() >= 55, qPrintable(QString::number(sincePong.elapsed())));
        // The interval begins with the pong, however late that is.
        QThread::msleep(30);
        peer.transport->peerSends("3");
    }
    QVERIFY(peer.session->isOpen());
}

void tst_EngineSession::trafficPutsOffNoPing()
{
    const Peer peer({.pingIntervalMs = 50, .pingTimeoutMs = 2'000});
    QElapsedTimer running;
    running.start();
    while (peer.transport->sent.size() < 2 && running.elapsed() < 5'000) {
        peer.transport->peerSends("4x");
        peer.session->send(Frame::binary("y"));
        QTest::qWait(5);
    }
    QCOMPARE(peer.transport->sent.last(), QStringLiteral("2"));
    QVERIFY(running.elapsed() < 4'000); // put off, it would not come at all
}

void tst_EngineSession::pongsNobodyAskedForPutOffNoPing()
{
    const Peer peer({.pingIntervalMs = 50, .pingTimeoutMs = 2'000});
    QElapsedTimer running;
    running.start();
    while (peer.transport->sent.size() < 2 && running.elapsed() < 1'000) {
        peer.transport->peerSends("3");
        QTest::qWait(5);
    }
    QCOMPARE(peer.transport->sent.size(), 2);
}

void tst_EngineSession::onlyAPongAnswersAPing()
{
    const Peer peer({.pingIntervalMs = 20, .pingTimeoutMs = 100});
    QElapsedTimer sinceOpen;
    sinceOpen.start();
    while (peer.closed.isEmpty() && sinceOpen.elapsed() < 2'000) {
        peer.transport->peerSends("4still here");
        QTest::qWait(10);
    }
    QCOMPARE(peer.closed, only(CloseReason::PingTimeout));
    QVERIFY(sinceOpen.elapsed() >= 110);
    QCOMPARE(peer.transport->sent.size(), 2); // no second ping
    QVERIFY(isRecoverable(CloseReason::PingTimeout));
}

void tst_EngineSession::pongAfterTheDeadlineIsTooLate()
{
    const Peer peer({.pingIntervalMs = 10, .pingTimeoutMs = 1'000});
    QTRY_COMPARE(peer.transport->sent.size(), 2);
    QThread::msleep(1'010); // no timer runs, as in a process that is busy
    QVERIFY(peer.session->isOpen());
    peer.transport->peerSends("3");
    QVERIFY(!peer.session->isOpen());
    QTRY_COMPARE(peer.closed, only(CloseReason::PingTimeout));
}

void tst_EngineSession::closeIsToldOnceAndLater()
{
    const Peer peer;
    peer.session->close(CloseReason::ServerStop);
    QVERIFY(peer.closed.isEmpty());
    QTRY_COMPARE(peer.closed, only(CloseReason::ServerStop));
    peer.session->close(CloseReason::ParseError);
    peer.transport->peerBreaks();
    QTest::qWait(1);
    QCOMPARE(peer.closed.size(), 1);
    QCOMPARE(peer.transport->closeCalls, 1);
}

void tst_EngineSession::firstReasonWins()
{
    const Peer peer;
    peer.session->close(CloseReason::Replaced);
    peer.session->close(CloseReason::ParseError);
    peer.transport->peerBreaks(CloseReason::SlowConsumer);
    QCOMPARE(peer.closed, only(CloseReason::Replaced));
}

void tst_EngineSession::nothingIsHandedOnOrSentOnceClosing()
{
    const Peer peer;
    peer.session->close(CloseReason::ServerStop);
    peer.transport->peerSends("4late");
    peer.transport->peerSends("");
    peer.transport->peerSendsBytes("late");
    peer.session->send(Frame::text("4late"));
    QTRY_COMPARE(peer.closed.size(), 1);
    QVERIFY(peer.messages.isEmpty());
    QVERIFY(peer.binaries.isEmpty());
    QCOMPARE(peer.transport->sent.size(), 1);
}

void tst_EngineSession::reasonOfTheTransportIsPassedOn()
{
    const Peer peer;
    peer.transport->peerBreaks(CloseReason::SlowConsumer);
    QCOMPARE(peer.closed, only(CloseReason::SlowConsumer));
    QVERIFY(!peer.session->isOpen());
}

void tst_EngineSession::ownerMayDeleteItInTheLastSignal()
{
    auto *transport = new FakeTransport;
    auto *session = new EngineSession(transport, never);
    int deleted = 0;
    connect(session, &EngineSession::closed, this, [session, &deleted] {
        delete session;
        ++deleted;
    });
    transport->peerSends("1");
    QTRY_COMPARE(deleted, 1);
}

void tst_EngineSession::closingWithinAMessageIsSafe()
{
    const Peer peer;
    connect(peer.session.get(), &EngineSession::messageReceived, peer.session.get(),
            [&peer] { peer.session->close(CloseReason::Revoked); });
    peer.transport->peerSends("4one");
    peer.transport->peerSends("4two");
    QTRY_COMPARE(peer.closed, only(CloseReason::Revoked));
    QCOMPARE(peer.messages, QList<QByteArray>({"one"}));
}

void tst_EngineSession::drainedIsPassedOn()
{
    const Peer peer;
    int drained = 0;
    connect(peer.session.get(), &EngineSession::drained, this, [&drained] { ++drained; });
    peer.transport->queued = 42;
    QCOMPARE(peer.session->bytesQueued(), 42);
    emit peer.transport->drained();
    QCOMPARE(drained, 1);
}

void tst_EngineSession::overdueDeadlinesCountAtOnce()
{
    const Peer peer({.pingIntervalMs = 20, .pingTimeoutMs = 30});
    peer.session->checkDeadline();
    QVERIFY(peer.session->isOpen());
    QThread::msleep(60); // no timer can run
    peer.session->checkDeadline();
    QVERIFY(!peer.session->isOpen());
    QTRY_COMPARE(peer.closed, only(CloseReason::PingTimeout));
}

QTEST_GUILESS_MAIN(tst_EngineSession)
#include "tst_enginesession.moc"
