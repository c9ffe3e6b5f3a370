// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_JsonWriter : public QObject
{
    Q_OBJECT

private slots:
    void stringsAreEscapedAsJsonStringifyDoes_data();
    void stringsAreEscapedAsJsonStringifyDoes();
    void asciiAndUtf16GiveTheSameBytes();
    void numbersAreWrittenWhole_data();
    void numbersAreWrittenWhole();
    void commasStandOnlyBetweenValues();
    void appendsToWhatWasThere();
    void rawJsonIsOneValue();
    void jsonValuesAreWritten_data();
    void jsonValuesAreWritten();
    void anyTextSurvivesQtsParser();
    void anyJsonSurvivesQtsParser();
};

void tst_JsonWriter::stringsAreEscapedAsJsonStringifyDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("empty") << QString() << QByteArray("\"\"");
    QTest::newRow("ASCII") << u"hello"_s << QByteArray("\"hello\"");
    QTest::newRow("Korean") << u"안녕"_s << QByteArray("\"안녕\"");
    QTest::newRow("two bytes") << u"é߿"_s << QByteArray("\"é߿\"");
    QTest::newRow("three bytes, both ends") << u"\u0800\uffff"_s << QByteArray("\"\u0800\uffff\"");
    QTest::newRow("four bytes") << u"😀"_s << QByteArray("\"😀\"");
    QTest::newRow("first and last pair")
        << u"\U00010000\U0010ffff"_s << QByteArray("\"\U00010000\U0010ffff\"");
    QTest::newRow("quote and backslash") << u"\"\\"_s << QByteArray("\"\\\"\\\\\"");
    QTest::newRow("slash is not escaped") << u"</script>"_s << QByteArray("\"</script>\"");
    QTest::newRow("short escapes") << u"\b\f\n\r\t"_s << QByteArray(R"("\b\f\n\r\t")");
    QTest::newRow("U+0000") << QString(1, QChar(0)) << QByteArray(R"("\u0000")");
    QTest::newRow("U+001F") << u"\u001f"_s << QByteArray(R"("\u001f")");
    QTest::newRow("U+0020") << u" "_s << QByteArray("\" \"");
    QTest::newRow("U+007F is no control character of JSON")
        << QString(QChar(0x7f)) << QByteArray("\"\x7f\"");
    QTest::newRow("U+2028") << u"\u2028"_s << QByteArray("\"\u2028\"");
    QTest::newRow("only long escapes")
        << QString(100, QChar(1)) << '"' + QByteArray(R"(\u0001)").repeated(100) + '"';
    QTest::newRow("lone high surrogate")
        << u"a"_s + QChar(0xd800) + u"b"_s << QByteArray("\"a\ufffdb\"");
    QTest::newRow("lone high surrogate at the end")
        << QString(QChar(0xdbff)) << QByteArray("\"\ufffd\"");
    QTest::newRow("lone low surrogate")
        << QString(QChar(0xdc00)) + u'x' << QByteArray("\"\ufffdx\"");
    QTest::newRow("surrogates in the wrong order")
        << QString(QChar(0xdc00)) + QChar(0xd800) << QByteArray("\"\ufffd\ufffd\"");
    QTest::newRow("two high surrogates, one low")
        << QString(QChar(0xd83d)) + u"😀"_s << QByteArray("\"\ufffd😀\"");
}

void tst_JsonWriter::stringsAreEscapedAsJsonStringifyDoes()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, json);

    JsonWriter out;
    out.value(text);
    QCOMPARE(out.bytes(), json);
}

void tst_JsonWriter::asciiAndUtf16GiveTheSameBytes()
{
    for (char16_t unit = 0; unit < 0x80; ++unit) {
        const char byte = static_cast<char>(unit);
        JsonWriter ascii;
        ascii.value(QLatin1StringView(&byte, 1));
        JsonWriter utf16;
        utf16.value(QStringView(&unit, 1));
        QCOMPARE(ascii.bytes(), utf16.bytes());
    }
}

void tst_JsonWriter::numbersAreWrittenWhole_data()
{
    QTest::addColumn<qint64>("number");
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("zero") << qint64{0} << QByteArray("0");
    QTest::newRow("minus one") << qint64{-1} << QByteArray("-1");
    QTest::newRow("2^53 + 1") << qint64{9'007'199'254'740'993} << QByteArray("9007199254740993");
    QTest::newRow("largest") << std::numeric_limits<qint64>::max()
                             << QByteArray("9223372036854775807");
    QTest::newRow("smallest") << std::numeric_limits<qint64>::min()
                              << QByteArray("-9223372036854775808");
}

void tst_JsonWriter::numbersAreWrittenWhole()
{
    QFETCH(qint64, number);
    QFETCH(QByteArray, json);

    JsonWriter out;
    out.value(number);
    QCOMPARE(out.bytes(), json);
}

void tst_JsonWriter::commasStandOnlyBetweenValues()
{
    JsonWriter out;
    out.beginObject();
    out.key("a"_L1).beginArray().endArray();
    out.key("b"_L1).beginObject().endObject();
    out.key("c"_L1).beginArray().value(1).value(true).null().value(u"x"_s).beginArray().endArray();
    out.beginObject().key("d"_L1).value(false).key("e"_L1).value("y"_L1).endObject().endArray();
    out.endObject();
    QCOMPARE(out.bytes(),
             QByteArray(R"({"a":[],"b":{},"c":[1,true,null,"x",[],{"d":false,"e":"y"}]})"));
    QCOMPARE(out.take(),
             QByteArray(R"({"a":[],"b":{},"c":[1,true,null,"x",[],{"d":false,"e":"y"}]})"));
}

void tst_JsonWriter::appendsToWhatWasThere()
{
    JsonWriter out(QByteArray("42"));
    out.beginArray().value("message"_L1).endArray();
    QCOMPARE(out.bytes(), QByteArray(R"(42["message"])"));
}

void tst_JsonWriter::rawJsonIsOneValue()
{
    JsonWriter out;
    out.beginArray().raw("{\"a\":1}").raw("[]").value(2).endArray();
    QCOMPARE(out.bytes(), QByteArray(R"([{"a":1},[],2])"));
}

void tst_JsonWriter::jsonValuesAreWritten_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("undefined") << QJsonValue(QJsonValue::Undefined) << QByteArray("null");
    QTest::newRow("null") << QJsonValue() << QByteArray("null");
    QTest::newRow("true") << QJsonValue(true) << QByteArray("true");
    QTest::newRow("false") << QJsonValue(false) << QByteArray("false");
    QTest::newRow("zero") << QJsonValue(0) << QByteArray("0");
    QTest::newRow("minus zero") << QJsonValue(-0.0) << QByteArray("0");
    QTest::newRow("whole double") << QJsonValue(3.0) << QByteArray("3");
    QTest::newRow("fraction") << QJsonValue(0.1) << QByteArray("0.1");
    QTest::newRow("small fraction") << QJsonValue(-1.5e-9) << QByteArray("-1.5e-09");
    QTest::newRow("large double") << QJsonValue(1e300) << QByteArray("1e+300");
    QTest::newRow("2^53 + 1 stays exact")
        << QJsonValue(qint64{9'007'199'254'740'993}) << QByteArray("9007199254740993");
    QTest::newRow("not a number") << QJsonValue(qQNaN()) << QByteArray("null");
    QTest::newRow("infinity") << QJsonValue(qInf()) << QByteArray("null");
    QTest::newRow("nested") << QJsonValue(QJsonArray{1, QJsonObject{{u"k\"\n"_s, u"v"_s}}})
                            << QByteArray("[1,{\"k\\\"\\n\":\"v\"}]");
    QTest::newRow("empty ones") << QJsonValue(QJsonArray{QJsonArray(), QJsonObject()})
                                << QByteArray("[[],{}]");
}

void tst_JsonWriter::jsonValuesAreWritten()
{
    QFETCH(QJsonValue, value);
    QFETCH(QByteArray, json);

    JsonWriter out;
    out.value(value);
    QCOMPARE(out.bytes(), json);
}

void tst_JsonWriter::anyTextSurvivesQtsParser()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 2'000; ++round) {
        QString text;
        const int length = random.bounded(40);
        for (int i = 0; i < length; ++i) {
            char32_t codePoint = 0;
            do {
                const int plane = random.bounded(4);
                codePoint = random.bounded(plane == 0       ? 0x80U
                                               : plane == 1 ? 0x800U
                                               : plane == 2 ? 0x10000U
                                                            : 0x110000U);
            } while (QChar::isSurrogate(codePoint));
            text.append(QChar::fromUcs4(codePoint));
        }
        JsonWriter out;
        out.beginArray().value(text).endArray();
        const QJsonDocument parsed = QJsonDocument::fromJson(out.bytes());
        QVERIFY2(parsed.isArray(), out.bytes().constData());
        QCOMPARE(parsed.array().first().toString(), text);
    }
}

void tst_JsonWriter::anyJsonSurvivesQtsParser()
{
    QRandomGenerator random(8);
    const auto scalar = [&random]() -> QJsonValue {
        switch (random.bounded(6)) {
        case 0:
            return QJsonValue();
        case 1:
            return random.bounded(2) == 1;
        case 2:
            return random.generateDouble() * 1e6;
        case 3:
            return qint64(random.generate64() >> 11);
        case 4:
            return u"텍스트 \"%1\""_s.arg(random.generate());
        default:
            return -random.bounded(1'000);
        }
    };
    for (int round = 0; round < 500; ++round) {
        QJsonArray array;
        for (int i = random.bounded(6); i > 0; --i) {
            QJsonObject object;
            for (int k = random.bounded(4); k > 0; --k) {
                object.insert(u"k%1"_s.arg(k), scalar());
            }
            array.append(object);
            array.append(QJsonArray{scalar(), scalar()});
        }
        JsonWriter out;
        out.value(QJsonValue(array));
        QCOMPARE(QJsonDocument::fromJson(out.bytes()).array(), array);
    }
}

QTEST_GUILESS_MAIN(tst_JsonWriter)
#include "tst_jsonwriter.moc"
