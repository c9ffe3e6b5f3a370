// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/http/filereplies.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::server;

class tst_FileReplies : public QObject
{
    Q_OBJECT

private slots:
    void ranges_data();
    void ranges();
    void dispositions_data();
    void dispositions();
    void errors();
};

void tst_FileReplies::ranges_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<QByteArray>("range"); // "first-last", "outside" or "ignored"

    const auto row = [](const char *header, qint64 size, const char *range) {
        QTest::addRow("%s of %lld", header, size)
            << QByteArray(header) << size << QByteArray(range);
    };
    row("bytes=0-0", 10, "0-0");
    row("bytes=0-", 10, "0-9");
    row("BYTES=3-5", 10, "3-5");
    row("bytes=5-99", 10, "5-9");
    row("bytes=-4", 10, "6-9");
    row("bytes=-400", 10, "0-9");
    row("bytes=10-", 10, "outside");
    row("bytes=-0", 10, "outside");
    row("bytes=0-", 0, "outside");
    row("bytes=4294967296-4294967297", 5'000'000'000, "4294967296-4294967297");
    for (const char *ignored :
         {"", "bytes=", "bytes=-", "bytes=5-3", "bytes=1-2,4-5", "bytes=a-", "bytes=+1-2",
          "bytes=1 - 2", "pages=1-2", "bytes=9999999999999999-", "bytes=1-99999999999999999999"}) {
        row(ignored, 10, "ignored");
    }
}

void tst_FileReplies::ranges()
{
    QFETCH(QByteArray, header);
    QFETCH(qint64, size);
    const std::optional<ByteRange> range = byteRange(header, size);
    const QByteArray text = !range ? QByteArray("ignored")
        : range->first == size
        ? QByteArray("outside")
        : QByteArray::number(range->first) + '-' + QByteArray::number(range->last);
    QTEST(text, "range");
}

void tst_FileReplies::dispositions_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("header");

    QTest::newRow("plain") << u"a b.txt"_s
                           << QByteArray(
                                  R"(attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt)");
    QTest::newRow("Korean")
        << u"가.txt"_s
        << QByteArray(R"(attachment; filename="_.txt"; filename*=UTF-8''%EA%B0%80.txt)");
    QTest::newRow("beyond the BMP")
        << u"😀"_s << QByteArray(R"(attachment; filename="_"; filename*=UTF-8''%F0%9F%98%80)");
    QTest::newRow("what would end it")
        << u"a\"; x=\"%41'()*\r\n"_s
        << QByteArray(
               R"(attachment; filename="a_; x=__41'()*__"; filename*=UTF-8''a%22%3B%20x%3D%22%2541%27%28%29%2A%0D%0A)");
}

void tst_FileReplies::dispositions()
{
    QFETCH(QString, name);
    QTEST(contentDisposition(name), "header");
}

void tst_FileReplies::errors()
{
    const HttpResponse large =
        errorResponse(ApiError{.code = ErrorCode::TooLarge, .text = u"No."_s, .limit = 7});
    QCOMPARE(large.status, 413);
    QCOMPARE(large.body, R"({"ok":false,"code":"TOO_LARGE","error":"No.","limit":7})");
    QVERIFY(!large.endsConnection);
    QVERIFY(errorResponse(ApiError{.code = ErrorCode::BadCredentials}).endsConnection);
    QCOMPARE(errorResponse(BlobError::Full).status, 507);
    QCOMPARE(errorResponse(BlobError::Busy).status, 429);
    QCOMPARE(errorResponse(BlobError::Failed).status, 503);
}

QTEST_GUILESS_MAIN(tst_FileReplies)
#include "tst_filereplies.moc"
