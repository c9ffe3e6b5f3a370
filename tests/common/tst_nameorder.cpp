// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/nameorder.h"

#include <QRandomGenerator>
#include <QtTest>

#include <algorithm>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_NameOrder : public QObject
{
    Q_OBJECT

private slots:
    void numbersCountByTheirValue_data() { addLocales(); }
    void numbersCountByTheirValue();
    void theLanguageSaysWhichScriptComesFirst();
    void theOrderIsOneWhateverItWasBefore_data() { addLocales(); }
    void theOrderIsOneWhateverItWasBefore();

private:
    static void addLocales()
    {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("none") << QLocale::c();
        QTest::newRow("English") << QLocale(QLocale::English);
        QTest::newRow("Korean") << QLocale(QLocale::Korean);
        QTest::newRow("Japanese") << QLocale(QLocale::Japanese);
    }
};

void tst_NameOrder::numbersCountByTheirValue()
{
    QFETCH(const QLocale, locale);
    QStringList names{u"방 10"_s, u"방 2"_s, u"3-10"_s, u"3-9"_s, u"room 100"_s, u"Room 20"_s};
    NameOrder(locale).sort(names);
    const auto at = [&names](const QString &name) {
        return names.indexOf(name);
    };
    QVERIFY(at(u"방 2"_s) < at(u"방 10"_s));
    QVERIFY(at(u"3-9"_s) < at(u"3-10"_s));
    QVERIFY(at(u"Room 20"_s) < at(u"room 100"_s));
}

void tst_NameOrder::theLanguageSaysWhichScriptComesFirst()
{
    const QStringList mixed{u"zoo"_s, u"가을"_s, u"🎉 party"_s, u"2반"_s, u"Apple"_s, u"하늘"_s};
    QStringList names = mixed;
    NameOrder(QLocale(QLocale::Korean)).sort(names);
    QCOMPARE(names,
             (QStringList{u"🎉 party"_s, u"2반"_s, u"가을"_s, u"하늘"_s, u"Apple"_s, u"zoo"_s}));
    names = mixed;
    NameOrder(QLocale(QLocale::English)).sort(names);
    QCOMPARE(names,
             (QStringList{u"🎉 party"_s, u"2반"_s, u"Apple"_s, u"zoo"_s, u"가을"_s, u"하늘"_s}));
}

void tst_NameOrder::theOrderIsOneWhateverItWasBefore()
{
    QFETCH(const QLocale, locale);
    // Also those that a language does not tell apart: case, accents of one kind, hidden signs.
    QStringList names{u"a"_s,    u"A"_s,        u"ä"_s,    u"a\u0308"_s,
                      u"방1"_s,  u"방 1"_s,     u"방01"_s, u"방\u0031\uFE0F"_s,
                      u"👍"_s,    u"👍🏽"_s, u"❤"_s,    u"❤\uFE0F"_s,
                      QString(), u"①"_s,        u"1"_s,    u"１"_s};
    const NameOrder order(locale);
    QStringList expected = names;
    order.sort(expected);
    for (const QString &name : std::as_const(names)) {
        QVERIFY(!order.isBefore(name, name));
    }
    QRandomGenerator random(7);
    for (int i = 0; i < 100; ++i) {
        std::shuffle(names.begin(), names.end(), random);
        order.sort(names);
        QCOMPARE(names, expected);
    }
}

QTEST_GUILESS_MAIN(tst_NameOrder)
#include "tst_nameorder.moc"
