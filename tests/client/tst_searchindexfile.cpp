// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/clientstore.h"
#include "client/store/searchindex.h"
#include "searchindexfixture.h"
#include "searchindextools.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

/// The index beside its cache: late, damaged, of another one, or not there.
class tst_SearchIndexFile : public SearchIndexFixture
{
    Q_OBJECT

private slots:
    void whatWasThereBeforeTheIndexIsScanned();
    void itGoesOnWhereItEnded();
    void aDamagedIndexIsMadeAgain_data();
    void aDamagedIndexIsMadeAgain();
    void anIndexThatMissesLinksIsMadeAgain();
    void anotherCacheMakesItAnew();
    void aCacheThatLostItsLastChangesMakesItAnew();
    void aCacheThatCannotBeReadTakesNothingOutOfIt();
    void aFolderThatTakesNothingMeansNoIndex();
    void theThreadFollowsByItself();
};

void tst_SearchIndexFile::whatWasThereBeforeTheIndexIsScanned()
{
    LocalStore cache(path(u"cache.db"_s), {});
    QList<Message> all;
    for (int seq = 1; seq <= 300; ++seq) {
        all.append(said(seq, u"글 %1"_s.arg(seq)));
    }
    cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
    SearchIndex index(indexPath(), cache);
    // What changes meanwhile is not overwritten by what was there.
    Message edited = said(299, u"바뀐 글"_s);
    edited.rev = 301;
    QVERIFY(index.follow(10));
    cache.apply({PutMessages{lobby, {edited, said(301, u"새 글"_s)}, 1}});
    QVERIFY(index.answer(query(u"글"_s)).isBehind);
    while (index.follow(10)) { }
    QVERIFY(!index.answer(query(u"글"_s)).isBehind);
    QCOMPARE(findAll(index, query(u"글"_s)).size(), 301);
    QCOMPARE(found(index, query(u"바뀐"_s)), QStringList{u"바뀐 글"_s});
    QCOMPARE(found(index, query(u"299"_s)), QStringList());
}

void tst_SearchIndexFile::itGoesOnWhereItEnded()
{
    QList<Message> all;
    for (int seq = 1; seq <= 50; ++seq) {
        all.append(said(seq, u"글 %1"_s.arg(seq)));
    }
    {
        LocalStore cache(path(u"cache.db"_s), {});
        cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
        SearchIndex index(indexPath(), cache);
        QVERIFY(index.follow(20));
    }
    LocalStore cache(path(u"cache.db"_s), {});
    cache.apply({PutMessages{lobby, {said(51, u"글 51"_s)}, 1}});
    SearchIndex index(indexPath(), cache);
    while (index.follow(20)) { }
    QCOMPARE(findAll(index, query(u"글"_s)).size(), 51);
    // Nothing is done twice: the rows are as many as the messages.
    QCOMPARE(findAll(index, query({})).size(), 51);
}

void tst_SearchIndexFile::aDamagedIndexIsMadeAgain_data()
{
    QTest::addColumn<QString>("damage");
    QTest::newRow("no database") << QString();
    QTest::newRow("terms") << u"UPDATE words_data SET block = x'5a5a5a5a' WHERE id > 10"_s;
    QTest::newRow("no table") << u"DROP TABLE docs"_s;
    QTest::newRow("no state") << u"DELETE FROM state"_s;
    QTest::newRow("later") << u"PRAGMA user_version = 99"_s;
    QTest::newRow("other terms") << u"UPDATE state SET version = 1"_s;
    QTest::newRow("mostly dead") << u"UPDATE state SET dead = 50000"_s;
}

void tst_SearchIndexFile::aDamagedIndexIsMadeAgain()
{
    QFETCH(QString, damage);
    QList<Message> all;
    for (int seq = 1; seq <= 50; ++seq) {
        all.append(said(seq, u"글 %1"_s.arg(seq)));
    }
    LocalStore cache(path(u"cache.db"_s), {});
    cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
    {
        SearchIndex index(indexPath(), cache);
        while (index.follow(20)) { }
        QCOMPARE(found(index, query(u"글 17"_s)), QStringList{u"글 17"_s});
    }
    if (damage.isEmpty()) {
        QFile file(indexPath());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(10'000, 'z'));
    } else {
        change(u"search.db"_s, damage);
    }
    const bool isQuiet =
        QByteArray(QTest::currentDataTag()) == "no state" || damage.contains(u"UPDATE state"_s);
    if (!isQuiet) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"damaged and made again"_s));
    }
    SearchIndex index(indexPath(), cache);
    static_cast<void>(index.answer(query(u"글 17"_s))); // some damage shows only now
    while (index.follow(20)) { }
    QVERIFY(index.isWorking());
    QCOMPARE(found(index, query(u"글 17"_s)), QStringList{u"글 17"_s});
    QVERIFY(cache.isWorking());
}

// The first version of the terms knew no link that was written onto Korean.
void tst_SearchIndexFile::anIndexThatMissesLinksIsMadeAgain()
{
    const QString text = u"주소는https://a.example/x 회의"_s;
    LocalStore cache(path(u"cache.db"_s), {});
    cache.apply({storedRoom(lobby), PutMessages{lobby, {said(1, text)}, 1}});
    {
        SearchIndex index(indexPath(), cache);
        while (index.follow(20)) { }
    }
    change(u"search.db"_s,
           u"UPDATE state SET version = %1"_s.arg(
               101'000 + static_cast<int>(QChar::currentUnicodeVersion())));
    change(u"search.db"_s, u"INSERT INTO words (words) VALUES ('delete-all')"_s);
    SearchIndex index(indexPath(), cache);
    while (index.follow(20)) { }
    LocalQuery links = query({});
    links.has.link = true;
    QCOMPARE(found(index, links), QStringList{text});
}

void tst_SearchIndexFile::anotherCacheMakesItAnew()
{
    {
        LocalStore cache(path(u"cache.db"_s), {});
        cache.apply({storedRoom(lobby), PutMessages{lobby, {said(1, u"이전 글"_s)}, 1}});
        SearchIndex index(indexPath(), cache);
        while (index.follow(20)) { }
    }
    removeStore(path(u"cache.db"_s));
    LocalStore cache(path(u"cache.db"_s), {});
    cache.apply({storedRoom(lobby), PutMessages{lobby, {said(1, u"다른 글"_s)}, 1}});
    SearchIndex index(indexPath(), cache);
    while (index.follow(20)) { }
    QCOMPARE(found(index, query(u"글"_s)), QStringList{u"다른 글"_s});
}

void tst_SearchIndexFile::aCacheThatLostItsLastChangesMakesItAnew()
{
    {
        LocalStore cache(path(u"cache.db"_s), {});
        cache.apply({storedRoom(lobby),
                     PutMessages{lobby, {said(1, u"글 하나"_s), said(2, u"글 둘"_s)}, 1}});
        SearchIndex index(indexPath(), cache);
        cache.apply({PutMessages{lobby, {said(3, u"글 셋"_s)}, 1}});
        while (index.follow(20)) { }
    }
    // As after a power cut: the last commit is gone, and its number comes again.
    change(u"cache.db"_s, u"DELETE FROM messages WHERE seq = 3"_s);
    change(u"cache.db"_s, u"DELETE FROM search_queue WHERE number > 2"_s);
    change(u"cache.db"_s, u"UPDATE sqlite_sequence SET seq = 2 WHERE name = 'search_queue'"_s);
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    cache.apply({PutMessages{lobby, {said(3, u"글 또 셋"_s)}, 1}});
    while (index.follow(20)) { }
    QCOMPARE(found(index, query(u"글"_s)), (QStringList{u"글 또 셋"_s, u"글 둘"_s, u"글 하나"_s}));
}

void tst_SearchIndexFile::aCacheThatCannotBeReadTakesNothingOutOfIt()
{
    {
        LocalStore cache(path(u"cache.db"_s), {});
        cache.apply({storedRoom(lobby),
                     PutMessages{lobby, {said(1, u"글 하나"_s), said(2, u"글 둘"_s)}, 1}});
        SearchIndex index(indexPath(), cache);
        while (index.follow(20)) { }
    }
    change(u"cache.db"_s, u"UPDATE messages SET body = body"_s); // both are to be looked at again
    change(u"cache.db"_s, u"ALTER TABLE messages RENAME TO out_of_reach"_s);
    {
        LocalStore cache(path(u"cache.db"_s), {});
        QVERIFY(cache.isWorking());
        SearchIndex index(indexPath(), cache);
        QVERIFY(index.isWorking());
        QVERIFY(!index.follow(20));
        QVERIFY(!cache.isWorking());
    }
    int kept = 0;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(indexPath());
        QVERIFY(database.open());
        QSqlQuery rows(u"SELECT count(*) FROM docs"_s, database);
        QVERIFY(rows.next());
        kept = rows.value(0).toInt();
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    QCOMPARE(kept, 2);
}

void tst_SearchIndexFile::aFolderThatTakesNothingMeansNoIndex()
{
    LocalStore cache(path(u"cache.db"_s), {});
    cache.apply({storedRoom(lobby), PutMessages{lobby, {said(1, u"글"_s)}, 1}});
    QVERIFY(QDir().mkpath(indexPath())); // a folder stands in the way
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"nothing can be searched on this computer"_s));
    SearchIndex index(indexPath(), cache);
    QVERIFY(!index.isWorking());
    QVERIFY(!index.follow(10));
    QVERIFY(!index.answer(query(u"글"_s)).isWorking);
    QVERIFY(cache.isWorking());
}

void tst_SearchIndexFile::theThreadFollowsByItself()
{
    ClientStore store(m_dir.filePath(u"accounts"_s));
    bool isOpen = false;
    store.open(u"127.0.0.1:1"_s, u"김민수"_s, [&](const OpenedStores &) { isOpen = true; });
    QTRY_VERIFY(isOpen);
    QList<Message> all;
    for (int seq = 1; seq <= 1'000; ++seq) {
        all.append(said(seq, u"글 %1"_s.arg(seq)));
    }
    store.change(storedRoom(lobby));
    store.change(PutMessages{lobby, all, 1});
    LocalAnswer last;
    last.isBehind = true;
    int asked = 0;
    int answered = 0;
    const auto isComplete = [&] {
        if (asked == answered) {
            ++asked;
            store.search(query(u"글 1000"_s), this, [&](const LocalAnswer &answer) {
                ++answered;
                last = answer;
            });
        }
        return answered > 0 && !last.isBehind;
    };
    QTRY_VERIFY(isComplete());
    QCOMPARE(last.hits.size(), 1);
}

QTEST_GUILESS_MAIN(tst_SearchIndexFile)
#include "tst_searchindexfile.moc"
