// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "doorhouse.h"
#include "pollingclient.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

/// Sessions, whatever carries them: their start, the upgrade, pages of other sites.
class tst_EngineDoor : public QObject
{
    Q_OBJECT

private slots:
    void openPacketListsTheWebSocket();
    void otherMethodsAreRefusedAlone();
    void upgradeKeepsTheOrder();
    void secondWebSocketIsClosed();
    void sidOfAWebSocketIsNoPollingSession();
    void pagesOfAllowedOriginsMayRead();
    void foreignPagesAreRefused();
    void stickyCookieNamesTheSession();
    void silentSessionsCountAsConnections();
    void nothingIsLeftBehind();
};

void tst_EngineDoor::openPacketListsTheWebSocket()
{
    const House house;
    Polling peer(house);
    QCOMPARE(peer.opened.status, 200);
    QVERIFY(peer.opened.has("Content-Type: text/plain; charset=UTF-8"));
    QVERIFY(peer.opened.has("Cache-Control: no-store"));
    QVERIFY(peer.opened.has("Connection: keep-alive"));
    QCOMPARE(peer.open.keys(),
             QStringList(
                 {u"maxPayload"_s, u"pingInterval"_s, u"pingTimeout"_s, u"sid"_s, u"upgrades"_s}));
    QCOMPARE(peer.open[u"upgrades"].toArray(), QJsonArray{u"websocket"_s});
    QCOMPARE(peer.open[u"sid"].toString(), house.sessions.first()->sid());
    QCOMPARE(house.infos.first().peer.address, QHostAddress(QHostAddress::LocalHost));
}

void tst_EngineDoor::otherMethodsAreRefusedAlone()
{
    const House house;
    Polling peer(house);
    for (const char *method : {"PUT", "DELETE", "PATCH", "HEAD", "TRACE"}) {
        HttpClient client(house.port);
        client.ask(method, peer.session);
        if (QByteArrayView(method) == QByteArrayView("HEAD")) {
            client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n"); // no body lies between
        }
        const Answer answer = client.answer();
        QCOMPARE(answer.status, 405);
        QVERIFY(answer.has("Allow: GET, POST, OPTIONS"));
    }
    QCOMPARE(peer.posted("4fine").body, QByteArray("ok"));
}

void tst_EngineDoor::upgradeKeepsTheOrder()
{
    const House house;
    Polling peer(house);
    peer.poll();
    QWebSocket webSocket;
    QStringList got;
    connect(&webSocket, &QWebSocket::textMessageReceived, this,
            [&got](const QString &text) { got += text; });
    webSocket.open(peer.webSocketUrl(house));
    QTRY_COMPARE(webSocket.state(), QAbstractSocket::ConnectedState);
    webSocket.sendTextMessage(u"2probe"_s);
    QTRY_COMPARE(got, QStringList({u"3probe"_s}));
    QCOMPARE(peer.gets.answer().body, QByteArray("6"));

    house.sessions.first()->send(Frame::text("4one"));
    house.sessions.first()->send(Frame::text("4two"));
    webSocket.sendTextMessage(u"5"_s);
    webSocket.sendTextMessage(u"4hello"_s);
    QTRY_COMPARE(house.texts, QList<QByteArray>({"hello"}));
    house.sessions.first()->send(Frame::text("4three"));
    QTRY_COMPARE(got, QStringList({u"3probe"_s, u"4one"_s, u"4two"_s, u"4three"_s}));

    QCOMPARE(peer.polls().body, badRequest); // and the session lives on
    QCOMPARE(peer.posted("4late").status, 400);
    webSocket.sendTextMessage(u"4still here"_s);
    QTRY_COMPARE(house.texts.size(), 2);
    QCOMPARE(house.sessions.size(), 1);
    QVERIFY(house.closed.isEmpty());
}

void tst_EngineDoor::secondWebSocketIsClosed()
{
    const House house;
    const Polling peer(house);
    QWebSocket first;
    first.open(peer.webSocketUrl(house));
    QTRY_COMPARE(first.state(), QAbstractSocket::ConnectedState);
    const auto isClosed = [&] {
        QWebSocket second;
        QSignalSpy texts(&second, &QWebSocket::textMessageReceived);
        QSignalSpy opened(&second, &QWebSocket::connected);
        QSignalSpy closed(&second, &QWebSocket::disconnected);
        second.open(peer.webSocketUrl(house));
        return closed.wait() && opened.size() == 1 && texts.isEmpty();
    };
    QVERIFY(isClosed());
    first.sendTextMessage(u"2probe"_s);
    first.sendTextMessage(u"5"_s);
    first.sendTextMessage(u"4a"_s);
    QTRY_COMPARE(house.texts, QList<QByteArray>({"a"}));
    QVERIFY(isClosed());
    first.sendTextMessage(u"4b"_s);
    QTRY_COMPARE(house.texts, QList<QByteArray>({"a", "b"}));
    QTRY_VERIFY(house.door->connectionCount() <= 3); // the first, and the two of polling
}

void tst_EngineDoor::sidOfAWebSocketIsNoPollingSession()
{
    const House house;
    QWebSocket webSocket;
    webSocket.open(house.url());
    QTRY_COMPARE(house.sessions.size(), 1);
    HttpClient client(house.port);
    const QByteArray query =
        "EIO=4&transport=polling&sid=" + house.sessions.first()->sid().toLatin1();
    QCOMPARE(client.asks("GET", query).body, badRequest);
    QVERIFY(house.closed.isEmpty());
}

void tst_EngineDoor::pagesOfAllowedOriginsMayRead()
{
    FrontDoorConfig config;
    config.engine.origins.allowed = {u"https://chat.example"_s};
    const House house(config);
    for (const QByteArray origin : {"http://localhost:3000", "https://chat.example"}) {
        Polling peer(house, "Origin: " + origin + "\r\n");
        QVERIFY(peer.opened.has("Access-Control-Allow-Origin: " + origin));
        QVERIFY(peer.opened.has("Access-Control-Allow-Credentials: true"));
        QVERIFY(peer.opened.has("Vary: Origin"));
        QVERIFY(peer.posted("4a", "Origin: " + origin + "\r\n")
                    .has("Access-Control-Allow-Origin: " + origin));

        HttpClient asking(house.port);
        const Answer preflight = asking.asks(
            "OPTIONS", "", {}, "Origin: " + origin + "\r\nAccess-Control-Request-Headers: x-a\r\n");
        QCOMPARE(preflight.status, 204);
        QVERIFY(preflight.has("Access-Control-Allow-Origin: " + origin));
        QVERIFY(preflight.has("Access-Control-Allow-Headers: x-a"));
        QVERIFY(preflight.has("Access-Control-Allow-Methods: GET,POST,OPTIONS"));
        QVERIFY(preflight.has("Vary: Access-Control-Request-Headers"));
    }
    const Polling program(house);
    QVERIFY(program.opened.has("Vary: Origin"));
    QVERIFY(!program.opened.head.contains("Access-Control"));
}

void tst_EngineDoor::foreignPagesAreRefused()
{
    const House house;
    Polling peer(house);
    const QByteArray foreign = "Origin: http://evil.example\r\n";
    HttpClient client(house.port);
    for (const QByteArray &query : {QByteArray("EIO=4&transport=polling"), peer.session}) {
        const Answer answer = client.asks("GET", query, {}, foreign);
        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.body, QByteArray(R"({"code":4,"message":"Forbidden"})"));
        QVERIFY(!answer.head.contains("Access-Control"));
    }
    const Answer preflight = client.asks("OPTIONS", "", {}, foreign);
    QCOMPARE(preflight.status, 204);
    QVERIFY(!preflight.head.contains("Access-Control-Allow"));
    QCOMPARE(house.sessions.size(), 1);
    QCOMPARE(peer.posted("4fine").body, QByteArray("ok"));
}

void tst_EngineDoor::stickyCookieNamesTheSession()
{
    FrontDoorConfig config;
    config.engine.setsStickyCookie = true;
    const House house(config);
    Polling peer(house);
    QVERIFY(peer.opened.has("Set-Cookie: io=" + peer.open[u"sid"].toString().toLatin1()
                            + "; Path=/; HttpOnly; SameSite=Lax"));
    QVERIFY(!peer.posted("4a").head.contains("Set-Cookie"));
    const House plain;
    QVERIFY(!Polling(plain).opened.head.contains("Set-Cookie"));
}

void tst_EngineDoor::silentSessionsCountAsConnections()
{
    FrontDoorConfig config;
    config.connections.openPerAddress = 6;
    const House house(config);
    HttpClient client(house.port);
    int opened = 0;
    Answer last;
    for (int i = 0; i < 10; ++i) {
        last = client.asks("GET", "EIO=4&transport=polling");
        opened += last.status == 200 ? 1 : 0;
    }
    QCOMPARE(opened, 5); // and the connection itself
    QCOMPARE(last.status, 503);
}

void tst_EngineDoor::nothingIsLeftBehind()
{
    const House house;
    const auto objects = [&house] {
        return house.door->findChildren<QObject *>().size()
            + house.context.findChildren<QObject *>().size();
    };
    const auto before = objects();
    for (int i = 0; i < 50; ++i) {
        Polling peer(house);
        if (i % 2 == 0) {
            QCOMPARE(peer.posted("1").body, QByteArray("ok"));
        } else {
            QWebSocket webSocket;
            webSocket.open(peer.webSocketUrl(house));
            QTRY_COMPARE(webSocket.state(), QAbstractSocket::ConnectedState);
            webSocket.sendTextMessage(u"2probe"_s);
            webSocket.sendTextMessage(u"5"_s);
            webSocket.sendTextMessage(u"4a"_s);
            QTRY_VERIFY(!house.texts.isEmpty());
            webSocket.close();
            QTRY_COMPARE(webSocket.state(), QAbstractSocket::UnconnectedState);
        }
    }
    QTRY_COMPARE(house.door->connectionCount(), 0);
    QTRY_COMPARE(objects(), before);
    QCOMPARE(house.closed.size(), 50);
}

QTEST_GUILESS_MAIN(tst_EngineDoor)
#include "tst_enginedoor.moc"
