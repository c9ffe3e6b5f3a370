// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/httpbody.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

namespace {

HttpRequest requestWith(const QList<HttpHeader> &headers, bool isHttp11 = true)
{
    HttpRequest request;
    request.method = "POST";
    request.headers = headers;
    request.isHttp11 = isHttp11;
    return request;
}

struct Outcome
{
    HttpBodyReader::State state = HttpBodyReader::State::NeedMore;
    int status = 0;
    QByteArray body;
    qsizetype taken = 0;
};

/// Reads \p bytes as they come in pieces of \p step.
Outcome readIn(const HttpBodyFraming &framing, const QByteArray &bytes, qsizetype maxBytes,
               qsizetype step)
{
    HttpBodyReader reader(framing, maxBytes);
    Outcome outcome;
    for (qsizetype come = 0; come <= bytes.size(); come += step) {
        const qsizetype end = std::min(come + step, bytes.size());
        outcome.taken +=
            reader.feed(QByteArrayView(bytes).sliced(outcome.taken, end - outcome.taken));
    }
    outcome.state = reader.state();
    outcome.status = reader.status();
    outcome.body = reader.take();
    return outcome;
}

} // namespace

class tst_HttpBody : public QObject
{
    Q_OBJECT

private slots:
    void framingIsRead_data();
    void framingIsRead();
    void bodiesAreRead_data();
    void bodiesAreRead();
    void bodiesAreRefused_data();
    void bodiesAreRefused();
    void whatFollowsIsLeft();
    void tooLargeIsKnownFromTheHead();
};

void tst_HttpBody::framingIsRead_data()
{
    QTest::addColumn<QList<HttpHeader>>("headers");
    QTest::addColumn<bool>("isHttp11");
    QTest::addColumn<int>("status"); // 0: fine
    QTest::addColumn<qint64>("length"); // -1: chunked

    using H = QList<HttpHeader>;
    QTest::newRow("none") << H() << true << 0 << qint64(0);
    QTest::newRow("length") << H{{"content-length", "12"}} << true << 0 << qint64(12);
    QTest::newRow("same length twice")
        << H{{"Content-Length", "12"}, {"Content-Length", "12"}} << true << 0 << qint64(12);
    QTest::newRow("chunked") << H{{"Transfer-Encoding", "Chunked"}} << true << 0 << qint64(-1);
    QTest::newRow("huge") << H{{"Content-Length", QByteArray(40, '9')}} << true << 0
                          << std::numeric_limits<qint64>::max();
    QTest::newRow("two lengths") << H{{"Content-Length", "12"}, {"Content-Length", "13"}} << true
                                 << 400 << qint64(0);
    QTest::newRow("both") << H{{"Content-Length", "12"}, {"Transfer-Encoding", "chunked"}} << true
                          << 400 << qint64(0);
    QTest::newRow("list") << H{{"Content-Length", "12, 12"}} << true << 400 << qint64(0);
    QTest::newRow("negative") << H{{"Content-Length", "-1"}} << true << 400 << qint64(0);
    QTest::newRow("plus") << H{{"Content-Length", "+1"}} << true << 400 << qint64(0);
    QTest::newRow("hex") << H{{"Content-Length", "0x1"}} << true << 400 << qint64(0);
    QTest::newRow("empty") << H{{"Content-Length", ""}} << true << 400 << qint64(0);
    QTest::newRow("chunked in HTTP/1.0")
        << H{{"Transfer-Encoding", "chunked"}} << false << 400 << qint64(0);
    QTest::newRow("chunked and more")
        << H{{"Transfer-Encoding", "chunked, identity"}} << true << 400 << qint64(0);
    QTest::newRow("chunked twice")
        << H{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}} << true << 400
        << qint64(0);
    QTest::newRow("gzip") << H{{"Transfer-Encoding", "gzip"}} << true << 501 << qint64(0);
}

void tst_HttpBody::framingIsRead()
{
    QFETCH(QList<HttpHeader>, headers);
    QFETCH(bool, isHttp11);
    QFETCH(int, status);
    QFETCH(qint64, length);

    const Result<HttpBodyFraming, int> framing = bodyFraming(requestWith(headers, isHttp11));
    QCOMPARE(framing ? 0 : framing.error(), status);
    if (framing) {
        QCOMPARE(framing->isChunked, length < 0);
        QCOMPARE(framing->contentLength, std::max(length, qint64(0)));
    }
}

void tst_HttpBody::bodiesAreRead_data()
{
    QTest::addColumn<bool>("isChunked");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("length") << false << QByteArray("4안녕") << QByteArray("4안녕");
    QTest::newRow("one chunk") << true << QByteArray("5\r\nhello\r\n0\r\n\r\n")
                               << QByteArray("hello");
    QTest::newRow("two chunks") << true
                                << QByteArray("A\r\n0123456789\r\n00a\r\nabcdefghij\r\n0\r\n\r\n")
                                << QByteArray("0123456789abcdefghij");
    QTest::newRow("extension") << true << QByteArray("2;a=\"b\"\r\nhi\r\n0;x\r\n\r\n")
                               << QByteArray("hi");
    QTest::newRow("the longest line")
        << true << "2;" + QByteArray(limits::maxChunkLineBytes - 2, 'x') + "\r\nhi\r\n0\r\n\r\n"
        << QByteArray("hi");
    QTest::newRow("trailers") << true << QByteArray("2\r\nhi\r\n0\r\nA: b\r\nC: d\r\n\r\n")
                              << QByteArray("hi");
    QTest::newRow("no data") << true << QByteArray("0\r\n\r\n") << QByteArray();
    QTest::newRow("line ends inside")
        << true << QByteArray("4\r\n\r\n\r\n\r\n0\r\n\r\n") << QByteArray("\r\n\r\n");
}

void tst_HttpBody::bodiesAreRead()
{
    QFETCH(bool, isChunked);
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);

    const HttpBodyFraming framing{.isChunked = isChunked,
                                  .contentLength = isChunked ? 0 : bytes.size()};
    for (qsizetype step = 1; step <= bytes.size(); ++step) {
        const Outcome outcome = readIn(framing, bytes, 100, step);
        QCOMPARE(outcome.state, HttpBodyReader::State::Complete);
        QCOMPARE(outcome.body, body);
        QCOMPARE(outcome.taken, bytes.size());
    }
}

void tst_HttpBody::bodiesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    QTest::newRow("no size") << QByteArray("\r\nhi\r\n") << 400;
    QTest::newRow("no number") << QByteArray("zz\r\nhi\r\n") << 400;
    QTest::newRow("negative") << QByteArray("-1\r\nhi\r\n") << 400;
    QTest::newRow("0x") << QByteArray("0x2\r\nhi\r\n") << 400;
    QTest::newRow("space") << QByteArray(" 2\r\nhi\r\n") << 400;
    QTest::newRow("nine digits") << QByteArray("000000002\r\nhi\r\n") << 400;
    QTest::newRow("no end") << QByteArray("2\r\nhi!\r\n0\r\n\r\n") << 400;
    QTest::newRow("endless line") << QByteArray(limits::maxChunkLineBytes + 10, '1') << 400;
    QTest::newRow("endless extension")
        << "2;" + QByteArray(limits::maxChunkLineBytes, 'x') + "\r\nhi" << 400;
    QTest::newRow("bare LF in an extension") << QByteArray("2;a\nb\r\nhi\r\n0\r\n\r\n") << 400;
    QTest::newRow("bare CR in an extension") << QByteArray("2;a\rb\r\nhi\r\n0\r\n\r\n") << 400;
    QTest::newRow("CR before the end") << QByteArray("2;\r\r\nhi\r\n0\r\n\r\n") << 400;
    QTest::newRow("bare LF in a trailer")
        << QByteArray("2\r\nhi\r\n0\r\nA: b\nC: d\r\n\r\n") << 400;
    QTest::newRow("NUL in a trailer") << QByteArray("2\r\nhi\r\n0\r\nA: \0\r\n\r\n", 17) << 400;
    QTest::newRow("one byte too long")
        << "2;" + QByteArray(limits::maxChunkLineBytes - 1, 'x') + "\r\nhi" << 400;
    QTest::newRow("too many trailers")
        << "0\r\n" + QByteArray("A: b\r\n").repeated(limits::maxHeadLines + 1) + "\r\n"
        << 400;
    QTest::newRow("too large") << QByteArray("65\r\n") << 413; // 101
    QTest::newRow("too large together") << "60\r\n" + QByteArray(96, 'a') + "\r\n5\r\naaaaa\r\n"
                                        << 413;
    QTest::newRow("huge") << QByteArray("ffffffff\r\n") << 413;
}

void tst_HttpBody::bodiesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);

    for (const qsizetype step : {qsizetype(1), bytes.size()}) {
        const Outcome outcome = readIn({.isChunked = true}, bytes, 100, step);
        QCOMPARE(outcome.state, HttpBodyReader::State::Bad);
        QCOMPARE(outcome.status, status);
    }
}

void tst_HttpBody::whatFollowsIsLeft()
{
    QCOMPARE(readIn({.contentLength = 2}, "hiGET / ", 100, 8).taken, 2);
    QCOMPARE(readIn({.isChunked = true}, "2\r\nhi\r\n0\r\n\r\nGET / ", 100, 19).taken, 12);
}

void tst_HttpBody::tooLargeIsKnownFromTheHead()
{
    const HttpBodyReader exact({.contentLength = 100}, 100);
    QCOMPARE(exact.state(), HttpBodyReader::State::NeedMore);
    const HttpBodyReader over({.contentLength = 101}, 100);
    QCOMPARE(over.state(), HttpBodyReader::State::Bad);
    QCOMPARE(over.status(), 413);
}

QTEST_GUILESS_MAIN(tst_HttpBody)
#include "tst_httpbody.moc"
