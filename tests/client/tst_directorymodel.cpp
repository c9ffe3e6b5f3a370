// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/directorymodel.h"
#include "common/clientlimits.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_DirectoryModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void pagesFollowEachOther();
    void whatIsTypedIsAskedOnce();
    void aLateAnswerIsNotShown();
    void whatComesBeforeOtherWordsAreAskedIsNotTheirs();
    void aFailureKeepsWhatIsThere();
    void aSearchThatFailsHasNoRows();
    void ticksOutliveASearch();
    void theListIsBounded();
    void aPageOfNothingIsFollowed();

private:
    struct Question
    {
        QString query;
        QString after;
        DirectoryModel::PageHandler handler;
    };
    static DirectoryModel::Page page(const QStringList &ids, bool more = false)
    {
        DirectoryModel::Page made;
        for (const QString &id : ids) {
            made.rows.append({id, u"name "_s + id});
            made.last = id;
        }
        made.more = more;
        return made;
    }

    QList<Question> m_questions;
    std::unique_ptr<DirectoryModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_DirectoryModel::init()
{
    m_questions.clear();
    m_tester.reset();
    m_model = std::make_unique<DirectoryModel>([this](const QString &query, const QString &after,
                                                      QObject *,
                                                      const DirectoryModel::PageHandler &handler) {
        m_questions.append({query, after, handler});
    });
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
}

void tst_DirectoryModel::pagesFollowEachOther()
{
    m_model->ask();
    QVERIFY(m_model->isAsking());
    QVERIFY(!m_model->canFetchMore({}));
    m_questions.takeFirst().handler(page({u"1"_s, u"2"_s}, true));
    QCOMPARE(m_model->rowCount(), 2);
    m_model->fetchMore({}); // as the tester may have done by itself
    m_model->fetchMore({}); // one at a time
    QCOMPARE(m_questions.size(), 1);
    QCOMPARE(m_questions.first().after, u"2"_s);
    m_questions.takeFirst().handler(page({u"3"_s}));
    QCOMPARE(m_model->rowCount(), 3);
    QVERIFY(!m_model->canFetchMore({}));
    QCOMPARE(m_model->index(2).data(DirectoryModel::IdRole).toString(), u"3"_s);
}

void tst_DirectoryModel::whatIsTypedIsAskedOnce()
{
    m_model->setQuery(u"수"_s);
    m_model->setQuery(u"수학"_s);
    m_model->setQuery(u"수학 "_s);
    QTRY_COMPARE(m_questions.size(), 1);
    QCOMPARE(m_questions.first().query, u"수학"_s);
}

void tst_DirectoryModel::aLateAnswerIsNotShown()
{
    m_model->ask();
    m_model->setQuery(u"b"_s);
    m_model->ask();
    QCOMPARE(m_questions.size(), 2);
    m_questions.last().handler(page({u"b"_s}));
    m_questions.first().handler(page({u"a1"_s, u"a2"_s}));
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(m_model->index(0).data(DirectoryModel::IdRole).toString(), u"b"_s);
}

void tst_DirectoryModel::whatComesBeforeOtherWordsAreAskedIsNotTheirs()
{
    QSignalSpy changed(m_model.get(), &DirectoryModel::queryChanged);
    m_model->ask();
    m_questions.takeFirst().handler(page({u"1"_s}, true));
    m_questions.clear(); // the tester may have asked for more
    m_model->fetchMore({});
    m_model->setQuery(u"b"_s);
    QCOMPARE(changed.count(), 1);
    for (const Question &question : std::exchange(m_questions, {})) {
        question.handler(page({u"2"_s}, true));
    }
    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(!m_model->canFetchMore({}));
    QTRY_COMPARE(m_questions.size(), 1);
    QCOMPARE(m_questions.first().query, u"b"_s);
    QVERIFY(m_questions.first().after.isEmpty());
    m_questions.takeFirst().handler(page({u"3"_s}, true));
    QVERIFY(m_model->canFetchMore({}) || !m_questions.isEmpty());
    m_model->setQuery(u"b "_s);
    QCOMPARE(changed.count(), 1);
}

void tst_DirectoryModel::aSearchThatFailsHasNoRows()
{
    m_model->ask();
    m_questions.takeFirst().handler(page({u"1"_s}));
    m_model->setQuery(u"b"_s);
    m_model->ask();
    DirectoryModel::Page failed;
    failed.failure = u"no answer"_s;
    m_questions.takeFirst().handler(failed);
    QCOMPARE(m_model->failure(), u"no answer"_s);
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_DirectoryModel::aFailureKeepsWhatIsThere()
{
    m_model->ask();
    m_questions.takeFirst().handler(page({u"1"_s}, true));
    m_model->fetchMore({});
    DirectoryModel::Page failed;
    failed.failure = u"no answer"_s;
    m_questions.takeFirst().handler(failed);
    QCOMPARE(m_model->failure(), u"no answer"_s);
    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(!m_model->isAsking());
}

void tst_DirectoryModel::ticksOutliveASearch()
{
    m_model->setCheckable(true);
    m_model->ask();
    m_questions.takeFirst().handler(page({u"1"_s, u"2"_s}));
    QSignalSpy checked(m_model.get(), &DirectoryModel::checkedChanged);
    QVERIFY(m_model->setData(m_model->index(1), int(Qt::Checked), Qt::CheckStateRole));
    m_model->ask();
    m_questions.takeFirst().handler(page({u"1"_s}));
    QCOMPARE(m_model->checked().value(u"2"_s), u"name 2"_s);
    m_model->ask();
    m_questions.takeFirst().handler(page({u"1"_s, u"2"_s}));
    QCOMPARE(m_model->index(1).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    m_model->uncheck(u"2"_s);
    QCOMPARE(m_model->index(1).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QCOMPARE(checked.count(), 2);
}

void tst_DirectoryModel::theListIsBounded()
{
    m_model->ask();
    int next = 0;
    while (!m_questions.isEmpty() && next <= limits::maxDirectoryRows) {
        QStringList ids;
        for (int i = 0; i < limits::maxPageRows; ++i) {
            ids.append(QString::number(next++));
        }
        m_questions.takeFirst().handler(page(ids, true));
        m_model->fetchMore({});
    }
    QCOMPARE(m_model->rowCount(), limits::maxDirectoryRows);
    QVERIFY(!m_model->canFetchMore({}));
}

void tst_DirectoryModel::aPageOfNothingIsFollowed()
{
    m_model->ask();
    DirectoryModel::Page own = page({}, true); // all of it was left out
    own.last = u"9"_s;
    m_questions.takeFirst().handler(own);
    QCOMPARE(m_questions.size(), 1);
    QCOMPARE(m_questions.first().after, u"9"_s);
    m_questions.takeFirst().handler(page({u"10"_s}));
    QCOMPARE(m_model->rowCount(), 1);
}

QTEST_GUILESS_MAIN(tst_DirectoryModel)
#include "tst_directorymodel.moc"
