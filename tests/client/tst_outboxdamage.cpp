// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// Outboxes that cannot be read, or not whole, and those of other versions: nothing is lost
// silently.

#include "common/limits.h"
#include "tests/support/outboxfolder.h"

using namespace maru;
using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

class tst_OutboxDamage : public QObject, private OutboxFolder
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void aDamagedFileIsSalvagedAndKept();
    void aDamagedHeaderLosesNothing();
    void aFileOfNothingIsKeptAndSaid();
    void damageThatShowsLaterIsNoLessADamage();
    void filesThatCannotBeReadAreNotForgotten();
    void attachedFilesAloneAreSalvagedToo();
    void whatWasSetAsideStillHasItsPictures();
    void anOlderDamagedFileIsWhole();
    void damageASecondTimeKeepsBothFiles();
    void aKillWhileMendingLosesNothing();
    void aLaterSchemaWaitsForItsVersion();
};

// Warnings that are expected would end the program, though they are ignored; others fail a test.
void tst_OutboxDamage::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS");
}

void tst_OutboxDamage::init()
{
    next();
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

void tst_OutboxDamage::aDamagedFileIsSalvagedAndKept()
{
    fill(200, QString(500, u'가'));
    damage(0.5, 0.55);
    expectWarning("the outbox is damaged.*could be read.*outbox.damaged.db");
    OutboxStore store(path());
    QVERIFY(store.isWorking());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Damaged);
    QVERIFY(!store.notice().isComplete);
    QCOMPARE(store.notice().path, file(u"outbox.damaged.db"_s));
    QVERIFY(QFile::exists(store.notice().path));
    const OutboxContents contents = store.load();
    QCOMPARE(contents.rows.size(), store.notice().rows);
    QVERIFY2(contents.rows.size() >= 150, qPrintable(QString::number(contents.rows.size())));
    QCOMPARE(contents.rows.first().cid, u"cid-0"_s);
    QCOMPARE(contents.rows.last().cid, u"cid-199"_s); // behind the damage, too
    for (qsizetype i = 1; i < contents.rows.size(); ++i) {
        QVERIFY(contents.rows.at(i).createdMs > contents.rows.at(i - 1).createdMs);
    }
    QCOMPARE(QDir(file({})).entryList({u"*.copy*"_s, u"*mended*"_s}, QDir::Files), QStringList());
}

void tst_OutboxDamage::aDamagedHeaderLosesNothing()
{
    fill(50, QString(500, u'가'));
    damageHeader();
    expectWarning("the outbox is damaged");
    OutboxStore store(path());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Damaged);
    QCOMPARE(store.load().rows.size(), 50);
    QCOMPARE(store.notice().rows, 50);
    QCOMPARE(QDir(file({})).entryList({u"*.copy*"_s, u"*.model*"_s}, QDir::Files), QStringList());
}

void tst_OutboxDamage::aFileOfNothingIsKeptAndSaid()
{
    fill(3);
    damage(0, 1);
    expectWarning("the outbox is damaged.* 0 .*could be read");
    OutboxStore store(path());
    QVERIFY(store.isWorking());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Damaged);
    QCOMPARE(store.notice().rows, 0);
    QVERIFY(QFile::exists(store.notice().path));
    QVERIFY(store.add(row(1)));
}

// A disk that fails while Maru runs, or between the check and the reading.
void tst_OutboxDamage::damageThatShowsLaterIsNoLessADamage()
{
    const int count = 2'400;
    fillAtOnce(count, QString(limits::maxChatCodePoints / 2, u'가')); // more than is held in memory
    OutboxStore store(path());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Nothing);
    damage(0.5, 0.6);
    expectWarning("the outbox is damaged.*outbox.damaged.db");
    const OutboxContents contents = store.load();
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Damaged);
    QVERIFY(!store.notice().isComplete);
    QVERIFY(!store.isAllKnown());
    QVERIFY(store.isWorking());
    QCOMPARE(contents.rows.size(), store.notice().rows);
    QVERIFY2(contents.rows.size() < count && contents.rows.size() > count / 2,
             qPrintable(QString::number(contents.rows.size())));
    QCOMPARE(contents.rows.last().cid, u"cid-%1"_s.arg(count - 1));
    QVERIFY(store.add(row(count)));
}

void tst_OutboxDamage::filesThatCannotBeReadAreNotForgotten()
{
    fill(3);
    sql(path(), u"ALTER TABLE outbox_files RENAME TO lost"_s); // every page is as it should be
    expectWarning("the outbox is damaged.*not every row can be read");
    OutboxStore store(path());
    QCOMPARE(store.load().rows.size(), 3);
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Damaged);
    QVERIFY(!store.notice().isComplete);
    QVERIFY(!store.isAllKnown());
    QVERIFY(QFile::exists(store.notice().path));
}

void tst_OutboxDamage::attachedFilesAloneAreSalvagedToo()
{
    const OutboxFile attached{u"/tmp/a.txt"_s, u"a.txt"_s, 3, 1'700'000'000'000, {}, false, false};
    {
        OutboxStore store(path());
        QVERIFY(store.setDraftFiles(lobby, {attached}));
    }
    sql(path(), u"ALTER TABLE changes RENAME TO lost"_s);
    // The disk has no room for a second look.
    QVERIFY(QDir().mkpath(path() + u".copy/full"_s));
    expectWarning("the outbox is damaged.*not every row can be read");
    OutboxStore store(path());
    QCOMPARE(store.load().draftFiles.value(lobby).size(), 1);
}

void tst_OutboxDamage::whatWasSetAsideStillHasItsPictures()
{
    const auto isAllKnown = [this] {
        OutboxStore store(path());
        static_cast<void>(store.load());
        return store.isAllKnown();
    };
    fill(2);
    {
        OutboxStore store(path());
        QVERIFY(!store.isAllKnown()); // not read yet
        static_cast<void>(store.load());
        QVERIFY(store.isAllKnown());
    }
    damage(0, 1);
    expectWarning("the outbox is damaged");
    QVERIFY(!isAllKnown());
    QVERIFY(!isAllKnown()); // the next start finds nothing wrong, and no rows either
    QVERIFY(QFile::remove(file(u"outbox.damaged.db"_s))); // the person has done with it
    QVERIFY(isAllKnown());

    sql(path(), u"PRAGMA user_version = 99"_s);
    expectWarning("of a later Maru");
    QVERIFY(!isAllKnown());
    QVERIFY(!isAllKnown()); // it waits for its version
}

void tst_OutboxDamage::anOlderDamagedFileIsWhole()
{
    fill(3);
    QVERIFY(OutboxStore(path()).setDraft(RoomId(u"r2"_s), u"초안"_s));
    asTheFirstVersionMadeIt();
    qint64 indexPage = 0;
    {
        const auto file = StoreFile::openAsItIs(path());
        QVERIFY(file);
        const auto found = (*file)->number(
            u"SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'outbox' AND type = 'index'"_s);
        QVERIFY(found);
        indexPage = *found;
    }
    QVERIFY(indexPage > 1);
    {
        constexpr qint64 pageBytes = 4'096;
        QFile damaged(path());
        QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek((indexPage - 1) * pageBytes));
        damaged.write(QByteArray(pageBytes, '\x5a')); // costs no row
    }
    expectWarning("the outbox is damaged");
    OutboxStore store(path());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Damaged);
    QVERIFY(store.notice().isComplete);
    QCOMPARE(store.load().rows.size(), 3);
    QCOMPARE(store.load().drafts.value(RoomId(u"r2"_s)), u"초안"_s);
}

void tst_OutboxDamage::damageASecondTimeKeepsBothFiles()
{
    for (int i = 0; i < 2; ++i) {
        fill(3);
        damage(0, 1);
        expectWarning("the outbox is damaged");
        static_cast<void>(OutboxStore(path()).load());
    }
    QVERIFY(QFile::exists(file(u"outbox.damaged.db"_s)));
    QVERIFY(QFile::exists(file(u"outbox.damaged-2.db"_s)));
}

void tst_OutboxDamage::aKillWhileMendingLosesNothing()
{
    fill(5);
    const QString log = path() + u"-wal"_s;
    {
        OutboxStore store(path());
        QVERIFY(store.remove(u"cid-4"_s));
        QVERIFY(QFile::copy(log, file(u"old-wal"_s)));
        QVERIFY(store.remove(u"cid-3"_s));
    }
    QVERIFY(QFile::rename(path(), file(u"outbox.mended.db"_s))); // killed between the two renames
    QVERIFY(QFile::rename(file(u"old-wal"_s), log)); // and before that of the damaged one's log
    OutboxStore store(path());
    QCOMPARE(cidsOf(store.load()), (QStringList{u"cid-0"_s, u"cid-1"_s, u"cid-2"_s}));
}

void tst_OutboxDamage::aLaterSchemaWaitsForItsVersion()
{
    fill(3);
    sql(path(), u"PRAGMA user_version = 99"_s);
    expectWarning("of a later Maru.*version 99.*set aside");
    {
        OutboxStore store(path());
        QVERIFY(store.isWorking());
        QCOMPARE(store.notice().kind, OutboxNotice::Kind::Newer);
        QCOMPARE(store.load().rows.size(), 0);
        QVERIFY(store.add(row(7)));
    }
    static_cast<void>(OutboxStore(path()).load());
    QVERIFY(QFile::exists(file(u"outbox.newer.db"_s))); // still not readable
    sql(file(u"outbox.newer.db"_s), u"PRAGMA user_version = 4"_s); // that version is started
    OutboxStore store(path());
    QCOMPARE(cidsOf(store.load()), (QStringList{u"cid-7"_s, u"cid-0"_s, u"cid-1"_s, u"cid-2"_s}));
    QVERIFY(!QFile::exists(file(u"outbox.newer.db"_s)));
}

QTEST_GUILESS_MAIN(tst_OutboxDamage)
#include "tst_outboxdamage.moc"
