// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/httprequest.h"

#include <QElapsedTimer>
#include <QTest>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;
using State = HttpHeadParser::State;

namespace {

/// A head of exactly \p bytes.
QByteArray headOf(qsizetype bytes)
{
    const QByteArray start("GET / HTTP/1.1\r\nHost: a\r\nX: ");
    const QByteArray end("\r\n\r\n");
    return start + QByteArray(bytes - start.size() - end.size(), 'x') + end;
}

/// A head of \p lines lines, the request line and Host among them.
QByteArray headOfLines(int lines)
{
    return "GET / HTTP/1.1\r\nHost: a\r\n" + QByteArray("X: y\r\n").repeated(lines - 2) + "\r\n";
}

} // namespace

class tst_HttpRequest : public QObject
{
    Q_OBJECT

private slots:
    void goodHeadIsRead();
    void headMayComeByteByByte();
    void bytesAfterTheHeadAreNotItsOwn();
    void queriesAreDecoded_data();
    void queriesAreDecoded();
    void tokensOfHeadersAreFound();
    void badHeadsAreRefused_data();
    void badHeadsAreRefused();
    void badHeadsAreRefusedBeforeTheirEnd_data();
    void badHeadsAreRefusedBeforeTheirEnd();
    void sizesHaveABound_data();
    void sizesHaveABound();
};

void tst_HttpRequest::goodHeadIsRead()
{
    HttpHeadParser parser;
    const QByteArray head("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                          "Host: 127.0.0.1:5000\r\n"
                          "x-Empty:\r\n"
                          "User-Agent:\t Maru/0.1 \r\n\r\n");
    QCOMPARE(parser.parse(head), State::Complete);
    QCOMPARE(parser.headBytes(), head.size());
    const HttpRequest &request = parser.request();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.path, QByteArray("/socket.io/"));
    QVERIFY(request.isHttp11);
    QCOMPARE(queryValue(request.query, "EIO"_L1), u"4"_s);
    QCOMPARE(queryValue(request.query, "transport"_L1), u"websocket"_s);
    QVERIFY(!queryValue(request.query, "sid"_L1));
    QCOMPARE(request.header("user-agent"), QByteArray("Maru/0.1"));
    QVERIFY(request.hasHeader("X-EMPTY"));
    QVERIFY(request.header("x-empty").isEmpty());
    QVERIFY(!request.hasHeader("Origin"));
    QVERIFY(request.header("Origin").isNull());

    HttpHeadParser old;
    QCOMPARE(old.parse("HEAD / HTTP/1.0\r\n\r\n"), State::Complete); // needs no Host
    QVERIFY(!old.request().isHttp11);
}

void tst_HttpRequest::headMayComeByteByByte()
{
    const QByteArray head = headOf(limits::maxHeadBytes);
    HttpHeadParser parser;
    for (qsizetype size = 1; size < head.size(); ++size) {
        QCOMPARE(parser.parse(QByteArrayView(head).first(size)), State::NeedMore);
    }
    QCOMPARE(parser.parse(head), State::Complete);
    QCOMPARE(parser.request().header("Host"), QByteArray("a"));
}

void tst_HttpRequest::bytesAfterTheHeadAreNotItsOwn()
{
    const QByteArray head("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    HttpHeadParser parser;
    QCOMPARE(parser.parse(head + QByteArray("\0\r\r\n", 4)), State::Complete);
    QCOMPARE(parser.headBytes(), head.size());
}

void tst_HttpRequest::queriesAreDecoded_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("value"); // of "a"

    QTest::newRow("plain") << QByteArray("a=1") << u"1"_s;
    QTest::newRow("no value") << QByteArray("a") << u""_s;
    QTest::newRow("empty items") << QByteArray("&&a=1&") << u"1"_s;
    QTest::newRow("first of two") << QByteArray("a=1&a=2") << u"1"_s;
    QTest::newRow("equals inside") << QByteArray("a=b=c") << u"b=c"_s;
    QTest::newRow("plus is a space") << QByteArray("a=1+1") << u"1 1"_s;
    QTest::newRow("escaped plus") << QByteArray("a=1%2B1") << u"1+1"_s;
    QTest::newRow("escaped name") << QByteArray("%61=1") << u"1"_s;
    QTest::newRow("korean") << QByteArray("a=%EC%95%88%eb%85%95") << u"안녕"_s;
    QTest::newRow("escaped ampersand") << QByteArray("a=%26b%3D") << u"&b="_s;
    QTest::newRow("decoded once") << QByteArray("a=%2541") << u"%41"_s;
    QTest::newRow("no escape") << QByteArray("a=%zz") << u"%zz"_s;
    QTest::newRow("cut escape") << QByteArray("a=%4") << u"%4"_s;
    QTest::newRow("no UTF-8") << QByteArray("a=%ff") << QString(QChar::ReplacementCharacter);
    QTest::newRow("question mark") << QByteArray("a=?") << u"?"_s;
}

void tst_HttpRequest::queriesAreDecoded()
{
    QFETCH(QByteArray, query);
    QFETCH(QString, value);

    HttpHeadParser parser;
    QCOMPARE(parser.parse("GET /?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n"), State::Complete);
    QCOMPARE(queryValue(parser.request().query, "a"_L1), value);
}

void tst_HttpRequest::tokensOfHeadersAreFound()
{
    HttpHeadParser parser;
    QCOMPARE(parser.parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
                          "Upgrade: h2c\r\nUPGRADE: WebSocket\r\n\r\n"),
             State::Complete);
    QVERIFY(parser.request().headerHasToken("connection", "upgrade"));
    QVERIFY(parser.request().headerHasToken("Upgrade", "websocket"));
    QVERIFY(!parser.request().headerHasToken("Connection", "keep"));
    QVERIFY(!parser.request().headerHasToken("Host", "b"));
}

void tst_HttpRequest::badHeadsAreRefused_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &head, int status = 400) {
        QTest::newRow(name) << head << status;
    };
    const auto header = [](const QByteArray &lines) {
        return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n";
    };
    row("HTTP/0.9", "GET /\r\n\r\n");
    row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505);
    row("HTTP/1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 505);
    row("lower case http", "GET / http/1.1\r\nHost: a\r\n\r\n");
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n");
    row("empty first line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
    row("tab in target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n");
    row("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n");
    row("target without slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n");
    row("whole address", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
    row("fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n");
    row("raw UTF-8 in target", "GET /방 HTTP/1.1\r\nHost: a\r\n\r\n");
    row("escaped NUL in query", "GET /?a=%00 HTTP/1.1\r\nHost: a\r\n\r\n");
    row("method no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("no method", " / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("no Host", "GET / HTTP/1.1\r\n\r\n");
    row("two Hosts", header("host: b"));
    row("no colon", header("nonsense"));
    row("no name", header(": x"));
    row("space before colon", header("Origin : x"));
    row("folded line", header("X: a\r\n b"));
    row("folded line with tab", header("X: a\r\n\tb"));
    row("line of spaces", header("  "));
    row("name with UTF-8", header("이름: x"));
    row("NUL in value", header(QByteArray("X: a\0b", 6)));
    row("escape in value", header("X: \x1b[2J"));
    row("DEL in value", header("X: \x7f"));
    row("bare CR in value", header("X: a\rb"));
    row("two CR", header("X: a\r"));
    row("bare LF", "GET / HTTP/1.1\nHost: a\n\n");
    row("bare LF in headers", header("X: a\nY: b"));
}

void tst_HttpRequest::badHeadsAreRefused()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);

    HttpHeadParser parser;
    QCOMPARE(parser.parse(head), State::Bad);
    QCOMPARE(parser.status(), status);
    QCOMPARE(parser.parse(head), State::Bad); // for ever

    HttpHeadParser slow;
    State state = State::NeedMore;
    for (qsizetype size = 1; size <= head.size() && state == State::NeedMore; ++size) {
        state = slow.parse(QByteArrayView(head).first(size));
    }
    QCOMPARE(state, State::Bad);
    QCOMPARE(slow.status(), status);
}

void tst_HttpRequest::badHeadsAreRefusedBeforeTheirEnd_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("NUL") << QByteArray("G\0", 2);
    QTest::newRow("control") << QByteArray("\x01");
    QTest::newRow("bare LF") << QByteArray("GET /\n");
    QTest::newRow("bare CR") << QByteArray("GET /\rx");
    QTest::newRow("HTTP/0.9") << QByteArray("GET /\r\n");
    QTest::newRow("bad header") << QByteArray("GET / HTTP/1.1\r\nx\r\n");
}

void tst_HttpRequest::badHeadsAreRefusedBeforeTheirEnd()
{
    QFETCH(QByteArray, start);

    HttpHeadParser parser;
    QCOMPARE(parser.parse(start), State::Bad);
    QCOMPARE(parser.status(), 400);
}

void tst_HttpRequest::sizesHaveABound_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("isGood");

    QTest::newRow("exactly the bytes") << headOf(limits::maxHeadBytes) << true;
    QTest::newRow("one byte over") << headOf(limits::maxHeadBytes + 1) << false;
    QTest::newRow("no end in the bytes") << QByteArray(limits::maxHeadBytes, 'x') << false;
    QTest::newRow("a megabyte of method") << QByteArray(1'048'576, 'x') << false;
    QTest::newRow("exactly the lines") << headOfLines(limits::maxHeadLines) << true;
    QTest::newRow("one line over") << headOfLines(limits::maxHeadLines + 1) << false;
}

void tst_HttpRequest::sizesHaveABound()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, isGood);

    HttpHeadParser parser;
    QCOMPARE(parser.parse(head), isGood ? State::Complete : State::Bad);
    QCOMPARE(parser.status(), isGood ? 0 : 431);
}

QTEST_GUILESS_MAIN(tst_HttpRequest)
#include "tst_httprequest.moc"
