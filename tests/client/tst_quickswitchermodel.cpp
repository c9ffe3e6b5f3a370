// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/quickswitchermodel.h"
#include "common/clientlimits.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;
using Kind = QuickSwitcherModel::Kind;

class tst_QuickSwitcherModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void namesAreFound_data();
    void namesAreFound();
    void theBetterMatchStandsFirst();
    void ofEqualOnesTheLastUsed();
    void nothingTypedShowsWhatWasUsed();
    void whatWasMatchedIsMarked();
    void aDayIsAnEntry();
    void nothingMatchesNothing();
    void listsAreBounded();

private:
    [[nodiscard]] QStringList names() const
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            all.append(m_model->index(row).data(QuickSwitcherModel::NameRole).toString());
        }
        return all;
    }

    std::unique_ptr<QuickSwitcherModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_QuickSwitcherModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<QuickSwitcherModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
    m_model->setEntries(Kind::Room,
                        {{Kind::Room, u"r1"_s, u"로비"_s},
                         {Kind::Room, u"r2"_s, u"회의실"_s},
                         {Kind::Room, u"r3"_s, u"수학 회의"_s},
                         {Kind::Room, u"r4"_s, u"general"_s},
                         {Kind::Room, u"r5"_s, u"hello world"_s},
                         {Kind::Room, u"r6"_s, u"대회의"_s}});
    m_model->setEntries(
        Kind::Person, {{Kind::Person, u"u1"_s, u"김민수"_s}, {Kind::Person, u"u2"_s, u"이영희"_s}});
    m_model->setEntries(
        Kind::Command,
        {{Kind::Command, u"date"_s, u"Go to a day…"_s, {}, {u"날짜"_s, u"calendar"_s}}});
}

void tst_QuickSwitcherModel::namesAreFound_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("first");
    const auto row = [](const char *typed, const char *first) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(first);
    };
    row("회의실", "회의실");
    row("김", "김민수");
    row("민수", "김민수");
    row("ㄱㅁㅅ", "김민수");
    row("ㅁㅅ", "김민수");
    row("ㅇ", "이영희");
    row("김ㅁㅅ", "김민수");
    row("ㄱ민ㅅ", "김민수");
    row("rlaalstn", "김민수"); // meant in Hangul
    row("alstn", "김민수");
    row("fhql", "로비");
    row("rat", "김민수"); // ㄱㅁㅅ
    row("ㅗ디ㅣㅐ", "hello world"); // meant in English
    row("ㅎ두ㄷㄱ미", "general");
    row("ㅎ두", "general");
    row("GENERAL", "general");
    row("world", "hello world");
    row("#로비", "로비");
    row("@이영", "이영희");
    row("날짜", "Go to a day…");
    row("skfWk", "Go to a day…");
    row("calen", "Go to a day…");
    row(" 로비 ", "로비");
}

void tst_QuickSwitcherModel::namesAreFound()
{
    QFETCH(QString, typed);
    QFETCH(QString, first);
    m_model->setQuery(typed);
    QVERIFY2(!names().isEmpty(), qPrintable(typed));
    QCOMPARE(names().first(), first);
}

void tst_QuickSwitcherModel::theBetterMatchStandsFirst()
{
    m_model->setQuery(u"회의"_s);
    QCOMPARE(names(), (QStringList{u"회의실"_s, u"수학 회의"_s, u"대회의"_s}));
    m_model->setQuery(u"ㅎㅇ"_s);
    QCOMPARE(names(), (QStringList{u"회의실"_s, u"대회의"_s, u"수학 회의"_s}));
    // A name in the typed letters comes before one in the other layout's.
    m_model->setEntries(Kind::Command, {{Kind::Command, u"x"_s, u"ghl"_s}});
    m_model->setQuery(u"ghl"_s);
    QCOMPARE(names(), (QStringList{u"ghl"_s, u"회의실"_s, u"수학 회의"_s, u"대회의"_s}));
}

void tst_QuickSwitcherModel::ofEqualOnesTheLastUsed()
{
    m_model->setEntries(Kind::Room,
                        {{Kind::Room, u"a"_s, u"방 하나"_s},
                         {Kind::Room, u"b"_s, u"방 둘"_s},
                         {Kind::Room, u"c"_s, u"방 셋셋"_s}});
    m_model->noteUsed(Kind::Room, u"a"_s);
    m_model->noteUsed(Kind::Room, u"c"_s);
    m_model->setQuery(u"방"_s);
    QCOMPARE(names(), (QStringList{u"방 셋셋"_s, u"방 하나"_s, u"방 둘"_s}));
}

void tst_QuickSwitcherModel::nothingTypedShowsWhatWasUsed()
{
    m_model->noteUsed(Kind::Room, u"r4"_s);
    m_model->noteUsed(Kind::Person, u"u2"_s);
    m_model->setQuery({});
    QCOMPARE(names().first(3), (QStringList{u"이영희"_s, u"general"_s, u"로비"_s}));
    QCOMPARE(names().last(), u"Go to a day…"_s);
    QVERIFY(!names().contains(u"김민수"_s));
}

void tst_QuickSwitcherModel::whatWasMatchedIsMarked()
{
    const auto ranges = [this] {
        return m_model->index(0).data(QuickSwitcherModel::RangesRole).value<QList<TextRange>>();
    };
    m_model->setQuery(u"world"_s);
    QCOMPARE(ranges(), (QList<TextRange>{{6, 5}}));
    m_model->setQuery(u"ㅁㅅ"_s);
    QCOMPARE(ranges(), (QList<TextRange>{{1, 2}}));
    m_model->setQuery(u"alstn"_s);
    QCOMPARE(ranges(), (QList<TextRange>{{1, 2}}));
    m_model->setQuery(u"calendar"_s); // by a word that is not shown
    QCOMPARE(ranges(), QList<TextRange>());
}

void tst_QuickSwitcherModel::aDayIsAnEntry()
{
    m_model->setQuery(u"2026-11-26"_s);
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(m_model->index(0).data(QuickSwitcherModel::KindRole).toInt(), int(Kind::Day));
    QCOMPARE(m_model->index(0).data(QuickSwitcherModel::IdRole).toString(), u"2026-11-26"_s);
    m_model->setQuery(u"2026-13-26"_s); // no day
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_QuickSwitcherModel::nothingMatchesNothing()
{
    m_model->setQuery(u"없는 이름"_s);
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setQuery(QString(1, QChar(0xD800))); // half a pair
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setQuery(u"%_\"'*"_s);
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_QuickSwitcherModel::listsAreBounded()
{
    QList<QuickSwitcherModel::Entry> many;
    for (int i = 0; i < limits::maxSwitcherPeople + 10; ++i) {
        many.append({Kind::Person, QString::number(i), u"사람 %1"_s.arg(i)});
    }
    m_model->setEntries(Kind::Person, many);
    m_model->setQuery(u"사람"_s);
    QCOMPARE(m_model->rowCount(), limits::maxSwitcherRows);
    m_model->setQuery(u"사람 %1"_s.arg(limits::maxSwitcherPeople + 5));
    QCOMPARE(m_model->rowCount(), 0);
}

QTEST_GUILESS_MAIN(tst_QuickSwitcherModel)
#include "tst_quickswitchermodel.moc"
