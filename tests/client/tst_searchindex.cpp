// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/clientstore.h"
#include "client/store/searchindex.h"
#include "common/clientlimits.h"
#include "searchindexfixture.h"
#include "searchindextools.h"

#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_SearchIndex : public SearchIndexFixture
{
    Q_OBJECT

private slots:
    void theCorpusIsFound_data();
    void theCorpusIsFound();
    void theNewestComesFirstWhateverCameFirst();
    void whatWasEditedIsFoundByWhatItSaysNow();
    void whatIsGoneIsNotFound();
    void aNewRoomIsNotTheOldOne();
    void pagesJoinOn();
    void filtersAreUnderstood();
    void whoWasRenamedSaidItAll();
    void aHitKnowsItsNeighbours();
    void manyOfOneMillisecondAreAllFound();
    void onlyTheLastQuestionIsLookedFor();
};

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

void tst_SearchIndex::whoWasRenamedSaidItAll()
{
    LocalStore cache(path(u"cache.db"_s), {});
    SearchIndex index(indexPath(), cache);
    const Message old = said(1, u"옛 회의"_s, lobby, u"학생1"_s);
    Message now = said(2, u"새 회의"_s, lobby, u"김민수"_s);
    now.user.id = old.user.id;
    Message another = said(3, u"남의 회의"_s, lobby, u"학생1"_s); // who has the old name now
    another.user.id = UserId(u"u9"_s);
    cache.apply({storedRoom(lobby), PutMessages{lobby, {old, now, another}, 1}});
    LocalQuery asked = query(u"회의"_s);
    asked.fromUser = old.user.id;
    QCOMPARE(found(index, asked), (QStringList{u"새 회의"_s, u"옛 회의"_s}));
    asked.text.clear();
    QCOMPARE(found(index, asked), (QStringList{u"새 회의"_s, u"옛 회의"_s}));
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
