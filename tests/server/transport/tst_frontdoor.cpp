// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "doorhouse.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

#include <memory>
#include <vector>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

class tst_FrontDoor : public QObject
{
    Q_OBJECT

private slots:
    void plainRequestsReachTheHandler();
    void whoShutsItsSideGetsItsAnswers();
    void requestsAreRefused_data();
    void requestsAreRefused();
    void upgradeIsDescribed();
    void headMayComeByteByByte();
    void headWithoutEndIsAnsweredAtItsDeadline();
    void silentPeersAreDroppedAtTheirDeadline();
    void bytesBehindTheUpgradeAreRefused();
    void tlsIsTurnedAway();
    void plainPolicyIsKept();
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
    void silentPeersDoNotKeepOthersOut_data();
    void silentPeersDoNotKeepOthersOut();
    void whoSpeaksOutlivesWhoIsSilent();
    void crowdGetsInWithinTheHalfOpenLimit();
    void tooManyNewConnectionsGet503();
    void tooManyConnectionsGet503_data();
    void tooManyConnectionsGet503();
    void nothingIsLeftBehind();
    void untakenTransportsAreClosed();
    void doorMayGoFirst();
    void addressInUseIsTold();
    void severalAddressesShareOnePort();
    void noMoreAreLetInAfterStopListening();
};

void tst_FrontDoor::plainRequestsReachTheHandler()
{
    const House house;
    RawClient client(house.port);
    client.write("GET /hello?a=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.statusLine(), QByteArray("HTTP/1.1 200 OK"));
    QCOMPARE(client.body(), QByteArray("GET /hello"));
    QVERIFY(client.received.contains("\r\nContent-Length: 10\r\n"));
    QVERIFY(client.received.contains("\r\nConnection: close\r\n"));
    QVERIFY(client.received.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
}

void tst_FrontDoor::whoShutsItsSideGetsItsAnswers()
{
#ifdef Q_OS_UNIX
    const House house;
    RawClient client(house.port);
    client.write("GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(client.waitForConnected());
    while (client.bytesToWrite() > 0) {
        client.flush();
    }
    QCOMPARE(::shutdown(int(client.socketDescriptor()), SHUT_WR), 0);
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.received.count("HTTP/1.1 200 OK"), 2);
    QVERIFY(client.received.endsWith("GET /two"));
    QTRY_COMPARE(house.door->connectionCount(), 0);
#else
    QSKIP("Qt's sockets end both ways at once");
#endif
}

void tst_FrontDoor::requestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("body");

    const auto plain = [](const char *name, const QByteArray &target, const QByteArray &body,
                          const QByteArray &method = "GET") {
        QTest::newRow(name) << method + ' ' + target
                + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            << QByteArray("400 Bad Request") << body;
    };
    const QByteArray unknown = R"({"code":0,"message":"Transport unknown"})";
    plain("no query", "/socket.io/", unknown);
    plain("no transport", "/socket.io/?EIO=4", unknown);
    plain("unknown transport", "/socket.io/?EIO=4&transport=abc", unknown);
    plain("webtransport", "/socket.io/?EIO=4&transport=webtransport", unknown);
    plain("polling of EIO 3", "/socket.io/?EIO=3&transport=polling",
          R"({"code":5,"message":"Unsupported protocol version"})");
    plain("no transport before EIO", "/socket.io/?EIO=3", unknown);
    plain("websocket without upgrade", "/socket.io/?EIO=4&transport=websocket",
          R"({"code":3,"message":"Bad request"})");
    plain("unknown session", "/socket.io/?EIO=4&transport=websocket&sid=__proto__",
          R"({"code":1,"message":"Session ID unknown"})");
    plain("bad method", "/socket.io/?EIO=4&transport=websocket",
          R"({"code":2,"message":"Bad handshake method"})", "POST");

    const auto upgrade = [](const char *name, const QByteArray &query, const QByteArray &body,
                            const QByteArray &status = "400 Bad Request",
                            const QByteArray &headers = upgradeHead) {
        QTest::newRow(name) << "GET /socket.io/?" + query + " HTTP/1.1\r\n" + headers << status
                            << body;
    };
    const QByteArray good = "EIO=4&transport=websocket";
    upgrade("upgrade, no transport", "EIO=4", "Transport unknown");
    upgrade("upgrade, polling", "EIO=4&transport=polling", "Transport unknown");
    upgrade("upgrade, session", good + "&sid=abc", "Session ID unknown");
    upgrade("upgrade, no EIO", "transport=websocket", "Unsupported protocol version");
    upgrade("upgrade, EIO 3", "EIO=3&transport=websocket", "Unsupported protocol version");
    upgrade("upgrade, EIO abc", "EIO=abc&transport=websocket", "Unsupported protocol version");
    upgrade("upgrade, EIO 44", "EIO=44&transport=websocket", "Unsupported protocol version");
    upgrade("foreign page", good, "Forbidden", "403 Forbidden",
            "Origin: http://example.com\r\n" + upgradeHead);
    upgrade("foreign page before EIO", "EIO=3&transport=websocket", "Forbidden", "403 Forbidden",
            "Origin: null\r\n" + upgradeHead);
    upgrade("origin of other bytes", good, "Bad request", "400 Bad Request",
            "Origin: http://방\r\n" + upgradeHead);
    upgrade("short key", good, "Bad request", "400 Bad Request",
            QByteArray(upgradeHead).replace("dGhlIHNhbXBsZSBub25jZQ==", "abcd"));
    upgrade("version 8", good, "Speak websocket version 13.\n", "426 Upgrade Required",
            QByteArray(upgradeHead).replace("13", "8"));
    upgrade("with a body", good, "Bad request", "400 Bad Request",
            "Content-Length: 5\r\n" + upgradeHead);
    QTest::newRow("bad head") << QByteArray("GET /\r\n") << QByteArray("400 Bad Request")
                              << QByteArray("This is no request that can be read.\n");
    QTest::newRow("large head") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: ")
            + QByteArray(2 * limits::maxHeadBytes, 'x')
                                << QByteArray("431 Request Header Fields Too Large")
                                << QByteArray("This is no request that can be read.\n");
}

void tst_FrontDoor::requestsAreRefused()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, body);

    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());
    RawClient client(house.port);
    client.write(request);
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.statusLine(), "HTTP/1.1 " + status);
    QCOMPARE(client.body(), body);
    QVERIFY(witness.isFine());
    QCOMPARE(house.sessions.size(), 1);
}

void tst_FrontDoor::upgradeIsDescribed()
{
    const House house;
    RawClient client(house.port);
    client.write("GET /socket.io/?classCode=A%2B1&EIO=4&transport=websocket HTTP/1.1\r\n"
                 "Origin: http://localhost:3000\r\nUser-Agent: seed\r\n"
                 + upgradeHead);
    QTRY_COMPARE(house.infos.size(), 1);
    const HandshakeInfo &info = house.infos.first();
    QCOMPARE(queryValue(info.query, "classCode"_L1), u"A+1"_s);
    QCOMPARE(info.origin, u"http://localhost:3000"_s);
    QCOMPARE(info.userAgent, u"seed"_s);
    QCOMPARE(info.peer.address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(house.sessions.first()->peerAddress(), info.peer.address);
    QTRY_COMPARE(client.statusLine(), QByteArray("HTTP/1.1 101 Switching Protocols"));
    QVERIFY(client.received.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

void tst_FrontDoor::headMayComeByteByByte()
{
    const House house;
    RawClient client(house.port);
    QVERIFY(client.waitForConnected());
    client.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (const char byte : goodUpgrade) {
        client.write(&byte, 1);
        client.flush();
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(house.sessions.size(), 1);
    house.sessions.first()->send(Frame::text("2"));
    QTRY_VERIFY(client.received.endsWith(QByteArray("\x81\x01\x32")));
}

void tst_FrontDoor::headWithoutEndIsAnsweredAtItsDeadline()
{
    const House house({.timeouts = {.headMs = 100}});
    RawClient client(house.port);
    QElapsedTimer timer;
    timer.start();
    client.write("GET / HTTP/1.1\r\nHost: a\r\n");
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.statusLine(), QByteArray("HTTP/1.1 408 Request Timeout"));
    QVERIFY(timer.elapsed() >= 90);
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_FrontDoor::silentPeersAreDroppedAtTheirDeadline()
{
    const House house({.timeouts = {.headMs = 100}});
    RawClient client(house.port);
    QVERIFY(client.waitForConnected());
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.isEmpty());
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_FrontDoor::bytesBehindTheUpgradeAreRefused()
{
    const House house;
    RawClient client(house.port);
    client.write(goodUpgrade + QByteArray("\x81\x80\0\0\0\0", 6));
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.statusLine(), QByteArray("HTTP/1.1 400 Bad Request"));
    QVERIFY(house.sessions.isEmpty());
}

void tst_FrontDoor::tlsIsTurnedAway()
{
    const House house;
    RawClient client(house.port);
    client.write(QByteArray::fromHex("16030100a5"));
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.received, QByteArray::fromHex("15030300020228")); // fatal: handshake_failure
    QTRY_COMPARE(house.door->connectionCount(), 0);
}

void tst_FrontDoor::plainPolicyIsKept()
{
    const House house({.plain = Plain::Off});
    RawClient page(house.port);
    page.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); // says how to join, from
                                                                          // anywhere
    QTRY_VERIFY(page.isGone());
    QCOMPARE(page.statusLine(), QByteArray("HTTP/1.1 200 OK"));
    for (const QByteArray &request :
         {goodUpgrade, QByteArray("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")}) {
        RawClient client(house.port);
        client.write(request);
        QTRY_VERIFY(client.isGone());
        QCOMPARE(client.statusLine(), QByteArray("HTTP/1.1 426 Upgrade Required"));
        QVERIFY(client.received.contains("\r\nUpgrade: TLS/1.2\r\n"));
    }
    const House open({.plain = Plain::Loopback});
    Witness witness(open);
    QVERIFY(witness.isFine());
}

void tst_FrontDoor::messagesGoBothWays()
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

void tst_FrontDoor::largestMessagePasses()
{
    const House house;
    QWebSocket client;
    client.open(house.url());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.sendTextMessage(QString(limits::maxPayloadBytes, u'4'));
    QTRY_COMPARE(house.texts.size(), 1);
    QCOMPARE(house.texts.first().size(), limits::maxPayloadBytes - 1); // without the digit
}

void tst_FrontDoor::largerMessageIsRefusedWith1009()
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

void tst_FrontDoor::textMustBeUtf8()
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

void tst_FrontDoor::closeSaysGoodbye()
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

void tst_FrontDoor::peerThatLeavesIsToldOnce()
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

void tst_FrontDoor::slowConsumerIsCutOff()
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

void tst_FrontDoor::drainedIsToldAfterBeingFull()
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

void tst_FrontDoor::closeOfASlowReaderEnds_data()
{
    QTest::addColumn<bool>("isOurs");
    QTest::newRow("closed by us") << true;
    QTest::newRow("closed by the peer") << false;
}

void tst_FrontDoor::closeOfASlowReaderEnds()
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

void tst_FrontDoor::silentPeersDoNotKeepOthersOut_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a request") << QByteArray("GET / HTTP/1.1\r\nHost: ");
    QTest::newRow("half a TLS handshake") << QByteArray::fromHex("16030100a5");
}

void tst_FrontDoor::silentPeersDoNotKeepOthersOut()
{
    QFETCH(QByteArray, says);
    FrontDoorConfig config;
    config.connections.halfOpenPerAddress = 5;
    config.timeouts.headMs = 60'000;
    const House house(config);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(std::make_unique<RawClient>(house.port));
        QVERIFY(silent.back()->waitForConnected());
        silent.back()->write(says);
    }
    QElapsedTimer clock;
    clock.start();
    Witness witness(house);
    QVERIFY(witness.isFine());
    QVERIFY(clock.elapsed() < 5'000); // not by their deadline
    QTRY_VERIFY(house.door->connectionCount() <= 6);
    QTRY_VERIFY(silent.front()->isGone()); // the oldest
}

void tst_FrontDoor::whoSpeaksOutlivesWhoIsSilent()
{
    FrontDoorConfig config;
    config.connections.halfOpenPerAddress = 3;
    const House house(config);
    RawClient slow(house.port); // the oldest, but it has begun
    slow.write("GET / HTTP/1.1\r\n");
    QTRY_COMPARE(house.door->connectionCount(), 1);
    QTest::qWait(20);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 10; ++i) {
        silent.push_back(std::make_unique<RawClient>(house.port));
        QVERIFY(silent.back()->waitForConnected());
    }
    QTRY_COMPARE(house.door->connectionCount(), 3);
    slow.write("Host: a\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(slow.statusLine(), QByteArray("HTTP/1.1 200 OK"));
}

void tst_FrontDoor::crowdGetsInWithinTheHalfOpenLimit()
{
    const House house;
    std::vector<std::unique_ptr<QWebSocket>> crowd;
    for (int i = 0; i < limits::maxHalfOpenPerAddress; ++i) {
        crowd.push_back(std::make_unique<QWebSocket>());
        crowd.back()->open(house.url());
    }
    QTRY_COMPARE(house.sessions.size(), limits::maxHalfOpenPerAddress);
    QVERIFY(house.closed.isEmpty());
}

void tst_FrontDoor::tooManyNewConnectionsGet503()
{
    for (const bool isLimited : {true, false}) {
        FrontDoorConfig config;
        config.rateLimit = isLimited;
        const House house(config);
        int refused = 0;
        for (int i = 0; i < 210; ++i) {
            RawClient client(house.port);
            client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            QTRY_VERIFY(client.isGone());
            refused +=
                client.statusLine() == QByteArray("HTTP/1.1 503 Service Unavailable") ? 1 : 0;
        }
        QCOMPARE(refused > 0, isLimited); // 200, and 20 more each second
        QVERIFY(refused <= 10);
    }
}

void tst_FrontDoor::tooManyConnectionsGet503_data()
{
    QTest::addColumn<int>("open");
    QTest::addColumn<int>("openPerAddress");
    QTest::addColumn<bool>("rateLimit");
    QTest::addColumn<bool>("isRefused");

    QTest::newRow("in all") << 3 << 100 << true << true;
    QTest::newRow("of one address") << 100 << 3 << true << true;
    QTest::newRow("of one address, lifted") << 100 << 3 << false << false;
    QTest::newRow("in all, never lifted") << 3 << 100 << false << true;
}

void tst_FrontDoor::tooManyConnectionsGet503()
{
    QFETCH(int, open);
    QFETCH(int, openPerAddress);
    QFETCH(bool, rateLimit);
    QFETCH(bool, isRefused);

    FrontDoorConfig config;
    config.connections.open = open;
    config.connections.openPerAddress = openPerAddress;
    config.rateLimit = rateLimit;
    const House house(config);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(house.port));
        clients.back()->write(goodUpgrade);
        QTRY_COMPARE(house.sessions.size(), i + 1);
    }
    RawClient fourth(house.port);
    fourth.write(goodUpgrade);
    QTRY_VERIFY(fourth.received.contains("\r\n"));
    QCOMPARE(fourth.statusLine(),
             isRefused ? QByteArray("HTTP/1.1 503 Service Unavailable")
                       : QByteArray("HTTP/1.1 101 Switching Protocols"));
    if (isRefused) { // and there is room again once somebody leaves
        QTRY_VERIFY(fourth.isGone());
        clients.clear();
        QTRY_COMPARE(house.door->connectionCount(), 0);
        Witness witness(house);
        QVERIFY(witness.isFine());
    }
}

void tst_FrontDoor::nothingIsLeftBehind()
{
    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());
    const auto objects = [&house] {
        return house.door->findChildren<QObject *>().size()
            + house.context.findChildren<QObject *>().size();
    };
    QTRY_COMPARE(house.door->connectionCount(), 1);
    const auto before = objects();
    for (int i = 0; i < 200; ++i) {
        if (i % 4 == 3) {
            RawClient client(house.port);
            client.write(
                i % 8 == 3 ? QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                           : QByteArray(
                               "GET /socket.io/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            QTRY_VERIFY(client.isGone());
            continue;
        }
        const auto sessions = house.sessions.size();
        QWebSocket client;
        client.open(house.url());
        QTRY_COMPARE(house.sessions.size(), sessions + 1);
        if (i % 4 == 0) {
            client.abort();
        } else if (i % 4 == 1) {
            client.close();
        } else {
            house.sessions.last()->close(CloseReason::ServerStop);
        }
        QTRY_VERIFY(house.sessions.last().isNull());
    }
    QTRY_COMPARE(house.door->connectionCount(), 1);
    QTRY_COMPARE(objects(), before);
    QVERIFY(witness.isFine());
}

void tst_FrontDoor::untakenTransportsAreClosed()
{
    FrontDoor door({});
    const auto port = door.listen({QHostAddress(QHostAddress::LocalHost)}, 0);
    QVERIFY(port.has_value());
    RawClient client(*port);
    client.write(goodUpgrade);
    QTRY_VERIFY(client.isGone());
    QTRY_COMPARE(door.connectionCount(), 0);

    RawClient request(*port); // and nobody answers requests
    request.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    QTRY_VERIFY(request.isGone());
    QCOMPARE(request.statusLine(), QByteArray("HTTP/1.1 404 Not Found"));
}

void tst_FrontDoor::doorMayGoFirst()
{
    House house;
    RawClient half(house.port);
    half.write("GET ");
    QWebSocket client;
    client.open(house.url());
    QTRY_COMPARE(house.sessions.size(), 1);
    house.door.reset();
    house.sessions.first()->send(Frame::text("4late"));
    QTRY_COMPARE(house.closed.size(), 1);
    QTRY_VERIFY(half.isGone());
}

void tst_FrontDoor::addressInUseIsTold()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost)));
    FrontDoor door({});
    const auto result = door.listen({QHostAddress(QHostAddress::LocalHost)}, other.serverPort());
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ListenError::Kind::AddressInUse);
    QCOMPARE(result.error().port, other.serverPort());

    const auto nowhere = door.listen({QHostAddress(u"203.0.113.7"_s)}, 0);
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().kind, ListenError::Kind::AddressNotAvailable);
}

void tst_FrontDoor::severalAddressesShareOnePort()
{
    FrontDoor door({});
    const auto port =
        door.listen({QHostAddress(QHostAddress::LocalHost), QHostAddress(u"127.0.0.2"_s)}, 0);
    QVERIFY(port.has_value());
    QVERIFY(*port != 0);
    for (const char *address : {"127.0.0.1", "127.0.0.2"}) {
        QTcpSocket client;
        client.connectToHost(QHostAddress(QString::fromLatin1(address)), *port);
        QVERIFY(client.waitForConnected());
    }
}

void tst_FrontDoor::noMoreAreLetInAfterStopListening()
{
    const House house;
    Witness witness(house);
    QVERIFY(witness.isFine());
    house.door->stopListening();
    RawClient late(house.port);
    QTRY_VERIFY(late.isGone());
    QCOMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
    QVERIFY(witness.isFine());
}

QTEST_GUILESS_MAIN(tst_FrontDoor)
#include "common/serverlimits.h"
#include "tst_frontdoor.moc"
