// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/keyboardlayout.h"

#include <QTest>

using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_KeyboardLayout : public QObject
{
    Q_OBJECT

private slots:
    void keysBecomeHangul_data();
    void keysBecomeHangul();
    void hangulBecomesKeys_data();
    void hangulBecomesKeys();
    void everySyllableComesBack();
    void shiftWhereItMeansNothingIsNoOtherJamo();
};

// Both ways.
void tst_KeyboardLayout::keysBecomeHangul_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("hangul");
    const auto row = [](const char *keys, const char *hangul) {
        QTest::newRow(keys) << QString::fromUtf8(keys) << QString::fromUtf8(hangul);
    };
    row("", "");
    row("rlaalstn", "김민수");
    row("dkssudgktpdy", "안녕하세요");
    row("gksrmf", "한글");
    row("eogksalsrnr", "대한민국");
    row("ghldml", "회의");
    row("ghldmltlf", "회의실");
    row("Thddudrlf", "쏭영길");
    row("Rhc", "꽃");
    row("Ekf", "딸");
    row("Qkd", "빵");
    row("Wkwkd", "짜장");
    row("Tkdxh", "쌍토");
    row("sksms", "나는");
    row("dkswek", "앉다");
    row("dkswdk", "앉아"); // a double final stays if a silent consonant follows
    row("dkswk", "안자"); // and parts before a vowel
    row("rkqt", "값");
    row("rkqtdl", "값이");
    row("rkqtl", "갑시");
    row("ekfr", "닭");
    row("ekfrdl", "닭이");
    row("ekfrl", "달기");
    row("tka", "삼");
    row("tkfa", "삶");
    row("sjfqek", "넓다");
    row("dhlrnr", "외국");
    row("rhk", "과");
    row("dho", "왜");
    row("dhodlfjs", "왜이런");
    row("rhks", "관");
    row("dnjs", "원");
    row("dnpdlxj", "웨이터");
    row("dnl", "위");
    row("dml", "의");
    row("dml wk", "의 자");
    row("Dkf", "알");
    row("dlTek", "있다");
    row("dlTdj", "있어");
    row("dlTj", "이써");
    row("RjRk", "꺼까");
    row("Rkr", "깍");
    row("RkR", "깎");
    row("RkRdk", "깎아");
    row("RkRk", "까까");
    row("dOrl", "얘기");
    row("dPdml", "예의");
    row("rPthr", "계속");
    row("ㅎ", "ㅎ");
    row("gd", "ㅎㅇ");
    row("zzz", "ㅋㅋㅋ");
    row("bb", "ㅠㅠ");
    row("hk", "ㅘ");
    row("ghk", "화");
    row("rt", "ㄱㅅ"); // two consonants alone are two
    row("rkE", "가ㄸ"); // no syllable ends in it
    row("rkEk", "가따");
    row("rkQ", "가ㅃ");
    row("rkW", "가ㅉ");
    row("dkssud!", "안녕!");
    row("2qks", "2반");
    row("qkd 101gh", "방 101호");
    row("aktlsms rjfh", "마시는 거로");
    row("vhfflxprfldytm", "폴리텍리요스");
    row("dhksqur", "완벽");
    row("Emls", "띈");
    row("gmlakd", "희망");
    row("RnpEoek", "꿰때다");
}

void tst_KeyboardLayout::keysBecomeHangul()
{
    QFETCH(QString, keys);
    QFETCH(QString, hangul);
    QCOMPARE(hangulFromKeys(keys), hangul);
}

void tst_KeyboardLayout::hangulBecomesKeys_data()
{
    QTest::addColumn<QString>("hangul");
    QTest::addColumn<QString>("keys");
    const auto row = [](const char *hangul, const char *keys) {
        QTest::newRow(hangul) << QString::fromUtf8(hangul) << QString::fromUtf8(keys);
    };
    row("ㅗ디ㅣㅐ", "hello");
    row("김민수", "rlaalstn");
    row("재깅", "world");
    row("애ㅡ", "dom");
    row("ㅎ두ㄷㄱ미", "general");
    row("ㅣㅐㅠㅠㅛ", "lobby");
    row("ㄱ뭉ㅐㅡ", "random");
    row("ㅔ개ㅓㄷㅊㅅ", "project");
    row("ㅁ디ㅐㅔㅡ두ㅅ", "aelopment");
    row("ㄷㅌㅁㅡㅔㅣㄷ", "example");
    row("ㄴ댜ㅕㅐ", "seiuo");
    row("꽃", "Rhc");
    row("값", "rkqt");
    row("왜", "dho");
    row("예", "dP");
    row("얘", "dO");
    row("쌍쌍", "TkdTkd");
    row("ㄳ", "rt");
    row("hello 세계", "hello tprP");
    row("👍", "👍");
    row("会議", "会議");
}

void tst_KeyboardLayout::hangulBecomesKeys()
{
    QFETCH(QString, hangul);
    QFETCH(QString, keys);
    QCOMPARE(keysFromHangul(hangul), keys);
    QCOMPARE(keysFromHangul(hangul.normalized(QString::NormalizationForm_D)), keys);
}

void tst_KeyboardLayout::everySyllableComesBack()
{
    for (char16_t unit = 0xAC00; unit <= 0xD7A3; ++unit) {
        const QString syllable = QChar(unit);
        const QString keys = keysFromHangul(syllable);
        QVERIFY(keys.size() >= 2 && keys.size() <= 5);
        QCOMPARE(hangulFromKeys(keys), syllable);
        // Also between others: a silent consonant keeps them apart.
        QCOMPARE(hangulFromKeys(u"dkd"_s + keys + u"dkd"_s), u"앙"_s + syllable + u"앙"_s);
    }
}

void tst_KeyboardLayout::shiftWhereItMeansNothingIsNoOtherJamo()
{
    QCOMPARE(hangulFromKeys(u"RLAALSTN"), u"낌민쑤"_s); // caps lock: R and T are doubled
    QCOMPARE(hangulFromKeys(u"GKSrMF"), u"한글"_s);
}

QTEST_GUILESS_MAIN(tst_KeyboardLayout)
#include "tst_keyboardlayout.moc"
