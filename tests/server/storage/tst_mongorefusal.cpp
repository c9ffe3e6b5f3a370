// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/mongolimits.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"
#include "tests/support/loglines.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

// A database that is there and says no: what makes the store unwell, and when it is well again
// while nobody writes.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

namespace {

constexpr int always = 1'000'000;
constexpr int anyCode = 8'000;

} // namespace

class tst_MongoRefusal : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }
    void init();
    void cleanup() { m_store.reset(); }

    void aRefusedQuestionIsOnlyLogged();
    void aJournalThatIsNotCutIsOnlyLogged();
    void aRefusedChangeCountsUntilThereIsSpace();
    void whatIsStoredIsWrittenWhileNobodyAsks();

private:
    [[nodiscard]] QString problemAfterMaintaining();

    MongoDouble m_server;
    std::unique_ptr<MongoBackend> m_store;
};

void tst_MongoRefusal::init()
{
    m_server.empty();
    m_store = std::make_unique<MongoBackend>(addressOf(m_server));
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(*m_store, room(1, u"Alpha"_s)) && apply(*m_store, user(1)));
}

QString tst_MongoRefusal::problemAfterMaintaining()
{
    m_store->maintain();
    return m_store->problem();
}

void tst_MongoRefusal::aRefusedQuestionIsOnlyLogged()
{
    const testing::LogLines log(lcStorage());
    m_server.inject(u"find"_s, u"chats"_s, u"error"_s, 0, 2, anyCode);
    const ReadHistory question = history(roomId(1), ReadHistory::Direction::After, 0);
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(read(*m_store, question).error(), StoreError::Failed);
        QCOMPARE(m_store->problem(), QString());
    }
    QCOMPARE(m_server.faultsLeft(), 0);
    QCOMPARE(log.of(QtWarningMsg).filter(u" refused a question: injected"_s).size(), 1);
    QVERIFY(read(*m_store, question));
}

void tst_MongoRefusal::aJournalThatIsNotCutIsOnlyLogged()
{
    const testing::LogLines log(lcStorage());
    m_server.inject(u"delete"_s, u"maru_journal"_s, u"error"_s, 0, 1, anyCode);
    for (int i = 1; i <= limits::mongoJournalTrim; ++i) {
        QVERIFY(apply(*m_store, message(roomId(1), i, u"a"_s)));
        QCOMPARE(m_store->problem(), QString());
    }
    QCOMPARE(m_server.faultsLeft(), 0);
    QCOMPARE(log.of(QtWarningMsg).filter(u" could not shorten its journal: "_s).size(), 1);
}

// And a write of some size tells that there is, though nobody sends anything.
void tst_MongoRefusal::aRefusedChangeCountsUntilThereIsSpace()
{
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"error"_s, 0, always, anyCode);
    m_server.inject(u"insert"_s, u"maru_probe"_s, u"error"_s, 0, 1, anyCode);
    QCOMPARE(apply(*m_store, message(roomId(1), 1, u"a"_s)).error(), StoreError::Failed);
    const QString problem = m_store->problem();
    QVERIFY2(problem.contains(u"refused a change: injected"_s), qPrintable(problem));
    QTRY_VERIFY_WITH_TIMEOUT((m_store->maintain(), m_server.faultsLeft() == 1), 30'000);
    QCOMPARE(m_store->problem(), problem);
    m_server.ask({{u"do"_s, u"heal"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(problemAfterMaintaining(), QString(), 30'000);
    QVERIFY(documentsOf(m_server, u"maru_probe"_s).isEmpty());
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s))->message.seq, 1);
}

void tst_MongoRefusal::whatIsStoredIsWrittenWhileNobodyAsks()
{
    m_server.inject(u"update"_s, u"chats"_s, u"error"_s, 0, 2, anyCode); // also a second attempt
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    QVERIFY(!m_store->problem().isEmpty());
    QCOMPARE(m_server.faultsLeft(), 0);
    QVERIFY(documentsOf(m_server, u"chats"_s).isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(problemAfterMaintaining(), QString(), 30'000);
    QCOMPARE(documentsOf(m_server, u"chats"_s).size(), 1);
}

QTEST_GUILESS_MAIN(tst_MongoRefusal)
#include "tst_mongorefusal.moc"
