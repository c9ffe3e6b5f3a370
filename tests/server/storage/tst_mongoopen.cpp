// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

// What a database can have wrong: one sentence each, and nothing in it is touched (promise P5).

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
    void aClockThatWentBackKeepsNobodyOut();
    void nothingIsDeletedAmongAllMessages();

    void linksAreFoundThatTheirTermsDoNotName();
    void wireValuesAreScalars();

private:
    QString refusal() { return refusalOf(m_server.url()); }
    QJsonArray all(const QString &collection) { return documentsOf(m_server, collection); }
    QJsonArray collections();
    QJsonObject everything(); ///< by collection
    void insert(const QString &collection, const QJsonArray &documents)
    {
        insertInto(m_server, collection, documents);
    }

    MongoDouble m_server;
};

void tst_MongoOpen::init()
{
    m_server.empty();
    m_server.ask({{u"do"_s, u"set"_s}, {u"wire"_s, 13}, {u"primary"_s, true}});
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
    const QString text = refusalOf(u"mongodb://127.0.0.1:1/maru"_s);
    QVERIFY2(text.startsWith(u"The database mongodb://127.0.0.1:1/maru cannot be reached ("_s),
             qPrintable(text));
    QVERIFY2(text.endsWith(u"): start it, or correct --db."_s), qPrintable(text));
    QVERIFY(!text.contains(u'\n'));
}

void tst_MongoOpen::aWrongPasswordIsNotShown()
{
    const QString text = refusalOf(m_server.url(u"me:secret@"_s));
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

// After a power cut, of a machine without a clock of its own.
void tst_MongoOpen::aClockThatWentBackKeepsNobodyOut()
{
    MongoBackend first(addressOf(m_server));
    QVERIFY(first.open());
    m_server.ask({{u"do"_s, u"ahead"_s}});
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

// Rocket.Chat was open to injection by values that became parts of a query.
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
