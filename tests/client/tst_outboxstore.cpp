// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/clientlimits.h"
#include "tests/support/outboxfolder.h"

using namespace maru;
using namespace maru::client;
using namespace maru::testing;
using namespace Qt::StringLiterals;

class tst_OutboxStore : public QObject, private OutboxFolder
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void whatWasAddedIsThereAgainInOrder();
    void aMessageTakesItsDraftAlong();
    void whatFailedSaysWhy();
    void anotherTryGoesToTheEnd();
    void whatArrivedGoes();
    void everyCommitIsSynced();
    void draftsAreKeptPerRoomAndBounded();
    void whatADraftAnswersIsKept();
    void whatIsAttachedIsKeptUntilAMessageTakesIt();
    void changesAreKeptInOrder();
    void anOlderFileIsBroughtUpToDate();
    void rowsThatMakeNoSenseAreLeftOut();
    void aSecondMaruIsTold();
    void aReadOnlyFolderIsSaid();
};

// Warnings that are expected would end the program, though they are ignored; others fail a test.
void tst_OutboxStore::initTestCase()
{
    qunsetenv("QT_FATAL_WARNINGS");
}

void tst_OutboxStore::init()
{
    next();
    QTest::failOnWarning(QRegularExpression(u".*"_s));
}

void tst_OutboxStore::whatWasAddedIsThereAgainInOrder()
{
    fill(20);
    OutboxStore store(path());
    QVERIFY(store.isWorking());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Nothing);
    QList<OutboxRow> expected;
    for (int i = 0; i < 20; ++i) {
        expected.append(row(i));
    }
    QCOMPARE(store.load().rows, expected);
    QVERIFY(store.add(row(3))); // the same once more stands once
    QCOMPARE(store.load().rows, expected);
    QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void tst_OutboxStore::aMessageTakesItsDraftAlong()
{
    OutboxStore store(path());
    QVERIFY(store.setDraft(lobby, u"글 1"_s));
    QVERIFY(store.setDraft(RoomId(u"r2"_s), u"다른 방"_s));
    QVERIFY(store.add(row(1)));
    QCOMPARE(store.load().drafts, (QHash<RoomId, QString>{{RoomId(u"r2"_s), u"다른 방"_s}}));
}

void tst_OutboxStore::whatFailedSaysWhy()
{
    fill(2);
    {
        OutboxStore store(path());
        QVERIFY(store.setFailure(u"cid-1"_s, u"MUTED\nbe quiet"_s));
    }
    const OutboxContents contents = OutboxStore(path()).load();
    QCOMPARE(contents.rows.at(0).failure, QString(u""_s));
    QCOMPARE(contents.rows.at(1).failure, u"MUTED\nbe quiet"_s);
}

void tst_OutboxStore::anotherTryGoesToTheEnd()
{
    fill(3);
    OutboxStore store(path());
    QVERIFY(store.setFailure(u"cid-0"_s, u"MUTED"_s));
    QVERIFY(store.requeue(u"cid-0"_s));
    QVERIFY(store.add(row(9)));
    QCOMPARE(cidsOf(store.load()), (QStringList{u"cid-1"_s, u"cid-2"_s, u"cid-0"_s, u"cid-9"_s}));
    QCOMPARE(store.load().rows.at(2).failure, QString(u""_s));
}

void tst_OutboxStore::whatArrivedGoes()
{
    fill(3);
    OutboxStore store(path());
    QVERIFY(store.remove(u"cid-1"_s));
    QVERIFY(store.remove(u"unknown"_s));
    QCOMPARE(cidsOf(store.load()), (QStringList{u"cid-0"_s, u"cid-2"_s}));
}

void tst_OutboxStore::everyCommitIsSynced()
{
    const auto opened = StoreFile::open(path(), [] {
        StoreSchema schema;
        schema.durability = StoreSchema::Durability::Full;
        schema.migrations = {{u"CREATE TABLE t (a) "_s}};
        return schema;
    }());
    QVERIFY(opened);
    QCOMPARE(*(*opened)->number(u"PRAGMA synchronous"_s), 2);
}

void tst_OutboxStore::draftsAreKeptPerRoomAndBounded()
{
    {
        OutboxStore store(path());
        QVERIFY(store.setDraft(lobby, u"첫째"_s));
        QVERIFY(store.setDraft(lobby, u"둘째"_s));
        QVERIFY(store.setDraft(RoomId(u"long"_s), QString(limits::maxDraftChars + 9, u'x')));
    }
    OutboxStore store(path());
    QCOMPARE(store.load().drafts.value(lobby), u"둘째"_s);
    QCOMPARE(store.load().drafts.value(RoomId(u"long"_s)).size(), limits::maxDraftChars);
    QVERIFY(store.setDraft(lobby, {}));
    QVERIFY(!store.load().drafts.contains(lobby));
    for (int i = 0; i < limits::maxDrafts + 3; ++i) {
        QVERIFY(store.setDraft(RoomId(QString::number(i)), u"x"_s));
    }
    QCOMPARE(store.load().drafts.size(), limits::maxDrafts);
}

void tst_OutboxStore::whatADraftAnswersIsKept()
{
    const ReplyTo asked{MessageId(u"m1"_s), 7, {UserId(u"u1"_s), u"이영희"_s}, u"물음"_s};
    {
        OutboxStore store(path());
        QVERIFY(store.setDraft(lobby, u"답"_s, asked));
    }
    {
        OutboxStore store(path());
        const OutboxContents contents = store.load();
        QCOMPARE(contents.drafts.value(lobby), u"답"_s);
        QCOMPARE(contents.draftReplies.value(lobby), asked);
        QVERIFY(store.setDraft(lobby, u"글"_s)); // no answer any more
        QVERIFY(store.load().draftReplies.isEmpty());
        QVERIFY(store.setDraft(lobby, u"답"_s, asked));
    }
    damageHeader();
    expectWarning("the outbox is damaged");
    QCOMPARE(OutboxStore(path()).load().draftReplies.value(lobby), asked);
}

void tst_OutboxStore::whatIsAttachedIsKeptUntilAMessageTakesIt()
{
    const OutboxFile file{u"/a/b.txt"_s, u"b.txt"_s, 5, 7, FileId(u"f1"_s)};
    const RoomId other(u"r2"_s);
    {
        OutboxStore store(path());
        QVERIFY(store.setDraftFiles(lobby, {file}));
        QVERIFY(store.setDraftFiles(lobby, {file, file}));
        QVERIFY(store.setDraftFiles(other, {file}));
    }
    OutboxStore store(path());
    QCOMPARE(store.load().draftFiles,
             (QHash<RoomId, QList<OutboxFile>>{{lobby, {file, file}}, {other, {file}}}));
    QVERIFY(store.add(row(1))); // as an answer to a notification: it takes none along
    QCOMPARE(store.load().draftFiles.size(), 2);
    OutboxRow withFiles = row(2);
    withFiles.files = {file, file};
    QVERIFY(store.add(withFiles));
    QCOMPARE(store.load().draftFiles.keys(), QList{other});
    QVERIFY(store.setDraftFiles(other, {}));
    QVERIFY(store.load().draftFiles.isEmpty());
}

void tst_OutboxStore::changesAreKeptInOrder()
{
    const auto change = [](int i, ChangeRow::Kind kind, const QString &value) {
        return ChangeRow{u"key-%1"_s.arg(i), kind, lobby, MessageId(u"m%1"_s.arg(i)), value, true,
                         1'700'000'000'000};
    };
    const QList<ChangeRow> all{
        change(0, ChangeRow::Kind::Edit, u"고친 글"_s), change(1, ChangeRow::Kind::React, u"👍"_s),
        change(2, ChangeRow::Kind::Delete, u""_s), change(3, ChangeRow::Kind::Edit, u"또"_s)};
    {
        OutboxStore store(path());
        for (const ChangeRow &one : all) {
            QVERIFY(store.addChange(one, {}));
        }
    }
    QCOMPARE(OutboxStore(path()).load().changes, all);
    {
        OutboxStore store(path());
        QVERIFY(store.addChange(change(4, ChangeRow::Kind::Edit, u"끝"_s), {u"key-0"_s}));
        QVERIFY(store.removeChange(u"key-1"_s));
        const QList<ChangeRow> left = store.load().changes;
        QCOMPARE(left.size(), 3);
        QCOMPARE(left.first().key, u"key-2"_s);
        QCOMPARE(left.last().key, u"key-4"_s);
    }
    sql(path(),
        u"INSERT INTO changes (key, kind, room, message, value, is_on, created_ms) VALUES "
        "('k1', 9, 'r1', 'm1', 'x', 0, 1), ('k2', 0, 'r1', '', 'x', 0, 1), "
        "('k3', 0, 'r1', 'm1', '', 0, 1)"_s); // make no sense
    QCOMPARE(OutboxStore(path()).load().changes.size(), 3);
    damageHeader();
    expectWarning("the outbox is damaged");
    OutboxStore store(path());
    QCOMPARE(store.notice().rows, 3);
    QCOMPARE(store.load().changes.size(), 3);
}

void tst_OutboxStore::anOlderFileIsBroughtUpToDate()
{
    fill(2);
    QVERIFY(OutboxStore(path()).setDraft(RoomId(u"r2"_s), u"초안"_s));
    asTheFirstVersionMadeIt();
    OutboxStore store(path());
    QVERIFY(store.isWorking());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Nothing);
    const OutboxContents contents = store.load();
    QCOMPARE(contents.rows.size(), 2);
    QCOMPARE(contents.drafts.value(RoomId(u"r2"_s)), u"초안"_s);
    const ChangeRow change{u"k"_s, ChangeRow::Kind::Delete, lobby, MessageId(u"m"_s)};
    QVERIFY(store.addChange(change, {}));
    const OutboxFile attached{u"/a/b.txt"_s, u"b.txt"_s, 5, 7};
    QVERIFY(store.setFiles(u"cid-1"_s, {attached}));
    QCOMPARE(store.load().rows.at(1).files, QList{attached});
}

void tst_OutboxStore::rowsThatMakeNoSenseAreLeftOut()
{
    fill(2);
    sql(path(),
        u"INSERT INTO outbox (cid, room, text, created_ms, failure, reply_to) VALUES "
        "('', 'r1', 'x', 1, '', X''), ('a b\n', 'r1', 'x', 1, '', X''), "
        "('ok', '', 'x', 1, '', X''), ('ok2', 'r1', '', 1, '', X''), "
        "('ok3', 'r1', 'x', 1, '', X'7B5A')"_s);
    const OutboxContents contents = OutboxStore(path()).load();
    QCOMPARE(cidsOf(contents), (QStringList{u"cid-0"_s, u"cid-1"_s, u"ok3"_s}));
    QVERIFY(!contents.rows.last().replyTo); // the text is worth more than what it answers
}

void tst_OutboxStore::aSecondMaruIsTold()
{
    fill(1);
    OutboxStore first(path());
    expectWarning("the outbox cannot be kept on disk");
    OutboxStore second(path());
    QCOMPARE(second.notice().kind, OutboxNotice::Kind::InUse);
    QVERIFY(!second.isWorking());
    QVERIFY(!second.add(row(5)));
    QCOMPARE(first.load().rows.size(), 1);
}

void tst_OutboxStore::aReadOnlyFolderIsSaid()
{
    QFile blocker(folder());
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    expectWarning("the outbox cannot be kept on disk");
    OutboxStore store(path());
    QCOMPARE(store.notice().kind, OutboxNotice::Kind::Unwritable);
    QVERIFY(!store.add(row(5)));
    QVERIFY(!store.setDraft(lobby, u"x"_s));
}

QTEST_GUILESS_MAIN(tst_OutboxStore)
#include "tst_outboxstore.moc"
