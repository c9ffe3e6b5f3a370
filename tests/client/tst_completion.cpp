// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/completion.h"
#include "client/widgets/emojitable.h"
#include "common/limits.h"

#include <QElapsedTimer>
#include <QSet>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace maru;
using namespace maru::client;

/// What is offered while somebody writes, and the table of emojis behind it.
class tst_Completion : public QObject
{
    Q_OBJECT

private slots:
    void theTableIsWhole();
    void emojisAreFoundInBothLanguages_data();
    void emojisAreFoundInBothLanguages();
    void whatIsSaidFirstComesFirst();
    void nothingIsFoundByNothing_data();
    void nothingIsFoundByNothing();
    void unfinishedWordsAreSeen_data();
    void unfinishedWordsAreSeen();
    void namesAreOffered_data();
    void namesAreOffered();
    void aNameInFullIsDone_data();
    void aNameInFullIsDone();
    void offersAreBounded();

private:
    EmojiTable m_table;
};

void tst_Completion::theTableIsWhole()
{
    QVERIFY(m_table.all().size() > 1'800);
    QSet<QString> seen;
    int group = 0;
    for (const Emoji &emoji : m_table.all()) {
        QVERIFY2(!emoji.name.isEmpty() && !emoji.nameKo.isEmpty(), qUtf8Printable(emoji.text));
        QVERIFY(emoji.group == group || emoji.group == group + 1);
        group = emoji.group;
        QVERIFY(emoji.text.size() <= limits::maxEmojiChars); // it may be a reaction
        QVERIFY(!seen.contains(emoji.text));
        seen.insert(emoji.text);
    }
    QCOMPARE(group, EmojiTable::groups - 1);
    QCOMPARE(m_table.all()[static_cast<std::size_t>(m_table.indexOf(u"👍"_s))].name, u"thumbs up"_s);
    QCOMPARE(m_table.indexOf(u"x"_s), -1);
}

void tst_Completion::emojisAreFoundInBothLanguages_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("emoji");
    QTest::newRow("a name") << u"thumbs up"_s << u"👍"_s;
    QTest::newRow("its beginning") << u"thumb"_s << u"👍"_s;
    QTest::newRow("capitals") << u"THUMBS"_s << u"👍"_s;
    QTest::newRow("a word") << u"smile"_s << u"😄"_s;
    QTest::newRow("Korean") << u"좋아요"_s << u"👍"_s;
    QTest::newRow("a Korean name") << u"하트"_s << u"❤️"_s;
    QTest::newRow("within a Korean word") << u"민국"_s << u"🇰🇷"_s;
    QTest::newRow("leading consonants") << u"ㅎㅌ"_s << u"❤️"_s;
    QTest::newRow("decomposed") << u"하트"_s.normalized(QString::NormalizationForm_D)
                                << u"❤️"_s;
    QTest::newRow("both") << u"smile 미소"_s << u"😄"_s;
    QTest::newRow("newer than the words") << u"shaking face"_s << u"🫨"_s;
}

void tst_Completion::emojisAreFoundInBothLanguages()
{
    QFETCH(QString, query);
    QFETCH(QString, emoji);
    QVERIFY(m_table.search(query, 200).contains(m_table.indexOf(emoji)));
}

void tst_Completion::whatIsSaidFirstComesFirst()
{
    const QList<int> found = m_table.search(u"red heart"_s, 3);
    QVERIFY(!found.isEmpty());
    QCOMPARE(m_table.all()[static_cast<std::size_t>(found.first())].text, u"❤️"_s);
    QCOMPARE(m_table.search(u"face"_s, 5).size(), 5);
}

void tst_Completion::nothingIsFoundByNothing_data()
{
    QTest::addColumn<QString>("query");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("spaces") << u"  \t"_s;
    QTest::newRow("nonsense") << u"qwertzuiop"_s;
    QTest::newRow("the separator") << u"|"_s;
    QTest::newRow("endless") << QString(100'000, u'ㅋ');
    QTest::newRow("a pattern") << u".*"_s;
}

void tst_Completion::nothingIsFoundByNothing()
{
    QFETCH(QString, query);
    const QList<int> found = m_table.search(query, 10);
    QVERIFY2(found.isEmpty() || query == u"|"_s, qUtf8Printable(query.left(20)));
    QVERIFY(found.size() <= 10);
}

void tst_Completion::unfinishedWordsAreSeen_data()
{
    using Kind = Completable::Kind;
    QTest::addColumn<QString>("before");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("typed");
    const auto row = [](const QString &before, Kind kind, const QString &typed = {}) {
        QTest::newRow(qUtf8Printable(before)) << before << kind << typed;
    };
    row(u"@"_s, Kind::Name);
    row(u"안녕 @김"_s, Kind::Name, u"김"_s);
    row(u"@Alex K"_s, Kind::Name, u"Alex K"_s);
    row(u"(@lee"_s, Kind::Name, u"lee"_s);
    row(u"mail a@b"_s, Kind::None);
    row(u"@ x"_s, Kind::None);
    row(u":smi"_s, Kind::Emoji, u"smi"_s);
    row(u"좋아 :하"_s, Kind::Emoji, u"하"_s);
    row(u":s"_s, Kind::None);
    row(u":D"_s, Kind::None);
    row(u":"_s, Kind::None);
    row(u":)"_s, Kind::None);
    row(u"12:30"_s, Kind::None);
    row(u"https://a"_s, Kind::None);
    row(u":smile please"_s, Kind::None);
    row(u"@"_s + QString(60, u'x'), Kind::None);
    row(u""_s, Kind::None);
}

void tst_Completion::unfinishedWordsAreSeen()
{
    QFETCH(QString, before);
    QFETCH(Completable::Kind, kind);
    const Completable found = completableAt(before);
    QCOMPARE(found.kind, kind);
    if (kind != Completable::Kind::None) {
        QTEST(found.typed, "typed");
        QCOMPARE(before.sliced(found.start + 1), found.typed);
    }
}

void tst_Completion::namesAreOffered_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("all of them") << u""_s
                                 << QStringList{u"@이영희"_s, u"@김민수"_s, u"@Alex Kim"_s,
                                                u"@all"_s};
    QTest::newRow("a beginning") << u"이"_s << QStringList{u"@이영희"_s};
    QTest::newRow("another case") << u"AL"_s << QStringList{u"@Alex Kim"_s, u"@all"_s};
    QTest::newRow("the second word") << u"kim"_s << QStringList{u"@Alex Kim"_s};
    QTest::newRow("both words") << u"alex k"_s << QStringList{u"@Alex Kim"_s};
    QTest::newRow("leading consonants") << u"ㄱㅁ"_s << QStringList{u"@김민수"_s};
    QTest::newRow("within") << u"민수"_s << QStringList{};
    QTest::newRow("behind a name") << u"alex kim 안녕"_s << QStringList{};
}

void tst_Completion::namesAreOffered()
{
    QFETCH(QString, typed);
    QStringList names;
    for (const Offer &offer :
         nameOffers({u"이영희"_s, u"김민수"_s, u"Alex Kim"_s, u"all"_s}, typed)) {
        names << offer.written;
    }
    QTEST(names, "names");
}

void tst_Completion::aNameInFullIsDone_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("both") << u"김민수"_s << QStringList{u"@김민수"_s, u"@김민수 (2)"_s};
    QTest::newRow("a space behind it") << u"김민수 "_s << QStringList{};
    QTest::newRow("two") << u"kim  "_s << QStringList{};
    QTest::newRow("the longer one is begun") << u"김민수 ("_s << QStringList{u"@김민수 (2)"_s};
    QTest::newRow("and a surname") << u"KIM l"_s << QStringList{u"@Kim Lee"_s};
    QTest::newRow("the longer one is done") << u"김민수 (2) "_s << QStringList{};
    QTest::newRow("not in full") << u"lee "_s << QStringList{u"@Lee Min Ho"_s};
}

void tst_Completion::aNameInFullIsDone()
{
    QFETCH(QString, typed);
    QStringList names;
    for (const Offer &offer : nameOffers(
             {u"김민수"_s, u"김민수 (2)"_s, u"Kim"_s, u"Kim Lee"_s, u"Lee Min Ho"_s}, typed)) {
        names << offer.written;
    }
    QTEST(names, "names");
}

void tst_Completion::offersAreBounded()
{
    QStringList many;
    for (int i = 0; i < 1'000; ++i) {
        many << u"이름%1"_s.arg(i);
    }
    QCOMPARE(nameOffers(many, u"이"_s).size(), maxOffers);
    const QList<Offer> emojis = emojiOffers(m_table, u"smile"_s, false);
    QCOMPARE(emojis.size(), maxOffers);
    QVERIFY(emojis.first().shown.startsWith(emojis.first().written));
    QVERIFY(!emojiOffers(m_table, u"thumbs_up"_s, true).isEmpty());
    QVERIFY(emojiOffers(m_table, u"thumbs_up"_s, true).first().shown.contains(u"엄지"_s));
}

QTEST_GUILESS_MAIN(tst_Completion)
#include "tst_completion.moc"
