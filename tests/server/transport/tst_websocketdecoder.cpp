// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/transport/websocketdecoder.h"

#include <QTest>

#include <algorithm>

using namespace maru;
using namespace maru::server;
using Kind = WebSocketMessage::Kind;
using Close = WebSocketCloseCode;

namespace {

constexpr qsizetype maxBytes = 1'000;

/// A client's frame: \p first is the first byte (final bit, opcode).
QByteArray frame(int first, const QByteArray &payload)
{
    const QByteArray mask("\x37\xfa\x21\x3d");
    QByteArray bytes(1, static_cast<char>(first));
    if (payload.size() < 126) {
        bytes.append(static_cast<char>(0x80 | payload.size()));
    } else {
        bytes.append(static_cast<char>(0x80 | 126));
        bytes.append(static_cast<char>(payload.size() >> 8));
        bytes.append(static_cast<char>(payload.size() & 0xff));
    }
    bytes += mask;
    for (qsizetype i = 0; i < payload.size(); ++i) {
        bytes.append(static_cast<char>(payload[i] ^ mask[i % 4]));
    }
    return bytes;
}

const QByteArray text(const QByteArray &payload)
{
    return frame(0x81, payload);
}

/// What was read, one line a message, and the error behind.
QByteArrayList readIn(const QByteArray &bytes, qsizetype step)
{
    WebSocketDecoder decoder(maxBytes);
    QByteArrayList lines;
    constexpr const char *names[] = {"text ", "binary ", "ping ", "pong ", "close "};
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        QByteArrayView piece = QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at));
        while (const auto message = decoder.next(piece)) {
            lines += names[static_cast<int>(message->kind)] + message->data;
        }
    }
    if (decoder.error()) {
        lines += "error " + QByteArray::number(static_cast<int>(*decoder.error()));
    }
    return lines;
}

} // namespace

class tst_WebSocketDecoder : public QObject
{
    Q_OBJECT

private slots:
    void messagesAreRead_data();
    void messagesAreRead();
    void koreanMayBeCutAnywhere();
    void brokenFramesAreRefused_data();
    void brokenFramesAreRefused();
    void badTextIsRefused_data();
    void badTextIsRefused();
    void sizesAreBounded();
    void nothingIsReadAfterAnError();
    void controlFramesAreEncoded();
};

void tst_WebSocketDecoder::messagesAreRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("lines");

    QTest::newRow("text") << text("4hello") << QByteArrayList{"text 4hello"};
    QTest::newRow("empty") << text("") << QByteArrayList{"text "};
    QTest::newRow("binary") << frame(0x82, "\xff\xfe") << QByteArrayList{"binary \xff\xfe"};
    QTest::newRow("126 bytes") << text(QByteArray(126, 'a'))
                               << QByteArrayList{"text " + QByteArray(126, 'a')};
    QTest::newRow("all it may be")
        << text(QByteArray(maxBytes, 'a')) << QByteArrayList{"text " + QByteArray(maxBytes, 'a')};
    QTest::newRow("two") << text("a") + text("b") << QByteArrayList{"text a", "text b"};
    QTest::newRow("fragments") << frame(0x01, "a") + frame(0x00, "b") + frame(0x80, "c")
                               << QByteArrayList{"text abc"};
    QTest::newRow("ping between fragments") << frame(0x01, "a") + frame(0x89, "p")
            + frame(0x80, "b") << QByteArrayList{"ping p", "text ab"};
    QTest::newRow("close") << frame(0x88,
                                    "\x03\xe8"
                                    "bye")
                           << QByteArrayList{"close \x03\xe8"
                                             "bye"};
    QTest::newRow("close without a code") << frame(0x88, "") << QByteArrayList{"close "};
    QTest::newRow("pong") << frame(0x8a, QByteArray(125, 'x'))
                          << QByteArrayList{"pong " + QByteArray(125, 'x')};
    // RFC 6455 §5.2 lets a length take more bytes than it needs only when it needs them; Maru does
    // not mind.
    QTest::newRow("64-bit length")
        << QByteArray("\x81\xff\0\0\0\0\0\0\0\1\0\0\0\0a", 15) << QByteArrayList{"text a"};
}

void tst_WebSocketDecoder::messagesAreRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, lines);
    for (const qsizetype step :
         {qsizetype(1), qsizetype(2), qsizetype(3), qsizetype(7), bytes.size()}) {
        QCOMPARE(readIn(bytes, step), lines);
    }
}

void tst_WebSocketDecoder::koreanMayBeCutAnywhere()
{
    const QByteArray payload("42[\"sendMessage\",\"안녕 마루 \xf0\x9f\x98\x80\"]");
    for (qsizetype cut = 0; cut <= payload.size(); ++cut) {
        const QByteArray bytes = frame(0x01, payload.left(cut)) + frame(0x80, payload.mid(cut));
        QCOMPARE(readIn(bytes, bytes.size()), QByteArrayList{"text " + payload});
    }
    QByteArray single; // a frame for each byte
    for (qsizetype i = 0; i < payload.size(); ++i) {
        const int final = i + 1 == payload.size() ? 0x80 : 0;
        single += frame(final | (i == 0 ? 1 : 0), payload.mid(i, 1));
    }
    QCOMPARE(readIn(single, 5), QByteArrayList{"text " + payload});
}

void tst_WebSocketDecoder::brokenFramesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");

    QTest::newRow("no mask") << QByteArray("\x81\x01"
                                           "a")
                             << 1002;
    QTest::newRow("reserved bit") << frame(0xc1, "a") << 1002;
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        QTest::addRow("opcode %d", opcode) << frame(0x80 | opcode, "a") << 1002;
    }
    QTest::newRow("continuation of nothing") << frame(0x80, "a") << 1002;
    QTest::newRow("text within a text") << frame(0x01, "a") + frame(0x81, "b") << 1002;
    QTest::newRow("fragmented ping") << frame(0x09, "a") << 1002;
    QTest::newRow("large ping") << frame(0x89, QByteArray(126, 'a')) << 1002;
    QTest::newRow("close of one byte") << frame(0x88, "\x03") << 1002;
    for (const int code : {0, 999, 1004, 1005, 1006, 1012, 1015, 2999, 5000, 65'535}) {
        const char bytes[] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
        QTest::addRow("close %d", code) << frame(0x88, QByteArray(bytes, 2)) << 1002;
    }
    QTest::newRow("close reason") << frame(0x88, "\x03\xe8\xff") << 1007;
    QTest::newRow("too large") << text(QByteArray(maxBytes + 1, 'a')) << 1009;
    QTest::newRow("2^63") << QByteArray("\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0", 14) << 1009;
    QTest::newRow("all ones") << QByteArray("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14)
                              << 1009;
    QTest::newRow("too large together")
        << frame(0x01, QByteArray(maxBytes, 'a')) + frame(0x80, "a") << 1009;
    QTest::newRow("endless fragments")
        << frame(0x01, "a") + frame(0x00, "").repeated(limits::maxFragments) << 1009;
}

void tst_WebSocketDecoder::brokenFramesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const QByteArray all = text("before") + bytes + text("after");
    for (const qsizetype step : {qsizetype(1), all.size()}) {
        QCOMPARE(readIn(all, step),
                 QByteArrayList({"text before", "error " + QByteArray::number(code)}));
    }
}

void tst_WebSocketDecoder::badTextIsRefused_data()
{
    QTest::addColumn<QByteArray>("payload");

    QTest::newRow("lone continuation") << QByteArray("a\x80");
    QTest::newRow("overlong /") << QByteArray("\xc0\xaf");
    QTest::newRow("overlong of three") << QByteArray("\xe0\x9f\xbf");
    QTest::newRow("overlong of four") << QByteArray("\xf0\x8f\xbf\xbf");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80");
    QTest::newRow("over U+10FFFF") << QByteArray("\xf4\x90\x80\x80");
    QTest::newRow("0xf5") << QByteArray("\xf5\x80\x80\x80");
    QTest::newRow("0xff") << QByteArray("12345678\xff");
    QTest::newRow("cut short") << QByteArray("안녕").chopped(1);
    QTest::newRow("new one too early") << QByteArray("\xea\xb0"
                                                     "a");
}

void tst_WebSocketDecoder::badTextIsRefused()
{
    QFETCH(QByteArray, payload);
    for (const qsizetype step : {qsizetype(1), qsizetype(100)}) {
        QCOMPARE(readIn(text(payload), step), QByteArrayList{"error 1007"});
    }
    QCOMPARE(readIn(frame(0x82, payload), 100), QByteArrayList{"binary " + payload});
}

void tst_WebSocketDecoder::sizesAreBounded()
{
    WebSocketDecoder decoder(maxBytes);
    const QByteArray head = frame(0x81, QByteArray(maxBytes + 1, 'a')).left(8);
    QByteArrayView bytes(head);
    QVERIFY(!decoder.next(bytes));
    QCOMPARE(decoder.error(), Close::TooLarge); // before any of it has come
}

void tst_WebSocketDecoder::nothingIsReadAfterAnError()
{
    WebSocketDecoder decoder(maxBytes);
    const QByteArray bad("\x81\x01"
                         "a");
    QByteArrayView first(bad);
    QVERIFY(!decoder.next(first));
    const QByteArray good = text("a");
    QByteArrayView second(good);
    QVERIFY(!decoder.next(second));
    QVERIFY(second.isEmpty());
    QCOMPARE(decoder.error(), Close::ProtocolError);
}

void tst_WebSocketDecoder::controlFramesAreEncoded()
{
    QCOMPARE(webSocketControlFrame(10, "hi"), QByteArray("\x8a\x02hi"));
    QCOMPARE(webSocketCloseFrame(Close::TooLarge), QByteArray("\x88\x02\x03\xf1"));
}

QTEST_APPLESS_MAIN(tst_WebSocketDecoder)
#include "tst_websocketdecoder.moc"
