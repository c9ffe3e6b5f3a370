// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "doorhouse.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

/// Websockets through the front door.
class tst_DoorMessages : public QObject
{
    Q_OBJECT

private slots:
    void messagesGoBothWays();
    void largestMessagePasses();
    void largerMessageIsRefusedWith1009();
    void textMustBeUtf8();
    void closeSaysGoodbye();
    void peerThatLeavesIsToldOnce();
    void slowConsumerIsCutOff();
    void drainedIsToldAfterBeingFull();
    void closeOfASlowReaderEnds_data();
    void closeOfASlowReaderEnds();
};

void tst_DoorMessages::messagesGoBothWays()
{
    const House house;
    QWebSocket client;
    QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
    QSignalSpy binaries(&client, &QWebSocket::binaryMessageReceived);
    client.open(house.url());
    QTRY_COMPARE(house.sessions.size(), 1);

    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(u"4안녕 \U0001F600"_s);
    client.sendBinaryMessage(QByteArray("\0\xff", 2));
    QTRY_COMPARE(house.texts, QList<QByteArray>({"안녕 \xf0\x9f\x98\x80"}));
    QTRY_COMPARE(house.binaries, QList<QByteArray>({QByteArray("\0\xff", 2)}));

    const QByteArray large = "4" + QByteArray("방").repeated(40'000); // over 65,535 bytes
    house.sessions.first()->send(Frame::text("4hello"));
    house.sessions.first()->send(Frame::text(large));
    house.sessions.first()->send(Frame::binary(QByteArray(200, '\xfe')));
    QTRY_COMPARE(texts.size(), 3); // the open packet first
    QTRY_COMPARE(binaries.size(), 1);
    QCOMPARE(texts.at(2).at(0).toString().toUtf8(), large);
    QCOMPARE(binaries.at(0).at(0).toByteArray(), QByteArray(200, '\xfe'));
}

void tst_DoorMessages::largestMessagePasses()
{
    const House house;
    QWebSocket client;
    client.open(house.url());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(QString(limits::maxPayloadBytes, u'4'));
    QTRY_COMPARE(house.texts.size(), 1);
    QCOMPARE(house.texts.first().size(), limits::maxPayloadBytes - 1); // without the digit
}

void tst_DoorMessages::largerMessageIsRefusedWith1009()
{
    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());
    QWebSocket client;
    client.open(house.url());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(QString(limits::maxPayloadBytes + 1, u'4'));
    QTRY_COMPARE(house.closed.size(), 1);
    QVERIFY(house.texts.isEmpty());
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(client.closeCode(), QWebSocketProtocol::CloseCodeTooMuchData);
    QVERIFY(witness.isFine());
}

void tst_DoorMessages::textMustBeUtf8()
{
    const House house;
    RawClient client(house.port);
    client.write(goodUpgrade);
    QTRY_COMPARE(house.sessions.size(), 1);
    QTRY_VERIFY(client.received.contains("\r\n\r\n"));
    client.write(QByteArray("\x81\x82\0\0\0\0\xc3\x28", 8));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.contains(QByteArray("\x03\xef"))); // 1007
    QTRY_COMPARE(house.closed.size(), 1);
    QVERIFY(house.texts.isEmpty());
}

void tst_DoorMessages::closeSaysGoodbye()
{
    const House house;
    QWebSocket client;
    QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
    client.open(house.url());
    QTRY_COMPARE(house.sessions.size(), 1);
    house.sessions.first()->send(Frame::text("4bye"));
    house.sessions.first()->close(CloseReason::ServerStop);
    house.sessions.first()->send(Frame::text("4late"));
    QVERIFY(house.closed.isEmpty()); // not from within the call
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(client.closeCode(), QWebSocketProtocol::CloseCodeNormal);
    QCOMPARE(texts.size(), 2); // the open packet first
    QTRY_COMPARE(house.closed.size(), 1);
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_DoorMessages::peerThatLeavesIsToldOnce()
{
    const House house;
    for (const bool isRude : {false, true}) {
        const auto before = house.sessions.size();
        QWebSocket client;
        client.open(house.url());
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
        QTRY_COMPARE(house.sessions.size(), before + 1);
        if (isRude) {
            client.abort();
        } else {
            client.close();
        }
        QTRY_COMPARE(house.closed.size(), before + 1);
    }
    QCOMPARE(house.closed, QStringList({u"peer closed"_s, u"peer closed"_s}));
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_DoorMessages::slowConsumerIsCutOff()
{
    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());

    RawClient client(house.port);
    client.setReadBufferSize(1'024);
    client.write(goodUpgrade);
    QTRY_COMPARE(house.sessions.size(), 2);
    client.disconnect(&client); // reads no more
    const QPointer<EngineSession> session = house.sessions.at(1);
    const Frame frame = Frame::text(QByteArray(60'000, '4'));
    for (int i = 0; i < 1'000 && house.closed.isEmpty(); ++i) {
        session->send(frame);
        QVERIFY(session->bytesQueued() <= limits::maxQueuedBytes);
        if (i % 10 == 0) { // the system takes its share
            QTest::qWait(1);
        }
        if (!session) {
            break;
        }
    }
    QTRY_COMPARE(house.closed, QStringList({u"slow consumer"_s}));
    QVERIFY(session.isNull());
    QTRY_COMPARE(house.door->connectionCount(), 1);
    QVERIFY(witness.isFine());
}

void tst_DoorMessages::drainedIsToldAfterBeingFull()
{
    const House house;
    QWebSocket client;
    client.setMaxAllowedIncomingMessageSize(10'000'000);
    client.open(house.url());
    QTRY_COMPARE(house.sessions.size(), 1);
    QSignalSpy drained(house.sessions.first(), &EngineSession::drained);
    house.sessions.first()->send(Frame::text("4small"));
    QTest::qWait(20);
    QCOMPARE(drained.size(), 0);

    house.sessions.first()->send(Frame::text(QByteArray(900'000, '4')));
    QVERIFY(house.sessions.first()->bytesQueued() > limits::replayQueueBytes);
    QCOMPARE(drained.size(), 0);
    QTRY_COMPARE(drained.size(), 1);
    QVERIFY(house.sessions.first()->bytesQueued() <= limits::replayQueueBytes);
}

void tst_DoorMessages::closeOfASlowReaderEnds_data()
{
    QTest::addColumn<bool>("isOurs");
    QTest::newRow("closed by us") << true;
    QTest::newRow("closed by the peer") << false;
}

void tst_DoorMessages::closeOfASlowReaderEnds()
{
    QFETCH(bool, isOurs);
    const House house({.timeouts = {.closeGraceMs = 100}});
    RawClient client(house.port);
    client.setReadBufferSize(1'024);
    client.write(goodUpgrade);
    QTRY_COMPARE(house.sessions.size(), 1);
    client.disconnect(&client);
    EngineSession *session = house.sessions.first();
    const Frame frame = Frame::text(QByteArray(60'000, '4'));
    QElapsedTimer filling;
    filling.start();
    bool isFull = false; // the system takes no more
    while (!isFull && filling.elapsed() < 10'000) {
        const qint64 before = session->bytesQueued();
        if (before < 800'000) {
            session->send(frame);
            continue;
        }
        QTest::qWait(20);
        isFull = session->bytesQueued() == before;
    }
    QVERIFY(isFull);
    if (isOurs) {
        session->close(CloseReason::ServerStop);
    } else {
        client.write(QByteArray("\x88\x80\0\0\0\0", 6));
    }
    QTRY_COMPARE_WITH_TIMEOUT(house.closed.size(), 1, 2'000);
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

QTEST_GUILESS_MAIN(tst_DoorMessages)
#include "tst_doormessages.moc"
