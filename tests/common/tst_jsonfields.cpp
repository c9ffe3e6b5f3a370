// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/jsonfields.h"
#include "objecttools.h"

#include <QDateTime>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace maru;
using namespace Qt::StringLiterals;

/// Times, ids and numbers as they travel.
class tst_JsonFields : public QObject
{
    Q_OBJECT

private slots:
    void timesHaveOneShape_data();
    void timesHaveOneShape();
    void timesAgreeWithQDateTime();
    void otherTimesAreRefused_data();
    void otherTimesAreRefused();
    void idsOfKindsAreApart();
    void integersOnTheWireAreWhole_data();
    void integersOnTheWireAreWhole();
};

void tst_JsonFields::timesHaveOneShape_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("iso");

    QTest::newRow("epoch") << qint64{0} << QByteArray("1970-01-01T00:00:00.000Z");
    QTest::newRow("one ms") << qint64{1} << QByteArray("1970-01-01T00:00:00.001Z");
    QTest::newRow("end of a day") << qint64{86'399'999} << QByteArray("1970-01-01T23:59:59.999Z");
    QTest::newRow("next day") << qint64{86'400'000} << QByteArray("1970-01-02T00:00:00.000Z");
    QTest::newRow("some") << someMs << QByteArray("2026-11-23T09:12:00.123Z");
    QTest::newRow("leap day") << qint64{951'782'400'000} << QByteArray("2000-02-29T00:00:00.000Z");
    QTest::newRow("after 32 bits")
        << qint64{2'147'483'648'000} << QByteArray("2038-01-19T03:14:08.000Z");
    QTest::newRow("last") << qint64{253'402'300'799'999} << QByteArray("9999-12-31T23:59:59.999Z");
}

void tst_JsonFields::timesHaveOneShape()
{
    QFETCH(qint64, ms);
    QFETCH(QByteArray, iso);

    QCOMPARE(isoTime(ms), iso);
    QCOMPARE(timeFromIso(QString::fromLatin1(iso)), std::optional(ms));
}

void tst_JsonFields::timesAgreeWithQDateTime()
{
    QRandomGenerator random(6);
    for (int round = 0; round < 5'000; ++round) {
        const auto ms = static_cast<qint64>(random.bounded(quint64{253'402'300'800'000}));
        const QString iso = QString::fromLatin1(isoTime(ms));
        QCOMPARE(iso, QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs));
        QCOMPARE(timeFromIso(iso), std::optional(ms));
    }
    QCOMPARE(isoTime(-1), isoTime(0));
    QCOMPARE(isoTime(std::numeric_limits<qint64>::min()), isoTime(0));
    QCOMPARE(isoTime(253'402'300'800'000), QByteArray("9999-12-31T23:59:59.999Z"));
    QCOMPARE(isoTime(std::numeric_limits<qint64>::max()), QByteArray("9999-12-31T23:59:59.999Z"));
    QCOMPARE(timeFromIso(u"2026-11-23T09:12:00Z"_s), std::optional(someMs - 123));
}

void tst_JsonFields::otherTimesAreRefused_data()
{
    QTest::addColumn<QString>("text");

    for (const char *text : {"",
                             "Z",
                             "2026",
                             "2026-11-23",
                             "2026-11-23T09:12:00.123",
                             "2026-11-23T09:12:00.123+00:00",
                             "2026-11-23 09:12:00.123Z",
                             "2026-11-23t09:12:00.123z",
                             "2026-11-23T09:12:00.12Z",
                             "2026-11-23T09:12:00.1234Z",
                             "2026-11-23T09:12:00,123Z",
                             "2026-11-23T9:12:00.123ZZ",
                             "2026-00-23T09:12:00Z",
                             "2026-13-23T09:12:00Z",
                             "2026-11-00T09:12:00Z",
                             "2026-11-31T09:12:00Z",
                             "2026-02-29T09:12:00Z",
                             "2100-02-29T09:12:00Z",
                             "2026-11-23T24:00:00Z",
                             "2026-11-23T09:60:00Z",
                             "2026-11-23T09:12:60Z",
                             "1969-12-31T23:59:59.999Z",
                             "0000-00-00T00:00:00Z",
                             "+02026-11-23T09:12:00Z",
                             "-026-11-23T09:12:00Z",
                             "2026-11-23T09:12:0 Z",
                             "２026-11-23T09:12:00Z",
                             "20261123T091200.123Z    ",
                             "2026-11-23T09:12:00.123Z "}) {
        QTest::addRow("\"%s\"", text) << QString::fromUtf8(text);
    }
    QTest::newRow("U+0000") << QString(24, QChar(0));
    QTest::newRow("long") << QString(100'000, u'1');
}

void tst_JsonFields::otherTimesAreRefused()
{
    QFETCH(QString, text);
    QCOMPARE(timeFromIso(text), std::nullopt);
}

void tst_JsonFields::idsOfKindsAreApart()
{
    static_assert(!std::is_convertible_v<UserId, RoomId>);
    static_assert(!std::is_convertible_v<QString, UserId>);
    QVERIFY(UserId().isNull());
    QVERIFY(UserId(u"a"_s) < UserId(u"b"_s));
    QCOMPARE(QSet<RoomId>({RoomId(u"a"_s), RoomId(u"a"_s)}).size(), 1);
}

void tst_JsonFields::integersOnTheWireAreWhole_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("number"); // -1: none

    const qint64 none = -1;
    QTest::newRow("0") << QByteArray("0") << qint64{0};
    QTest::newRow("-0") << QByteArray("-0") << qint64{0};
    QTest::newRow("1.0") << QByteArray("1.0") << qint64{1};
    QTest::newRow("1e3") << QByteArray("1e3") << qint64{1'000};
    QTest::newRow("2^53") << QByteArray("9007199254740992") << maxWireInteger;
    QTest::newRow("2^53 + 1") << QByteArray("9007199254740993") << none;
    QTest::newRow("2^63") << QByteArray("9223372036854775808") << none;
    QTest::newRow("20 digits") << QByteArray("12345678901234567890") << none;
    QTest::newRow("-1") << QByteArray("-1") << none;
    QTest::newRow("0.5") << QByteArray("0.5") << none;
    QTest::newRow("1e300") << QByteArray("1e300") << none;
    QTest::newRow("text") << QByteArray("\"1\"") << none;
    QTest::newRow("true") << QByteArray("true") << none;
    QTest::newRow("null") << QByteArray("null") << none;
    QTest::newRow("array") << QByteArray("[1]") << none;
}

void tst_JsonFields::integersOnTheWireAreWhole()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, number);

    const QJsonObject object = parsed("{\"n\":" + json + '}');
    QVERIFY(object.contains("n"_L1));
    QCOMPARE(wireInteger(object.value("n"_L1)).value_or(-1), number);
    QCOMPARE(countField(object, "n"_L1), std::max<qint64>(number, 0));
    QCOMPARE(intField(object, "n"_L1),
             int(std::min<qint64>(std::max<qint64>(number, 0), std::numeric_limits<int>::max())));
}

QTEST_GUILESS_MAIN(tst_JsonFields)
#include "tst_jsonfields.moc"
