// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/isotime.h"
#include "common/limits.h"
#include "common/mongolimits.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QJsonArray>
#include <QTest>

#include <functional>

// What a seed's server has left in its database is taken over.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_MongoSeed : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }
    void init() { m_server.empty(); }

    void aSeedsDatabaseIsTakenOver();
    void theSeedsOwnIndexIsNotInTheWay();
    void aTakeOverGoesOnWhereItWasEnded();
    void aStepThatIsNotInTheCollectionIsNotMadeAgain_data();
    void aStepThatIsNotInTheCollectionIsNotMadeAgain();
    void aTakeOverIsMadeInSmallSteps();
    void aTakeOverWaitsForALargeCollection_data();
    void aTakeOverWaitsForALargeCollection();

private:
    void insertSeed();

    MongoDouble m_server;
};

void tst_MongoSeed::insertSeed()
{
    const auto id = [](int number) {
        return QJsonObject{{u"$oid"_s, hexId(number)}};
    };
    const auto time = [](int seconds) {
        return QJsonObject{
            {u"$date"_s,
             QString::fromLatin1(isoTime(1'700'000'000'000 + qint64{1'000} * seconds))}};
    };
    insertInto(m_server, u"users"_s,
               {QJsonObject{{u"_id"_s, id(1)},
                            {u"userName"_s, u"김민수"_s},
                            {u"socketId"_s, u"abc"_s},
                            {u"isOnline"_s, true},
                            {u"__v"_s, 0}},
                QJsonObject{{u"_id"_s, id(2)}, {u"userName"_s, u"Kim"_s}},
                QJsonObject{{u"_id"_s, id(3)}, {u"userName"_s, u"kim"_s}},
                QJsonObject{{u"_id"_s, id(4)}, {u"userName"_s, u"system"_s}},
                QJsonObject{{u"_id"_s, id(5)}, {u"userName"_s, u"\u202e a\u202eb "_s}},
                QJsonObject{{u"_id"_s, id(6)}, {u"userName"_s, QString(2'000, u'가')}},
                QJsonObject{{u"_id"_s, id(7)}, {u"userName"_s, u"\u200b"_s}}});
    QJsonArray chats;
    static constexpr int count = 1'203; // more than one step
    for (int number = count; number >= 1; --number) { // the newest first
        chats.append(
            QJsonObject{{u"_id"_s, id(0x1000 + number)},
                        {u"chat"_s, u"말 %1"_s.arg(number)},
                        {u"user"_s, QJsonObject{{u"id"_s, id(1)}, {u"userName"_s, u"김민수"_s}}},
                        {u"createdAt"_s, time(number)},
                        {u"updatedAt"_s, time(number)},
                        {u"__v"_s, 0}});
    }
    // Its schema asks neither for a text nor for a name that we would take.
    const auto change = [&chats](int number, const std::function<void(QJsonObject &)> &how) {
        QJsonObject one = chats[count - number].toObject();
        how(one);
        chats[count - number] = one;
    };
    change(3, [](QJsonObject &one) { one[u"chat"_s] = QJsonValue::Null; });
    change(4, [](QJsonObject &one) { one.remove(u"chat"_s); });
    for (const int author : {4, 5, 6, 9}) { // the last is not among its people
        change(author + 10, [&](QJsonObject &one) {
            const QString name = author == 9 ? u"\u202eServer"_s : u"\u202ewhoever"_s;
            one[u"user"_s] = QJsonObject{{u"id"_s, id(author)}, {u"userName"_s, name}};
        });
    }
    insertInto(m_server, u"chats"_s, chats);
}

void tst_MongoSeed::aSeedsDatabaseIsTakenOver()
{
    insertSeed();
    MongoBackend store(addressOf(m_server));
    const auto opened = store.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    const auto lobby = read(store, FindRoom{{}, u"lobby"_s, {}}).value();
    QVERIFY(lobby);
    QCOMPARE(lobby->room.seq, 1'203);
    const auto page =
        read(store, history(lobby->room.id, ReadHistory::Direction::After, 0)).value();
    QCOMPARE(page.messages.size(), 100);
    QCOMPARE(page.messages[0].chat, u"말 1"_s);
    QCOMPARE(page.messages[0].seq, 1);
    QCOMPARE(page.messages[99].chat, u"말 100"_s);
    QCOMPARE(page.messages[0].user.userName, u"김민수"_s);
    QCOMPARE(page.messages[0].user.id, userId(1));
    QCOMPARE(page.messages[0].createdMs, 1'700'000'001'000);
    QCOMPARE(page.messages[2].chat, QString());
    QCOMPARE(page.messages[3].chat, QString());
    const auto nameOf = [&store](int number) {
        return read(store, FindUser{userId(number)}).value()->user.userName;
    };
    QCOMPARE(nameOf(4), u"guest"_s);
    QCOMPARE(nameOf(5), u"ab"_s);
    QCOMPARE(nameOf(6), QString(limits::maxNameGraphemes, u'가'));
    QCOMPARE(nameOf(7), u"guest (2)"_s);
    for (const int author : {4, 5, 6}) {
        QCOMPARE(page.messages[author + 9].user.userName, nameOf(author));
    }
    QCOMPARE(page.messages[18].user.userName, u"guest"_s); // nobody else's name to keep
    SearchMessages query;
    query.text = u"말 777"_s;
    query.rooms = {lobby->room.id};
    query.limit = 10;
    QCOMPARE(read(store, query)->hits.size(), 1);

    const auto kim = read(store, FindUserByName{u"김민수"_s, {}}).value();
    QVERIFY(kim);
    QVERIFY(!kim->isHeld && !kim->user.isOnline);
    QCOMPARE(kim->user.role, UserRole::Guest);
    // The seed's names differ by case only; ours do not.
    QCOMPARE(read(store, FindUserByName{u"kim"_s, {}}).value()->user.userName, u"Kim"_s);
    QCOMPARE(read(store, FindUser{userId(3)}).value()->user.userName, u"kim (2)"_s);
    AppendMessage next = message(lobby->room.id, 1, u"neu"_s);
    QCOMPARE(apply(store, next)->message.seq, 1'204);
    store.close();

    MongoBackend again(addressOf(m_server));
    QVERIFY(again.open());
    QCOMPARE(read(again, FindRoom{{}, u"lobby"_s, {}}).value()->room.seq, 1'204);
    // Still what the seed's own programs read.
    const QJsonObject first = documentsOf(m_server, u"users"_s)[0].toObject();
    QCOMPARE(first[u"userName"_s].toString(), u"김민수"_s);
    QVERIFY(first[u"_id"_s][u"$oid"_s].isString() && !first[u"isOnline"_s].toBool());
}

// Its schema says that names are unique, by its own idea of when two are the same.
void tst_MongoSeed::theSeedsOwnIndexIsNotInTheWay()
{
    const auto person = [](int number, const QString &name) {
        return QJsonObject{{u"_id"_s, QJsonObject{{u"$oid"_s, hexId(number)}}},
                           {u"userName"_s, name}};
    };
    constexpr int last = limits::mongoAdoptedAtOnce + 1; // in the second step
    QJsonArray people{person(1, u"Kim "_s)};
    for (int number = 2; number < last; ++number) {
        people.append(person(number, u"person %1"_s.arg(number)));
    }
    people.append(person(last, u"Kim"_s));
    insertInto(m_server, u"users"_s, people);
    m_server.ask({{u"do"_s, u"index"_s},
                  {u"collection"_s, u"users"_s},
                  {u"name"_s, u"userName_1"_s},
                  {u"fields"_s, QJsonArray{u"userName"_s}}});
    QCOMPARE(m_server.problem(), QString());
    MongoBackend store(addressOf(m_server));
    const auto opened = store.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(read(store, FindUser{userId(1)}).value()->user.userName, u"Kim"_s);
    QCOMPARE(read(store, FindUser{userId(last)}).value()->user.userName, u"Kim (2)"_s);
}

void tst_MongoSeed::aTakeOverGoesOnWhereItWasEnded()
{
    insertSeed();
    constexpr int always = 1'000;
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"error"_s, 4, always, 8'000);
    const QString text = refusalOf(m_server.url());
    QVERIFY2(text.contains(u"injected"), qPrintable(text));
    m_server.ask({{u"do"_s, u"heal"_s}});
    MongoBackend store(addressOf(m_server));
    const auto opened = store.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    const auto lobby = read(store, FindRoom{{}, u"lobby"_s, {}}).value();
    QCOMPARE(lobby->room.seq, 1'203);
    const auto page =
        read(store, history(lobby->room.id, ReadHistory::Direction::Before, 10'000, 3)).value();
    QCOMPARE(page.messages.constLast().chat, u"말 1203"_s);
    QCOMPARE(seqsOf(page.messages), u"1201 1202 1203"_s);
}

// The journal has the step, the collection has it not: a database at its quota, say.
void tst_MongoSeed::aStepThatIsNotInTheCollectionIsNotMadeAgain_data()
{
    QTest::addColumn<int>("after");
    for (int after = 0; after < 8; ++after) {
        QTest::addRow("after %d", after) << after;
    }
}

void tst_MongoSeed::aStepThatIsNotInTheCollectionIsNotMadeAgain()
{
    QFETCH(int, after);
    insertSeed();
    m_server.inject(u"update"_s, u"chats"_s, u"error"_s, after, 2, 8'000);
    const QString text = refusalOf(m_server.url());
    m_server.ask({{u"do"_s, u"heal"_s}});
    MongoBackend store(addressOf(m_server));
    const auto opened = store.open();
    QVERIFY2(opened, qPrintable(text + u" / "_s + (opened ? QString() : opened.error().text)));
    const auto lobby = read(store, FindRoom{{}, u"lobby"_s, {}}).value();
    QCOMPARE(lobby->room.seq, 1'203);
    const auto page = read(store, history(lobby->room.id, ReadHistory::Direction::After, 0, 3));
    QCOMPARE(seqsOf(page.value().messages), u"1 2 3"_s);
}

void tst_MongoSeed::aTakeOverIsMadeInSmallSteps()
{
    insertSeed();
    m_server.ask({{u"do"_s, u"count"_s}});
    QCOMPARE(refusalOf(m_server.url()), QString());
    const int most = m_server.ask({{u"do"_s, u"count"_s}})[u"most"_s].toInt();
    QCOMPARE(most, limits::mongoAdoptedAtOnce);
    const QJsonArray indexes =
        m_server.ask({{u"do"_s, u"indexes"_s}, {u"collection"_s, u"chats"_s}})[u"names"_s]
            .toArray();
    QVERIFY(indexes.contains(u"maru_seq"_s) && !indexes.contains(u"maru_seed"_s));
}

void tst_MongoSeed::aTakeOverWaitsForALargeCollection_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("that is looked at") << u"count"_s;
    QTest::newRow("that gets an index") << u"createIndexes"_s;
}

void tst_MongoSeed::aTakeOverWaitsForALargeCollection()
{
    QFETCH(QString, command);
    insertSeed();
    m_server.inject(command, u"chats"_s, u"late"_s);
    QCOMPARE(refusalOf(m_server.url()), QString());
    QCOMPARE(m_server.faultsLeft(), 0);
}

QTEST_GUILESS_MAIN(tst_MongoSeed)
#include "tst_mongoseed.moc"
