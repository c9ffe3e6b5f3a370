// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "faketransport.h"
#include "server/session/socketsession.h"
#include "socketpeer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_SocketSession : public QObject
{
    Q_OBJECT

private slots:
    void connectIsAnsweredByTheOwner_data();
    void connectIsAnsweredByTheOwner();
    void pidIsPartOfTheAnswer();
    void refusalLeavesTheConnection();
    void packetsArePassedOn_data();
    void packetsArePassedOn();
    void packetsThatAreNotHandedOn_data();
    void packetsThatAreNotHandedOn();
    void packetsThatCloseTheConnection_data();
    void packetsThatCloseTheConnection();
    void packetsThatCloseAFreshConnection_data();
    void packetsThatCloseAFreshConnection();
    void attachmentsMakeOneEvent();
    void leftNamespaceCanBeOpenedAgain();
    void packetsAfterOurDisconnectAreIgnored();
    void acksAreSentOnce();
    void ownerMayDeleteItInTheLastSignal();
    void engineCloseEndsItAsLeft();
    void bytesGoBothWays();
};

void tst_SocketSession::connectIsAnsweredByTheOwner_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<QString>("told");
    QTest::addColumn<QString>("answer");

    const auto row = [](const char *packet, const char *told, const char *answer) {
        QTest::newRow(packet) << QByteArray(packet) << QString::fromUtf8(told)
                              << QString::fromUtf8(answer);
    };
    row("40", "connect / {}", "40{\"sid\":\"s1\"}");
    row("40/,", "connect / {}", "40{\"sid\":\"s1\"}");
    row("40{\"token\":\"123\"}", "connect / {\"token\":\"123\"}", "40{\"sid\":\"s1\"}");
    row("40/custom,", "connect /custom {}", "40/custom,{\"sid\":\"s1\"}");
    row("40/custom", "connect /custom {}", "40/custom,{\"sid\":\"s1\"}");
    row("40/custom,{\"a\":1}", "connect /custom {\"a\":1}", "40/custom,{\"sid\":\"s1\"}");
    row("40/방1,", "connect /방1 {}", "40/방1,{\"sid\":\"s1\"}");
}

void tst_SocketSession::connectIsAnsweredByTheOwner()
{
    QFETCH(QByteArray, packet);
    QFETCH(QString, told);
    QFETCH(QString, answer);

    Peer peer;
    peer.acceptsAll = true;
    peer.transport->peerSends(packet);
    QCOMPARE(peer.told(), QStringList({told}));
    QCOMPARE(peer.answers(), QStringList({answer}));
}

void tst_SocketSession::pidIsPartOfTheAnswer()
{
    Peer peer;
    peer.transport->peerSends("40");
    peer.session->accept(u"/"_s, u"s"_s, u"p"_s);
    const QJsonObject answer =
        QJsonDocument::fromJson(peer.answers().value(0).mid(2).toUtf8()).object();
    QCOMPARE(answer, QJsonObject({{u"sid"_s, u"s"_s}, {u"pid"_s, u"p"_s}}));
}

void tst_SocketSession::refusalLeavesTheConnection()
{
    Peer peer;
    peer.transport->peerSends("40/random,");
    peer.session->refuse(u"/random"_s, u"Invalid namespace"_s);
    QCOMPARE(peer.answers(), QStringList({u"44/random,{\"message\":\"Invalid namespace\"}"_s}));

    peer.transport->peerSends("40");
    peer.session->refuse(u"/"_s, u"Wrong class code"_s, {{u"code"_s, u"BAD_CLASS_CODE"_s}});
    const QString answer = peer.answers().value(0);
    QVERIFY(answer.startsWith("44{"_L1));
    const QJsonObject expected{{u"message"_s, u"Wrong class code"_s},
                               {u"data"_s, QJsonObject{{u"code"_s, u"BAD_CLASS_CODE"_s}}}};
    QCOMPARE(QJsonDocument::fromJson(answer.mid(2).toUtf8()).object(), expected);

    peer.told();
    peer.opens("40/random,"); // it may try again
    peer.transport->peerSends("42/random,[\"a\"]");
    QCOMPARE(peer.told(), QStringList({u"event /random a []"_s}));
}

void tst_SocketSession::packetsArePassedOn_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<QString>("told");

    const auto row = [](const char *packet, const char *told) {
        QTest::newRow(packet) << QByteArray(packet) << QString::fromUtf8(told);
    };
    row("42[\"message\",1,\"2\",{\"3\":[true]}]", "event / message [1,\"2\",{\"3\":[true]}]");
    row("420[\"join\",\"kim\"]", "event / join [\"kim\"] #0");
    row("42456[\"a\"]", "event / a [] #456");
    row("429007199254740992[\"a\"]", "event / a [] #9007199254740992");
    row("42/,[\"a\"]", "event / a []");
    row("42[1,\"x\"]", "event / 1 [\"x\"]");
    row("42[\"방\",\"안녕\"]", "event / 방 [\"안녕\"]");
    row("41", "left /");
}

void tst_SocketSession::packetsArePassedOn()
{
    QFETCH(QByteArray, packet);
    QFETCH(QString, told);

    Peer peer;
    peer.opens();
    peer.transport->peerSends(packet);
    QCOMPARE(peer.told(), QStringList({told}));
}

void tst_SocketSession::packetsThatAreNotHandedOn_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::newRow("event without JSON") << QByteArray("42");
    QTest::newRow("ack nobody waits for") << QByteArray("430[]");
    QTest::newRow("ack id over 2^53") << QByteArray("429007199254740993[\"a\"]");
    QTest::newRow("ack id of a thousand digits")
        << QByteArray("42" + QByteArray(1'000, '9') + "[\"a\"]");
    QTest::newRow("17 levels") << QByteArray("42[\"a\"," + QByteArray(16, '[')
                                             + QByteArray(17, ']'));
}

void tst_SocketSession::packetsThatAreNotHandedOn()
{
    QFETCH(QByteArray, packet);

    Peer peer;
    peer.opens();
    peer.transport->peerSends(packet);
    peer.transport->peerSends("42[\"after\"]");
    QCOMPARE(peer.told(), QStringList({u"event / after []"_s}));
    QVERIFY(peer.session->engine()->isOpen());
}

void tst_SocketSession::packetsThatCloseTheConnection_data()
{
    QTest::addColumn<QByteArray>("packet");
    for (const char *packet : {"4",
                               "4abc",
                               "47",
                               "40",
                               "40[]",
                               "40\"x\"",
                               "41{}",
                               "42{}",
                               "42[]",
                               "42\"x\"",
                               "42[null]",
                               "42[{\"toString\":\"x\"}]",
                               "42abc[\"a\",\"b\"]",
                               "42[\"a\"",
                               "42[\"connect\"]",
                               "42[\"connect_error\"]",
                               "42[\"disconnect\"]",
                               "42[\"disconnecting\"]",
                               "42[\"newListener\"]",
                               "42[\"removeListener\"]",
                               "42/other,[\"a\"]",
                               "41/other,",
                               "43/other,0[]",
                               "43{}",
                               "44{\"message\":\"x\"}",
                               "4511-[\"a\"]",
                               "45-[\"a\"]",
                               "45x-[\"a\"]"}) {
        QTest::newRow(packet) << QByteArray(packet);
    }
}

void tst_SocketSession::packetsThatCloseTheConnection()
{
    QFETCH(QByteArray, packet);

    Peer peer;
    Peer witness;
    peer.opens();
    witness.opens();
    peer.transport->peerSends(packet);
    peer.transport->peerSends("42[\"after\"]");

    QVERIFY(!peer.session->engine()->isOpen());
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ParseError)}));
    QVERIFY(peer.answers().isEmpty());

    witness.transport->peerSends("42[\"after\"]");
    QCOMPARE(witness.told(), QStringList({u"event / after []"_s}));
}

void tst_SocketSession::packetsThatCloseAFreshConnection_data()
{
    QTest::addColumn<QByteArray>("packet");
    for (const char *packet :
         {"41", "42[\"a\"]", "420[\"a\"]", "430[]", "44{\"message\":\"x\"}", "4abc"}) {
        QTest::newRow(packet) << QByteArray(packet);
    }
}

void tst_SocketSession::packetsThatCloseAFreshConnection()
{
    QFETCH(QByteArray, packet);

    Peer peer;
    peer.transport->peerSends(packet);
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ParseError)}));
}

void tst_SocketSession::attachmentsMakeOneEvent()
{
    Peer peer;
    peer.opens();
    peer.session->setJoined();
    peer.transport->peerSends(
        "452-7[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
    peer.transport->peerSends("3"); // Engine.IO packets may come between
    peer.transport->peerSendsBytes("one");
    QVERIFY(peer.told().isEmpty());
    peer.transport->peerSendsBytes("two");
    const QStringList told = peer.told();
    QCOMPARE(told.size(), 1);
    QVERIFY(told.first().startsWith("event / a ["_L1) && told.first().endsWith(" #7"_L1));

    peer.transport->peerSendsBytes("three"); // nobody waits for it
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ParseError)}));

    Peer interrupted;
    interrupted.opens();
    interrupted.session->setJoined();
    interrupted.transport->peerSends("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
    interrupted.transport->peerSends("42[\"b\"]");
    QTRY_COMPARE(interrupted.log, QStringList({closedBy(CloseReason::ParseError)}));
}

void tst_SocketSession::leftNamespaceCanBeOpenedAgain()
{
    Peer peer;
    peer.opens();
    peer.opens("40/custom,");
    peer.transport->peerSends("41/custom,");
    peer.transport->peerSends("42[\"main\"]");
    QCOMPARE(peer.told(), QStringList({u"left /custom"_s, u"event / main []"_s}));
    QVERIFY(peer.answers().isEmpty());

    peer.opens("40/custom,");
    peer.transport->peerSends("42/custom,[\"again\"]");
    QCOMPARE(peer.told(), QStringList({u"event /custom again []"_s}));

    peer.transport->peerSends("41/custom,");
    peer.transport->peerSends("42/custom,[\"x\"]"); // not open any more
    peer.told();
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::ParseError)}));
}

void tst_SocketSession::packetsAfterOurDisconnectAreIgnored()
{
    Peer peer;
    peer.opens();
    peer.session->disconnectNamespace(u"/"_s);
    QCOMPARE(peer.answers(), QStringList({u"41"_s}));
    peer.transport->peerSends("420[\"under way\"]");
    peer.transport->peerSends("41");
    QVERIFY(peer.told().isEmpty());
    QVERIFY(peer.session->engine()->isOpen());

    peer.opens();
    peer.transport->peerSends("42[\"back\"]");
    QCOMPARE(peer.told(), QStringList({u"event / back []"_s}));
}

void tst_SocketSession::acksAreSentOnce()
{
    Peer peer;
    peer.opens("40/x,");
    peer.transport->peerSends("42/x,5[\"a\"]");
    peer.session->sendAck(u"/x"_s, 4, "{}"); // never asked
    peer.session->sendAck(u"/"_s, 5, "{}"); // not there
    peer.session->sendAck(u"/x"_s, 5, "{\"ok\":true}");
    peer.session->sendAck(u"/x"_s, 5, "{\"ok\":false}");
    QCOMPARE(peer.answers(), QStringList({u"43/x,5[{\"ok\":true}]"_s}));
}

void tst_SocketSession::ownerMayDeleteItInTheLastSignal()
{
    auto *transport = new FakeTransport;
    QPointer<SocketSession> session(new SocketSession(new EngineSession(transport, {}), {}));
    connect(session, &SocketSession::closed, this, [session] { delete session; });
    transport->peerSends("42[\"a\"]");
    QTRY_VERIFY(session.isNull());
}

void tst_SocketSession::engineCloseEndsItAsLeft()
{
    Peer peer;
    peer.opens();
    peer.transport->peerSends("1");
    QTRY_COMPARE(peer.log, QStringList({closedBy(CloseReason::PeerLeft)}));
}

void tst_SocketSession::bytesGoBothWays()
{
    Peer peer;
    peer.opens();
    peer.session->setJoined();
    QList<QByteArray> got;
    connect(peer.session.get(), &SocketSession::eventReceived, peer.session.get(),
            [&](const QString &nsp, const QString &, const QJsonArray &arguments,
                std::optional<quint64> id, const QList<QByteArray> &attachments) {
                got = attachments;
                peer.session->sendAck(nsp, *id, arguments, attachments);
                peer.session->sendAck(nsp, *id, arguments, attachments); // once only
            });
    peer.transport->peerSends(
        R"(452-7["up",{"_placeholder":true,"num":1},"x",{"_placeholder":true,"num":0}])");
    peer.transport->peerSendsBytes("\x01\x02");
    peer.transport->peerSendsBytes("");
    QCOMPARE(got, QList<QByteArray>({"\x01\x02", ""}));
    QCOMPARE(peer.transport->sent.last(),
             uR"(462-7[{"_placeholder":true,"num":1},"x",{"_placeholder":true,"num":0}])"_s);
    QCOMPARE(peer.transport->sentBinary, got);
}

QTEST_GUILESS_MAIN(tst_SocketSession)
#include "tst_socketsession.moc"
