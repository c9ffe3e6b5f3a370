// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "doorhouse.h"
#include "pollingclient.h"

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

/// GETs and POSTs of long-polling.
class tst_PollingDoor : public QObject
{
    Q_OBJECT

private slots:
    void packetsOfOneTurnShareAnAnswer();
    void postsAreHandedOnInOrder();
    void bytesTravelAsBase64();
    void secondGetEndsTheSession();
    void brokenGetEndsTheSession();
    void anAnswerToAPostIsNoUnreadGet();
    void whoDoesNotReadGetsNoMoreAnswers();
    void goodbyeReleasesTheGet();
    void badPostsEndTheSession_data();
    void badPostsEndTheSession();
    void tooLargeAPostIsRefusedAlone();
    void secondPostEndsTheSession();
    void cutPostEndsTheSession();
    void missedPongEndsTheSession();
    void serverCloseIsToldWithTheNextGet();
    void chunksAndContinueAreUnderstood();
    void slowReaderIsCut();
};

void tst_PollingDoor::packetsOfOneTurnShareAnAnswer()
{
    const House house;
    Polling peer(house);
    peer.poll();
    QTest::qWait(20);
    QVERIFY(!peer.gets.hasAnswer()); // held
    house.sessions.first()->send(Frame::text("4하나"));
    house.sessions.first()->send(Frame::text("4둘"));
    QCOMPARE(peer.gets.answer().body,
             QByteArray("4하나\x1e"
                        "4둘"));

    house.sessions.first()->send(Frame::text("4before the next request"));
    QCOMPARE(peer.polls().body, QByteArray("4before the next request"));
}

void tst_PollingDoor::postsAreHandedOnInOrder()
{
    const House house;
    Polling peer(house);
    const Answer answer = peer.posted("4안녕\x1e"
                                      "4\x1e"
                                      "6\x1e"
                                      "4two");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray("ok"));
    QVERIFY(answer.has("Content-Type: text/html"));
    QCOMPARE(house.texts, QList<QByteArray>({"안녕", "", "two"}));
    QCOMPARE(peer.posted("4three").body, QByteArray("ok"));
    QCOMPARE(house.texts.size(), 4);
}

void tst_PollingDoor::bytesTravelAsBase64()
{
    const House house;
    Polling peer(house);
    QCOMPARE(peer.posted("bAQIDBA==").body, QByteArray("ok"));
    QCOMPARE(house.binaries, QList<QByteArray>({"\x01\x02\x03\x04"}));
    house.sessions.first()->send(Frame::binary("\x01\x02\x03\x04"));
    QCOMPARE(peer.polls().body, QByteArray("bAQIDBA=="));
}

void tst_PollingDoor::secondGetEndsTheSession()
{
    const House house;
    Polling peer(house);
    QCOMPARE(peer.posted("4x").body,
             QByteArray("ok")); // the first request of a connection goes first
    peer.poll();
    const Answer second = peer.posts.asks("GET", peer.session);
    QCOMPARE(second.status, 400);
    QVERIFY(second.body.isEmpty());
    const Answer held = peer.gets.answer();
    QCOMPARE(held.status, 200);
    QCOMPARE(held.body, QByteArray("1"));
    const Answer later = peer.polls();
    QCOMPARE(later.status, 400);
    QCOMPARE(later.body, unknownSession);
    QCOMPARE(house.closed, QStringList({u"peer closed"_s}));
}

void tst_PollingDoor::brokenGetEndsTheSession()
{
    const House house;
    Polling peer(house);
    peer.poll();
    QTest::qWait(200); // until it has arrived
    peer.gets.abort();
    QTRY_COMPARE(house.closed, QStringList({u"peer closed"_s}));
    QCOMPARE(peer.posted("4late").body, unknownSession);
}

void tst_PollingDoor::anAnswerToAPostIsNoUnreadGet()
{
    const House house;
    Polling peer(house);
    house.sessions.first()->send(Frame::text("4a"));
    QCOMPARE(peer.polls().body, QByteArray("4a"));
    // Browsers keep two connections and mix them: the POST goes over the one that has just answered
    // a GET, and the next GET over the other, in the same turn.
    for (int i = 0; i < 20; ++i) {
        HttpClient &mixed = i % 2 == 0 ? peer.gets : peer.posts;
        HttpClient &other = i % 2 == 0 ? peer.posts : peer.gets;
        mixed.ask("POST", peer.session, "4b");
        other.ask("GET", peer.session);
        QCOMPARE(mixed.answer().body, QByteArray("ok"));
        QTRY_COMPARE(house.texts.size(), i + 1);
        house.sessions.first()->send(Frame::text("4c"));
        QCOMPARE(other.answer().body, QByteArray("4c"));
    }
}

void tst_PollingDoor::whoDoesNotReadGetsNoMoreAnswers()
{
    const House house;
    Polling peer(house);
    RawClient greedy(house.port);
    greedy.setReadBufferSize(1'024);
    greedy.disconnect(&greedy); // reads nothing
    const QByteArray get = "GET /socket.io/?" + peer.session + " HTTP/1.1\r\nHost: a\r\n\r\n";
    greedy.write(get.repeated(50));
    const QPointer<EngineSession> session = house.sessions.first();
    const Frame frame = Frame::text(QByteArray(60'000, '4'));
    for (int i = 0; i < 2'000 && session && house.closed.isEmpty(); ++i) {
        session->send(frame);
        QVERIFY(session->bytesQueued() <= limits::maxQueuedBytes);
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(house.closed, QStringList({u"slow consumer"_s}));
}

void tst_PollingDoor::goodbyeReleasesTheGet()
{
    const House house;
    Polling peer(house);
    peer.poll();
    QTest::qWait(20);
    QCOMPARE(peer.posted("1").body, QByteArray("ok"));
    QCOMPARE(peer.gets.answer().body, QByteArray("6"));
    QCOMPARE(peer.polls().status, 400);
    QTRY_COMPARE(house.closed, QStringList({u"peer left"_s}));
}

void tst_PollingDoor::badPostsEndTheSession_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("headers");

    QTest::newRow("unknown digit") << QByteArray("abc") << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray();
    QTest::newRow("empty packet") << QByteArray("4a\x1e") << QByteArray();
    QTest::newRow("bad base64") << QByteArray("b?!") << QByteArray();
    QTest::newRow("ping") << QByteArray("2") << QByteArray();
    QTest::newRow("probe") << QByteArray("2probe") << QByteArray();
    QTest::newRow("too many packets")
        << QByteArray("6\x1e").repeated(limits::maxPayloadPackets) + "6" << QByteArray();
    QTest::newRow("octet-stream") << QByteArray("4a")
                                  << QByteArray("Content-Type: application/octet-stream\r\n");
}

void tst_PollingDoor::badPostsEndTheSession()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, headers);
    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());
    Polling peer(house);
    peer.poll();
    QTest::qWait(20);
    QCOMPARE(peer.posted(body, headers).status, 400);
    QCOMPARE(peer.gets.answer().body, QByteArray("1"));
    QCOMPARE(peer.polls().body, unknownSession);
    QTRY_COMPARE(house.closed, QStringList({u"parse error"_s}));
    QVERIFY(witness.isFine());
}

void tst_PollingDoor::tooLargeAPostIsRefusedAlone()
{
    const House house;
    Polling peer(house);
    const Answer answer = peer.posted(QByteArray(limits::maxPayloadBytes + 1, '4'));
    QCOMPARE(answer.status, 413);
    QVERIFY(answer.body.isEmpty());
    HttpClient next(house.port);
    QCOMPARE(next.asks("POST", peer.session, QByteArray(limits::maxPayloadBytes, '4')).body,
             QByteArray("ok"));
    QCOMPARE(house.texts.size(), 1);
}

void tst_PollingDoor::secondPostEndsTheSession()
{
    const House house;
    Polling peer(house);
    peer.posts.write("POST /socket.io/?" + peer.session
                     + " HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n4half");
    QTest::qWait(20);
    QCOMPARE(peer.gets.asks("POST", peer.session, "4whole").status, 400);
    QTRY_VERIFY(peer.gets.isGone()); // its body was not read
    QTRY_COMPARE(house.closed, QStringList({u"parse error"_s}));
    QVERIFY(house.texts.isEmpty());
}

void tst_PollingDoor::cutPostEndsTheSession()
{
    const House house({.timeouts = {.bodyMs = 100}});
    for (const bool isCut : {true, false}) {
        const auto closed = house.closed.size();
        Polling peer(house);
        peer.posts.write("POST /socket.io/?" + peer.session
                         + " HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n4half");
        QTest::qWait(20);
        if (isCut) {
            peer.posts.abort();
        } else {
            QCOMPARE(peer.posts.answer().status, 408);
        }
        QTRY_COMPARE(house.closed.size(), closed + 1);
    }
    QVERIFY(house.texts.isEmpty());
}

void tst_PollingDoor::missedPongEndsTheSession()
{
    FrontDoorConfig config;
    config.engine.engine = {.pingIntervalMs = 150, .pingTimeoutMs = 250};
    const House house(config);
    Polling peer(house);
    QCOMPARE(peer.polls().body, QByteArray("2"));
    QCOMPARE(peer.posted("3").body, QByteArray("ok"));
    QCOMPARE(peer.polls().body, QByteArray("2"));
    QTest::qSleep(260); // whatever timers there are
    QCOMPARE(peer.polls().body, unknownSession);
    QTRY_COMPARE(house.closed, QStringList({u"ping timeout"_s}));
}

void tst_PollingDoor::serverCloseIsToldWithTheNextGet()
{
    const House house({.timeouts = {.closeGraceMs = 200}});
    Polling held(house);
    held.poll();
    QTest::qWait(20);
    house.sessions.last()->send(Frame::text("4bye"));
    house.sessions.last()->close(CloseReason::ServerStop);
    QCOMPARE(held.gets.answer().body,
             QByteArray("4bye\x1e"
                        "1"));
    QTRY_COMPARE(house.closed, QStringList({u"server stop"_s}));

    Polling later(house);
    house.sessions.last()->close(CloseReason::ServerStop);
    QCOMPARE(later.posted("4late").status, 400);
    QCOMPARE(later.polls().body, QByteArray("1"));
    QTRY_COMPARE(house.closed.size(), 2);

    Polling never(house);
    house.sessions.last()->close(CloseReason::ServerStop);
    QTRY_COMPARE(house.closed.size(), 3);
    QVERIFY(house.texts.isEmpty());
}

void tst_PollingDoor::chunksAndContinueAreUnderstood()
{
    const House house;
    Polling peer(house);
    peer.posts.write("POST /socket.io/?" + peer.session
                     + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "2\r\n4a\r\n2\r\n\x1e"
                       "4\r\n1\r\nb\r\n0\r\n\r\n");
    QCOMPARE(peer.posts.answer().body, QByteArray("ok"));
    QCOMPARE(house.texts, QList<QByteArray>({"a", "b"}));

    RawClient careful(house.port);
    careful.write("POST /socket.io/?" + peer.session
                  + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(careful.received, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    careful.write("4c");
    QTRY_VERIFY(careful.received.endsWith("ok"));
    QCOMPARE(house.texts.last(), QByteArray("c"));
}

void tst_PollingDoor::slowReaderIsCut()
{
    const House house;
    Polling peer(house);
    const QPointer<EngineSession> session = house.sessions.first();
    const Frame frame = Frame::text(QByteArray(60'000, '4'));
    for (int i = 0; i < 30 && session; ++i) {
        session->send(frame);
        QVERIFY(session->bytesQueued() <= limits::maxQueuedBytes);
    }
    QTRY_COMPARE(house.closed, QStringList({u"slow consumer"_s}));
    QCOMPARE(peer.polls().body, unknownSession);
}

QTEST_GUILESS_MAIN(tst_PollingDoor)
#include "tst_pollingdoor.moc"
