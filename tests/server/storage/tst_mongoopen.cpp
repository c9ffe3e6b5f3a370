// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/isotime.h"
#include "common/limits.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <functional>
#include <thread>

// What a database can have wrong: one sentence each, and nothing in it is touched (promise P5). And
// what a seed's server has left, which is taken over.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_MongoOpen : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }
    void init();

    void aUrlSaysWhere_data();
    void aUrlSaysWhere();
    void aBadUrlIsRefused_data();
    void aBadUrlIsRefused();

    void writesAreSafeWhateverTheUrlSays_data();
    void writesAreSafeWhateverTheUrlSays();

    void aServerThatIsNotThereIsNamed();
    void aWrongPasswordIsNotShown();
    void anOldServerIsRefused_data();
    void anOldServerIsRefused();
    void whoMayNotWriteIsTold();
    void aServerWithoutAJournalIsRefused();
    void aSecondaryIsRefused();
    void aForeignDatabaseIsLeftAlone_data();
    void aForeignDatabaseIsLeftAlone();
    void anotherSchemaIsLeftAlone();
    void wrongCountersAreFound_data();
    void wrongCountersAreFound();
    void aSecondServerIsRefused();
    void aServerThatWasKilledIsNotWaitedFor();
    void nothingIsDeletedAmongAllMessages();

    void aSeedsDatabaseIsTakenOver();
    void aTakeOverGoesOnWhereItWasEnded();
    void linksAreFoundThatTheirTermsDoNotName();
    void wireValuesAreScalars();

private:
    /// What open() says of it; empty: it opens.
    QString refusal(const QString &url);
    QString refusal() { return refusal(m_server.url()); }
    QJsonArray all(const QString &collection);
    QJsonArray collections();
    QJsonObject everything(); ///< by collection
    void insert(const QString &collection, const QJsonArray &documents);
    void insertSeed();

    MongoDouble m_server;
};

void tst_MongoOpen::init()
{
    m_server.empty();
    m_server.ask({{u"do"_s, u"set"_s}, {u"wire"_s, 13}, {u"primary"_s, true}});
}

QString tst_MongoOpen::refusal(const QString &url)
{
    MongoBackend backend(parseMongoUrl(url).value());
    const auto opened = backend.open();
    return opened ? QString() : opened.error().text;
}

QJsonArray tst_MongoOpen::all(const QString &collection)
{
    return m_server.ask({{u"do"_s, u"find"_s}, {u"collection"_s, collection}})[u"documents"_s]
        .toArray();
}

QJsonArray tst_MongoOpen::collections()
{
    return m_server.ask({{u"do"_s, u"collections"_s}})[u"names"_s].toArray();
}

QJsonObject tst_MongoOpen::everything()
{
    QJsonObject documents;
    for (const QJsonValue &name : collections()) {
        documents.insert(name.toString(), all(name.toString()));
    }
    return documents;
}

void tst_MongoOpen::insert(const QString &collection, const QJsonArray &documents)
{
    m_server.ask(
        {{u"do"_s, u"insert"_s}, {u"collection"_s, collection}, {u"documents"_s, documents}});
    QCOMPARE(m_server.problem(), QString());
}

void tst_MongoOpen::aUrlSaysWhere_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("place");
    QTest::newRow("all of it") << u"mongodb://kim:p%40ss@db.example:27018/maru?authSource=admin"_s
                               << u"mongodb://db.example:27018/maru"_s;
    QTest::newRow("replica set") << u"mongodb://a,b:27018/maru?replicaSet=rs"_s
                                 << u"mongodb://a:27017,b:27018/maru"_s;
}

void tst_MongoOpen::aUrlSaysWhere()
{
    QFETCH(QString, url);
    QFETCH(QString, place);
    const auto address = parseMongoUrl(url);
    QVERIFY2(address, address ? "" : qPrintable(address.error()));
    QCOMPARE(address->place, place);
    QCOMPARE(address->database, "maru");
}

void tst_MongoOpen::aBadUrlIsRefused_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("says");
    QTest::newRow("no database") << u"mongodb://me:secret@db"_s << u"names no database"_s;
    QTest::newRow("no database, slash") << u"mongodb://me:secret@db/"_s << u"names no database"_s;
    QTest::newRow("port") << u"mongodb://me:secret@db:99999/maru"_s << u"malformed"_s;
    QTest::newRow("unescaped") << u"mongodb://me:se@cret:secret@db/maru"_s << u"malformed"_s;
    QTest::newRow("U+0000") << u"mongodb://me:secret@db/ma"_s + QChar(QChar::Null) << u"U+0000"_s;
}

void tst_MongoOpen::aBadUrlIsRefused()
{
    QFETCH(QString, url);
    QFETCH(QString, says);
    const auto address = parseMongoUrl(url);
    QVERIFY(!address);
    QVERIFY2(address.error().contains(says), qPrintable(address.error()));
    QVERIFY2(!address.error().contains(u"secret"), qPrintable(address.error()));
    QVERIFY(address.error().startsWith(u"The database URL ") && address.error().endsWith(u'.'));
}

void tst_MongoOpen::writesAreSafeWhateverTheUrlSays_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("nothing") << QString();
    QTest::newRow("no answers") << u"?w=0&journal=false"_s;
    QTest::newRow("one, in its memory") << u"?w=1&journal=false&readPreference=secondary"_s;
    QTest::newRow("no end") << u"?w=majority&journal=true&wtimeoutMS=0"_s;
}

// The double refuses others: what is acknowledged is on the disks of a majority.
void tst_MongoOpen::writesAreSafeWhateverTheUrlSays()
{
    QFETCH(QString, options);
    MongoBackend store(parseMongoUrl(m_server.url() + options).value());
    const auto opened = store.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(store, user(1)) && apply(store, room(1, u"Alpha"_s)));
    QVERIFY(apply(store, message(roomId(1), 1, u"a"_s)));
    store.close();
    const QJsonObject kept = all(u"maru_store"_s)[0].toObject();
    QVERIFY(!kept.contains(u"holder") && kept.contains(u"written"));
}

void tst_MongoOpen::aServerThatIsNotThereIsNamed()
{
    const QString text = refusal(u"mongodb://127.0.0.1:1/maru"_s);
    QVERIFY2(text.startsWith(u"The database mongodb://127.0.0.1:1/maru cannot be reached ("_s),
             qPrintable(text));
    QVERIFY2(text.endsWith(u"): start it, or correct --db."_s), qPrintable(text));
    QVERIFY(!text.contains(u'\n'));
}

void tst_MongoOpen::aWrongPasswordIsNotShown()
{
    const QString text = refusal(m_server.url(u"me:secret@"_s));
    QVERIFY2(text.contains(u"does not let us in (") && text.contains(u"correct user, password"),
             qPrintable(text));
    QVERIFY2(!text.contains(u"secret"), qPrintable(text));
    QCOMPARE(collections(), QJsonArray());
}

void tst_MongoOpen::anOldServerIsRefused_data()
{
    QTest::addColumn<int>("wire");
    QTest::newRow("4.2") << 8;
    QTest::newRow("3.4, which the driver does not know any more") << 5;
}

void tst_MongoOpen::anOldServerIsRefused()
{
    QFETCH(int, wire);
    m_server.ask({{u"do"_s, u"set"_s}, {u"wire"_s, wire}});
    const QString text = refusal();
    QVERIFY2(text.contains(u"is older than MongoDB 4.4") && text.endsWith(u": upgrade it."),
             qPrintable(text));
    QCOMPARE(collections(), QJsonArray());
}

void tst_MongoOpen::whoMayNotWriteIsTold()
{
    m_server.inject(u"insert"_s, u"maru_store"_s, u"error"_s, 0, 1, 13);
    const QString text = refusal();
    QVERIFY2(text.contains(u"does not let this user write") && text.contains(u"readWrite"),
             qPrintable(text));
    QCOMPARE(collections(), QJsonArray());
    // In the middle of a first start: not so.
    m_server.inject(u"createIndexes"_s, u"users"_s, u"error"_s, 0, 1, 13);
    const QString later = refusal();
    QVERIFY2(later.contains(u"readWrite") && !later.contains(u"nothing was changed"),
             qPrintable(later));
    QCOMPARE(collections(), QJsonArray{u"maru_store"_s});
    QCOMPARE(refusal(), QString());
}

void tst_MongoOpen::aServerWithoutAJournalIsRefused()
{
    m_server.inject(u"insert"_s, u"maru_store"_s, u"error"_s, 0, 1, 2,
                    u"cannot use 'j' option when a host does not have journaling enabled"_s);
    const QString text = refusal();
    QVERIFY2(text.contains(u"has no journal, so a power cut would lose messages")
                 && text.contains(u"--nojournal"),
             qPrintable(text));
    QCOMPARE(collections(), QJsonArray());
}

void tst_MongoOpen::aSecondaryIsRefused()
{
    m_server.ask({{u"do"_s, u"set"_s}, {u"primary"_s, false}});
    const QString text = refusal();
    QVERIFY2(text.contains(u"cannot be written to") || text.contains(u"cannot be reached"),
             qPrintable(text));
    QCOMPARE(collections(), QJsonArray());
}

void tst_MongoOpen::aForeignDatabaseIsLeftAlone_data()
{
    QTest::addColumn<QString>("collection");
    QTest::addColumn<QJsonObject>("document");
    QTest::addColumn<QString>("says");
    QTest::newRow("another collection")
        << u"zebras"_s << QJsonObject{{u"_id"_s, 1}} << u"it has zebras"_s;
    QTest::newRow("other users") << u"users"_s << QJsonObject{{u"_id"_s, 1}, {u"email"_s, u"x"_s}}
                                 << u"it has users without userName"_s;
    QTest::newRow("other chats") << u"chats"_s << QJsonObject{{u"_id"_s, 1}, {u"chat"_s, 5}}
                                 << u"it has chats without chat"_s;
    QTest::newRow("chats of another kind")
        << u"chats"_s << QJsonObject{{u"_id"_s, 1}, {u"members"_s, 5}}
        << u"it has chats without chat"_s;
}

void tst_MongoOpen::aForeignDatabaseIsLeftAlone()
{
    QFETCH(QString, collection);
    QFETCH(QJsonObject, document);
    QFETCH(QString, says);
    insert(collection, {document});
    const QString text = refusal();
    QVERIFY2(text.contains(u"belongs to another program (%1)"_s.arg(says))
                 && text.contains(u"nothing was changed"),
             qPrintable(text));
    QCOMPARE(collections(), QJsonArray{collection});
    QCOMPARE(all(collection), QJsonArray{document});
}

void tst_MongoOpen::anotherSchemaIsLeftAlone()
{
    const QJsonArray newer{QJsonObject{{u"_id"_s, u"store"_s}, {u"schema"_s, 99}}};
    insert(u"maru_store"_s, newer);
    const QString text = refusal();
    QVERIFY2(text.contains(u"has schema version 99") && text.contains(u"use the newer program"),
             qPrintable(text));
    QCOMPARE(all(u"maru_store"_s), newer);
    QCOMPARE(collections(), QJsonArray{u"maru_store"_s});
}

void tst_MongoOpen::wrongCountersAreFound_data()
{
    QTest::addColumn<QString>("counter");
    QTest::newRow("seq") << u"seq"_s;
    QTest::newRow("rev") << u"rev"_s;
}

void tst_MongoOpen::wrongCountersAreFound()
{
    QFETCH(QString, counter);
    QCOMPARE(refusal(), QString());
    const QJsonObject stray{
        {u"_id"_s, u"stray"_s}, {u"room"_s, all(u"maru_rooms"_s)[0][u"_id"_s]}, {counter, 7}};
    insert(u"chats"_s, {stray});
    const QJsonObject before = everything();
    const QString text = refusal();
    QVERIFY2(text.contains(u"is damaged: room ") && text.contains(u"nothing was changed"),
             qPrintable(text));
    QCOMPARE(everything(), before);
}

void tst_MongoOpen::aSecondServerIsRefused()
{
    MongoBackend first(addressOf(m_server));
    QVERIFY(first.open());
    std::atomic<bool> isOver = false;
    std::thread lives([&] { // as the storage thread does
        while (!isOver) {
            first.maintain();
            QTest::qSleep(20);
        }
    });
    const QString text = refusal();
    isOver = true;
    lives.join();
    QVERIFY2(text.contains(u"is in use by another maru-server ("), qPrintable(text));
    QVERIFY2(text.contains(u"process %1, since "_s.arg(QCoreApplication::applicationPid())),
             qPrintable(text));
    QVERIFY(apply(first, room(1, u"Alpha"_s))); // which is not disturbed
    first.close();
    QCOMPARE(refusal(), QString());
}

void tst_MongoOpen::aServerThatWasKilledIsNotWaitedFor()
{
    {
        MongoBackend first(addressOf(m_server));
        QVERIFY(first.open());
        // Another process number, which nobody has: so it was another server's, and that is dead.
        m_server.ask({{u"do"_s, u"kill"_s}});
        QCOMPARE(refusal(), QString());
        QCOMPARE(apply(first, user(1)).error(), StoreError::Broken);
    }
    QCOMPARE(refusal(), QString());
}

// No index would find it there, and a large store does not look through all of them in time.
void tst_MongoOpen::nothingIsDeletedAmongAllMessages()
{
    QCOMPARE(refusal(), QString());
    m_server.inject(u"delete"_s, u"chats"_s, u"silence"_s);
    QCOMPARE(refusal(), QString());
    QCOMPARE(m_server.ask({{u"do"_s, u"faults"_s}})[u"left"_s].toInt(), 1);
    m_server.ask({{u"do"_s, u"heal"_s}});
}

void tst_MongoOpen::insertSeed()
{
    const auto id = [](int number) {
        return QJsonObject{{u"$oid"_s, hexId(number)}};
    };
    const auto time = [](int seconds) {
        return QJsonObject{
            {u"$date"_s,
             QString::fromLatin1(isoTime(1'700'000'000'000 + qint64{1'000} * seconds))}};
    };
    insert(u"users"_s,
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
    insert(u"chats"_s, chats);
}

void tst_MongoOpen::aSeedsDatabaseIsTakenOver()
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
    const QJsonObject first = all(u"users"_s)[0].toObject();
    QCOMPARE(first[u"userName"_s].toString(), u"김민수"_s);
    QVERIFY(first[u"_id"_s][u"$oid"_s].isString() && !first[u"isOnline"_s].toBool());
}

void tst_MongoOpen::aTakeOverGoesOnWhereItWasEnded()
{
    insertSeed();
    constexpr int always = 1'000;
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"error"_s, 4, always, 8'000);
    const QString text = refusal();
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

// Rocket.Chat was open to injection by values that became parts of a query.
// The terms of a message stay as they were made; the first ones named no link that was written onto
// Korean.
void tst_MongoOpen::linksAreFoundThatTheirTermsDoNotName()
{
    MongoBackend store(addressOf(m_server));
    QVERIFY(store.open());
    QVERIFY(apply(store, user(1)));
    QVERIFY(apply(store, room(1, u"Alpha"_s)));
    QVERIFY(apply(store, message(roomId(1), 1, u"주소는https://a.example/x 회의"_s)));
    QVERIFY(apply(store, message(roomId(1), 2, u"회의"_s)));
    Bson terms;
    terms.texts("terms", {u"회"_s, u"의"_s, u"회의"_s});
    Bson update;
    update.document("$set", terms);
    MongoConnection connection(addressOf(m_server));
    QVERIFY(connection.update("chats", Bson().id("_id", hexId(0x10'0001)), update));
    SearchMessages query;
    query.text = u"회의"_s;
    query.rooms = {roomId(1)};
    query.has.link = true;
    query.limit = 10;
    const auto reply = read(store, query);
    QVERIFY(reply);
    QCOMPARE(reply->hits.size(), 1);
    QCOMPARE(reply->hits.constFirst().message.seq, 1);
}

void tst_MongoOpen::wireValuesAreScalars()
{
    const QString evil = u"{\"$gt\": \"\"}"_s;
    MongoBackend store(addressOf(m_server));
    QVERIFY(store.open());
    CreateUser one = user(1);
    one.user.userName = one.nameKey = u"$where"_s;
    one.skeleton = u"a.b"_s;
    QVERIFY(apply(store, one) && apply(store, room(1, evil)));
    QVERIFY(apply(store, message(roomId(1), 1, evil, evil)));
    AppendMessage other = message(roomId(1), 2, u"x"_s, u"{\"$ne\":null}"_s);
    QVERIFY(!apply(store, other)->duplicate);
    QVERIFY(!read(store, FindUserByName{evil, evil}).value());
    SearchMessages query;
    query.text = evil;
    query.rooms = {roomId(1), RoomId(evil)};
    query.limit = 10;
    QCOMPARE(read(store, query)->hits.size(), 1);
    const auto page = read(store, history(RoomId(evil), ReadHistory::Direction::After, 0));
    QVERIFY(page->messages.isEmpty());
    const QJsonObject kept = all(u"chats"_s)[0].toObject();
    QCOMPARE(kept[u"chat"_s], QJsonValue(evil));
    QCOMPARE(kept[u"cid"_s], QJsonValue(evil));
}

QTEST_GUILESS_MAIN(tst_MongoOpen)
#include "tst_mongoopen.moc"
