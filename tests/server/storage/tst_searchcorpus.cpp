// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorybackend.h"
#include "server/storage/sql/sqlbackend.h"
#ifdef MARU_TEST_POSTGRES
#include "postgresfixture.h"
#include "server/storage/sql/postgresbackend.h"
#endif
#include "storagefixture.h"
#include "tests/support/searchcorpus.h"

#include <QTemporaryDir>
#include <QTest>

// searchcorpus.txt: what people of many scripts write, and what each query must find of it, no more
// and no less.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using maru::testing::Corpus;
using maru::testing::readCorpus;
using namespace Qt::StringLiterals;

class tst_SearchCorpus : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyQueryFindsItsMessages_data();
    void everyQueryFindsItsMessages();

private:
    Corpus m_corpus;
    QTemporaryDir m_dir;
    std::unique_ptr<StorageBackend> m_memory;
    std::unique_ptr<StorageBackend> m_sql; // indexed
    std::unique_ptr<StorageBackend> m_fresh; // not yet
#ifdef MARU_TEST_POSTGRES
    PostgresServer m_server;
#endif
    std::unique_ptr<StorageBackend> m_postgres; // indexed; null: not installed
    std::vector<StorageBackend *> m_all;
};

void tst_SearchCorpus::initTestCase()
{
    m_corpus = readCorpus(QFINDTESTDATA("searchcorpus.txt"));
    QVERIFY(m_corpus.messages.size() >= 80);
    QVERIFY(m_corpus.queries.size() >= 200);
    m_memory = std::make_unique<MemoryBackend>();
    m_sql = std::make_unique<SqlBackend>(m_dir.filePath(u"indexed/maru.db"_s));
    m_fresh = std::make_unique<SqlBackend>(m_dir.filePath(u"fresh/maru.db"_s));
    m_all = {m_memory.get(), m_sql.get(), m_fresh.get()};
#ifdef MARU_TEST_POSTGRES
    if (const char *lack = whatPostgresLacks()) {
        QVERIFY2(qEnvironmentVariable("CI") != u"true", lack);
        qInfo("%s", lack);
    } else {
        QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
        m_postgres = std::make_unique<PostgresBackend>(addressOf(m_server));
        m_all.push_back(m_postgres.get());
    }
#endif
    for (StorageBackend *backend : m_all) {
        const auto opened = backend->open();
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        QVERIFY(apply(*backend, user(1)));
        QVERIFY(apply(*backend, room(1, u"Alpha"_s)));
        int number = 0;
        for (const QString &text : std::as_const(m_corpus.messages)) {
            QVERIFY(apply(*backend, message(roomId(1), ++number, text)));
        }
    }
    for (StorageBackend *backend : {m_sql.get(), m_postgres.get()}) {
        while (backend != nullptr && backend->followUp(Leisure::Plenty) != Later::Nothing) { }
    }
}

void tst_SearchCorpus::everyQueryFindsItsMessages_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("expected");
    for (const auto &[query, expected] : std::as_const(m_corpus.queries)) {
        QTest::newRow(qPrintable(query)) << query << expected;
    }
}

void tst_SearchCorpus::everyQueryFindsItsMessages()
{
    QFETCH(QString, query);
    QFETCH(QString, expected);
    SearchMessages search;
    search.text = query;
    search.rooms = {roomId(1)};
    search.limit = 100;
    for (StorageBackend *backend : m_all) {
        const auto reply = read(*backend, search);
        QVERIFY(reply && reply->nextBefore == 0);
        QStringList found;
        const Needle needle(query);
        for (const SearchReply::Hit &hit : reply->hits) {
            found.prepend(QString::number(hit.message.seq)); // newest first
            QVERIFY(!hit.ranges.isEmpty());
            // What is marked is itself what was searched.
            for (const TextRange &range : hit.ranges) {
                const QString marked = hit.message.chat.sliced(range.start, range.length);
                QVERIFY2(needle.isIn(marked), qPrintable(marked));
            }
        }
        QCOMPARE(found.join(u' '), expected);
    }
}

QTEST_GUILESS_MAIN(tst_SearchCorpus)
#include "tst_searchcorpus.moc"
