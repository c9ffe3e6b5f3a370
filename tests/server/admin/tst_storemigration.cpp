// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "server/admin/storemigration.h"
#include "tests/server/admin/liststores.h"

#include <QTest>

#include <algorithm>

// The order in which a store is carried to another one, on stores that are lists in memory: what
// happens at every point where it can stop. The databases: e2e_migrate.

using namespace maru;
using namespace maru::server;
using namespace maru::server::fixture;
using namespace Qt::StringLiterals;

namespace {

/// A record of \p part with a value in each column.
StoreRecord recordOf(StorePart part, int number)
{
    StoreRecord record;
    for (const StoreColumn &column : storeColumns(part)) {
        const QString text = u"%1 %2"_s.arg(column.name).arg(number);
        record.values += column.type == StoreValue::Number ? QVariant(qint64{number})
            : column.type == StoreValue::Bytes             ? QVariant(text.toUtf8())
                                                           : QVariant(text);
    }
    return record;
}

Lists someStore()
{
    Lists lists;
    for (size_t i = 0; i < lists.size(); ++i) {
        const auto part = static_cast<StorePart>(i);
        const int records = part == StorePart::Store ? 1
            : part == StorePart::Invites             ? 0
                                                     : 6 + int(i);
        for (int number = 0; number < records; ++number) {
            lists.at(i).push_back(recordOf(part, number));
        }
    }
    for (StoreRecord &message : partOf(lists, StorePart::Messages)) {
        message.values[storeColumn(StorePart::Messages, "room_id"_L1)] = u"room"_s;
        message.reactions.append({u"👍"_s, u"user"_s, qint64{2}});
    }
    return lists;
}

QString keyOf(Lists &lists)
{
    ListSource source(lists);
    const auto digest = digestOf(source, [](qint64) { return Result<void, QString>(); });
    return digest ? digest->key() : QString();
}

} // namespace

class tst_StoreMigration : public QObject
{
    Q_OBJECT

private slots:
    void allOfItIsCarriedOver();
    void itGoesOnWhereItStopped();
    void aSecondRunAddsNothing();
    void anotherStoreIsLeftAlone();
    void anotherStoresUnfinishedCopyIsLeftAlone();
    void whatHasChangedMeanwhileIsCopiedAnew();
    void aCopyThatIsNotTheSameIsThrownAway();
    void bothEndsAreKeptAllTheWhile();
    void aDiskTooSmallIsFoundBefore();
    void whatTheSourceSaysIsSaid();
    void everyValueCounts();
    void theOrderDoesNotCount();
    void differencesNameTheRoom();

private:
    QString m_said;
    TransferProgress m_progress{[this](const QString &text) { m_said += text; }, false};
};

void tst_StoreMigration::allOfItIsCarriedOver()
{
    Lists lists = someStore();
    ListStore store;
    ListSource source(lists);
    ListTarget target(store);
    m_said.clear();
    const auto report = migrateStore(source, target, m_progress);
    QVERIFY2(report, report ? "" : qPrintable(report.error().text));
    QCOMPARE(keyOf(store.lists), keyOf(lists));
    QVERIFY(store.state.kind == StoreTargetState::Kind::Complete);
    QVERIFY(!report->wasThere);
    QCOMPARE(report->digest[StorePart::Messages].count(),
             qint64(partOf(lists, StorePart::Messages).size()));
    QCOMPARE(report->digest.storeId, u"id 0"_s);
    for (const QString &step : {u"reading"_s, u"copying"_s, u"verifying"_s}) {
        QVERIFY2(m_said.contains(step), qPrintable(m_said));
    }
}

void tst_StoreMigration::itGoesOnWhereItStopped()
{
    Lists lists = someStore();
    ListStore whole;
    {
        ListSource source(lists);
        ListTarget target(whole);
        QVERIFY(migrateStore(source, target, m_progress));
    }
    QVERIFY(whole.writes > 20);
    for (int stopsAt = 0; stopsAt < whole.writes; ++stopsAt) {
        ListStore store;
        {
            ListSource source(lists);
            ListTarget target(store);
            target.writesLeft = stopsAt;
            const auto report = migrateStore(source, target, m_progress);
            QVERIFY(!report);
            QCOMPARE(report.error().exitCode, 3);
            QCOMPARE(report.error().text,
                     u"The disk is full. Run the same command again: it goes on where it was."_s);
        }
        ListSource source(lists);
        ListTarget target(store);
        const auto report = migrateStore(source, target, m_progress);
        QVERIFY2(report, report ? "" : qPrintable(report.error().text));
        QCOMPARE(keyOf(store.lists), keyOf(lists));
        QCOMPARE(store.writes, whole.writes); // nothing was written twice
    }
}

void tst_StoreMigration::aSecondRunAddsNothing()
{
    Lists lists = someStore();
    ListStore store;
    for (const bool isSecond : {false, true}) {
        ListSource source(lists);
        ListTarget target(store);
        const qint64 before = store.writes;
        const auto report = migrateStore(source, target, m_progress);
        QVERIFY(report);
        QCOMPARE(report->wasThere, isSecond);
        QCOMPARE(store.writes == before, isSecond);
    }
    partOf(lists, StorePart::Users).pop_back();
    ListSource source(lists);
    ListTarget target(store);
    const auto report = migrateStore(source, target, m_progress);
    QVERIFY(!report);
    QCOMPARE(report.error().exitCode, 3);
    QVERIFY2(report.error().text.contains(u"one of the two has changed since"),
             qPrintable(report.error().text));
    QVERIFY(report.error().text.contains(u"users: 6 were read, 7 are there"));
}

void tst_StoreMigration::anotherStoreIsLeftAlone()
{
    Lists lists = someStore();
    ListStore store;
    store.lists = someStore();
    partOf(store.lists, StorePart::Store).front().values = {u"other"_s};
    store.state.kind = StoreTargetState::Kind::Complete;
    const QString before = keyOf(store.lists);
    ListSource source(lists);
    ListTarget target(store);
    const auto report = migrateStore(source, target, m_progress);
    QVERIFY(!report);
    QCOMPARE(report.error().exitCode, 3);
    QVERIFY(report.error().text.startsWith(u"list:b holds another store already"));
    QCOMPARE(keyOf(store.lists), before);
}

void tst_StoreMigration::anotherStoresUnfinishedCopyIsLeftAlone()
{
    Lists lists = someStore();
    ListStore store;
    store.state = {
        .kind = StoreTargetState::Kind::Unfinished, .origin = u"other 1234"_s, .progress = {}};
    ListSource source(lists);
    ListTarget target(store);
    const auto report = migrateStore(source, target, m_progress);
    QVERIFY(!report);
    QVERIFY(report.error().text.startsWith(u"list:b holds an unfinished copy of another store"));
    QCOMPARE(store.state.origin, u"other 1234"_s);
}

void tst_StoreMigration::whatHasChangedMeanwhileIsCopiedAnew()
{
    Lists lists = someStore();
    ListStore store;
    {
        ListSource source(lists);
        ListTarget target(store);
        target.writesLeft = 20;
        QVERIFY(!migrateStore(source, target, m_progress));
    }
    // One that was copied already.
    partOf(lists, StorePart::Users).front().values[1] = u"new name"_s;
    ListSource source(lists);
    ListTarget target(store);
    QVERIFY(migrateStore(source, target, m_progress));
    QCOMPARE(keyOf(store.lists), keyOf(lists));
}

void tst_StoreMigration::aCopyThatIsNotTheSameIsThrownAway()
{
    Lists lists = someStore();
    ListStore store;
    {
        ListSource source(lists);
        ListTarget target(store);
        target.damages = true;
        const auto report = migrateStore(source, target, m_progress);
        QVERIFY(!report);
        QCOMPARE(report.error().exitCode, 1);
        QVERIFY2(report.error().text.contains(u"messages of room room: 17, and they are not the "
                                              "same"),
                 qPrintable(report.error().text));
        QVERIFY(store.state.kind == StoreTargetState::Kind::Unfinished);
    }
    ListSource source(lists);
    ListTarget target(store);
    QVERIFY(migrateStore(source, target, m_progress));
    QCOMPARE(keyOf(store.lists), keyOf(lists));
}

// One of them is only read while the other is: minutes, in which a server could start on it.
void tst_StoreMigration::bothEndsAreKeptAllTheWhile()
{
    Lists lists = someStore();
    int times = 0;
    {
        ListStore store;
        ListSource source(lists);
        ListTarget target(store);
        QVERIFY(migrateStore(source, target, m_progress));
        times = source.heard;
        QVERIFY(times > 20);
        QCOMPARE(times % 2, 0); // in "reading" as often as in "verifying"
        QCOMPARE(target.heard, times);
    }
    for (int i = 0; i < times; ++i) {
        for (const bool isSource : {true, false}) {
            ListStore store;
            ListSource source(lists);
            ListTarget target(store);
            (isSource ? source.livesLeft : target.livesLeft) = i;
            const auto report = migrateStore(source, target, m_progress);
            QVERIFY(!report);
            QCOMPARE(report.error().text,
                     isSource ? u"list:a was taken over."_s : u"list:b was taken over."_s);
            QVERIFY(store.state.kind != StoreTargetState::Kind::Complete);
        }
    }
}

void tst_StoreMigration::aDiskTooSmallIsFoundBefore()
{
    Lists lists = someStore();
    ListStore store;
    ListSource source(lists);
    source.takes = qint64{100} << 20;
    ListTarget target(store);
    target.available = source.takes + limits::transferSpareBytes - 1;
    const auto report = migrateStore(source, target, m_progress);
    QVERIFY(!report);
    QCOMPARE(report.error().exitCode, 3);
    QCOMPARE(report.error().text,
             u"There is no room for it at list:b: it takes about 165 MiB, and 163 MiB are free."_s);
    QVERIFY(store.state.kind == StoreTargetState::Kind::Empty);
    target.available = *target.available + 1;
    QVERIFY(migrateStore(source, target, m_progress));
}

void tst_StoreMigration::whatTheSourceSaysIsSaid()
{
    Lists lists = someStore();
    ListStore store;
    ListSource source(lists);
    source.refusal = u"A server has it."_s;
    ListTarget target(store);
    const auto report = migrateStore(source, target, m_progress);
    QVERIFY(!report);
    QCOMPARE(report.error().exitCode, 3);
    QCOMPARE(report.error().text, u"A server has it."_s);
}

void tst_StoreMigration::everyValueCounts()
{
    for (size_t i = 0; i < size_t(StorePart::Count); ++i) {
        const auto part = static_cast<StorePart>(i);
        const StoreRecord record = recordOf(part, 1);
        for (qsizetype column = 0; column < record.values.size(); ++column) {
            StoreRecord other = record;
            other.values[column] = storeNull();
            QVERIFY(hashOf(other) != hashOf(record));
        }
    }
    StoreRecord message = recordOf(StorePart::Messages, 1);
    const QByteArray bare = hashOf(message);
    message.edits.append({qint64{1}, u"x"_s, u"u"_s, qint64{2}});
    const QByteArray edited = hashOf(message);
    std::swap(message.edits, message.reactions);
    QVERIFY(bare != edited && edited != hashOf(message));
    // What is moved from one text into the next is not the same; nor is a text that is bytes.
    QVERIFY(hashOf({{u"ab"_s, u"c"_s}, {}, {}, {}}) != hashOf({{u"a"_s, u"bc"_s}, {}, {}, {}}));
    QVERIFY(hashOf({{u"ab"_s}, {}, {}, {}}) != hashOf({{QByteArray("ab")}, {}, {}, {}}));
    QVERIFY(hashOf({{u""_s}, {}, {}, {}}) != hashOf({{storeNull()}, {}, {}, {}}));
}

void tst_StoreMigration::theOrderDoesNotCount()
{
    Lists lists = someStore();
    const QString before = keyOf(lists);
    std::reverse(partOf(lists, StorePart::Messages).begin(),
                 partOf(lists, StorePart::Messages).end());
    QCOMPARE(keyOf(lists), before);
    // A sum that did not carry would lose the difference.
    RecordSum sum;
    const QByteArray most(32, '\xff');
    sum.add(most);
    sum.add(QByteArray(1, '\1') + QByteArray(31, '\0'));
    QCOMPARE(sum.text(), QByteArray("2 0 0 0 0"));
    sum.add(most);
    QCOMPARE(sum.text(),
             QByteArray("3 ffffffffffffffff ffffffffffffffff ffffffffffffffff ffffffffffffffff"));
}

void tst_StoreMigration::differencesNameTheRoom()
{
    StoreDigest a;
    StoreDigest b;
    a.rooms[u"one"_s].add(QByteArray(32, 'a'));
    a.rooms[u"two"_s].add(QByteArray(32, 'b'));
    b.rooms[u"two"_s].add(QByteArray(32, 'c'));
    b.rooms[u"three"_s].add(QByteArray(32, 'd'));
    QCOMPARE(differences(a, b),
             (QStringList{u"messages of room one: 1 were read, 0 are there"_s,
                          u"messages of room three: 0 were read, 1 are there"_s,
                          u"messages of room two: 1, and they are not the same"_s}));
}

QTEST_GUILESS_MAIN(tst_StoreMigration)
#include "tst_storemigration.moc"
