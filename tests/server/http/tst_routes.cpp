// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/healthroute.h"
#include "server/http/routes.h"
#include "server/http/welcomeroute.h"

#include <QTest>

using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

HttpRequest request(const QByteArray &method, const QByteArray &path,
                    const QList<HttpHeader> &headers = {})
{
    HttpRequest result;
    result.method = method;
    result.path = path;
    result.headers = headers;
    return result;
}

} // namespace

class tst_Routes : public QObject
{
    Q_OBJECT

private slots:
    void healthFollowsTheProbe();
    void requestsAreJudged_data();
    void requestsAreJudged();
    void headGetsTheLengthAlone();
    void welcomePageEscapesTheName();
    void welcomePageShowsTheAddress_data();
    void welcomePageShowsTheAddress();
    void everyAnswerIsComplete();
};

void tst_Routes::healthFollowsTheProbe()
{
    std::optional<QString> reason;
    Routes routes;
    routes.addGet("/healthz", healthRoute([&reason] { return reason; }));

    const HttpResponse good = routes.respond(request("GET", "/healthz"));
    QCOMPARE(good.status, 200);
    QCOMPARE(good.body, QByteArray("{\"status\":\"ok\"}"));
    QCOMPARE(good.contentType, QByteArray("application/json"));

    reason = u"disk \"full\""_s;
    const HttpResponse bad = routes.respond(request("GET", "/healthz"));
    QCOMPARE(bad.status, 503);
    QCOMPARE(bad.body, QByteArray("{\"status\":\"unavailable\",\"reason\":\"disk \\\"full\\\"\"}"));
}

void tst_Routes::requestsAreJudged_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const char *method, const char *path, int status,
                        const char *header = "X", const char *value = "") {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(header)
                            << QByteArray(value) << status;
    };
    row("known", "GET", "/a", 200);
    row("head", "HEAD", "/a", 200);
    row("post", "POST", "/a", 405);
    row("lower case", "get", "/a", 405);
    row("unknown", "GET", "/b", 404);
    row("unknown, post", "POST", "/b", 404);
    row("slash at the end", "GET", "/a/", 404);
    row("dots", "GET", "/../a", 404);
    row("escaped", "GET", "/%61", 404);
    row("empty body", "GET", "/a", 200, "Content-Length", "0");
    row("body", "GET", "/a", 413, "content-length", "1");
    row("huge body", "POST", "/a", 413, "Content-Length", "99999999999999999999999999");
    row("negative length", "GET", "/a", 400, "Content-Length", "-1");
    row("list of lengths", "GET", "/a", 400, "Content-Length", "0, 0");
    row("no length", "GET", "/a", 400, "Content-Length", "");
    row("chunks", "GET", "/a", 413, "Transfer-Encoding", "chunked");
}

void tst_Routes::requestsAreJudged()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    QFETCH(int, status);

    Routes routes;
    routes.addGet("/a", [](const HttpRequest &) { return plainResponse(200, "a"); });
    const HttpResponse response = routes.respond(request(method, path, {{header, value}}));
    QCOMPARE(response.status, status);
    const QByteArray bytes = encodeHttpResponse(response, HttpPersistence::Close);
    QCOMPARE(bytes.contains("\r\nAllow: GET, HEAD\r\n"), status == 405);
}

void tst_Routes::headGetsTheLengthAlone()
{
    Routes routes;
    routes.addGet("/a", [](const HttpRequest &) { return plainResponse(200, "hello"); });
    HttpResponse response = routes.respond(request("HEAD", "/a"));
    response.isHead = true; // as the connection does for HEAD
    const QByteArray bytes = encodeHttpResponse(response, HttpPersistence::KeepAlive);
    QVERIFY(bytes.contains("\r\nContent-Length: 6\r\n"));
    QVERIFY(bytes.endsWith("\r\n\r\n"));
}

void tst_Routes::welcomePageEscapesTheName()
{
    const auto page = welcomeRoute(u"<script>alert('1')</script> & %1 %2 교실"_s);
    const HttpResponse response = page(request("GET", "/"));
    QCOMPARE(response.status, 200);
    QCOMPARE(response.contentType, QByteArray("text/html; charset=utf-8"));
    QVERIFY(!response.body.contains("<script"));
    QVERIFY(response.body.contains("&lt;script&gt;"));
    QVERIFY(response.body.contains("%1 %2 교실"));
    QVERIFY(response.body.contains("Open Maru"));
    QVERIFY(response.body.contains("서버 주소"));
    QVERIFY(encodeHttpResponse(response, HttpPersistence::Close)
                .contains("\r\nContent-Security-Policy: default-src 'none'"));
}

void tst_Routes::welcomePageShowsTheAddress_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("shown");

    QTest::newRow("address") << QByteArray("192.168.0.3:5000") << QByteArray("192.168.0.3:5000");
    QTest::newRow("IPv6") << QByteArray("[fd00::1]:5000") << QByteArray("[fd00::1]:5000");
    QTest::newRow("name") << QByteArray("class-pc.local") << QByteArray("class-pc.local");
    QTest::newRow("markup") << QByteArray("<b>x") << QByteArray();
    QTest::newRow("too long") << QByteArray(256, 'a') << QByteArray();
    QTest::newRow("none") << QByteArray() << QByteArray();
}

void tst_Routes::welcomePageShowsTheAddress()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, shown);
    const HttpResponse response = welcomeRoute(u"Maru"_s)(request("GET", "/", {{"Host", host}}));
    QVERIFY(response.body.contains("<code>" + shown + "</code>"));
}

void tst_Routes::everyAnswerIsComplete()
{
    for (const int status : {200, 204, 400, 403, 404, 405, 408, 413, 426, 431, 501, 503, 505}) {
        const QByteArray bytes =
            encodeHttpResponse(plainResponse(status, "안녕"), HttpPersistence::Close);
        QVERIFY(bytes.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '));
        QVERIFY(!bytes.startsWith("HTTP/1.1 " + QByteArray::number(status) + " Error"));
        QVERIFY(bytes.contains("\r\nContent-Length: 7\r\n"));
        QVERIFY(bytes.contains("\r\nConnection: close\r\n"));
        QVERIFY(bytes.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
        QVERIFY(bytes.endsWith("\r\n\r\n안녕\n"));
    }
}

QTEST_GUILESS_MAIN(tst_Routes)
#include "tst_routes.moc"
