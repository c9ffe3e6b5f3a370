// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "doorhouse.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>

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
    void bytesBehindTheUpgradeAreRefused();
    void tlsIsTurnedAway();
    void plainPolicyIsKept();
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
    // The page says how to join, from anywhere, and is shown with its icon.
    for (const QByteArray path : {"/", "/icon.svg", "/favicon.ico"}) {
        RawClient page(house.port);
        page.write("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QTRY_VERIFY(page.isGone());
        QCOMPARE(page.statusLine(), QByteArray("HTTP/1.1 200 OK"));
    }
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
#include "tst_frontdoor.moc"
