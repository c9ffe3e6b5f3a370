// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/clientstore.h"
#include "client/store/searchindex.h"
#include "common/clientlimits.h"
#include "tests/support/searchcorpus.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

const RoomId lobby(u"r1"_s);
const RoomId other(u"r2"_s);

Message said(qint64 seq, const QString &text, const RoomId &room = lobby,
             const QString &name = u"이영희"_s)
{
    Message message;
    message.id = MessageId(u"%1-%2"_s.arg(room.toString()).arg(seq));
    message.room = room;
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(u"u-"_s + name), name};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
    message.updatedMs = message.createdMs;
    return message;
}

StoredRoom storedRoom(const RoomId &id)
{
    StoredRoom stored;
    stored.room.id = id;
    stored.room.name = id.toString();
    return stored;
}

LocalQuery query(const QString &text, int limit = 100)
{
    LocalQuery asked;
    asked.text = text;
    asked.limit = limit;
    return asked;
}

/// All pieces of the answer.
QList<LocalHit> findAll(SearchIndex &index, LocalQuery asked)
{
    QList<LocalHit> hits;
    do {
        const LocalAnswer answer = index.answer(asked);
        hits += answer.hits;
        asked.before = answer.nextBefore;
    } while (asked.before > 0);
    return hits;
}

QStringList found(SearchIndex &index, const LocalQuery &asked)
{
    QStringList texts;
    for (const LocalHit &hit : findAll(index, asked)) {
        texts.append(hit.message.chat);
    }
    return texts;
}

} // namespace

class tst_SearchIndex : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void theCorpusIsFound_data();
    void theCorpusIsFound();
    void theNewestComesFirstWhateverCameFirst();
    void whatWasEditedIsFoundByWhatItSaysNow();
    void whatIsGoneIsNotFound();
    void aNewRoomIsNotTheOldOne();
    void pagesJoinOn();
    void filtersAreUnderstood();
    void aHitKnowsItsNeighbours();
    void whatWasThereBeforeTheIndexIsScanned();
    void itGoesOnWhereItEnded();
    void aDamagedIndexIsMadeAgain_data();
    void aDamagedIndexIsMadeAgain();
    void anotherCacheMakesItAnew();
    void aCacheThatLostItsLastChangesMakesItAnew();
    void aCacheThatCannotBeReadTakesNothingOutOfIt();
    void manyOfOneMillisecondAreAllFound();
    void aFolderThatTakesNothingMeansNoIndex();
    void theThreadFollowsByItself();
    void onlyTheLastQuestionIsLookedFor();

private:
    [[nodiscard]] QString path(const QString &file) const
    {
        return m_dir.filePath(u"%1/%2"_s.arg(m_run).arg(file));
    }
    [[nodiscard]] QString indexPath() const { return path(u"search.db"_s); }
    void change(const QString &file, const QString &sql);

    QTemporaryDir m_dir;
    int m_run = 0;
    maru::testing::Corpus m_corpus;
};

void tst_SearchIndex::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS"); // damage is warned of
    m_corpus = maru::testing::readCorpus(QFINDTESTDATA("../server/storage/searchcorpus.txt"));
    QVERIFY(m_corpus.messages.size() >= 80);
    QVERIFY(m_corpus.queries.size() >= 200);
}

void tst_SearchIndex::init()
{
    ++m_run;
}

void tst_SearchIndex::change(const QString &file, const QString &sql)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(path(file));
        QVERIFY(database.open());
        QSqlQuery statement(database);
        QVERIFY(statement.exec(sql));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
}

void tst_SearchIndex::theCorpusIsFound_data()
{
    QTest::addColumn<bool>("isThereBefore");
    QTest::newRow("scanned") << true;
    QTest::newRow("followed") << false;
}

void tst_SearchIndex::theCorpusIsFound()
{
    QFETCH(bool, isThereBefore);
    LocalStore cache(path(u"cache.db"_s), {});
    QList<Message> all;
    for (const QString &text : std::as_const(m_corpus.messages)) {
        all.append(said(all.size() + 1, text));
    }
    std::optional<SearchIndex> index;
    if (isThereBefore) {
        cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
    }
    index.emplace(indexPath(), cache);
    if (!isThereBefore) {
        cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
    }
    while (index->follow(7)) { }
    for (const auto &[text, expected] : std::as_const(m_corpus.queries)) {
        if (Needle(text).isEmpty()) {
            continue; // everything, here
        }
        QStringList numbers;
        for (const LocalHit &hit : findAll(*index, query(text))) {
            numbers.prepend(QString::number(hit.message.seq));
            QVERIFY(!hit.ranges.isEmpty());
            for (const TextRange &range : hit.ranges) {
                const QString marked = hit.message.chat.sliced(range.start, range.length);
                QVERIFY2(Needle(text).isIn(marked), qPrintable(marked));
            }
        }
        QVERIFY2(numbers.join(u' ') == expected,
                 qPrintable(u"%1: %2, not %3"_s.arg(text, numbers.join(u' '), expected)));
    }
}

void tst_SearchIndex::theNewestComesFirstWhateverCameFirst()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    cache.apply({storedRoom(lobby), storedRoom(other),
                 PutMessages{lobby, {said(20, u"회의 20"_s), said(21, u"회의 21"_s)}, 20}});
    QVERIFY(!index.follow(100));
    cache.apply({PutOlder{lobby, {said(18, u"회의 18"_s), said(19, u"회의 19"_s)}, 20},
                 PutMessages{other, {said(22, u"회의 22"_s, other)}, 1}});
    QCOMPARE(found(index, query(u"회의"_s)),
             (QStringList{u"회의 22"_s, u"회의 21"_s, u"회의 20"_s, u"회의 19"_s, u"회의 18"_s}));
}

void tst_SearchIndex::whatWasEditedIsFoundByWhatItSaysNow()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    cache.apply({storedRoom(lobby), PutMessages{lobby, {said(1, u"김치찌개"_s)}, 1}});
    QCOMPARE(found(index, query(u"찌개"_s)), QStringList{u"김치찌개"_s});
    Message edited = said(1, u"된장국"_s);
    edited.rev = 2;
    cache.apply({PutMessages{lobby, {edited}, 1}});
    QCOMPARE(found(index, query(u"찌개"_s)), QStringList());
    QCOMPARE(found(index, query(u"ㄷㅈㄱ"_s)), QStringList{u"된장국"_s});
}

void tst_SearchIndex::whatIsGoneIsNotFound()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    cache.apply({storedRoom(lobby), storedRoom(other),
                 PutMessages{lobby, {said(1, u"비밀 하나"_s), said(2, u"비밀 둘"_s)}, 1},
                 PutMessages{other, {said(1, u"비밀 셋"_s, other)}, 1}});
    QCOMPARE(found(index, query(u"비밀"_s)).size(), 3);
    Message deleted = said(1, {});
    deleted.rev = 3;
    deleted.deletedMs = deleted.createdMs + 1;
    cache.apply({PutMessages{lobby, {deleted}, 1}});
    QCOMPARE(found(index, query(u"비밀"_s)).size(), 2);
    cache.apply({ForgetMessages{other}});
    QCOMPARE(found(index, query(u"비밀"_s)), QStringList{u"비밀 둘"_s});
    cache.apply({KeepRooms{{other}}});
    QCOMPARE(found(index, query(u"비밀"_s)), QStringList());
}

void tst_SearchIndex::aNewRoomIsNotTheOldOne()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    cache.apply({storedRoom(lobby), PutMessages{lobby, {said(1, u"처음"_s)}, 1}});
    QCOMPARE(found(index, query(u"처음"_s)).size(), 1);
    cache.apply({ForgetMessages{lobby}, PutMessages{lobby, {said(1, u"다음"_s)}, 1}});
    QCOMPARE(found(index, query(u"처음"_s)), QStringList());
    QCOMPARE(found(index, query(u"다음"_s)).size(), 1);
}

void tst_SearchIndex::pagesJoinOn()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    QList<Message> all;
    for (int seq = 1; seq <= 300; ++seq) {
        all.append(said(seq, seq % 2 == 0 ? u"짝수 %1"_s.arg(seq) : u"홀수 %1"_s.arg(seq)));
    }
    cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
    while (index.follow(64)) { }
    const QList<LocalHit> hits = findAll(index, query(u"짝수"_s, 7));
    QCOMPARE(hits.size(), 150);
    for (int i = 0; i < hits.size(); ++i) {
        QCOMPARE(hits.at(i).message.seq, 300 - 2 * i);
    }
}

void tst_SearchIndex::filtersAreUnderstood()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    Message withFile = said(4, u"자료 넷"_s);
    File picture;
    picture.id = FileId(u"f1"_s);
    picture.name = u"표.png"_s;
    picture.mime = u"image/png"_s;
    withFile.files = {picture};
    cache.apply({storedRoom(lobby), storedRoom(other),
                 PutMessages{lobby,
                             {said(1, u"자료 하나"_s), said(2, u"자료 둘"_s, lobby, u"김민수"_s),
                              said(3, u"자료 셋 https://example.com"_s), withFile},
                             1},
                 PutMessages{other, {said(5, u"자료 다섯"_s, other, u"김민수"_s)}, 1}});
    LocalQuery asked = query(u"자료"_s);
    QCOMPARE(found(index, asked).size(), 5);
    asked.isEverywhere = false;
    asked.rooms = {other};
    QCOMPARE(found(index, asked), QStringList{u"자료 다섯"_s});
    asked.rooms = {};
    QCOMPARE(found(index, asked), QStringList()); // in no room
    asked = query(u"자료"_s);
    asked.fromName = u"김민수"_s;
    QCOMPARE(found(index, asked), (QStringList{u"자료 다섯"_s, u"자료 둘"_s}));
    asked.text.clear(); // what somebody said, whatever it is
    QCOMPARE(found(index, asked), (QStringList{u"자료 다섯"_s, u"자료 둘"_s}));
    asked = query(u"자료"_s);
    asked.has.link = true;
    QCOMPARE(found(index, asked), QStringList{u"자료 셋 https://example.com"_s});
    asked.has = {};
    asked.has.file = true;
    QCOMPARE(found(index, asked), QStringList{u"자료 넷"_s});
    asked.has.image = true;
    QCOMPARE(found(index, asked), QStringList{u"자료 넷"_s});
    asked = query(u"자료"_s);
    asked.sinceMs = said(2, {}).createdMs;
    asked.untilMs = said(4, {}).createdMs;
    QCOMPARE(found(index, asked), (QStringList{u"자료 셋 https://example.com"_s, u"자료 둘"_s}));
    asked.text.clear();
    QCOMPARE(found(index, asked).size(), 2);
}

void tst_SearchIndex::aHitKnowsItsNeighbours()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    cache.apply(
        {storedRoom(lobby),
         PutMessages{lobby, {said(1, u"앞"_s), said(2, u"찾는 말"_s), said(3, u"뒤"_s)}, 1}});
    const QList<LocalHit> hits = findAll(index, query(u"찾는"_s));
    QCOMPARE(hits.size(), 1);
    QVERIFY(hits.first().previous && hits.first().next);
    QCOMPARE(hits.first().previous->chat, u"앞"_s);
    QCOMPARE(hits.first().next->chat, u"뒤"_s);
    QVERIFY(!findAll(index, query(u"뒤"_s)).first().next);
}

void tst_SearchIndex::whatWasThereBeforeTheIndexIsScanned()
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

void tst_SearchIndex::itGoesOnWhereItEnded()
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

void tst_SearchIndex::aDamagedIndexIsMadeAgain_data()
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

void tst_SearchIndex::aDamagedIndexIsMadeAgain()
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

void tst_SearchIndex::anotherCacheMakesItAnew()
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

void tst_SearchIndex::aCacheThatLostItsLastChangesMakesItAnew()
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

void tst_SearchIndex::aCacheThatCannotBeReadTakesNothingOutOfIt()
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

void tst_SearchIndex::manyOfOneMillisecondAreAllFound()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    QList<Message> all;
    for (int seq = 1; seq <= 2'500; ++seq) {
        Message message = said(seq, u"같은 때"_s);
        message.createdMs = seq % 2 == 0 ? 1'700'000'000'000 : -5; // a clock that is wrong by years
        all.append(message);
    }
    cache.apply({storedRoom(lobby), PutMessages{lobby, all, 1}});
    while (index.follow(limits::searchIndexRows)) { }
    QCOMPARE(findAll(index, query(u"같은"_s)).size(), 2'500);
}

void tst_SearchIndex::aFolderThatTakesNothingMeansNoIndex()
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

void tst_SearchIndex::theThreadFollowsByItself()
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

void tst_SearchIndex::onlyTheLastQuestionIsLookedFor()
{
    ClientStore store(m_dir.filePath(u"accounts2"_s));
    store.open(u"127.0.0.1:1"_s, u"김민수"_s, [](const OpenedStores &) {});
    store.change(storedRoom(lobby));
    store.change(PutMessages{lobby, {said(1, u"첫 글"_s), said(2, u"둘째 글"_s)}, 1});
    QList<LocalAnswer> answers;
    const auto take = [&](const LocalAnswer &answer) {
        answers.append(answer);
    };
    // In one turn: the thread looks at them only afterwards, or has begun with the first.
    store.search(query(u"글"_s), this, take);
    store.search(query(u"첫"_s), this, take);
    store.search(query(u"둘째"_s), this, take);
    QTRY_COMPARE(answers.size(), 3);
    QVERIFY(!answers.at(2).isStale);
    QCOMPARE(answers.at(2).hits.size(), 1);
    QCOMPARE(answers.at(2).hits.first().message.chat, u"둘째 글"_s);
    for (const LocalAnswer &answer : std::as_const(answers)) {
        QVERIFY(!answer.isStale || answer.hits.isEmpty());
    }
}

QTEST_GUILESS_MAIN(tst_SearchIndex)
#include "tst_searchindex.moc"
