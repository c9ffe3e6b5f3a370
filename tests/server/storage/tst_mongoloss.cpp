// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/mongolimits.h"
#include "common/serverlimits.h"
#include "tests/server/storage/mongofixture.h"
#include "tests/server/storage/storagefixture.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <memory>

// A database that goes away, answers nonsense or has another server: what was acknowledged is there
// once, seq has no gaps, and the store goes on by itself.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

class tst_MongoLoss : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { MARU_START_MONGO(m_server); }
    void init();
    void cleanup();

    void aFaultIsNotNoticed_data();
    void aFaultIsNotNoticed();
    void aDoubtHasAnEnd_data();
    void aDoubtHasAnEnd();
    void aStartInDoubtIsRefused();
    void aBatchThatWasStoredIsAnsweredOnce();
    void whatIsStoredIsWrittenByTheNextServer();
    void aRefusalStoresNothing();
    void whileItIsAwayNothingIsStored();
    void anIdleStoreSaysWhatIsWrong();
    void theReaderComesBack();
    void whoLostTheStoreDoesNotComeBack();
    void whoSleptUntilTheJournalWasCutStoresNothing();
    void namesGoRoundInOneBatch();
    void roundTripsAreFew();

private:
    void open();
    /// All texts of room 1 in their order, with '!' before a seq that is not the next.
    QString texts();

    MongoDouble m_server;
    std::unique_ptr<MongoBackend> m_store;
};

void tst_MongoLoss::init()
{
    m_server.ask({{u"do"_s, u"up"_s}}); // a test that failed may have left it down
    m_server.empty();
    open();
    QVERIFY(apply(*m_store, room(1, u"Alpha"_s)) && apply(*m_store, user(1)));
}

void tst_MongoLoss::cleanup()
{
    m_store.reset();
}

void tst_MongoLoss::open()
{
    m_store = std::make_unique<MongoBackend>(addressOf(m_server));
    const auto opened = m_store->open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
}

QString tst_MongoLoss::texts()
{
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0));
    if (!page) {
        return u"?"_s;
    }
    QStringList texts;
    for (const Message &message : page->messages) {
        texts.append((message.seq == texts.size() + 1 ? QString() : u"!"_s) + message.chat);
    }
    return texts.join(u' ');
}

void tst_MongoLoss::aFaultIsNotNoticed_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("collection");
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("code");
    constexpr int notPrimary = 10'107;
    for (const auto &[command, collection] : {std::pair(u"insert"_s, u"maru_journal"_s),
                                              {u"update"_s, u"chats"_s},
                                              {u"update"_s, u"maru_rooms"_s},
                                              {u"find"_s, u"chats"_s}}) {
        for (const QString &how : {u"before"_s, u"after"_s, u"malformed"_s}) {
            QTest::addRow("%s %s, %s", qPrintable(command), qPrintable(collection), qPrintable(how))
                << command << collection << how << 0;
        }
        QTest::addRow("%s %s, not primary", qPrintable(command), qPrintable(collection))
            << command << collection << u"error"_s << notPrimary;
    }
    QTest::addRow("no answer") << u"insert"_s << u"maru_journal"_s << u"silence"_s << 0;
    QTest::addRow("no majority") << u"insert"_s << u"maru_journal"_s << u"concern"_s << 0;
}

void tst_MongoLoss::aFaultIsNotNoticed()
{
    QFETCH(QString, command);
    QFETCH(QString, collection);
    QFETCH(QString, how);
    QFETCH(int, code);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s, u"c-1"_s)));
    m_server.inject(command, collection, how, 0, 1, code);
    const auto sent = apply(*m_store, message(roomId(1), 2, u"b"_s, u"c-2"_s));
    QVERIFY2(sent, qPrintable(m_store->problem()));
    QCOMPARE(m_store->doubtCount(), command == u"insert"_s ? 1 : 0);
    QVERIFY(!sent->duplicate);
    QCOMPARE(sent->message.seq, 2);
    QCOMPARE(m_server.faultsLeft(), 0);
    QCOMPARE(m_store->problem(), QString());
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"b"_s, u"c-2"_s))->duplicate);
    QVERIFY(apply(*m_store, message(roomId(1), 3, u"c"_s)));
    QCOMPARE(texts(), u"a b c"_s);
    m_store.reset();
    open();
    QCOMPARE(texts(), u"a b c"_s);
}

void tst_MongoLoss::aDoubtHasAnEnd_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("times"); // more than an end needs, and not for ever
    QTest::newRow("no majority") << u"concern"_s << 20'000;
    QTest::newRow("no answer, always") << u"silence"_s << 8;
}

void tst_MongoLoss::aDoubtHasAnEnd()
{
    QFETCH(QString, how);
    QFETCH(int, times);
    m_server.inject(u"insert"_s, u"maru_journal"_s, how, 0, times);
    QElapsedTimer waited;
    waited.start();
    const AppendMessage sent = message(roomId(1), 1, u"a"_s, u"c-1"_s);
    const auto answered = apply(*m_store, sent);
    QVERIFY2(!answered, "it waited until the database was well");
    QCOMPARE(answered.error(), StoreError::Failed);
    // From the first answer that did not come to the last.
    QVERIFY2(waited.elapsed() < limits::inDoubtMs + 2 * limits::mongoSocketMs,
             qPrintable(QString::number(waited.elapsed())));
    QVERIFY2(m_store->problem().contains(u"was lost while it stored"),
             qPrintable(m_store->problem()));
    QVERIFY(m_server.faultsLeft() > 0);
    m_server.ask({{u"do"_s, u"heal"_s}});
    const auto again = apply(*m_store, sent);
    QVERIFY2(again, qPrintable(m_store->problem()));
    QCOMPARE(again->message.seq, 1);
    QCOMPARE(m_store->problem(), QString());
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s))->message.seq, 2);
    QCOMPARE(texts(), u"a b"_s);
}

void tst_MongoLoss::aStartInDoubtIsRefused()
{
    m_store.reset();
    constexpr int times = 20'000;
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"concern"_s, 0, times);
    QElapsedTimer waited;
    waited.start();
    m_store = std::make_unique<MongoBackend>(addressOf(m_server));
    const auto opened = m_store->open();
    QVERIFY2(!opened, "it waited until the database was well");
    QVERIFY(waited.elapsed() < limits::inDoubtMs + 2 * limits::mongoSocketMs);
    QVERIFY2(opened.error().text.contains(u"/maru was lost while it stored: "_s)
                 && opened.error().text.count(u"The database"_s) == 1,
             qPrintable(opened.error().text));
    m_server.ask({{u"do"_s, u"heal"_s}});
    open();
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    QCOMPARE(texts(), u"a"_s);
}

void tst_MongoLoss::aBatchThatWasStoredIsAnsweredOnce()
{
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"after"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"no cid"_s)));
    QCOMPARE(m_store->doubtCount(), 1);
    QCOMPARE(m_store->doubtStoredCount(), 1);
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"before"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"neither"_s)));
    QCOMPARE(m_store->doubtCount(), 2);
    QCOMPARE(texts(), u"no cid neither"_s);
}

// As if the server had been killed between the journal and the collections.
void tst_MongoLoss::whatIsStoredIsWrittenByTheNextServer()
{
    constexpr int always = 1'000;
    m_server.inject(u"update"_s, u"chats"_s, u"error"_s, 0, always, 8'000);
    const auto sent = apply(*m_store, message(roomId(1), 1, u"a"_s, u"c-1"_s));
    QVERIFY2(sent, "it is in the journal"); // so it was acknowledged
    QVERIFY(!m_store->problem().isEmpty());
    QVERIFY(!read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0)));
    QVERIFY(!apply(*m_store, message(roomId(1), 2, u"b"_s)));
    std::unique_ptr<StorageReader> reader = m_store->readerMaker()();
    QVERIFY(!reader->read(Query(history(roomId(1), ReadHistory::Direction::After, 0))));
    m_store.reset();
    const auto all = m_server.ask({{u"do"_s, u"find"_s}, {u"collection"_s, u"chats"_s}});
    QVERIFY(all[u"documents"_s].toArray().isEmpty());
    m_server.ask({{u"do"_s, u"heal"_s}});
    open();
    QCOMPARE(texts(), u"a"_s);
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s, u"c-1"_s))->duplicate);
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s))->message.seq, 2);
}

void tst_MongoLoss::aRefusalStoresNothing()
{
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"error"_s, 0, 1, 8'000);
    QCOMPARE(apply(*m_store, message(roomId(1), 1, u"a"_s)).error(), StoreError::Failed);
    QVERIFY2(m_store->problem().contains(u"refused a change: injected"),
             qPrintable(m_store->problem()));
    QCOMPARE(texts(), QString());
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s))->message.seq, 1);
    QVERIFY(apply(*m_store, user(2)));
    m_server.inject(u"insert"_s, u"maru_journal"_s, u"error"_s, 0, 1, 8'000);
    QVERIFY(!apply(*m_store, user(3, u"secret"_s)));
    QVERIFY(!read(*m_store, FindUser{userId(3)}).value()); // also not in memory
    QVERIFY(apply(*m_store, user(3, u"secret"_s)));
    QCOMPARE(m_store->problem(), QString());
}

void tst_MongoLoss::whileItIsAwayNothingIsStored()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    m_server.ask({{u"do"_s, u"down"_s}});
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"b"_s)).error(), StoreError::Failed);
    QVERIFY2(m_store->problem().contains(u"cannot be reached"), qPrintable(m_store->problem()));
    QCOMPARE(apply(*m_store, message(roomId(1), 3, u"c"_s)).error(), StoreError::Failed);
    QVERIFY(read(*m_store, FindUser{userId(1)}).value()); // what is in memory goes on
    m_server.ask({{u"do"_s, u"up"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(apply(*m_store, message(roomId(1), 4, u"d"_s, u"c-4"_s)), 30'000);
    QCOMPARE(m_store->problem(), QString());
    QCOMPARE(texts(), u"a d"_s);
}

void tst_MongoLoss::anIdleStoreSaysWhatIsWrong()
{
    m_server.ask({{u"do"_s, u"down"_s}});
    const QDeadlineTimer deadline(30'000);
    while (m_store->problem().isEmpty() && !deadline.hasExpired()) {
        m_store->maintain();
        QTest::qSleep(m_store->idleMs() / 10);
    }
    QVERIFY2(m_store->problem().contains(u"The database mongodb://127.0.0.1:"),
             qPrintable(m_store->problem()));
    QCOMPARE(m_store->idleMs(), limits::reconnectEveryMs);
    m_server.ask({{u"do"_s, u"up"_s}});
    while (!m_store->problem().isEmpty() && !deadline.hasExpired()) {
        m_store->maintain();
        QTest::qSleep(m_store->idleMs() / 10);
    }
    QCOMPARE(m_store->problem(), QString());
}

void tst_MongoLoss::theReaderComesBack()
{
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"a"_s)));
    std::unique_ptr<StorageReader> reader = m_store->readerMaker()();
    const Query query(history(roomId(1), ReadHistory::Direction::After, 0));
    QVERIFY(reader->read(query));
    m_server.inject(u"find"_s, u"chats"_s, u"after"_s);
    const auto page = reader->read(query);
    QVERIFY(page);
    QCOMPARE(std::get<ReadHistory::Reply>(*page).messages.size(), 1);
    m_server.ask({{u"do"_s, u"down"_s}});
    QVERIFY(!reader->read(query));
    m_server.ask({{u"do"_s, u"up"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(reader->read(query), 30'000);
}

// Taken for dead, for its machine slept: what it holds in memory may be wrong.
void tst_MongoLoss::whoLostTheStoreDoesNotComeBack()
{
    m_server.ask({{u"do"_s, u"forget"_s}}); // who has it
    MongoBackend second(addressOf(m_server));
    const auto opened = second.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(second, message(roomId(1), 1, u"second"_s)));
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"first"_s)).error(), StoreError::Broken);
    QVERIFY2(m_store->problem().contains(u"another maru-server"), qPrintable(m_store->problem()));
    QVERIFY(apply(second, message(roomId(1), 3, u"third"_s)));
    m_store.reset();
    second.close();
    open();
    QCOMPARE(texts(), u"second third"_s);
}

void tst_MongoLoss::whoSleptUntilTheJournalWasCutStoresNothing()
{
    m_server.ask({{u"do"_s, u"forget"_s}}); // who has it
    MongoBackend second(addressOf(m_server));
    const auto opened = second.open();
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(apply(second, message(roomId(1), 1, u"second"_s)));
    {
        MongoConnection connection(addressOf(m_server));
        QVERIFY(connection.removeAll(MongoJournal::collection, Bson())); // as after many batches
    }
    QCOMPARE(apply(*m_store, message(roomId(1), 2, u"first"_s)).error(), StoreError::Broken);
    QVERIFY2(m_store->problem().contains(u"taken over"_s), qPrintable(m_store->problem()));
    QVERIFY(apply(second, message(roomId(1), 3, u"third"_s)));
    m_store.reset();
    second.close();
    open();
    QCOMPARE(texts(), u"second third"_s);
}

void tst_MongoLoss::namesGoRoundInOneBatch()
{
    QVERIFY(apply(*m_store, user(2)));
    const auto rename = [](int who, int as) {
        const CreateUser name = user(as);
        return RenameUser{userId(who), name.user.userName, name.nameKey, name.skeleton};
    };
    const auto replies = m_store->apply({rename(1, 9), rename(2, 1), rename(1, 2)});
    QVERIFY(replies.at(0) && replies.at(1) && replies.at(2));
    m_store.reset();
    open();
    QCOMPARE(read(*m_store, FindUser{userId(1)}).value()->user.userName, u"User 2"_s);
    QCOMPARE(read(*m_store, FindUserByName{user(1).nameKey, {}}).value()->user.id, userId(2));
    QCOMPARE(apply(*m_store, user(3)).value().user.id, userId(3));
}

// docs/performance.md says these numbers, which no double's speed changes.
void tst_MongoLoss::roundTripsAreFew()
{
    const auto count = [this] {
        return m_server.ask({{u"do"_s, u"count"_s}})[u"count"_s].toInt();
    };
    for (const int size : {1, 16, 256}) {
        std::vector<Change> changes;
        for (int i = 0; i < size; ++i) {
            const int number = 1'000 * size + i;
            changes.push_back(message(roomId(1), number, u"text"_s, u"c-%1"_s.arg(number)));
        }
        count();
        QVERIFY(m_store->apply(changes).front());
        QCOMPARE(count(), 5);
    }
    QVERIFY(read(*m_store, history(roomId(1), ReadHistory::Direction::After, 50)));
    QCOMPARE(count(), 2);
    QVERIFY(read(*m_store, ReadChanges{roomId(1), 50, 100}));
    QCOMPARE(count(), 2);
    QVERIFY(read(*m_store, FindUser{userId(1)}).value());
    QCOMPARE(count(), 0);
}

QTEST_GUILESS_MAIN(tst_MongoLoss)
#include "tst_mongoloss.moc"
