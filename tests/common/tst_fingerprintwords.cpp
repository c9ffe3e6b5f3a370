// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/text/fingerprintwords.h"

#include <QSet>
#include <QTest>

using namespace maru;
using namespace Qt::StringLiterals;

class tst_FingerprintWords : public QObject
{
    Q_OBJECT

private slots:
    void wordsStayAsTheyWereWrittenDown();
    void everyByteHasAWordOfItsOwn_data();
    void everyByteHasAWordOfItsOwn();
    void oneChangedBitChangesAWord();
    void shortFingerprintsHaveFewerWords();
};

void tst_FingerprintWords::wordsStayAsTheyWereWrittenDown()
{
    const QByteArray print = QByteArray::fromHex("000102030405060708ff0b0c");
    QCOMPARE(fingerprintWords(print, WordLanguage::English),
             u"anchor apple arrow autumn avenue bakery ball bamboo banana star"_s);
    QCOMPARE(fingerprintWords(print, WordLanguage::Korean),
             u"닻 사과 화살 가을 거리 빵집 공 대나무 바나나 별"_s);
}

void tst_FingerprintWords::everyByteHasAWordOfItsOwn_data()
{
    QTest::addColumn<WordLanguage>("language");
    QTest::newRow("English") << WordLanguage::English;
    QTest::newRow("Korean") << WordLanguage::Korean;
}

void tst_FingerprintWords::everyByteHasAWordOfItsOwn()
{
    QFETCH(WordLanguage, language);
    QSet<QString> words;
    for (int byte = 0; byte < 256; ++byte) {
        const QString word = fingerprintWords(QByteArray(1, char(byte)), language);
        QVERIFY(!word.isEmpty() && !word.contains(u' '));
        words.insert(word);
    }
    QCOMPARE(words.size(), 256);
}

void tst_FingerprintWords::oneChangedBitChangesAWord()
{
    const QByteArray print(32, 'x');
    for (int bit = 0; bit < fingerprintWordCount * 8; ++bit) {
        QByteArray other = print;
        other[bit / 8] = char(other.at(bit / 8) ^ (1 << (bit % 8)));
        QVERIFY(fingerprintWords(other, WordLanguage::English)
                != fingerprintWords(print, WordLanguage::English));
    }
}

void tst_FingerprintWords::shortFingerprintsHaveFewerWords()
{
    QCOMPARE(fingerprintWords({}, WordLanguage::English), QString());
    QCOMPARE(fingerprintWords(QByteArray(2, '\0'), WordLanguage::English), u"anchor anchor"_s);
}

QTEST_GUILESS_MAIN(tst_FingerprintWords)
#include "tst_fingerprintwords.moc"
