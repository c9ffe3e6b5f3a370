// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "doorhouse.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

/// One answer of the server.
struct Answer
{
    int status = 0;
    QByteArray head;
    QByteArray body;

    [[nodiscard]] bool has(const QByteArray &line) const
    {
        return head.contains("\r\n" + line + "\r\n");
    }
};

/// A client that speaks HTTP over one connection, request after request.
class HttpClient
{
public:
    explicit HttpClient(quint16 port)
        : m_socket(port)
    { }

    void ask(const QByteArray &method, const QByteArray &query, const QByteArray &body = {},
             const QByteArray &headers = {})
    {
        QByteArray request =
            method + " /socket.io/?" + query + " HTTP/1.1\r\nHost: a\r\n" + headers;
        if (method == "POST") {
            request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        }
        m_socket.write(request + "\r\n" + body);
    }
    void write(const QByteArray &bytes) { m_socket.write(bytes); }

    /// The next answer, once it is complete.
    [[nodiscard]] bool hasAnswer() const { return endOfAnswer() > 0; }
    [[nodiscard]] Answer answer()
    {
        if (!QTest::qWaitFor([this] { return hasAnswer(); })) {
            return {};
        }
        const QByteArray all = m_socket.received.left(endOfAnswer());
        m_socket.received.remove(0, all.size());
        const qsizetype headEnd = all.indexOf("\r\n\r\n");
        return {.status = all.mid(9, 3).toInt(),
                .head = all.left(headEnd + 2),
                .body = all.mid(headEnd + 4)};
    }
    [[nodiscard]] Answer asks(const QByteArray &method, const QByteArray &query,
                              const QByteArray &body = {}, const QByteArray &headers = {})
    {
        ask(method, query, body, headers);
        return answer();
    }
    void abort() { m_socket.abort(); }
    [[nodiscard]] bool isGone() const { return m_socket.isGone(); }

private:
    [[nodiscard]] qsizetype endOfAnswer() const
    {
        const QByteArray &all = m_socket.received;
        const qsizetype headEnd = all.indexOf("\r\n\r\n");
        const qsizetype length = all.indexOf("\r\nContent-Length: ");
        if (headEnd < 0 || length < 0) {
            return -1;
        }
        const qsizetype end = headEnd + 4
            + all.mid(length + 18, all.indexOf("\r\n", length + 2) - length - 18).toInt();
        return all.size() < end ? -1 : end;
    }

    RawClient m_socket;
};

/// A session over polling: one connection for its GETs, one for its POSTs.
struct Polling
{
    explicit Polling(const House &house, const QByteArray &headers = {})
        : gets(house.port)
        , posts(house.port)
    {
        opened = gets.asks("GET", "EIO=4&transport=polling", {}, headers);
        open = QJsonDocument::fromJson(opened.body.mid(1)).object();
        session = "EIO=4&transport=polling&sid=" + open[u"sid"].toString().toLatin1();
    }
    void poll() { gets.ask("GET", session); }
    [[nodiscard]] Answer polls() { return gets.asks("GET", session); }
    [[nodiscard]] Answer posted(const QByteArray &body, const QByteArray &headers = {})
    {
        return posts.asks("POST", session, body, headers);
    }
    [[nodiscard]] QUrl webSocketUrl(const House &house) const
    {
        return QUrl(house.url().toString() + u"&sid="_s + open[u"sid"].toString());
    }

    HttpClient gets;
    HttpClient posts;
    Answer opened;
    QJsonObject open;
    QByteArray session;
};

const QByteArray unknownSession = R"({"code":1,"message":"Session ID unknown"})";
const QByteArray badRequest = R"({"code":3,"message":"Bad request"})";

} // namespace

class tst_EngineDoor : public QObject
{
    Q_OBJECT

private slots:
    void openPacketListsTheWebSocket();
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
    void otherMethodsAreRefusedAlone();
    void chunksAndContinueAreUnderstood();
    void slowReaderIsCut();
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

void tst_EngineDoor::packetsOfOneTurnShareAnAnswer()
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

void tst_EngineDoor::postsAreHandedOnInOrder()
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

void tst_EngineDoor::bytesTravelAsBase64()
{
    const House house;
    Polling peer(house);
    QCOMPARE(peer.posted("bAQIDBA==").body, QByteArray("ok"));
    QCOMPARE(house.binaries, QList<QByteArray>({"\x01\x02\x03\x04"}));
    house.sessions.first()->send(Frame::binary("\x01\x02\x03\x04"));
    QCOMPARE(peer.polls().body, QByteArray("bAQIDBA=="));
}

void tst_EngineDoor::secondGetEndsTheSession()
{
    const House house;
    Polling peer(house);
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

void tst_EngineDoor::brokenGetEndsTheSession()
{
    const House house;
    Polling peer(house);
    peer.poll();
    QTest::qWait(20);
    peer.gets.abort();
    QTRY_COMPARE(house.closed, QStringList({u"peer closed"_s}));
    QCOMPARE(peer.posted("4late").body, unknownSession);
}

void tst_EngineDoor::anAnswerToAPostIsNoUnreadGet()
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

void tst_EngineDoor::whoDoesNotReadGetsNoMoreAnswers()
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

void tst_EngineDoor::goodbyeReleasesTheGet()
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

void tst_EngineDoor::badPostsEndTheSession_data()
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

void tst_EngineDoor::badPostsEndTheSession()
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

void tst_EngineDoor::tooLargeAPostIsRefusedAlone()
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

void tst_EngineDoor::secondPostEndsTheSession()
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

void tst_EngineDoor::cutPostEndsTheSession()
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

void tst_EngineDoor::missedPongEndsTheSession()
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

void tst_EngineDoor::serverCloseIsToldWithTheNextGet()
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

void tst_EngineDoor::chunksAndContinueAreUnderstood()
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

void tst_EngineDoor::slowReaderIsCut()
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
