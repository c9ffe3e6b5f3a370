// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/storage/sql/sqlbackend.h"
#include "server/storage/storagethread.h"
#include "storagefixture.h"

#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

// The index on disk: how far it is, and that it is never believed further than that.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

namespace {

SearchMessages question(const QString &text, int limit = 100)
{
    SearchMessages query;
    query.text = text;
    query.rooms = {roomId(1)};
    query.limit = limit;
    return query;
}

/// All hits, over as many answers as it takes.
QString found(StorageBackend &backend, const QString &text)
{
    QStringList seqs;
    SearchMessages query = question(text);
    do {
        const auto reply = read(backend, query);
        if (!reply) {
            return u"failed"_s;
        }
        for (const SearchReply::Hit &hit : reply->hits) {
            seqs.append(QString::number(hit.message.seq));
        }
        query.before = reply->nextBefore;
    } while (query.before > 0);
    return seqs.join(u' ');
}

} // namespace

class tst_SqlSearch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void theIndexWaitsForItsTime();
    void anIndexThatIsBehindCatchesUp();
    void aCrashBetweenMessageAndIndexLosesNothing();
    void anIndexOfOtherTermsIsMadeAgain();
    void anIndexThatMissesLinksIsMadeAgain();
    void anIndexOfOtherRowsIsMadeAgain();
    void aRowOfTheIndexIsNeverBelieved();
    void aChangeBeforeItsTurnIsNoted();
    void theReaderSeesWhatWasAnswered();
    void searchesDoNotHoldUpMessages();
    void aStoppedStoreAnswersEverySearch();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(u"maru.db"_s); }
    /// What a query of one value says, over a connection of its own.
    [[nodiscard]] qint64 ask(const QString &sql);
    void open();
    void post(int from, int to, const QString &text = u"글"_s);
    /// Gives the index all the time it wants.
    void rest();

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqlBackend> m_store;
};

void tst_SqlSearch::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    open();
    QVERIFY(apply(*m_store, user(1)));
    QVERIFY(apply(*m_store, room(1, u"Alpha"_s)));
}

void tst_SqlSearch::cleanup()
{
    m_store.reset();
}

void tst_SqlSearch::open()
{
    m_store.reset();
    m_store = std::make_unique<SqlBackend>(path());
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
}

qint64 tst_SqlSearch::ask(const QString &sql)
{
    SqliteConnection connection(path(), SqliteConnection::Mode::ReadOnly);
    if (!connection.open()) {
        return -1;
    }
    QSqlQuery query(connection.database());
    return query.exec(sql) && query.next() ? query.value(0).toLongLong() : -1;
}

void tst_SqlSearch::post(int from, int to, const QString &text)
{
    std::vector<Change> changes;
    for (int number = from; number <= to; ++number) {
        changes.push_back(message(roomId(1), number, u"%1 %2"_s.arg(text).arg(number)));
    }
    for (const auto &applied : m_store->apply(changes)) {
        QVERIFY(applied);
    }
}

void tst_SqlSearch::rest()
{
    while (m_store->followUp(Leisure::Plenty) != Later::Nothing) { }
}

void tst_SqlSearch::theIndexWaitsForItsTime()
{
    const QString indexed = u"SELECT indexed FROM search_state"_s;
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    post(1, 10);
    QCOMPARE(m_store->followUp(Leisure::None), Later::AfterAWhile);
    QCOMPARE(m_store->followUp(Leisure::Moment), Later::AfterAWhile);
    QCOMPARE(ask(indexed), 0);
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QCOMPARE(ask(indexed), 10);
    // Enough for a piece is done in any free moment, but a piece at a time.
    post(11, 10 + 3 * limits::maxIndexedAtOnce);
    QCOMPARE(m_store->followUp(Leisure::None), Later::AtOnce);
    QCOMPARE(ask(indexed), 10);
    QCOMPARE(m_store->followUp(Leisure::Moment), Later::AtOnce);
    QCOMPARE(ask(indexed), 10 + limits::maxIndexedAtOnce);
    QCOMPARE(m_store->followUp(Leisure::Moment), Later::AtOnce);
    QCOMPARE(m_store->followUp(Leisure::Moment), Later::Nothing);
    QCOMPARE(ask(indexed), 10 + 3 * limits::maxIndexedAtOnce);
}

void tst_SqlSearch::anIndexThatIsBehindCatchesUp()
{
    for (int number = 1; number < limits::maxUnindexed; number += 1'000) {
        post(number, number + 999, number == 1 ? u"first"_s : u"글"_s);
    }
    QCOMPARE(m_store->followUp(Leisure::None), Later::AtOnce); // never without end behind
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), limits::maxIndexedAtOnce);
    constexpr int last = limits::maxUnindexed + 2;
    post(last - 1, last, u"first"_s);
    const QString all = found(*m_store, u"first"_s);
    QCOMPARE(all.count(u' '), 1'001);
    QVERIFY(all.startsWith(u"%1 %2 1000 999 "_s.arg(last).arg(last - 1))
            && all.endsWith(u" 2 1"_s));
    rest();
    QCOMPARE(found(*m_store, u"first"_s), all);
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), last);
}

void tst_SqlSearch::aCrashBetweenMessageAndIndexLosesNothing()
{
    post(1, 5, u"before"_s);
    rest();
    post(6, 9, u"after"_s);
    // A copy of the files as they are now is what a kill leaves.
    QTemporaryDir crashed;
    for (const QString &end : {QString(), u"-wal"_s}) {
        QVERIFY(QFile::copy(path() + end, crashed.filePath(u"maru.db"_s + end)));
    }
    m_store = std::make_unique<SqlBackend>(crashed.filePath(u"maru.db"_s));
    QVERIFY(m_store->open());
    QCOMPARE(found(*m_store, u"after"_s), u"9 8 7 6"_s);
    rest();
    QCOMPARE(found(*m_store, u"after"_s), u"9 8 7 6"_s);
    QCOMPARE(found(*m_store, u"before"_s), u"5 4 3 2 1"_s);
}

void tst_SqlSearch::anIndexOfOtherTermsIsMadeAgain()
{
    post(1, 5, u"글귀"_s);
    rest();
    m_store->close();
    {
        SqliteConnection connection(path(), SqliteConnection::Mode::ReadWrite);
        QVERIFY(connection.open());
        QSqlQuery query(connection.database());
        QVERIFY(query.exec(u"UPDATE search_state SET version = 1"_s));
        QVERIFY(query.exec(u"INSERT INTO search_stale VALUES (3, 'other terms')"_s));
    }
    open();
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), 0);
    QCOMPARE(found(*m_store, u"글귀"_s), u"5 4 3 2 1"_s);
    rest();
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), 5);
    QCOMPARE(ask(u"SELECT count(*) FROM search_index WHERE search_index MATCH '\"글귀\"'"_s), 5);
    QCOMPARE(found(*m_store, u"글귀"_s), u"5 4 3 2 1"_s);
}

// The first version of the terms knew no link that was written onto Korean.
void tst_SqlSearch::anIndexThatMissesLinksIsMadeAgain()
{
    post(1, 1, u"주소는https://a.example/x 회의"_s);
    rest();
    m_store->close();
    {
        SqliteConnection connection(path(), SqliteConnection::Mode::ReadWrite);
        QVERIFY(connection.open());
        QSqlQuery query(connection.database());
        QVERIFY(query.exec(u"UPDATE search_state SET version = %1"_s.arg(
            1'000 + static_cast<int>(QChar::currentUnicodeVersion()))));
        QVERIFY(query.exec(u"INSERT INTO search_index (search_index) VALUES ('delete-all')"_s));
        QVERIFY(query.exec(u"INSERT INTO search_index (rowid, terms) VALUES (1, '회 의 회의')"_s));
    }
    open();
    SearchMessages links = question(u"회의"_s);
    links.has.link = true;
    const auto count = [this, &links] {
        const auto reply = read(*m_store, links);
        return reply ? reply->hits.size() : -1;
    };
    QCOMPARE(count(), 1); // also before it is made
    rest();
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), 1);
    QCOMPARE(count(), 1);
    QVERIFY(
        apply(*m_store, DeleteMessage{roomId(1), MessageId(hexId(0x10'0001)), userId(1), true, 5}));
    rest();
    QCOMPARE(ask(u"SELECT count(*) FROM search_index WHERE search_index MATCH '\"회의\"'"_s), 0);
}

void tst_SqlSearch::anIndexOfOtherRowsIsMadeAgain()
{
    post(1, 5, u"글귀"_s);
    rest();
    m_store->close();
    {
        SqliteConnection connection(path(), SqliteConnection::Mode::ReadWrite);
        QVERIFY(connection.open());
        QVERIFY(QSqlQuery(connection.database()).exec(u"UPDATE messages SET rowid = rowid + 10"_s));
    }
    open();
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), 0);
    rest();
    QCOMPARE(ask(u"SELECT indexed FROM search_state"_s), 15);
    QCOMPARE(found(*m_store, u"글귀"_s), u"5 4 3 2 1"_s);
}

void tst_SqlSearch::aRowOfTheIndexIsNeverBelieved()
{
    post(1, 2, u"글귀"_s);
    rest();
    m_store->close();
    {
        SqliteConnection connection(path(), SqliteConnection::Mode::ReadWrite);
        QVERIFY(connection.open());
        const QString terms = u"\uAC70\uC9D3 \uAC70 \uC9D3 room%1 user%2"_s.arg(hexId(1), hexId(1));
        for (const char *doc : {"1", "77"}) {
            QVERIFY(QSqlQuery(connection.database())
                        .exec(u"INSERT INTO search_index (rowid, terms) VALUES (%1, '%2')"_s.arg(
                            QLatin1StringView(doc), terms)));
        }
    }
    open();
    QCOMPARE(found(*m_store, u"거짓"_s), QString());
    QCOMPARE(found(*m_store, u"글귀"_s), u"2 1"_s);
}

void tst_SqlSearch::aChangeBeforeItsTurnIsNoted()
{
    post(1, 2, u"글귀"_s);
    const auto edit = [this](int number, const QString &text) {
        return apply(*m_store,
                     EditMessage{roomId(1),
                                 MessageId(hexId(0x10'0000 + number)),
                                 userId(1),
                                 text,
                                 {},
                                 50'000})
            .has_value();
    };
    QVERIFY(edit(1, u"아직"_s)); // not indexed yet: nothing to take back
    QCOMPARE(ask(u"SELECT count(*) FROM search_stale"_s), 0);
    rest();
    QVERIFY(edit(1, u"이미"_s) && edit(1, u"벌써"_s)); // once is enough
    QCOMPARE(ask(u"SELECT count(*) FROM search_stale"_s), 1);
    open(); // also after a new start
    QCOMPARE(found(*m_store, u"벌써"_s), u"1"_s);
    QCOMPARE(m_store->followUp(Leisure::Plenty), Later::Nothing);
    QCOMPARE(ask(u"SELECT count(*) FROM search_stale"_s), 0);
    const QString rows = u"SELECT count(*) FROM search_index WHERE search_index MATCH '\"%1\"'"_s;
    QCOMPARE(ask(rows.arg(u"아직"_s)), 0);
    QCOMPARE(ask(rows.arg(u"이미"_s)), 0);
    QCOMPARE(ask(rows.arg(u"벌써"_s)), 1);
}

void tst_SqlSearch::theReaderSeesWhatWasAnswered()
{
    m_store.reset();
    StorageThread store([this] { return std::make_unique<SqlBackend>(path()); });
    QVERIFY(store.start());
    int answered = 0;
    for (int number = 1; number <= 300; ++number) {
        store.apply(message(roomId(1), number, u"글 %1"_s.arg(number)),
                    [&, number](const Result<AppendMessage::Reply, StoreError> &reply) {
                        QVERIFY(reply);
                        store.read(
                            question(u"글 %1"_s.arg(number), 1),
                            [&](const Result<SearchMessages::Reply, StoreError> &found) {
                                QVERIFY(found);
                                QCOMPARE(found->hits.size(), 1);
                                ++answered;
                            },
                            Order::Free);
                    });
        QTRY_VERIFY(answered + limits::maxWaitingSearches / 2 >= number);
    }
    QTRY_COMPARE(answered, 300);
    store.stop(5'000);
}

void tst_SqlSearch::searchesDoNotHoldUpMessages()
{
    post(1, 3'000, u"ab ba"_s);
    m_store.reset();
    StorageThread store([this] { return std::make_unique<SqlBackend>(path()); });
    QVERIFY(store.start());
    QStringList order;
    constexpr int searches = 200; // so many that one order to a slow disk is quicker
    for (int i = 0; i < searches; ++i) {
        store.read(
            question(u"abba"_s),
            [&](const auto &reply) {
                QVERIFY(reply);
                order.append(u"search"_s);
            },
            Order::Free);
    }
    store.apply(message(roomId(1), 9'000, u"글"_s), [&](const auto &reply) {
        QVERIFY(reply);
        order.append(u"message"_s);
    });
    QTRY_COMPARE_WITH_TIMEOUT(order.size(), searches + 1, 30'000);
    QVERIFY2(order.indexOf(u"message"_s) < searches / 2, qPrintable(order.join(u' ')));
    store.stop(5'000);
}

void tst_SqlSearch::aStoppedStoreAnswersEverySearch()
{
    post(1, 3'000, u"ab ba"_s);
    m_store.reset();
    StorageThread store([this] { return std::make_unique<SqlBackend>(path()); });
    QVERIFY(store.start());
    int answered = 0;
    int refused = 0;
    const auto count = [&](const Result<SearchMessages::Reply, StoreError> &reply) {
        (reply ? answered : refused) += 1;
    };
    for (int i = 0; i < limits::maxWaitingSearches + 10; ++i) {
        store.read(question(u"abba"_s), count, Order::Free);
    }
    QCOMPARE(answered + refused, 0); // never from within the call
    QTRY_COMPARE(refused, 10); // more than may wait
    store.stop(5'000);
    QCOMPARE(answered + refused, limits::maxWaitingSearches + 10);
    store.read(question(u"abba"_s), count, Order::Free);
    QTRY_COMPARE(answered + refused, limits::maxWaitingSearches + 11);
}

QTEST_GUILESS_MAIN(tst_SqlSearch)
#include "tst_sqlsearch.moc"
