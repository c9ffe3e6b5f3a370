// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "faketransport.h"
#include "server/session/socketsession.h"
#include "socketpeer.h"

#include <QTest>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// An event as one Socket.IO packet of \p bytes, behind the digit of Engine.IO.
QByteArray eventOf(qsizetype bytes)
{
    return "42[\"" + QByteArray(bytes - 5, 'x') + "\"]";
}

} // namespace

/// What waits in a Socket.IO session: packets, acks and connects, how many and how long.
class tst_SocketWaiting : public QObject
{
    Q_OBJECT

private slots:
    void attachmentsHaveOneDeadline();
    void connectionWithoutConnectIsClosed();
    void refusedConnectDoesNotStopTheClock();
    void acceptStopsTheClockForEver();
    void unansweredAcksAreBounded();
    void namespacesAreBounded();
    void packetsWaitWhileConnectIsUnanswered();
    void whoIsAcceptedHeldIsHeardAfterRelease();
    void packetsBehindARefusalAreDropped();
    void heldPacketsComeInOrderAfterRelease();
    void holdingWithinAnEventKeepsTheNext();
    void leavingAndComingBackWaitsToo();
    void secondConnectWhileAskedCloses();
    void waitingPacketsAreBounded();
    void waitingBytesAreBounded();
    void whatWaitsIsNotTakenApart();
    void packetsAreSmallUntilSomebodyHasJoined_data();
    void packetsAreSmallUntilSomebodyHasJoined();
    void whatComesBehindAJoinMayBeLarge();
    void nothingIsToldOnceClosing();
    void lateAnswersOfTheOwnerAreIgnored();
};

void tst_SocketWaiting::attachmentsHaveOneDeadline()
{
    Peer peer({.connectTimeoutMs = 60'000, .attachmentTimeoutMs = 150});
    peer.opens();
    peer.session->setJoined();
    peer.transport->peerSends("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
    peer.transport->peerSendsBytes("x");
    QTest::qWait(200); // the deadline went with the packet
    QVERIFY(peer.session->engine()->isOpen());
    peer.told();

    QByteArray packet = "4510-[\"a\"";
    for (int i = 0; i < 10; ++i) {
        packet += ",{\"_placeholder\":true,\"num\":" + QByteArray::number(i) + '}';
    }
    peer.transport->peerSends(packet + ']');
    for (int i = 0; i < 10 && peer.log.isEmpty(); ++i) {
        QTest::qWait(50);
        peer.transport->peerSendsBytes("x"); // each in time, all of them too late
    }
    QCOMPARE(peer.log, QStringList({closedBy(CloseReason::ParseError)}));
}

void tst_SocketWaiting::connectionWithoutConnectIsClosed()
{
    Peer peer({.connectTimeoutMs = 30});
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ConnectTimeout)}));
}

void tst_SocketWaiting::refusedConnectDoesNotStopTheClock()
{
    Peer peer({.connectTimeoutMs = 30});
    peer.transport->peerSends("40/x,");
    peer.session->refuse(u"/x"_s, u"Invalid namespace"_s);
    peer.told();
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ConnectTimeout)}));
}

void tst_SocketWaiting::acceptStopsTheClockForEver()
{
    Peer peer({.connectTimeoutMs = 30});
    peer.opens();
    peer.transport->peerSends("41");
    peer.told();
    QTest::qWait(80);
    QVERIFY(peer.told().isEmpty());
    QVERIFY(peer.session->engine()->isOpen());
}

void tst_SocketWaiting::unansweredAcksAreBounded()
{
    Peer peer;
    peer.opens();
    const auto ask = [&peer](int id) {
        peer.transport->peerSends("42" + QByteArray::number(id) + "[\"a\"]");
    };
    for (int id = 0; id < limits::maxUnansweredAcks; ++id) {
        ask(id);
    }
    QVERIFY(peer.session->engine()->isOpen());
    peer.session->sendAck(u"/"_s, 0, "{}");
    ask(limits::maxUnansweredAcks); // room for one again
    QVERIFY(peer.session->engine()->isOpen());
    ask(limits::maxUnansweredAcks + 1);
    QVERIFY(!peer.session->engine()->isOpen());
    peer.told();
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::TooMuch)}));
}

void tst_SocketWaiting::namespacesAreBounded()
{
    Peer peer;
    peer.acceptsAll = true;
    for (int i = 0; i < limits::maxNamespacesPerConnection; ++i) {
        peer.transport->peerSends("40/" + QByteArray::number(i) + ",");
    }
    QVERIFY(peer.session->engine()->isOpen());
    peer.transport->peerSends("41/3,");
    peer.transport->peerSends("40/again,");
    QVERIFY(peer.session->engine()->isOpen());
    peer.told();
    peer.transport->peerSends("40/more,");
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::TooMuch)}));
}

void tst_SocketWaiting::packetsWaitWhileConnectIsUnanswered()
{
    Peer peer;
    peer.opens("40/other,");
    peer.transport->peerSends("40");
    peer.transport->peerSends("420[\"join\",\"kim\"]");
    peer.transport->peerSends("42[\"b\"]");
    peer.transport->peerSends("42/other,[\"c\"]"); // another namespace waits for nobody
    QCOMPARE(peer.told(), QStringList({u"connect / {}"_s, u"event /other c []"_s}));
    peer.session->accept(u"/"_s, u"s"_s);
    QCOMPARE(peer.told(), QStringList({u"event / join [\"kim\"] #0"_s, u"event / b []"_s}));
}

void tst_SocketWaiting::whoIsAcceptedHeldIsHeardAfterRelease()
{
    Peer peer({.connectTimeoutMs = 30});
    QObject::connect(peer.session.get(), &SocketSession::leaveWaits, peer.session.get(),
                     [&peer](const QString &nsp) { peer.log.append(u"leave waits "_s + nsp); });
    peer.transport->peerSends("40");
    peer.transport->peerSends("42[\"a\"]");
    peer.told();
    peer.session->acceptHeld(u"/"_s, u"s"_s, u"p"_s);
    QCOMPARE(peer.answers(), QStringList(u"40{\"pid\":\"p\",\"sid\":\"s\"}"_s));
    peer.transport->peerSends("42[\"b\"]");
    peer.transport->peerSends("41");
    QTest::qWait(80); // the deadline went with the answer
    QCOMPARE(peer.told(), QStringList(u"leave waits /"_s));
    peer.session->release(u"/"_s);
    QCOMPARE(peer.told(), QStringList({u"event / a []"_s, u"event / b []"_s, u"left /"_s}));
    peer.session->acceptHeld(u"/"_s, u"s"_s); // nobody asked
    QVERIFY(peer.answers().isEmpty());
}

void tst_SocketWaiting::packetsBehindARefusalAreDropped()
{
    Peer peer;
    peer.transport->peerSends("40/x,");
    peer.transport->peerSends("42/x,[\"a\"]");
    peer.told();
    peer.session->refuse(u"/x"_s, u"no"_s);
    QVERIFY(peer.told().isEmpty());
    QVERIFY(peer.session->engine()->isOpen());
}

void tst_SocketWaiting::heldPacketsComeInOrderAfterRelease()
{
    Peer peer;
    peer.opens();
    peer.session->hold(u"/"_s);
    peer.transport->peerSends("42[\"a\"]");
    peer.transport->peerSends("420[\"b\"]");
    peer.transport->peerSends("41");
    QVERIFY(peer.told().isEmpty());
    peer.session->release(u"/"_s);
    QCOMPARE(peer.told(), QStringList({u"event / a []"_s, u"event / b [] #0"_s, u"left /"_s}));
}

void tst_SocketWaiting::holdingWithinAnEventKeepsTheNext()
{
    Peer peer;
    peer.opens();
    peer.onEvent = [&peer](const QString &name) {
        if (name == "hold"_L1) {
            peer.session->hold(u"/"_s);
        }
    };
    peer.session->hold(u"/"_s);
    for (const char *packet : {"42[\"a\"]", "42[\"hold\"]", "42[\"b\"]", "42[\"hold\"]"}) {
        peer.transport->peerSends(packet);
    }
    peer.session->release(u"/"_s);
    QCOMPARE(peer.told(), QStringList({u"event / a []"_s, u"event / hold []"_s}));
    peer.transport->peerSends("42[\"last\"]"); // behind those that wait
    peer.session->release(u"/"_s);
    QCOMPARE(peer.told(), QStringList({u"event / b []"_s, u"event / hold []"_s}));
    peer.session->release(u"/"_s);
    QCOMPARE(peer.told(), QStringList({u"event / last []"_s}));
}

void tst_SocketWaiting::leavingAndComingBackWaitsToo()
{
    Peer peer;
    peer.transport->peerSends("40");
    for (const char *packet : {"42[\"a\"]", "41", "40", "42[\"b\"]"}) {
        peer.transport->peerSends(packet);
    }
    peer.told();
    peer.session->accept(u"/"_s, u"one"_s);
    QCOMPARE(peer.told(), QStringList({u"event / a []"_s, u"left /"_s, u"connect / {}"_s}));
    peer.session->accept(u"/"_s, u"two"_s);
    QCOMPARE(peer.told(), QStringList({u"event / b []"_s}));

    // The same when the first CONNECT is refused, and with an owner that answers at once.
    Peer refused;
    refused.transport->peerSends("40");
    for (const char *packet : {"42[\"a\"]", "41", "40", "42[\"b\"]"}) {
        refused.transport->peerSends(packet);
    }
    refused.told();
    refused.acceptsAll = true;
    refused.session->refuse(u"/"_s, u"no"_s);
    QCOMPARE(refused.told(), QStringList({u"connect / {}"_s, u"event / b []"_s}));
}

void tst_SocketWaiting::secondConnectWhileAskedCloses()
{
    Peer peer;
    peer.transport->peerSends("40");
    peer.transport->peerSends("42[\"a\"]");
    peer.transport->peerSends("40");
    QVERIFY(!peer.session->engine()->isOpen());
    peer.session->accept(u"/"_s, u"late"_s);
    peer.told();
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ParseError)}));
}

void tst_SocketWaiting::waitingPacketsAreBounded()
{
    Peer peer;
    peer.transport->peerSends("40");
    for (int i = 0; i < limits::maxWaitingPackets; ++i) {
        peer.transport->peerSends("42[\"a\"]");
    }
    QVERIFY(peer.session->engine()->isOpen());
    peer.transport->peerSends("42[\"a\"]");
    QVERIFY(!peer.session->engine()->isOpen());
    peer.told();
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::TooMuch)}));
}

void tst_SocketWaiting::waitingBytesAreBounded()
{
    const QByteArray early = eventOf(8'192);
    Peer peer;
    peer.transport->peerSends("40");
    for (qsizetype i = 0; i < limits::maxWaitingBytes / 8'192; ++i) {
        peer.transport->peerSends(early);
    }
    QVERIFY(peer.session->engine()->isOpen());
    peer.transport->peerSends(early);
    QVERIFY(!peer.session->engine()->isOpen());

    // What was released makes room.
    const QByteArray packet = eventOf(65'535);
    const auto fits = limits::maxWaitingBytes / 65'535;
    Peer other;
    other.opens();
    for (int round = 0; round < 3; ++round) {
        other.session->hold(u"/"_s);
        for (qsizetype i = 0; i < fits; ++i) {
            other.transport->peerSends(packet);
        }
        other.session->release(u"/"_s);
    }
    QVERIFY(other.session->engine()->isOpen());
}

// A list of lists is forty times as large in memory as on the wire.
void tst_SocketWaiting::whatWaitsIsNotTakenApart()
{
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
    const QByteArray packet = "42[\"a\"" + QByteArray(",[0]").repeated(2'000) + ']';
    Peer peer;
    peer.opens();
    peer.session->hold(u"/"_s);
    peer.transport->peerSends(packet); // what is made only once
    const size_t before = mallinfo2().uordblks;
    const qsizetype count = limits::maxWaitingBytes / packet.size() - 1;
    for (qsizetype i = 0; i < count; ++i) {
        peer.transport->peerSends(packet);
    }
    const auto taken = qsizetype(mallinfo2().uordblks - before);
    QVERIFY2(taken < 2 * limits::maxWaitingBytes, qPrintable(QString::number(taken)));
    QVERIFY(peer.session->engine()->isOpen());
    peer.told();
    peer.session->release(u"/"_s);
    QCOMPARE(peer.log.size(), count + 1);
    QVERIFY(peer.log.last().contains(u"[0],[0]"_s));
#endif
}

void tst_SocketWaiting::packetsAreSmallUntilSomebodyHasJoined_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<bool>("isFine"); // before a join; afterwards all are
    const auto row = [](const char *name, const QByteArray &packet, bool isFine) {
        QTest::newRow(name) << packet << isFine;
    };
    row("an event of 8 KiB", eventOf(8'192), true);
    row("an event over 8 KiB", eventOf(8'193), false);
    row("an event as large as a payload", eventOf(65'535), false);
    row("CONNECT of 8 KiB", "40/x,{\"a\":\"" + QByteArray(8'192 - 12, 'x') + "\"}", true);
    row("CONNECT over 8 KiB", "40/x,{\"a\":\"" + QByteArray(8'192 - 11, 'x') + "\"}", false);
    row("no attachments", "450-[\"a\"]", true);
    row("an attachment", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]", false);
    row("an attachment of an ack", "461-0[{\"_placeholder\":true,\"num\":0}]", false);
}

void tst_SocketWaiting::packetsAreSmallUntilSomebodyHasJoined()
{
    QFETCH(QByteArray, packet);
    QFETCH(bool, isFine);
    Peer peer;
    peer.opens();
    peer.transport->peerSends(packet);
    QCOMPARE(peer.session->engine()->isOpen(), isFine);
    if (!isFine) {
        QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::TooMuch)}));
    }

    Peer joined;
    joined.opens();
    joined.session->setJoined();
    joined.transport->peerSends(packet);
    QVERIFY(joined.session->engine()->isOpen());
}

void tst_SocketWaiting::whatComesBehindAJoinMayBeLarge()
{
    Peer peer;
    peer.opens();
    peer.session->hold(u"/"_s); // as a join does until it is answered
    peer.transport->peerSends(eventOf(65'535));
    QVERIFY(peer.session->engine()->isOpen());
    peer.transport->peerSends("451-[\"b\",{\"_placeholder\":true,\"num\":0}]");
    peer.session->release(u"/"_s);
    peer.told();
    peer.transport->peerSendsBytes(QByteArray(65'536, 'x')); // of what had come in time
    QCOMPARE(peer.told().size(), 1);
    peer.transport->peerSends(eventOf(8'193)); // nobody has joined
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::TooMuch)}));
}

void tst_SocketWaiting::nothingIsToldOnceClosing()
{
    Peer peer;
    peer.opens();
    peer.session->hold(u"/"_s);
    peer.transport->peerSends("42[\"a\"]");
    peer.session->close(CloseReason::Revoked);
    peer.session->release(u"/"_s);
    peer.transport->peerSends("42[\"b\"]");
    peer.transport->peerSends("40/x,");
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::Revoked)}));
    QVERIFY(peer.answers().isEmpty()); // and no 41: the client is to come back
}

void tst_SocketWaiting::lateAnswersOfTheOwnerAreIgnored()
{
    Peer peer;
    peer.transport->peerSends("40");
    peer.session->close(CloseReason::ServerStop);
    peer.session->accept(u"/"_s, u"s"_s);
    peer.session->refuse(u"/"_s, u"no"_s);
    peer.session->accept(u"/never"_s, u"s"_s);
    peer.session->release(u"/never"_s);
    peer.session->disconnectNamespace(u"/never"_s);
    QVERIFY(peer.answers().isEmpty());
}

QTEST_GUILESS_MAIN(tst_SocketWaiting)
#include "tst_socketwaiting.moc"
