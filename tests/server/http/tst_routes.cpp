// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/healthroute.h"
#include "server/http/iconroute.h"
#include "server/http/metricswriter.h"
#include "server/http/routes.h"
#include "server/http/welcomeroute.h"

#include <QCryptographicHash>
#include <QTest>

#include <array>

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

WelcomeInfo someInfo()
{
    return {.serverName = u"Maru"_s, .fingerprint = QByteArray(32, '\xaa'), .addresses = [] {
                return QStringList{u"192.0.2.7:5000"_s, u"198.51.100.7:5000"_s};
            }};
}

HttpResponse welcomePage(const QByteArray &host, const WelcomeInfo &info = someInfo())
{
    return welcomeRoute([info] { return info; })(request("GET", "/", {{"Host", host}}));
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
    void welcomePageMayBeStyledAndNothingElse();
    void welcomePageShowsTheAddress_data();
    void welcomePageShowsTheAddress();
    void welcomePageBehindAProxyNamesTheProxy();
    void welcomePageWithoutANetworkHasNoLink();
    void iconIsADrawingThatMayBeKept();
    void metricsAreWrittenInTheirFormat();
    void everyAnswerIsComplete();
};

void tst_Routes::healthFollowsTheProbe()
{
    bool isWell = true;
    Routes routes;
    routes.addGet("/healthz", healthRoute([&isWell] { return isWell; }));

    const HttpResponse good = routes.respond(request("GET", "/healthz"));
    QCOMPARE(good.status, 200);
    QCOMPARE(good.body, QByteArray("{\"status\":\"ok\"}"));
    QCOMPARE(good.contentType, QByteArray("application/json"));

    isWell = false;
    const HttpResponse bad = routes.respond(request("GET", "/healthz"));
    QCOMPARE(bad.status, 503);
    QCOMPARE(
        bad.body,
        QByteArray("{\"status\":\"unavailable\",\"reason\":\"The store does not take messages; the "
                   "server's log says why.\"}"));
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
    const HttpResponse response =
        welcomePage({}, {.serverName = u"<script>alert('1')</script> & %1 %2 교실"_s});
    QCOMPARE(response.status, 200);
    QCOMPARE(response.contentType, QByteArray("text/html; charset=utf-8"));
    QVERIFY(!response.body.contains("<script"));
    QVERIFY(response.body.contains("&lt;script&gt;"));
    QVERIFY(response.body.contains("%1 %2 교실"));
    QVERIFY(response.body.contains("Open Maru"));
    QVERIFY(response.body.contains("서버 주소"));
}

void tst_Routes::welcomePageMayBeStyledAndNothingElse()
{
    const HttpResponse response = welcomePage("192.168.0.3:5000");
    const qsizetype begin = response.body.indexOf("<style>") + 7;
    const QByteArray style = response.body.mid(begin, response.body.indexOf("</style>") - begin);
    const QByteArray hash = QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64();
    QVERIFY(encodeHttpResponse(response, HttpPersistence::Close)
                .contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-"
                          + hash + "'; "));
    for (const char *word : {"<script", "javascript:", " style=", " onclick="}) {
        QVERIFY2(!response.body.contains(word), word);
    }
    QVERIFY(response.headers.first().value.contains("; img-src 'self'; "));
    QCOMPARE(response.body.count("<link"), 1);
    QVERIFY(
        response.body.contains("<link rel=\"icon\" type=\"image/svg+xml\" href=\"/icon.svg\">"));
    QCOMPARE(response.body.count("<img"), 1);
    QVERIFY(response.body.contains("<img src=\"/icon.svg\""));
}

void tst_Routes::welcomePageShowsTheAddress_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("shown");
    QTest::addColumn<QByteArray>("link");

    const QByteArray lan("192.0.2.7:5000"); // what the server knows of itself
    const auto row = [](const char *name, const QByteArray &host, const QByteArray &shown) {
        QTest::newRow(name) << host << shown << "maru://" + shown + '#' + QByteArray(64, 'a');
    };
    row("address", "192.168.0.3:5000", "192.168.0.3:5000");
    row("IPv6", "[fd00::1]:5000", "[fd00::1]:5000");
    row("name", "class-pc.local:5000", "class-pc.local:5000");
    row("markup", "<b>x", lan);
    row("too long", QByteArray(256, 'a'), lan);
    row("none", {}, lan);
    row("localhost", "localhost:5000", lan);
    row("loopback", "127.0.0.1:5000", lan);
    row("loopback, IPv6", "[::1]:5000", lan);
    QTest::newRow("no port") << QByteArray("class-pc.local") << QByteArray("class-pc.local")
                             << "maru://class-pc.local:80#" + QByteArray(64, 'a');
}

void tst_Routes::welcomePageShowsTheAddress()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, shown);
    QFETCH(QByteArray, link);
    const HttpResponse response = welcomePage(host);
    QVERIFY(response.body.contains("<code>" + shown + "</code>"));
    QVERIFY2(response.body.contains("href=\"" + link + '"'), response.body.constData());
    QVERIFY(response.body.contains("SHA-256 AA:<wbr>AA:<wbr>"));
}

void tst_Routes::welcomePageBehindAProxyNamesTheProxy()
{
    HttpRequest proxied =
        request("GET", "/", {{"Host", "chat.example.org"}, {"X-Forwarded-Proto", "https"}});
    const HttpResponse response = welcomeRoute([] { return someInfo(); })(proxied);
    QVERIFY(response.body.contains("<code>chat.example.org</code>"));
    QVERIFY(response.body.contains("href=\"maru://chat.example.org:443\"")); // whose certificate?
}

void tst_Routes::welcomePageWithoutANetworkHasNoLink()
{
    WelcomeInfo info = someInfo();
    info.addresses = [] {
        return QStringList();
    };
    const HttpResponse response = welcomePage({}, info);
    QVERIFY(!response.body.contains("<a "));
    QVERIFY(!response.body.contains("<svg"));
}

void tst_Routes::iconIsADrawingThatMayBeKept()
{
    const HttpResponse response = iconRoute()(request("GET", "/icon.svg"));
    QCOMPARE(response.status, 200);
    QVERIFY(response.body.startsWith("<svg "));
    for (const char *word : {"<script", "<style", "style=", "href", "onload"}) {
        QVERIFY2(!response.body.contains(word), word); // its policy would not let them
    }
    const QByteArray bytes = encodeHttpResponse(response, HttpPersistence::Close);
    QVERIFY(bytes.contains("\r\nContent-Type: image/svg+xml\r\n"));
    QVERIFY(bytes.contains("\r\nCache-Control: public, max-age=86400\r\n"));
    QCOMPARE(bytes.count("Cache-Control"), 1);
    QVERIFY(bytes.contains("\r\nContent-Security-Policy: default-src 'none'; "));
    QVERIFY(bytes.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
}

void tst_Routes::metricsAreWrittenInTheirFormat()
{
    MetricsWriter out;
    out.counter("a_total", "Help.", 3);
    out.gauge("b", "Half.", 0.5);
    out.family("c", "gauge", "Labels.");
    out.sample({{"x", "a\"b\\c\nd"}, {"y", "1"}}, 12'345'678'901.0);
    const std::array<double, 2> bounds{0.0005, 1};
    const std::array<quint64, 3> counts{1, 2, 4};
    out.histogram("d", "Times.", bounds, counts, 0.25);
    QCOMPARE(out.text(),
             QByteArray("# HELP a_total Help.\n# TYPE a_total counter\na_total 3\n"
                        "# HELP b Half.\n# TYPE b gauge\nb 0.5\n"
                        "# HELP c Labels.\n# TYPE c gauge\n"
                        "c{x=\"a\\\"b\\\\c\\nd\",y=\"1\"} 12345678901\n"
                        "# HELP d Times.\n# TYPE d histogram\n"
                        "d_bucket{le=\"0.0005\"} 1\nd_bucket{le=\"1\"} 2\n"
                        "d_bucket{le=\"+Inf\"} 4\nd_sum 0.25\nd_count 4\n"));
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
        QVERIFY(bytes.contains("\r\nCache-Control: no-store\r\n"));
        QVERIFY(bytes.endsWith("\r\n\r\n안녕\n"));
    }
}

QTEST_GUILESS_MAIN(tst_Routes)
#include "tst_routes.moc"
