// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/messageframe.h"

#include <QTest>

#include <limits>

using namespace maru;
using namespace maru::server;

class tst_MessageFrame : public QObject
{
    Q_OBJECT

private slots:
    void offsetsComeBack_data();
    void offsetsComeBack();
    void whatIsNoOffsetIsRefused_data();
    void whatIsNoOffsetIsRefused();
    void frames_data();
    void frames();
};

void tst_MessageFrame::offsetsComeBack_data()
{
    QTest::addColumn<qint64>("seq");
    QTest::addColumn<QString>("offset");
    QTest::newRow("nothing yet") << qint64{0} << u"0"_qs;
    QTest::newRow("one") << qint64{1} << u"1"_qs;
    QTest::newRow("last digit") << qint64{35} << u"z"_qs;
    QTest::newRow("two digits") << qint64{36} << u"10"_qs;
    QTest::newRow("2^53") << (qint64{1} << 53) << u"2gosa7pa2gw"_qs;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << u"1y2p0ij32e8e7"_qs;
}

void tst_MessageFrame::offsetsComeBack()
{
    QFETCH(qint64, seq);
    QFETCH(QString, offset);
    QCOMPARE(encodeOffset(seq), offset);
    QCOMPARE(decodeOffset(offset), std::optional(seq));
}

void tst_MessageFrame::whatIsNoOffsetIsRefused_data()
{
    QTest::addColumn<QString>("offset");
    QTest::newRow("empty") << QString();
    QTest::newRow("negative") << u"-1"_qs;
    QTest::newRow("plus") << u"+1"_qs;
    QTest::newRow("leading zero") << u"01"_qs;
    QTest::newRow("space") << u" 1"_qs;
    QTest::newRow("space behind") << u"1 "_qs;
    QTest::newRow("capitals") << u"Z"_qs;
    QTest::newRow("hexadecimal") << u"0x1"_qs;
    QTest::newRow("decimal point") << u"1.5"_qs;
    QTest::newRow("the reference server's") << u"7C_M8RxTvW4AAAB"_qs;
    QTest::newRow("a word and a digit") << u"kim 1"_qs;
    QTest::newRow("hangul") << u"하나"_qs;
    QTest::newRow("U+0000") << QString::fromUtf16(u"1\0", 2);
    QTest::newRow("one over the largest") << u"1y2p0ij32e8e8"_qs;
    QTest::newRow("too long") << QString(1'000, u'1');
}

void tst_MessageFrame::whatIsNoOffsetIsRefused()
{
    QFETCH(QString, offset);
    QVERIFY(!decodeOffset(offset));
}

void tst_MessageFrame::frames_data()
{
    QTest::addColumn<QString>("nsp");
    QTest::addColumn<bool>("hasOffset");
    QTest::addColumn<qint64>("seq"); // below 0: none
    QTest::addColumn<QByteArray>("packet");
    QTest::newRow("native") << u"/"_qs << false << qint64{40} << QByteArray(R"(42["x",{"a":1}])");
    QTest::newRow("stock") << u"/"_qs << true << qint64{40}
                           << QByteArray(R"(42["x",{"a":1},"14"])");
    QTest::newRow("stock, in no log")
        << u"/"_qs << true << qint64{-1} << QByteArray(R"(42["x",{"a":1}])");
    QTest::newRow("namespace") << u"/방1"_qs << true << qint64{0}
                               << QByteArray(R"(42/방1,["x",{"a":1},"0"])");
}

void tst_MessageFrame::frames()
{
    QFETCH(QString, nsp);
    QFETCH(bool, hasOffset);
    QFETCH(qint64, seq);
    QFETCH(QByteArray, packet);
    const Frame frame = eventFrame({.nsp = nsp, .hasOffset = hasOffset},
                                   {.name = QLatin1StringView("x"), .argument = R"({"a":1})"},
                                   seq < 0 ? std::nullopt : std::optional(seq));
    QCOMPARE(frame.packet().toByteArray(), packet);
    QVERIFY(!frame.isBinary());
}

QTEST_GUILESS_MAIN(tst_MessageFrame)
#include "tst_messageframe.moc"
