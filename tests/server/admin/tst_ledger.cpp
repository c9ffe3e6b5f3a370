// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/ledger.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace maru;
using namespace maru::server;
using namespace Qt::StringLiterals;

namespace {

const QString anna = u"anna"_s;
const QString bert = u"bert"_s;
const RoomId lobby(u"lobby-id"_s);
const RoomId attic(u"attic-id"_s);

struct Line
{
    QString author;
    RoomId room;
    QString cid;
    QString chat;
};

/// The order in which the run sends: two authors in the lobby, one of them in the attic too.
const QList<Line> lines{
    {anna, lobby, u"a1"_s, u"안녕"_s},    {bert, lobby, u"b1"_s, u"hello"_s},
    {anna, attic, u"a2"_s, u"up here"_s}, {anna, lobby, u"a3"_s, u"third"_s},
    {bert, lobby, u"b2"_s, u"second"_s},  {anna, attic, u"a4"_s, u"again"_s},
};

Message messageOf(const Line &line, qint64 seq)
{
    Message message;
    message.room = line.room;
    message.cid = line.cid;
    message.chat = line.chat;
    message.user.userName = line.author;
    message.seq = seq;
    return message;
}

Message welcome(const RoomId &room, qint64 seq)
{
    Message message;
    message.room = room;
    message.seq = seq;
    message.type = MessageType::System;
    message.chat = u"anna joined the room."_s;
    message.user.userName = u"system"_s;
    return message;
}

/// A run that went well: what was acked, and what the history says, both still to be spoilt.
struct Run
{
    QList<Message> acks;
    QList<Message> history; // by room, ascending seq

    Run()
    {
        history.append(welcome(lobby, 1));
        QList<Message> upstairs{welcome(attic, 1)};
        for (const Line &line : lines) {
            QList<Message> &room = line.room == lobby ? history : upstairs;
            room.append(messageOf(line, room.size() + 1));
            acks.append(room.constLast());
        }
        history += upstairs;
    }

    [[nodiscard]] Message &stored(const QString &cid)
    {
        return *std::find_if(history.begin(), history.end(),
                             [&](const Message &row) { return row.cid == cid; });
    }
    [[nodiscard]] Message &ack(const QString &cid)
    {
        return *std::find_if(acks.begin(), acks.end(),
                             [&](const Message &row) { return row.cid == cid; });
    }
    void removeStored(const QString &cid)
    {
        history.removeIf([&](const Message &row) { return row.cid == cid; });
    }
    void removeAck(const QString &cid)
    {
        acks.removeIf([&](const Message &row) { return row.cid == cid; });
    }
    /// Gives the rows of each room 1, 2, 3 …, so that a planted violation is the only one.
    void renumber()
    {
        QHash<RoomId, qint64> last;
        for (Message &row : history) {
            row.seq = ++last[row.room];
        }
    }

    [[nodiscard]] LedgerReport report() const
    {
        Ledger ledger;
        for (const Line &line : lines) {
            ledger.recordSent(line.author, line.room, line.cid, line.chat);
        }
        for (const Message &ack : acks) {
            ledger.recordAck(ack.cid, ack);
        }
        for (const Message &row : history) {
            ledger.recordStored(row);
        }
        return ledger.report();
    }
};

using Change = std::function<void(Run &)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class tst_Ledger : public QObject
{
    Q_OBJECT

private slots:
    void whatIsAllowedIsClean_data();
    void whatIsAllowedIsClean();
    void everyViolationIsCounted_data();
    void everyViolationIsCounted();
    void anEmptyRunIsClean();
    void aBrokenPromiseIsALoss();
    void anAckOfAnotherMessageIsALoss();
    void theDetailsAreBounded();
};

void tst_Ledger::whatIsAllowedIsClean_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<qint64>("acked");

    QTest::newRow("all acked, all there") << Change([](Run &) {}) << qint64{6};
    QTest::newRow("not acked, but there once")
        << Change([](Run &run) { run.removeAck(u"a3"_s); }) << qint64{5};
    QTest::newRow("not acked, not there") << Change([](Run &run) {
        run.removeAck(u"b2"_s); // the lobby's last
        run.removeStored(u"b2"_s);
    }) << qint64{5};
    QTest::newRow("acked again with the same seq")
        << Change([](Run &run) { run.acks.append(run.ack(u"a1"_s)); }) << qint64{6};
    QTest::newRow("acks in another order")
        << Change([](Run &run) { std::reverse(run.acks.begin(), run.acks.end()); }) << qint64{6};
    QTest::newRow("two authors the other way round") << Change([](Run &run) {
        std::swap(run.stored(u"a3"_s), run.stored(u"b2"_s));
        run.renumber();
        run.ack(u"a3"_s).seq = run.stored(u"a3"_s).seq;
        run.ack(u"b2"_s).seq = run.stored(u"b2"_s).seq;
    }) << qint64{6};
    QTest::newRow("a system line between") << Change([](Run &run) {
        run.history.insert(1, welcome(lobby, 2));
        run.renumber();
        for (Message &ack : run.acks) {
            ack.seq = run.stored(ack.cid).seq;
        }
    }) << qint64{6};
}

void tst_Ledger::whatIsAllowedIsClean()
{
    QFETCH(Change, change);
    QFETCH(qint64, acked);

    Run run;
    change(run);
    const LedgerReport report = run.report();

    QVERIFY2(report.isClean(), qPrintable(report.details.join(u'\n')));
    QVERIFY(report.details.isEmpty());
    QCOMPARE(report.acked, acked);
}

void tst_Ledger::everyViolationIsCounted_data()
{
    QTest::addColumn<Change>("plant");
    QTest::addColumn<qint64>("lost");
    QTest::addColumn<qint64>("doubled");
    QTest::addColumn<qint64>("outOfOrder");
    const auto row = [](const char *name, const Change &plant, qint64 lost, qint64 doubled,
                        qint64 outOfOrder) {
        QTest::newRow(name) << plant << lost << doubled << outOfOrder;
    };

    row(
        "A: the last one is gone", [](Run &run) { run.removeStored(u"b2"_s); }, 1, 0, 0);
    row(
        "A: one in the middle is gone, leaving a gap", [](Run &run) { run.removeStored(u"b1"_s); },
        1, 0, 1);
    row(
        "A: one is gone and the rest moved up",
        [](Run &run) {
            run.removeStored(u"a2"_s); // in the attic, before a4
            run.renumber();
        },
        1, 0, 1);
    row(
        "A: a whole room is gone",
        [](Run &run) { run.history.removeIf([](const Message &m) { return m.room == attic; }); }, 2,
        0, 0);
    row(
        "A: the text is another", [](Run &run) { run.stored(u"a1"_s).chat = u"안녕?"_s; }, 1, 0, 0);
    row(
        "A: the text is cut", [](Run &run) { run.stored(u"b1"_s).chat.chop(1); }, 1, 0, 0);
    row(
        "A: the author is another", [](Run &run) { run.stored(u"b2"_s).user.userName = anna; }, 1,
        0, 0);
    row(
        "A: acked with another seq than stored", [](Run &run) { run.ack(u"a3"_s).seq += 1; }, 0, 0,
        1);
    row(
        "A: in another room than sent",
        [](Run &run) {
            Message moved = run.stored(u"b2"_s);
            run.removeStored(u"b2"_s);
            moved.room = attic;
            moved.seq = 4;
            run.ack(u"b2"_s).seq = 4;
            run.history.append(moved);
        },
        1, 0, 0);
    row(
        "not acked, and its text is another",
        [](Run &run) {
            run.removeAck(u"a1"_s);
            run.stored(u"a1"_s).chat = u"?"_s;
        },
        1, 0, 0);

    row(
        "B: the last one twice",
        [](Run &run) {
            Message copy = run.stored(u"a4"_s);
            ++copy.seq;
            run.history.append(copy);
        },
        0, 1, 0);
    row(
        "B: one that was not acked, twice",
        [](Run &run) {
            run.removeAck(u"a4"_s);
            Message copy = run.stored(u"a4"_s);
            ++copy.seq;
            run.history.append(copy);
        },
        0, 1, 0);
    row(
        "B: twice, the second time with another text",
        [](Run &run) {
            Message copy = run.stored(u"a4"_s);
            ++copy.seq;
            copy.chat = u"other"_s;
            run.history.append(copy);
        },
        1, 1, 0);
    row(
        "B: three times",
        [](Run &run) {
            Message copy = run.stored(u"a4"_s);
            ++copy.seq;
            run.history.append(copy);
            ++copy.seq;
            run.history.append(copy);
        },
        0, 2, 0);
    row(
        "B: acked again with another seq",
        [](Run &run) {
            Message again = run.ack(u"a1"_s);
            again.seq += 7;
            run.acks.append(again);
        },
        0, 1, 0);
    row(
        "B: a message that nobody sent",
        [](Run &run) {
            run.history.append(messageOf({anna, attic, u"a9"_s, u"boo"_s}, 4));
        },
        0, 1, 0);
    row(
        "B: a message without a cid",
        [](Run &run) {
            run.history.append(messageOf({anna, attic, {}, u"boo"_s}, 4));
        },
        0, 1, 0);

    row(
        "C: a room does not begin at 1", [](Run &run) { run.history.removeFirst(); }, 0, 0, 1);
    row(
        "C: a gap",
        [](Run &run) {
            run.stored(u"b2"_s).seq = 9;
            run.ack(u"b2"_s).seq = 9;
        },
        0, 0, 1);
    row(
        "C: a seq twice",
        [](Run &run) {
            run.stored(u"b2"_s).seq -= 1;
            run.ack(u"b2"_s).seq -= 1;
        },
        0, 0, 1);
    row(
        "C: a system line with the seq of another",
        [](Run &run) { run.history.insert(1, welcome(lobby, 1)); }, 0, 0, 1);

    row(
        "D: an author's lines swapped",
        [](Run &run) {
            std::swap(run.stored(u"a1"_s), run.stored(u"a3"_s));
            run.renumber();
            run.ack(u"a1"_s).seq = run.stored(u"a1"_s).seq;
            run.ack(u"a3"_s).seq = run.stored(u"a3"_s).seq;
        },
        0, 0, 1);
    row(
        "D: an author's unacked line after a later one",
        [](Run &run) {
            run.removeAck(u"a2"_s);
            std::swap(run.stored(u"a2"_s), run.stored(u"a4"_s));
            run.renumber();
            run.ack(u"a4"_s).seq = run.stored(u"a4"_s).seq;
        },
        0, 0, 1);
}

void tst_Ledger::everyViolationIsCounted()
{
    QFETCH(Change, plant);
    QFETCH(qint64, lost);
    QFETCH(qint64, doubled);
    QFETCH(qint64, outOfOrder);

    Run run;
    plant(run);
    const LedgerReport report = run.report();

    QVERIFY(!report.isClean());
    QCOMPARE(report.lost, lost);
    QCOMPARE(report.doubled, doubled);
    QCOMPARE(report.outOfOrder, outOfOrder);
    QCOMPARE(report.details.size(), lost + doubled + outOfOrder);
}

void tst_Ledger::anEmptyRunIsClean()
{
    const LedgerReport report = Ledger().report();

    QVERIFY(report.isClean());
    QCOMPARE(report.acked, qint64{0});
}

void tst_Ledger::aBrokenPromiseIsALoss()
{
    Ledger ledger;
    ledger.recordBrokenPromise(u"a1 was answered with CONFLICT."_s);

    QCOMPARE(ledger.report().lost, qint64{1});
    QCOMPARE(ledger.report().details, QStringList{u"a1 was answered with CONFLICT."_s});
}

void tst_Ledger::anAckOfAnotherMessageIsALoss()
{
    Ledger ledger;
    ledger.recordSent(anna, lobby, u"a1"_s, u"one"_s);
    ledger.recordAck(u"a1"_s, messageOf({anna, lobby, u"a1"_s, u"two"_s}, 1));
    ledger.recordStored(messageOf({anna, lobby, u"a1"_s, u"one"_s}, 1));

    QCOMPARE(ledger.report().lost, qint64{1});
}

void tst_Ledger::theDetailsAreBounded()
{
    Ledger ledger;
    for (int i = 1; i <= 1'000; ++i) {
        ledger.recordStored(messageOf({anna, lobby, QString::number(i), u"x"_s}, 2 * i));
    }
    const LedgerReport report = ledger.report();

    QCOMPARE(report.doubled, qint64{1'000});
    QCOMPARE(report.outOfOrder, qint64{1'000});
    QCOMPARE(report.details.size(), 20);
}

QTEST_GUILESS_MAIN(tst_Ledger)
#include "tst_ledger.moc"
