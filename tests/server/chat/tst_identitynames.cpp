// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "chattools.h"
#include "identityworld.h"

#include <QTest>

using namespace maru;
using namespace maru::server;

/// Which names are the same, taken or no names.
class tst_IdentityNames : public QObject
{
    Q_OBJECT

private slots:
    void suggestionsAreNumberedAndFree();
    void namesAreKeptNormalised();
    void theSameNameInAnotherSpellingIsTheSame_data();
    void theSameNameInAnotherSpellingIsTheSame();
    void lookAlikesOfATakenNameAreTaken_data();
    void lookAlikesOfATakenNameAreTaken();
    void lookAlikesOfReservedNamesAreTaken_data();
    void lookAlikesOfReservedNamesAreTaken();
    void badNamesAreRefusedWithoutAskingTheStore_data();
    void badNamesAreRefusedWithoutAskingTheStore();
    void renameToATakenName_data();
    void renameToATakenName();
};

void tst_IdentityNames::suggestionsAreNumberedAndFree()
{
    World world;
    QVERIFY(world.native(u"김민수"_qs).isOk());
    QCOMPARE(said(world.native(u"김민수"_qs)), u"NAME_TAKEN: 김민수 (2)"_qs);
    QVERIFY(world.native(u"김민수 (2)"_qs).isOk());
    QCOMPARE(said(world.native(u"김민수"_qs)), u"NAME_TAKEN: 김민수 (3)"_qs);
    QCOMPARE(said(world.native(u"김민수 (2)"_qs)), u"NAME_TAKEN: 김민수 (3)"_qs);
    // An open name is no free one either: somebody answers to it.
    QVERIFY(world.classic(u"김민수 (3)"_qs).isOk());
    QCOMPARE(said(world.classic(u"김민수"_qs)), u"NAME_TAKEN: 김민수 (4)"_qs);
    QVERIFY(world.native(u"김민수 (4)"_qs).isOk());
}

void tst_IdentityNames::namesAreKeptNormalised()
{
    World world;
    const auto joined = world.classic(decomposed(u"  김  민수\u3000"_qs));
    QVERIFY(joined.isOk());
    QCOMPARE(joined.value().user.userName, u"김 민수"_qs);
}

void tst_IdentityNames::theSameNameInAnotherSpellingIsTheSame_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::newRow("case") << u"Kim"_qs << u"kIM"_qs;
    QTest::newRow("decomposed") << u"김민수"_qs << decomposed(u"김민수"_qs);
    QTest::newRow("white space") << u"kim lee"_qs << u" kim   lee "_qs;
    QTest::newRow("full width") << u"kim"_qs << u"ｋｉｍ"_qs;
    QTest::newRow("sharp s") << u"Groß"_qs << u"GROSS"_qs;
}

void tst_IdentityNames::theSameNameInAnotherSpellingIsTheSame()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    World world;
    const auto open = world.classic(first);
    QVERIFY(open.isOk());
    const auto again = world.classic(second);
    QVERIFY(again.isOk());
    QCOMPARE(again.value().user.id, open.value().user.id);

    QVERIFY(world.native(first).isOk());
    QVERIFY(said(world.classic(second)).startsWith(u"NAME_TAKEN"));
}

void tst_IdentityNames::lookAlikesOfATakenNameAreTaken_data()
{
    QTest::addColumn<QString>("taken");
    QTest::addColumn<QString>("lookAlike");
    QTest::newRow("cyrillic") << u"paul"_qs << u"p\u0430ul"_qs;
    QTest::newRow("all cyrillic") << u"scope"_qs << u"\u0455\u0441\u043E\u0440\u0435"_qs;
    QTest::newRow("l and 1") << u"bill"_qs << u"bi11"_qs;
    QTest::newRow("small L and capital i") << u"alan"_qs << u"aIan"_qs;
    QTest::newRow("1 and capital i") << u"a1an"_qs << u"aIan"_qs;
    QTest::newRow("zero and O") << u"bob"_qs << u"b0b"_qs;
    QTest::newRow("rn and m") << u"tom"_qs << u"torn"_qs;
}

void tst_IdentityNames::lookAlikesOfATakenNameAreTaken()
{
    QFETCH(QString, taken);
    QFETCH(QString, lookAlike);
    {
        World world;
        QVERIFY(world.classic(taken).isOk()); // an open name cannot be imitated either
        QVERIFY(said(world.classic(lookAlike)).startsWith(u"NAME_TAKEN"));
        QVERIFY(said(world.native(lookAlike)).startsWith(u"NAME_TAKEN"));
    }
    {
        World world;
        QVERIFY(world.native(lookAlike).isOk());
        const auto refused = world.native(taken);
        QVERIFY(said(refused).startsWith(u"NAME_TAKEN: "));
        QVERIFY2(world.native(refused.error().suggestion).isOk(),
                 qPrintable(refused.error().suggestion));
    }
}

void tst_IdentityNames::lookAlikesOfReservedNamesAreTaken_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("cyrillic a") << u"\u0430dmin"_qs;
    QTest::newRow("small L in capitals") << u"ADMlN"_qs;
    QTest::newRow("cyrillic s") << u"\u0455ystem"_qs;
    QTest::newRow("capital cyrillic s") << u"\u0405erver"_qs;
}

void tst_IdentityNames::lookAlikesOfReservedNamesAreTaken()
{
    QFETCH(QString, name);
    World world;
    QVERIFY2(said(world.classic(name)).startsWith(u"NAME_TAKEN"),
             qPrintable(said(world.classic(name))));
    QVERIFY(said(world.native(name)).startsWith(u"NAME_TAKEN"));
    const auto kim = world.classic(u"kim"_qs);
    QVERIFY(said(world.rename(kim.value().user, name)).startsWith(u"NAME_TAKEN"));
    QCOMPARE(world.store.committedOf<CreateUser>().size(), 1);
}

void tst_IdentityNames::badNamesAreRefusedWithoutAskingTheStore_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("blank") << u" \t\u3000 "_qs << false;
    for (const QString &reserved :
         {u"system"_qs, u"시스템"_qs, u"admin"_qs, u"관리자"_qs, u"server"_qs}) {
        QTest::newRow(qPrintable(reserved)) << reserved << false;
        QTest::newRow(qPrintable(reserved + u" in capitals"_qs)) << reserved.toUpper() << false;
        QTest::newRow(qPrintable(reserved + u" decomposed"_qs)) << decomposed(reserved) << false;
    }
    QTest::newRow("full width admin") << u"Ａｄｍｉｎ"_qs << false;
    QTest::newRow("bidi override") << u"kim\u202Etxt"_qs << false;
    QTest::newRow("bidi isolate") << u"kim\u2066"_qs << false;
    QTest::newRow("U+0000") << QString::fromUtf16(u"a\0b", 3) << false;
    QTest::newRow("line break") << u"a\nb"_qs << false;
    QTest::newRow("zero width space") << u"a\u200Bb"_qs << false;
    QTest::newRow("hangul filler") << u"\u3164"_qs << false;
    QTest::newRow("halfwidth hangul filler") << u"kim\uFFA0"_qs << false;
    QTest::newRow("lone surrogate") << QString(QChar(0xD800)) << false;
    QTest::newRow("unassigned") << u"a\u0378"_qs << false;
    QTest::newRow("one character") << u"a"_qs << true;
    QTest::newRow("32 graphemes") << QString(32, QChar(u'가')) << true;
    QTest::newRow("33 graphemes") << QString(33, QChar(u'가')) << false;
    QTest::newRow("an emoji") << u"kim 👩‍👩‍👧"_qs << true;
}

void tst_IdentityNames::badNamesAreRefusedWithoutAskingTheStore()
{
    QFETCH(QString, name);
    QFETCH(bool, isGood);
    World world;
    const QString expected = isGood ? u"ok"_qs : u"BAD_NAME"_qs;
    QCOMPARE(said(world.classic(name)), expected);
    QCOMPARE(said(world.native(name)), expected);
    QCOMPARE(world.store.committed.isEmpty(), !isGood);
}

void tst_IdentityNames::renameToATakenName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("answer");
    QTest::newRow("held") << u"held"_qs << u"NAME_TAKEN: held (2)"_qs;
    QTest::newRow("looks like a held one") << u"he1d"_qs << u"NAME_TAKEN: he1d (2)"_qs;
    QTest::newRow("open: as any classic join") << u"open"_qs << u"ok"_qs;
    QTest::newRow("reserved") << u"admin"_qs << u"BAD_NAME"_qs;
    QTest::newRow("empty") << QString() << u"BAD_NAME"_qs;
}

void tst_IdentityNames::renameToATakenName()
{
    QFETCH(QString, name);
    QFETCH(QString, answer);
    World world;
    QVERIFY(world.native(u"held"_qs).isOk());
    const auto open = world.classic(u"open"_qs);
    const auto kim = world.classic(u"kim"_qs);
    const auto renamed = world.rename(kim.value().user, name);
    QCOMPARE(said(renamed), answer);
    if (renamed.isOk()) {
        QCOMPARE(renamed.value().user.id, open.value().user.id);
    }
    QVERIFY(world.userNamed(u"kim"_qs)); // nobody took the old name away
}

QTEST_GUILESS_MAIN(tst_IdentityNames)
#include "tst_identitynames.moc"
