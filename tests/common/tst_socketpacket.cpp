// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/protocol/socketpacket.h"
#include "socketpackettools.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_SocketPacket : public QObject
{
    Q_OBJECT

private slots:
    void aByteOrderMarkInAStringIsKept();
    void eachRuleDecidesTheOutcome_data();
    void eachRuleDecidesTheOutcome();
    void headIsRead_data();
    void headIsRead();
    void onlyServersMayRefuseAConnect_data();
    void onlyServersMayRefuseAConnect();
    void numbersAsNamesBecomeText_data();
    void numbersAsNamesBecomeText();
    void qtsJsonFactsHold();
    void textHasAByteLimit();
    void decoderGoesOnAfterEachPacket();
    void randomBytesNeverCrash();
    void decodingTakesLinearTime();
};

void tst_SocketPacket::eachRuleDecidesTheOutcome_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Outcome>("outcome");

    using enum Outcome;
    const auto row = [](const char *name, const QByteArray &text, Outcome outcome) {
        QTest::newRow(name) << text << outcome;
    };

    // types
    row("empty", "", Refused);
    row("type 7", "7[]", Refused);
    row("type 9", "9", Refused);
    row("type is a letter", "a", Refused);
    row("type is a sign", "-1", Refused);
    row("type is NUL", QByteArray("\0", 1), Refused);
    row("type is no ASCII", "２[\"x\"]", Refused);
    row("space first", " 2[\"x\"]", Refused);

    // CONNECT
    row("CONNECT", "0", Packet);
    row("CONNECT, object", "0{\"token\":\"a\"}", Packet);
    row("CONNECT, empty object", "0{}", Packet);
    row("CONNECT, array", "0[]", Refused);
    row("CONNECT, text", "0\"a\"", Refused);
    row("CONNECT, null", "0null", Refused);
    row("CONNECT, true", "0true", Refused);
    row("CONNECT, number looks like an id", "012", Packet);
    row("CONNECT, half an object", "0{", Refused);
    row("CONNECT, two objects", "0{}{}", Refused);

    // DISCONNECT
    row("DISCONNECT", "1", Packet);
    row("DISCONNECT of a namespace", "1/a,", Packet);
    row("DISCONNECT with an object", "1{}", Refused);
    row("DISCONNECT with an array", "1[]", Refused);
    row("DISCONNECT with null", "1null", Refused);

    // EVENT
    row("event", R"(2["x"])", Packet);
    row("event with arguments", R"(2["x",1,null,{"a":[]}])", Packet);
    row("event with an ack id", R"(20["x"])", Packet);
    row("bare 2", "2", Nothing);
    row("bare 2 in a namespace", "2/a,", Nothing);
    row("bare 2 with an ack id", "212", Nothing);
    row("namespace swallows the JSON", R"(2/a["x"])", Nothing);
    row("no name", "2[]", Refused);
    row("object", "2{}", Refused);
    row("text", R"(2"x")", Refused);
    row("null", "2null", Refused);
    row("name is null", "2[null]", Refused);
    row("name is true", "2[true]", Refused);
    row("name is an array", R"(2[["x"]])", Refused);
    row("name is an object", R"(2[{"toString":"x"}])", Refused);
    row("name is a number", "2[5]", Packet);
    row("name is empty", R"(2[""])", Packet);
    row("name is __proto__", R"(2["__proto__"])", Packet);
    row("name is error", R"(2["error"])", Packet);
    for (const char *name : {"connect", "connect_error", "disconnect", "disconnecting",
                             "newListener", "removeListener"}) {
        QTest::addRow("reserved: %s", name) << QByteArray("2[\"") + name + "\"]" << Refused;
        QTest::addRow("reserved, binary: %s", name)
            << QByteArray("51-[\"") + name + "\"]" << Refused;
    }
    row("reserved by escapes", R"(2["\u0063onnect"])", Refused);
    row("reserved in other case", R"(2["Connect"])", Packet);
    row("reserved as an argument", R"(2["x","connect"])", Packet);

    // ACK
    row("ack", "30[]", Packet);
    row("ack with arguments", R"(312["x",{}])", Packet);
    row("bare ack", "30", Packet);
    row("ack without an id", "3[]", Nothing);
    row("ack is an object", "30{}", Refused);
    row("ack is text", R"(30"x")", Refused);
    row("ack is null", "30null", Refused);

    // ack ids
    row("id is letters", R"(2abc["x"])", Refused);
    row("id is negative", R"(2-1["x"])", Refused);
    row("id is a fraction", R"(21.5["x"])", Refused);
    row("id is hexadecimal", R"(20x1["x"])", Refused);
    row("id has an exponent", R"(21e3["x"])", Refused);
    row("id is full-width", R"(2１["x"])", Refused);
    row("id 2^53", R"(29007199254740992["x"])", Packet);
    row("id 2^53 + 1", R"(29007199254740993["x"])", Nothing);
    row("id 2^64 + 1", R"(218446744073709551617["x"])", Nothing);
    row("id of 10,000 digits", '2' + QByteArray("9").repeated(10'000) + R"(["x"])", Nothing);
    row("id of 10,000 zeros", '2' + QByteArray("0").repeated(10'000) + R"(["x"])", Packet);
    row("id over 2^53, bad JSON", R"(29007199254740993["x")", Refused);
    row("id over 2^53, ack", "39007199254740993[]", Nothing);
    row("id over 2^53, reserved name", R"(29007199254740993["connect"])", Refused);

    // namespaces
    row("namespace", R"(2/a,["x"])", Packet);
    row("namespace in Korean", R"(2/방1,["x"])", Packet);
    row("namespace without the slash", R"(2a,["x"])", Refused);
    row("namespace to the end", "0/a", Packet);
    row("namespace is only a slash", "0/,", Packet);
    row("namespace of the limit",
        "0/" + QByteArray("a").repeated(limits::maxNamespaceChars - 1) + ',', Packet);
    row("namespace over the limit",
        "0/" + QByteArray("a").repeated(limits::maxNamespaceChars) + ',', Refused);
    row("Korean namespace of the limit",
        "0/" + QByteArray("방").repeated(limits::maxNamespaceChars - 1) + ',', Packet);
    row("Korean namespace over the limit",
        "0/" + QByteArray("방").repeated(limits::maxNamespaceChars) + ',', Refused);
    row("namespace of 60 KB", "0/" + QByteArray("a").repeated(60'000), Refused);
    row("namespace of bad UTF-8", "0/\xff\xfe,", Refused);
    row("namespace cut inside a character", "0/\xeb\xb0,", Refused);
    row("namespace with an encoded surrogate", "0/\xed\xa0\x80,", Refused);
    row("two commas", R"(2/a,,["x"])", Refused);

    // JSON
    row("JSON not closed", R"(2["x")", Refused);
    row("JSON followed by something", R"(2["x"]x)", Refused);
    row("two arrays", R"(2["x"]["y"])", Refused);
    row("white space around", "2[ \"x\" ]\n", Packet);
    row("only white space", "2 ", Refused);
    row("byte order mark", "2\xef\xbb\xbf[\"x\"]", Refused);
    row("single quotes", "2['x']", Refused);
    row("comma at the end", R"(2["x",])", Refused);
    row("comment", R"(2["x"/**/])", Refused);
    row("NaN", R"(2["x",NaN])", Refused);
    row("undefined", R"(2["x",undefined])", Refused);
    row("1e400", R"(2["x",1e400])", Refused);
    row("bad UTF-8", "2[\"x\",\"\xff\"]", Refused);
    row("bad escape", R"(2["x","\u12g4"])", Refused);
    row("NUL between values", QByteArray("2[\"x\",\0]", 8), Refused);
    row("escaped U+0000", R"(2["x","\u0000"])", Packet);
    row("string not closed, full of brackets", "2[\"x\",\"" + QByteArray("[").repeated(5'000),
        Refused);
    row("depth of the limit", deepEvent(limits::maxJsonDepth), Packet);
    row("depth over the limit", deepEvent(limits::maxJsonDepth + 1), Nothing);
    row("depth 1,024", deepEvent(1'024), Nothing);
    row("depth 30,000", deepEvent(30'000), Nothing);
    row("never closed", '2' + QByteArray("[").repeated(60'000), Nothing);
    row("deep objects",
        "0" + QByteArray(R"({"a":)").repeated(40) + "1" + QByteArray("}").repeated(40), Nothing);
    row("brackets in strings are no depth", R"(2["x","[[[[[[[[[[[[[[[[[[[[{{{{{{{{"])", Packet);
    row("brackets after an escaped quote", "2[\"x\",\"\\\"[[[[[[[[[[[[[[[[[[[[\"]", Packet);
    row("depth after an escaped backslash", R"(2["x","\\",)" + nested(limits::maxJsonDepth) + ']',
        Nothing);
    row("many siblings are no depth", R"(2["x")" + QByteArray(",[]").repeated(1'000) + ']', Packet);

    // attachments
    row("no number of attachments", R"(5-["x"])", Refused);
    row("no dash", R"(51["x"])", Refused);
    row("dash missing at the end", "51", Refused);
    row("no head at all", "5", Refused);
    row("11 attachments", R"(511-["x"])", Refused);
    row("99 attachments", R"(599-["x"])", Refused);
    row("huge number of attachments", '5' + QByteArray("9").repeated(1'000) + R"(-["x"])", Refused);
    row("negative number of attachments", R"(5-1-["x"])", Refused);
    row("fraction of attachments", R"(51.5-["x"])", Refused);
    row("letters for attachments", R"(5a-["x"])", Refused);
    row("no attachments", R"(50-["x"])", Packet);
    row("no attachments, ack", "60-3[]", Packet);
    row("no attachments, bare", "50-", Nothing);
    row("one attachment", R"(51-["x",{"_placeholder":true,"num":0}])", Waiting);
    row("one attachment nobody names", R"(51-["x"])", Waiting);
    row("bare, one attachment", "51-", Waiting);
    row("10 attachments", R"(510-["x"])", Waiting);
    row("binary, namespace and id", R"(51-/a,12["x",{"_placeholder":true,"num":0}])", Waiting);
    row("binary ack", R"(61-5[{"_placeholder":true,"num":0}])", Waiting);
    row("binary ack without an id", R"(61-[{"_placeholder":true,"num":0}])", Waiting);
    row("binary, no name", "51-[]", Refused);
    row("binary, object", "51-{}", Refused);
    row("binary, bad JSON", "51-[", Refused);
    row("binary, too deep", deepEvent(30, "51-"), Waiting);

    // placeholders
    row("placeholder is the name", R"(51-[{"_placeholder":true,"num":0}])", Refused);
    row("num over the count", R"(51-["x",{"_placeholder":true,"num":1}])", Refused);
    row("num without attachments", R"(50-["x",{"_placeholder":true,"num":0}])", Refused);
    row("num negative", R"(51-["x",{"_placeholder":true,"num":-1}])", Refused);
    row("num fraction", R"(51-["x",{"_placeholder":true,"num":0.5}])", Refused);
    row("num text", R"(51-["x",{"_placeholder":true,"num":"0"}])", Refused);
    row("num splice", R"(51-["x",{"_placeholder":true,"num":"splice"}])", Refused);
    row("num missing", R"(51-["x",{"_placeholder":true}])", Refused);
    row("num huge", R"(51-["x",{"_placeholder":true,"num":4294967296}])", Refused);
    row("flag false", R"(51-["x",{"_placeholder":false,"num":0}])", Refused);
    row("flag 1", R"(51-["x",{"_placeholder":1,"num":0}])", Refused);
    row("one key too many", R"(51-["x",{"_placeholder":true,"num":0,"a":1}])", Refused);
    row("used twice", R"(52-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])",
        Refused);
    row("used twice, deeper",
        R"(52-["x",{"a":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":1}])", Refused);
    row("both used",
        R"(52-["x",{"a":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":0}])", Waiting);
    row("placeholder in a plain event is data", R"(2["x",{"_placeholder":true,"num":7}])", Packet);
}

void tst_SocketPacket::eachRuleDecidesTheOutcome()
{
    QFETCH(QByteArray, text);
    QFETCH(Outcome, outcome);

    SocketPacketDecoder decoder(PacketSource::Client);
    const Added added = decoder.addText(text);
    QCOMPARE(outcomeOf(decoder, added), outcome);
    if (!added) {
        QVERIFY(!added.error().reason.isEmpty());
    }
}

void tst_SocketPacket::headIsRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<SocketPacketType>("type");
    QTest::addColumn<QString>("nsp");
    QTest::addColumn<qint64>("id"); // -1: none
    QTest::addColumn<QByteArray>("json");

    using enum SocketPacketType;
    const qint64 none = -1;
    QTest::newRow("CONNECT") << QByteArray("0") << Connect << u"/"_s << none << QByteArray();
    QTest::newRow("CONNECT /,") << QByteArray("0/,") << Connect << u"/"_s << none << QByteArray();
    QTest::newRow("CONNECT with auth")
        << QByteArray(R"(0{"maru":1})") << Connect << u"/"_s << none << QByteArray(R"({"maru":1})");
    QTest::newRow("CONNECT to a namespace")
        << QByteArray("0/custom") << Connect << u"/custom"_s << none << QByteArray();
    QTest::newRow("the same with a comma")
        << QByteArray("0/custom,") << Connect << u"/custom"_s << none << QByteArray();
    QTest::newRow("Korean, auth") << QByteArray(R"(0/방1,{"a":"b,c"})") << Connect << u"/방1"_s
                                  << none << QByteArray(R"({"a":"b,c"})");
    QTest::newRow("query is part of the namespace")
        << QByteArray("0/a?b=c,") << Connect << u"/a?b=c"_s << none << QByteArray();
    QTest::newRow("DISCONNECT") << QByteArray("1/a,") << Disconnect << u"/a"_s << none
                                << QByteArray();
    QTest::newRow("event") << QByteArray(R"(2["x",1])") << Event << u"/"_s << none
                           << QByteArray(R"(["x",1])");
    QTest::newRow("event with all")
        << QByteArray(R"(2/a,12["x"])") << Event << u"/a"_s << qint64{12} << QByteArray(R"(["x"])");
    QTest::newRow("id 0") << QByteArray(R"(20["x"])") << Event << u"/"_s << qint64{0}
                          << QByteArray(R"(["x"])");
    QTest::newRow("id 2^53") << QByteArray(R"(29007199254740992["x"])") << Event << u"/"_s
                             << qint64{9'007'199'254'740'992} << QByteArray(R"(["x"])");
    QTest::newRow("ack") << QByteArray("3/a,7[]") << Ack << u"/a"_s << qint64{7}
                         << QByteArray("[]");
    QTest::newRow("bare ack") << QByteArray("37") << Ack << u"/"_s << qint64{7} << QByteArray("[]");
    QTest::newRow("binary event without attachments is a plain one")
        << QByteArray(R"(50-/a,1["x"])") << Event << u"/a"_s << qint64{1} << QByteArray(R"(["x"])");
    QTest::newRow("binary ack without attachments")
        << QByteArray("60-1[]") << Ack << u"/"_s << qint64{1} << QByteArray("[]");
}

void tst_SocketPacket::headIsRead()
{
    QFETCH(QByteArray, text);
    QFETCH(SocketPacketType, type);
    QFETCH(QString, nsp);
    QFETCH(qint64, id);
    QFETCH(QByteArray, json);

    const SocketPacket packet = decoded(text);
    QCOMPARE(packet.nsp, nsp);
    QCOMPARE(packet.type, type);
    QCOMPARE(packet.id ? static_cast<qint64>(*packet.id) : -1, id);
    QVERIFY(packet.attachments.isEmpty());
    if (json.isEmpty()) {
        QVERIFY(packet.data.isUndefined());
    } else {
        const QJsonDocument expected = QJsonDocument::fromJson(json);
        QCOMPARE(packet.data,
                 expected.isArray() ? QJsonValue(expected.array()) : QJsonValue(expected.object()));
    }
}

void tst_SocketPacket::onlyServersMayRefuseAConnect_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Outcome>("outcome");

    using enum Outcome;
    QTest::newRow("object") << QByteArray(R"(4{"message":"Invalid namespace"})") << Packet;
    QTest::newRow("namespace") << QByteArray(R"(4/a,{"message":"no"})") << Packet;
    QTest::newRow("text of old servers") << QByteArray(R"(4"Invalid \"namespace\"")") << Packet;
    QTest::newRow("bare") << QByteArray("4") << Packet;
    QTest::newRow("array") << QByteArray("4[]") << Refused;
    QTest::newRow("bad text") << QByteArray("4\"a") << Refused;
    QTest::newRow("text that would close the object") << QByteArray(R"(4"a","b":"c")") << Refused;
}

void tst_SocketPacket::onlyServersMayRefuseAConnect()
{
    QFETCH(QByteArray, text);
    QFETCH(Outcome, outcome);

    QCOMPARE(outcomeOf(text, PacketSource::Server), outcome);
    QCOMPARE(outcomeOf(text, PacketSource::Client), Outcome::Refused);
    if (text.startsWith("4\"I")) {
        QCOMPARE(
            decoded(text, {}, PacketSource::Server).data.toObject().value("message"_L1).toString(),
            u"Invalid \"namespace\""_s);
    }
}

void tst_SocketPacket::numbersAsNamesBecomeText_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<QString>("name");

    QTest::newRow("whole") << QByteArray("42") << u"42"_s;
    QTest::newRow("zero") << QByteArray("0") << u"0"_s;
    QTest::newRow("negative") << QByteArray("-7") << u"-7"_s;
    QTest::newRow("fraction") << QByteArray("1.5") << u"1.5"_s;
    QTest::newRow("whole by exponent") << QByteArray("1e3") << u"1000"_s;
    QTest::newRow("2^53 + 1") << QByteArray("9007199254740993") << u"9007199254740993"_s;
}

void tst_SocketPacket::numbersAsNamesBecomeText()
{
    QFETCH(QByteArray, number);
    QFETCH(QString, name);

    const SocketPacket packet = decoded("2[" + number + ",\"a\"]");
    QCOMPARE(packet.data, QJsonValue(QJsonArray{name, u"a"_s}));
}

void tst_SocketPacket::qtsJsonFactsHold()
{
    // The text rule relies on these: it sees what the peer sent, not something already repaired.
    const QJsonArray array = decoded(R"(2["x","\ud800","a\u0000b",{"k":1,"k":2}])").data.toArray();
    QCOMPARE(array[1].toString(), QString(QChar(0xd800)));
    QCOMPARE(array[2].toString().size(), 3);
    QCOMPARE(array[3].toObject().value("k"_L1).toInt(), 2);
}

void tst_SocketPacket::textHasAByteLimit()
{
    const auto text = [](qsizetype bytes) {
        return "2[\"x\",\"" + QByteArray(bytes - 9, 'a') + "\"]";
    };
    QCOMPARE(text(100).size(), 100);
    QCOMPARE(outcomeOf(text(limits::maxPacketBytes)), Outcome::Packet);
    QCOMPARE(outcomeOf(text(limits::maxPacketBytes + 1)), Outcome::Refused);
}

void tst_SocketPacket::decoderGoesOnAfterEachPacket()
{
    SocketPacketDecoder decoder(PacketSource::Client);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(outcomeOf(decoder, decoder.addText("0")), Outcome::Packet);
        QCOMPARE(outcomeOf(decoder, decoder.addText("2")), Outcome::Nothing);
        QCOMPARE(outcomeOf(decoder, decoder.addText(deepEvent(99))), Outcome::Nothing);
        QCOMPARE(outcomeOf(decoder, decoder.addText(R"(51-["x"])")), Outcome::Waiting);
        QCOMPARE(outcomeOf(decoder, decoder.addBinary("a")), Outcome::Packet);
    }
}

void tst_SocketPacket::randomBytesNeverCrash()
{
    QRandomGenerator random(4);
    const QByteArrayList pieces{"0",
                                "1",
                                "2",
                                "3",
                                "5",
                                "6",
                                "51-",
                                "62-",
                                "/",
                                "/a",
                                ",",
                                "-",
                                "7",
                                "[",
                                "]",
                                "{",
                                "}",
                                "\"x\"",
                                "\"",
                                "\\",
                                ":",
                                "null",
                                "1e9",
                                "\xff",
                                "방",
                                "\"_placeholder\":true",
                                "\"num\":0",
                                " ",
                                QByteArray("\0", 1)};
    for (int round = 0; round < 20'000; ++round) {
        SocketPacketDecoder decoder(random.bounded(2) == 1 ? PacketSource::Client
                                                           : PacketSource::Server);
        for (int frames = 0; frames < 4; ++frames) {
            QByteArray bytes;
            for (int n = random.bounded(12); n > 0; --n) {
                bytes.append(pieces[random.bounded(int(pieces.size()))]);
            }
            const Added added = decoder.isWaiting() && random.bounded(4) != 0
                ? decoder.addBinary(bytes)
                : decoder.addText(bytes);
            if (!added) {
                break;
            }
            if (added->has_value()) { // a packet that was handed on keeps its own rules
                const SocketPacket &packet = **added;
                QVERIFY(packet.nsp.startsWith(u'/'));
                QVERIFY(!packet.id || *packet.id <= limits::maxAckId);
                QVERIFY(packet.type != SocketPacketType::Event || packet.data[0].isString());
                QVERIFY(packet.type != SocketPacketType::Ack
                        || (packet.id && packet.data.isArray()));
            }
        }
    }
}

void tst_SocketPacket::decodingTakesLinearTime()
{
    // Each of these once cost somebody quadratic time; at 640 KB that would be minutes.
    constexpr qsizetype size = limits::maxPacketBytes - 100;
    const auto repeated = [](const QByteArray &piece) {
        return piece.repeated(size / piece.size());
    };
    const QByteArray quotes = "2[\"x\",\"" + repeated("\\\"") + "\"]";
    const QByteArray sameKeys = R"(2["x",{"a":0)" + repeated(R"(,"a":1)") + "}]";
    const QByteArray objects = R"(51-["x")" + repeated(",{}") + "]";

    QCOMPARE(outcomeOf('2' + repeated("1")), Outcome::Nothing);
    QCOMPARE(outcomeOf('5' + repeated("1")), Outcome::Refused);
    QCOMPARE(outcomeOf("2/" + repeated("/")), Outcome::Refused);
    QCOMPARE(outcomeOf('2' + repeated(",")), Outcome::Refused);
    QCOMPARE(outcomeOf('2' + repeated("[]")), Outcome::Refused);
    QCOMPARE(outcomeOf(quotes), Outcome::Packet);
    QCOMPARE(outcomeOf(sameKeys), Outcome::Packet);
    QCOMPARE(outcomeOf(objects), Outcome::Waiting);
}

void tst_SocketPacket::aByteOrderMarkInAStringIsKept()
{
    SocketPacketDecoder decoder(PacketSource::Client);
    const auto packet = decoder.addText("2[\"message\",\"\xef\xbb\xbfhi\xef\xbb\xbf\"]");

    QVERIFY(packet && packet->has_value());
    QCOMPARE((*packet)->data.toArray().at(1).toString(), u"\ufeffhi\ufeff"_s);
}

QTEST_GUILESS_MAIN(tst_SocketPacket)
#include "tst_socketpacket.moc"
