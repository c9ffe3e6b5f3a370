// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/protocol/enginepacket.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_EnginePacket : public QObject
{
    Q_OBJECT

private slots:
    void packetsAreRead_data();
    void packetsAreRead();
    void brokenPacketsAreRefused_data();
    void brokenPacketsAreRefused();
    void payloadsAreSplitAtEachSeparator_data();
    void payloadsAreSplitAtEachSeparator();
    void oneBadPacketRefusesThePayload_data();
    void oneBadPacketRefusesThePayload();
    void payloadsHoldALimitedNumberOfPackets();
    void whatIsWrittenIsReadBack();
    void handshakeHasTheFiveKeysOfTheSpecification();
    void handshakesAreRead_data();
    void handshakesAreRead();
    void brokenHandshakesAreRefused_data();
    void brokenHandshakesAreRefused();
    void randomBytesNeverCrash();
};

void tst_EnginePacket::packetsAreRead_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<EnginePacketType>("type");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<bool>("isBinary");

    using enum EnginePacketType;
    QTest::newRow("open") << QByteArray("0{}") << Open << QByteArray("{}") << false;
    QTest::newRow("close") << QByteArray("1") << Close << QByteArray() << false;
    QTest::newRow("ping") << QByteArray("2") << Ping << QByteArray() << false;
    QTest::newRow("probe") << QByteArray("2probe") << Ping << QByteArray("probe") << false;
    QTest::newRow("pong") << QByteArray("3") << Pong << QByteArray() << false;
    QTest::newRow("message") << QByteArray("4안녕") << Message << QByteArray("안녕") << false;
    QTest::newRow("empty message") << QByteArray("4") << Message << QByteArray() << false;
    QTest::newRow("message with NUL")
        << QByteArray("4a\0b", 4) << Message << QByteArray("a\0b", 3) << false;
    QTest::newRow("upgrade") << QByteArray("5") << Upgrade << QByteArray() << false;
    QTest::newRow("noop") << QByteArray("6") << Noop << QByteArray() << false;
    QTest::newRow("base64") << QByteArray("bAQIDBA==") << Message << QByteArray("\1\2\3\4") << true;
    QTest::newRow("base64 without padding")
        << QByteArray("bAQIDBA") << Message << QByteArray("\1\2\3\4") << true;
    QTest::newRow("empty base64") << QByteArray("b") << Message << QByteArray() << true;
}

void tst_EnginePacket::packetsAreRead()
{
    QFETCH(QByteArray, frame);
    QFETCH(EnginePacketType, type);
    QFETCH(QByteArray, data);
    QFETCH(bool, isBinary);

    const auto packet = decodeEnginePacket(frame);
    QVERIFY(packet.has_value());
    QCOMPARE(packet->type, type);
    QCOMPARE(packet->data, data);
    QCOMPARE(packet->isBinary, isBinary);
}

void tst_EnginePacket::brokenPacketsAreRefused_data()
{
    QTest::addColumn<QByteArray>("frame");

    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("null") << QByteArray();
    QTest::newRow("digit after the last") << QByteArray("7");
    QTest::newRow("nine") << QByteArray("9data");
    QTest::newRow("before the first digit") << QByteArray("/");
    QTest::newRow("letter") << QByteArray("abc");
    QTest::newRow("capital B") << QByteArray("BAQID");
    QTest::newRow("minus") << QByteArray("-1");
    QTest::newRow("space before the digit") << QByteArray(" 4");
    QTest::newRow("NUL") << QByteArray("\0", 1);
    QTest::newRow("high byte") << QByteArray("\xff");
    QTest::newRow("full-width digit") << QByteArray("４");
    QTest::newRow("separator") << QByteArray("\x1e");
    QTest::newRow("base64 with a foreign character") << QByteArray("bAQ*D");
    QTest::newRow("base64 with a line break") << QByteArray("bAQID\n");
    QTest::newRow("base64url") << QByteArray("b-_-_");
    QTest::newRow("base64 with padding in the middle") << QByteArray("bAQ==AQID");
    QTest::newRow("base64 of bad length") << QByteArray("bAQI=AA=");
    QTest::newRow("only padding") << QByteArray("b=");
}

void tst_EnginePacket::brokenPacketsAreRefused()
{
    QFETCH(QByteArray, frame);

    const auto packet = decodeEnginePacket(frame);
    QVERIFY(!packet.has_value());
    QVERIFY(!packet.error().reason.isEmpty());
}

void tst_EnginePacket::payloadsAreSplitAtEachSeparator_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("data");

    QTest::newRow("one") << QByteArray("4a") << QByteArrayList{"a"};
    QTest::newRow("two") << QByteArray("4a\x1e"
                                       "4b")
                         << QByteArrayList{"a", "b"};
    QTest::newRow("binary between") << QByteArray("4a\x1e"
                                                  "bAQID\x1e"
                                                  "2")
                                    << QByteArrayList{"a", "\1\2\3", ""};
    QTest::newRow("UTF-8") << QByteArray("4안\x1e"
                                         "4녕")
                           << QByteArrayList{"안", "녕"};
}

void tst_EnginePacket::payloadsAreSplitAtEachSeparator()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArrayList, data);

    const auto packets = decodeEnginePayload(body);
    QVERIFY(packets.has_value());
    QByteArrayList read;
    for (const EnginePacket &packet : *packets) {
        read.append(packet.data);
    }
    QCOMPARE(read, data);
}

void tst_EnginePacket::oneBadPacketRefusesThePayload_data()
{
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("only a separator") << QByteArray("\x1e");
    QTest::newRow("separator first") << QByteArray("\x1e"
                                                   "4a");
    QTest::newRow("separator last") << QByteArray("4a\x1e");
    QTest::newRow("two separators") << QByteArray("4a\x1e\x1e"
                                                  "4b");
    QTest::newRow("unknown type in the middle") << QByteArray("4a\x1e"
                                                              "8\x1e"
                                                              "4b");
    QTest::newRow("bad base64 last") << QByteArray("4a\x1e"
                                                   "b!!!!");
}

void tst_EnginePacket::oneBadPacketRefusesThePayload()
{
    QFETCH(QByteArray, body);
    QVERIFY(!decodeEnginePayload(body).has_value());
}

void tst_EnginePacket::payloadsHoldALimitedNumberOfPackets()
{
    const auto body = [](qsizetype packets) {
        return QByteArray("6\x1e").repeated(packets).chopped(1);
    };

    const auto exactly = decodeEnginePayload(body(limits::maxPayloadPackets));
    QVERIFY(exactly.has_value());
    QCOMPARE(exactly->size(), limits::maxPayloadPackets);
    QVERIFY(!decodeEnginePayload(body(limits::maxPayloadPackets + 1)).has_value());
    QVERIFY(!decodeEnginePayload(body(100'000)).has_value());
}

void tst_EnginePacket::whatIsWrittenIsReadBack()
{
    QRandomGenerator random(1);
    QList<EnginePacket> packets;
    for (int i = 0; i < 500; ++i) {
        const bool isBinary = random.bounded(2) == 1;
        QByteArray data;
        for (int n = random.bounded(30); n > 0; --n) {
            const int byte = random.bounded(256);
            data.append(static_cast<char>(!isBinary && byte == 0x1e ? 0x1f : byte));
        }
        const auto type =
            isBinary ? EnginePacketType::Message : static_cast<EnginePacketType>(random.bounded(7));
        packets.append({type, data, isBinary});
        const auto alone = decodeEnginePacket(encodeEnginePacket(packets.last()));
        QVERIFY(alone.has_value());
        QCOMPARE(*alone, packets.last());
    }
    const auto read = decodeEnginePayload(encodeEnginePayload(packets));
    QVERIFY(read.has_value());
    QCOMPARE(*read, packets);
}

void tst_EnginePacket::handshakeHasTheFiveKeysOfTheSpecification()
{
    const EngineHandshake handshake{u"abc"_s, {u"websocket"_s}, 25'000, 20'000, 65'536};
    const QByteArray json = encodeEngineHandshake(handshake);
    QCOMPARE(json,
             QByteArray(R"({"sid":"abc","upgrades":["websocket"],"pingInterval":25000,)"
                        R"("pingTimeout":20000,"maxPayload":65536})"));
    const auto read = decodeEngineHandshake(json);
    QVERIFY(read.has_value());
    QCOMPARE(*read, handshake);
    QVERIFY(encodeEngineHandshake({}).contains(R"("upgrades":[])"));
}

void tst_EnginePacket::handshakesAreRead_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("maxPayload");

    QTest::newRow("before 4.1") << QByteArray(R"({"sid":"a","pingInterval":1,"pingTimeout":1})")
                                << qint64{1'000'000};
    QTest::newRow("a day") << QByteArray(
        R"({"sid":"a","pingInterval":86400000,"pingTimeout":86400000,"maxPayload":1})")
                           << qint64{1};
    QTest::newRow("unknown keys") << QByteArray(
        R"({"x":[{}],"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":2})")
                                  << qint64{2};
    QTest::newRow("upgrades of other types") << QByteArray(
        R"({"upgrades":[1,{}],"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":2})")
                                             << qint64{2};
}

void tst_EnginePacket::handshakesAreRead()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, maxPayload);

    const auto handshake = decodeEngineHandshake(json);
    QVERIFY(handshake.has_value());
    QCOMPARE(handshake->sid, u"a"_s);
    QCOMPARE(handshake->maxPayloadBytes, maxPayload);
    QVERIFY(handshake->upgrades.isEmpty());
}

void tst_EnginePacket::brokenHandshakesAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("no sid") << QByteArray(R"({"pingInterval":1,"pingTimeout":1})");
    QTest::newRow("empty sid") << QByteArray(R"({"sid":"","pingInterval":1,"pingTimeout":1})");
    QTest::newRow("sid is a number") << QByteArray(R"({"sid":1,"pingInterval":1,"pingTimeout":1})");
    QTest::newRow("no interval") << QByteArray(R"({"sid":"a","pingTimeout":1})");
    QTest::newRow("no timeout") << QByteArray(R"({"sid":"a","pingInterval":1})");
    QTest::newRow("interval 0") << QByteArray(R"({"sid":"a","pingInterval":0,"pingTimeout":1})");
    QTest::newRow("timeout 0") << QByteArray(R"({"sid":"a","pingInterval":1,"pingTimeout":0})");
    QTest::newRow("negative") << QByteArray(R"({"sid":"a","pingInterval":-5,"pingTimeout":1})");
    QTest::newRow("over a day") << QByteArray(
        R"({"sid":"a","pingInterval":86400001,"pingTimeout":1})");
    QTest::newRow("timeout over a day")
        << QByteArray(R"({"sid":"a","pingInterval":1,"pingTimeout":86400001})");
    QTest::newRow("over 32 bits") << QByteArray(
        R"({"sid":"a","pingInterval":4294967297,"pingTimeout":1})");
    QTest::newRow("fraction") << QByteArray(R"({"sid":"a","pingInterval":1.5,"pingTimeout":1})");
    QTest::newRow("text") << QByteArray(R"({"sid":"a","pingInterval":"25000","pingTimeout":1})");
    QTest::newRow("infinite") << QByteArray(R"({"sid":"a","pingInterval":1e400,"pingTimeout":1})");
    QTest::newRow("maxPayload 0") << QByteArray(
        R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":0})");
    QTest::newRow("maxPayload null")
        << QByteArray(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":null})");
    QTest::newRow("deep") << QByteArray("[").repeated(100'000);
}

void tst_EnginePacket::brokenHandshakesAreRefused()
{
    QFETCH(QByteArray, json);
    QVERIFY(!decodeEngineHandshake(json).has_value());
}

void tst_EnginePacket::randomBytesNeverCrash()
{
    QRandomGenerator random(2);
    static constexpr char alphabet[] = "0123456b=AQ+/\x1e{}\"\\u\xea\xb0\x80\0 z";
    constexpr int letters = sizeof alphabet - 1;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes;
        for (int n = random.bounded(24); n > 0; --n) {
            bytes.append(alphabet[random.bounded(letters)]);
        }
        const auto packets = decodeEnginePayload(bytes);
        if (packets) { // base64 has several forms of the same bytes, packets have one
            QCOMPARE(decodeEnginePayload(encodeEnginePayload(*packets)).value(), *packets);
        }
        (void)decodeEngineHandshake(bytes);
    }
}

QTEST_GUILESS_MAIN(tst_EnginePacket)
#include "tst_enginepacket.moc"
