// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/store/localstore.h"

#include <QFile>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

namespace {

const RoomId lobby(u"r1"_s);

Message messageAt(qint64 seq, const RoomId &room = lobby, const QString &text = {})
{
    Message message;
    message.id = MessageId(u"%1-%2"_s.arg(room.toString()).arg(seq));
    message.room = room;
    message.seq = seq;
    message.rev = seq;
    message.cid = u"c%1"_s.arg(seq);
    message.chat = text.isEmpty() ? u"글 %1"_s.arg(seq) : text;
    message.user = {UserId(u"u1"_s), u"이영희"_s};
    message.createdMs = 1'700'000'000'000 + seq;
    message.updatedMs = message.createdMs;
    return message;
}

QList<Message> messages(qint64 first, qint64 last, const RoomId &room = lobby)
{
    QList<Message> list;
    for (qint64 seq = first; seq <= last; ++seq) {
        list.append(messageAt(seq, room));
    }
    return list;
}

StoredRoom storedRoom(qint64 rev, const RoomId &id = lobby)
{
    StoredRoom stored;
    stored.room.id = id;
    stored.room.name = u"방 "_s + id.toString();
    stored.room.seq = rev;
    stored.room.rev = rev;
    stored.knownRev = rev;
    stored.highestSeq = rev;
    stored.unread = 3;
    stored.mentions = 1;
    return stored;
}

StoredAccount account()
{
    StoredAccount made;
    made.ownUser.id = UserId(u"me"_s);
    made.ownUser.userName = u"김민수"_s;
    made.serverName = u"우리 학교"_s;
    made.maxChatCodePoints = 8'000;
    made.homeRoom = lobby;
    made.homeAddress = u"10.0.0.1:5000?classCode=ABC234"_s;
    return made;
}

void overwrite(const QString &path, qint64 from, qint64 count)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(from));
    QCOMPARE(file.write(QByteArray(count, '\x5a')), count);
}

} // namespace

class tst_LocalStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void whatWasWrittenIsThereAgain();
    void aMessageComesBackAsItWas();
    void pagesAreReadBackwardsWithoutAGap();
    void aPageEndsAtAGap();
    void aQuoteSaysWhatTheMessageSaysNow();
    void anOlderRevIsIgnored();
    void onlyWhatJoinsOnIsKept();
    void aRoomThatIsGoneTakesItsMessagesAlong();
    void thePlaceDecidesHowMuchIsLoaded();
    void theOldestOfTheLargestRoomAreEvicted();
    void aFileThatIsNoDatabaseIsSetAside();
    void aDamagedPageIsSetAsideAndTheRestStarts();
    void aLaterSchemaIsSetAside();
    void anOlderSchemaIsBroughtUpToDate();
    void aSecondMaruGoesWithout();
    void aReadOnlyFolderMeansNoCache();
    void afterAFailureNothingMoreIsWritten();

private:
    [[nodiscard]] QString path() const { return m_dir.filePath(u"%1/cache.db"_s.arg(m_run)); }
    [[nodiscard]] QString aside(const QString &why) const
    {
        return m_dir.filePath(u"%1/cache.%2.db"_s.arg(m_run).arg(why));
    }
    void fill(qint64 last);
    void expectWarning(const char *pattern)
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QString::fromUtf8(pattern)));
    }

    QTemporaryDir m_dir;
    int m_run = 0;
};

// Warnings that are expected would end the program, though they are ignored; others fail a test.
void tst_LocalStore::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS");
}

void tst_LocalStore::init()
{
    ++m_run;
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

void tst_LocalStore::fill(qint64 last)
{
    LocalStore store(path(), {});
    store.apply({account(), PutMessages{lobby, messages(1, last), 1}, storedRoom(last),
                 ReadingPlace{lobby, 0, 0}});
}

void tst_LocalStore::whatWasWrittenIsThereAgain()
{
    fill(120);
    LocalStore store(path(), {});
    const StoredState state = store.load();
    QCOMPARE(state.account, account());
    StoredRoom expected = storedRoom(120);
    expected.newestSeq = 120;
    QCOMPARE(state.rooms, QList{expected});
    QCOMPARE(state.page, messages(71, 120));
    QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void tst_LocalStore::aMessageComesBackAsItWas()
{
    Message message = messageAt(1, lobby, u"\n\t\"\\\u2028 가😀"_s);
    message.editedMs = 1'700'000'000'500;
    message.replyTo = ReplyTo{MessageId(u"m0"_s), 4, {UserId(u"u2"_s), u"박"_s}, u"인용"_s};
    message.mentions = {UserId(u"u1"_s)};
    message.reactions = {{u"👍"_s, {UserId(u"u1"_s), UserId(u"u2"_s)}}};
    File file;
    file.id = FileId(u"f"_s);
    file.name = u"자료.pdf"_s;
    file.mime = u"application/pdf"_s;
    file.bytes = 12;
    file.sha256 = QString(64, u'a');
    message.files = {file};
    LocalStore store(path(), {});
    store.apply({PutMessages{lobby, {message}, 1}});
    QCOMPARE(store.page(lobby, 2, 10), QList{message});
}

void tst_LocalStore::pagesAreReadBackwardsWithoutAGap()
{
    fill(120);
    LocalStore store(path(), {});
    QCOMPARE(store.page(lobby, 71, 50), messages(21, 70));
    QCOMPARE(store.page(lobby, 21, 50), messages(1, 20));
    QCOMPARE(store.page(lobby, 1, 50), QList<Message>());
    // 121 to 129 are not there: what is below is not directly below.
    QCOMPARE(store.page(lobby, 130, 50), QList<Message>());
    QCOMPARE(store.page(RoomId(u"r2"_s), 10, 50), QList<Message>());
}

// What came live stands above it, until the room is caught up with.
void tst_LocalStore::aPageEndsAtAGap()
{
    fill(39);
    LocalStore store(path(), {});
    store.apply({PutMessages{lobby, messages(99, 100), 1}});
    QCOMPARE(store.page(lobby, 101, 50), messages(99, 100));
    QCOMPARE(store.page(lobby, 99, 50), QList<Message>());
    QCOMPARE(store.page(lobby, 40, 50), messages(1, 39));
    QCOMPARE(store.page(lobby, 101, 50, true), messages(1, 39) + messages(99, 100));
    store.apply({PutMessages{lobby, messages(40, 98), 1}});
    QCOMPARE(store.page(lobby, 101, 100), messages(1, 100));
}

void tst_LocalStore::aQuoteSaysWhatTheMessageSaysNow()
{
    Message answer = messageAt(3);
    answer.replyTo = ReplyTo{messageAt(1).id, 1, messageAt(1).user, messageAt(1).chat};
    Message other = messageAt(4); // of a message that is not here
    other.replyTo = ReplyTo{MessageId(u"gone"_s), 1, messageAt(1).user, u"old"_s};
    Message changed = messageAt(1, lobby, u"나중에 고친 글"_s);
    changed.rev = 5;
    LocalStore store(path(), {});
    store.apply({PutMessages{lobby, {messageAt(1), messageAt(2), answer, other}, 1}});
    store.apply({PutMessages{lobby, {changed}, 1}});
    const QList<Message> rows = store.page(lobby, 5, 2);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows.at(0).replyTo->chat, changed.chat);
    QCOMPARE(rows.at(1).replyTo->chat, u"old"_s);
}

void tst_LocalStore::anOlderRevIsIgnored()
{
    fill(3);
    LocalStore store(path(), {});
    Message edited = messageAt(2, lobby, u"edited"_s);
    edited.rev = 9;
    store.apply({PutMessages{lobby, {edited}, 1}});
    store.apply({PutMessages{lobby, {messageAt(2)}, 1}});
    QCOMPARE(store.page(lobby, 3, 1), QList{edited});
}

void tst_LocalStore::onlyWhatJoinsOnIsKept()
{
    LocalStore store(path(), {});
    // An edit of an old message, in a room of which nothing is there: a run must not begin with it.
    store.apply({PutMessages{lobby, {messageAt(3), messageAt(51)}, 51}});
    QCOMPARE(store.page(lobby, 52, 10), QList{messageAt(51)});
    QCOMPARE(store.page(lobby, 4, 10), QList<Message>());
    store.apply({PutMessages{lobby, {messageAt(20)}, 1}}); // below what is there
    QCOMPARE(store.page(lobby, 21, 10), QList<Message>());
    store.apply({PutOlder{lobby, messages(1, 10), 11}}); // leaves a gap
    QCOMPARE(store.page(lobby, 11, 10), QList<Message>());
    store.apply({PutOlder{lobby, messages(41, 50), 51}});
    QCOMPARE(store.page(lobby, 52, 100), messages(41, 51));
    // Of a page with a hole in it, what joins on.
    store.apply({PutOlder{lobby, messages(20, 30) + messages(39, 40), 41}});
    QCOMPARE(store.page(lobby, 52, 100), messages(39, 51));
}

void tst_LocalStore::aRoomThatIsGoneTakesItsMessagesAlong()
{
    const RoomId other(u"r2"_s);
    LocalStore store(path(), {});
    store.apply({account(), PutMessages{lobby, messages(1, 3), 1},
                 PutMessages{other, messages(1, 3, other), 1}, storedRoom(3),
                 storedRoom(3, other)});
    store.apply({KeepRooms{{lobby}}});
    QCOMPARE(store.load().rooms.size(), 1);
    QCOMPARE(store.page(other, 4, 10), QList<Message>());
    QCOMPARE(store.page(lobby, 4, 10).size(), 3);
    store.apply({ForgetMessages{lobby}});
    QCOMPARE(store.page(lobby, 4, 10), QList<Message>());
    QCOMPARE(store.load().rooms.size(), 1);
}

void tst_LocalStore::thePlaceDecidesHowMuchIsLoaded()
{
    fill(400);
    StoreBounds bounds;
    bounds.restoredRows = 200;
    LocalStore store(path(), bounds);
    store.apply({ReadingPlace{lobby, 301, -7}});
    StoredState state = store.load();
    QCOMPARE(state.place, (ReadingPlace{lobby, 301, -7}));
    QCOMPARE(state.page, messages(301 - limits::historyPageRows, 400));
    store.apply({ReadingPlace{lobby, 100, 0}}); // too far up
    state = store.load();
    QCOMPARE(state.place.seq, 0);
    QCOMPARE(state.page, messages(351, 400));
}

void tst_LocalStore::theOldestOfTheLargestRoomAreEvicted()
{
    const RoomId small(u"r2"_s);
    StoreBounds bounds;
    bounds.cacheBytes = 400'000;
    LocalStore store(path(), bounds);
    store.apply(
        {PutMessages{small, messages(1, 100, small), 1}, storedRoom(100, small), storedRoom(0)});
    for (qint64 first = 1; first < 6'000; first += 500) {
        store.apply({PutMessages{lobby, messages(first, first + 499), 1}});
    }
    QVERIFY2(QFile(path()).size() < 2 * bounds.cacheBytes, "the file grew all the same");
    const QList<Message> kept = store.page(lobby, 6'001, 10'000);
    QVERIFY(kept.size() >= limits::historyPageRows);
    QVERIFY(kept.size() < 3'000);
    QCOMPARE(kept, messages(kept.first().seq, 6'000)); // without a gap
    QCOMPARE(store.page(small, 101, 1'000).size(), 100);
}

void tst_LocalStore::aFileThatIsNoDatabaseIsSetAside()
{
    fill(3);
    QFile::remove(path() + u"-wal"_s);
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(QByteArray(10'000, 'x'));
    file.close();
    expectWarning("cache of messages is damaged.*set aside.*fetched again");
    LocalStore store(path(), {});
    QVERIFY(store.isWorking());
    QVERIFY(QFile::exists(aside(u"damaged"_s)));
    QCOMPARE(store.load().rooms.size(), 0);
    store.apply({account(), PutMessages{lobby, messages(1, 3), 1}, storedRoom(3)});
    QCOMPARE(store.page(lobby, 4, 10).size(), 3);
}

void tst_LocalStore::aDamagedPageIsSetAsideAndTheRestStarts()
{
    fill(400);
    const qint64 size = QFile(path()).size();
    QVERIFY(size > 40'000);
    overwrite(path(), 4'096, size - 4'096); // the header stays
    expectWarning("cache of messages is damaged.*set aside.*fetched again");
    LocalStore store(path(), {});
    QCOMPARE(store.load().rooms.size(), 0);
    QVERIFY(QFile::exists(aside(u"damaged"_s)));
    QVERIFY(store.isWorking());
    store.apply({account(), PutMessages{lobby, messages(1, 3), 1}, storedRoom(3)});
    QCOMPARE(store.load().rooms.size(), 1);
}

void tst_LocalStore::aLaterSchemaIsSetAside()
{
    fill(3);
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"later"_s);
        db.setDatabaseName(path());
        QVERIFY(db.open());
        QSqlQuery query(db);
        QVERIFY(query.exec(u"PRAGMA user_version = 99"_s));
    }
    QSqlDatabase::removeDatabase(u"later"_s);
    expectWarning("of a later Maru.*version 99.*set aside.*fetched again");
    LocalStore store(path(), {});
    QVERIFY(store.isWorking());
    QVERIFY(QFile::exists(aside(u"newer"_s)));
    QCOMPARE(store.load().rooms.size(), 0);
}

void tst_LocalStore::anOlderSchemaIsBroughtUpToDate()
{
    StoreSchema schema;
    schema.migrations = {
        {u"CREATE TABLE one (a TEXT) STRICT"_s, u"INSERT INTO one VALUES ('kept')"_s}};
    QVERIFY(StoreFile::open(path(), schema));
    schema.migrations.push_back({u"ALTER TABLE one ADD COLUMN b INTEGER NOT NULL DEFAULT 7"_s});
    {
        const auto file = StoreFile::open(path(), schema);
        QVERIFY(file);
        const auto kept = (*file)->number(u"SELECT b FROM one WHERE a = 'kept'"_s);
        QVERIFY(kept);
        QCOMPARE(*kept, 7);
    }
    // All of a migration or nothing: the next start tries again.
    schema.migrations.push_back(
        {u"CREATE TABLE two (a TEXT) STRICT"_s, u"INSERT INTO nowhere VALUES (1)"_s});
    QVERIFY(!StoreFile::open(path(), schema));
    schema.migrations.back() = {u"CREATE TABLE two (a TEXT) STRICT"_s};
    const auto file = StoreFile::open(path(), schema);
    QVERIFY(file);
    QCOMPARE(*(*file)->number(u"PRAGMA user_version"_s), 3);
}

void tst_LocalStore::aSecondMaruGoesWithout()
{
    fill(3);
    LocalStore first(path(), {});
    QCOMPARE(first.load().rooms.size(), 1);
    expectWarning("another Maru uses this cache");
    LocalStore second(path(), {});
    QVERIFY(!second.isWorking());
    second.apply({ForgetMessages{lobby}});
    QCOMPARE(second.load().rooms.size(), 0);
    QCOMPARE(first.page(lobby, 4, 10).size(), 3);
}

void tst_LocalStore::aReadOnlyFolderMeansNoCache()
{
    QFile blocker(m_dir.filePath(QString::number(m_run))); // a file where the folder should be
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    expectWarning("no longer cached until the next start");
    LocalStore store(path(), {});
    QVERIFY(!store.isWorking());
    QCOMPARE(store.load().rooms.size(), 0);
}

void tst_LocalStore::afterAFailureNothingMoreIsWritten()
{
    fill(3);
    LocalStore store(path(), {});
    StoredRoom impossible = storedRoom(9);
    impossible.room.id = {}; // an id that is NULL for the database
    expectWarning("no longer cached until the next start.*writing");
    store.apply({PutMessages{lobby, messages(4, 5), 1}, impossible});
    QVERIFY(!store.isWorking());
    store.apply({PutMessages{lobby, messages(6, 6), 1}, storedRoom(6)});
    LocalStore again(path(), {});
    QCOMPARE(again.load().rooms.first().knownRev, 3); // nothing of the batch that failed
    QCOMPARE(again.page(lobby, 4, 10).size(), 3);
}

QTEST_GUILESS_MAIN(tst_LocalStore)
#include "common/clientlimits.h"
#include "tst_localstore.moc"
