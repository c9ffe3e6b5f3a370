// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

using namespace maru;
using namespace maru::client;
using namespace Qt::StringLiterals;

class tst_MessageListModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void rowsStandInTheOrderOfSeq();
    void oneMessageStandsOnce();
    void anOlderRevIsIgnoredAndANewerOneShown();
    void whatWaitsIsQueuedWithoutAConnection();
    void pendingRowsStandLastAndAreReplacedByTheirMessage();
    void aConfirmedMessageMovesInFrontOfOtherPendingOnes();
    void whatArrivesIsNotPendingAnyMore();
    void somebodyElsesCidDoesNotConfirmOurs();
    void messagesWithoutSeqStandInTheOrderOfArrival();
    void aMessageWithoutSeqStandsOnce();
    void olderPagesGoInFront();
    void daysAndGroupsStartWhereTheyShould();
    void anInsertedRowTellsItsNeighbour();
    void failedRowsSayWhy();
    void trimmingKeepsTheNewestAndAllUnsent();
    void trimmingTheNewestKeepsTheOldestAndAllUnsent();
    void whatRowsHaveInCommonIsInMemoryOnce();
    void tenThousandMessagesAreTakenQuickly();

private:
    QStringList texts() const;
    static Message message(qint64 seq, const QString &text, const QString &author = u"kim"_s);
    static Message pending(const QString &cid);

    std::unique_ptr<MessageListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_MessageListModel::init()
{
    m_model = std::make_unique<MessageListModel>();
    m_model->setOwnUser(UserId(u"me"_s));
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
}

void tst_MessageListModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

Message tst_MessageListModel::message(qint64 seq, const QString &text, const QString &author)
{
    Message made;
    made.id = MessageId(u"id-"_s + text);
    made.seq = seq;
    made.rev = seq;
    made.chat = text;
    made.user = {UserId(author), author};
    made.createdMs = 1'700'000'000'000 + seq * 1'000;
    return made;
}

Message tst_MessageListModel::pending(const QString &cid)
{
    Message made;
    made.cid = cid;
    made.chat = cid;
    made.user = {UserId(u"me"_s), u"me"_s};
    return made;
}

QStringList tst_MessageListModel::texts() const
{
    QStringList all;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        all.append(m_model->index(row).data(MessageListModel::TextRole).toString());
    }
    return all;
}

void tst_MessageListModel::rowsStandInTheOrderOfSeq()
{
    for (const qint64 seq : {5, 2, 9, 1, 7}) {
        m_model->insert(message(seq, QString::number(seq)));
    }
    QCOMPARE(texts(), (QStringList{u"1"_s, u"2"_s, u"5"_s, u"7"_s, u"9"_s}));
    QCOMPARE(m_model->firstSeq(), 1);
    QCOMPARE(m_model->lastSeq(), 9);
}

void tst_MessageListModel::oneMessageStandsOnce()
{
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_model->insert(message(1, u"a"_s));
    m_model->insert(message(1, u"a"_s));
    QCOMPARE(inserted.count(), 1);
}

void tst_MessageListModel::anOlderRevIsIgnoredAndANewerOneShown()
{
    Message first = message(1, u"first"_s);
    first.rev = 5;
    m_model->insert(first);
    Message older = message(1, u"older"_s);
    older.rev = 4;
    m_model->insert(older);
    QCOMPARE(texts(), QStringList{u"first"_s});
    Message newer = message(1, u"newer"_s);
    newer.rev = 6;
    m_model->insert(newer);
    QCOMPARE(texts(), QStringList{u"newer"_s});
}

void tst_MessageListModel::whatWaitsIsQueuedWithoutAConnection()
{
    const auto deliveries = [this] {
        QList<int> all;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            all.append(m_model->index(row).data(MessageListModel::DeliveryRole).toInt());
        }
        return all;
    };
    m_model->insert(message(7, u"a"_s));
    m_model->appendPending(pending(u"c1"_s), Delivery::Queued);
    m_model->appendPending(pending(u"c2"_s), Delivery::Failed, u"muted"_s);
    m_model->setOnline(true);
    QCOMPARE(deliveries(),
             (QList{int(Delivery::Sent), int(Delivery::Sending), int(Delivery::Failed)}));
    m_model->setOnline(false);
    QCOMPARE(deliveries(),
             (QList{int(Delivery::Sent), int(Delivery::Queued), int(Delivery::Failed)}));
    QCOMPARE(m_model->index(2).data(MessageListModel::FailureRole).toString(), u"muted"_s);
    QCOMPARE(m_model->rowOfSeq(7), 0);
    QCOMPARE(m_model->rowOfSeq(8), -1);
    QCOMPARE(m_model->rowOfSeq(0), -1);
    QCOMPARE(m_model->index(0).data(MessageListModel::SeqRole).toLongLong(), 7);
}

void tst_MessageListModel::pendingRowsStandLastAndAreReplacedByTheirMessage()
{
    m_model->appendPending(pending(u"c1"_s));
    m_model->insert(message(1, u"a"_s));
    QCOMPARE(texts(), (QStringList{u"a"_s, u"c1"_s}));
    QCOMPARE(m_model->index(1).data(MessageListModel::DeliveryRole).toInt(),
             int(Delivery::Sending));

    Message kept = message(2, u"kept"_s, u"me"_s);
    kept.cid = u"c1"_s;
    m_model->insert(kept); // the ack
    m_model->insert(kept); // the broadcast
    QCOMPARE(texts(), (QStringList{u"a"_s, u"kept"_s}));
    QCOMPARE(m_model->index(1).data(MessageListModel::DeliveryRole).toInt(), int(Delivery::Sent));
    QVERIFY(m_model->index(1).data(MessageListModel::IsOwnRole).toBool());
    QVERIFY(!m_model->hasPending(u"c1"_s));
}

void tst_MessageListModel::aConfirmedMessageMovesInFrontOfOtherPendingOnes()
{
    m_model->insert(message(1, u"a"_s));
    m_model->insert(message(3, u"c"_s));
    m_model->appendPending(pending(u"p1"_s));
    m_model->appendPending(pending(u"p2"_s));
    Message kept = message(2, u"kept"_s, u"me"_s);
    kept.cid = u"p2"_s;
    m_model->insert(kept);
    QCOMPARE(texts(), (QStringList{u"a"_s, u"kept"_s, u"c"_s, u"p1"_s}));
    QCOMPARE(m_model->sentCount(), 3);
}

void tst_MessageListModel::whatArrivesIsNotPendingAnyMore()
{
    QSignalSpy arrived(m_model.get(), &MessageListModel::pendingArrived);
    const auto own = [](qint64 seq, const QString &cid) {
        Message it = message(seq, cid, u"me"_s);
        it.cid = cid;
        return it;
    };
    for (const QString &cid : {u"page"_s, u"known"_s, u"new"_s, u"far"_s}) {
        m_model->appendPending(pending(cid), Delivery::Failed, u"muted"_s);
    }
    Message known = own(5, u"known"_s);
    known.cid.clear();
    m_model->insert(known);
    m_model->insert(own(5, u"known"_s));
    m_model->insert(own(6, u"new"_s));
    m_model->prependOlder({own(3, u"page"_s), own(4, u"another device's"_s)});
    m_model->takeArrived(own(1, u"far"_s)); // not among the rows
    QStringList cids;
    for (const QVariantList &signal : arrived) {
        cids.append(signal.first().toString());
    }
    QCOMPARE(cids, (QStringList{u"known"_s, u"new"_s, u"page"_s, u"far"_s}));
    QCOMPARE(texts(), (QStringList{u"page"_s, u"another device's"_s, u"known"_s, u"new"_s}));
}

void tst_MessageListModel::somebodyElsesCidDoesNotConfirmOurs()
{
    m_model->appendPending(pending(u"c1"_s));
    Message other = message(1, u"other"_s, u"kim"_s);
    other.cid = u"c1"_s;
    m_model->insert(other);
    QCOMPARE(m_model->rowCount(), 2);
    QVERIFY(m_model->hasPending(u"c1"_s));
}

void tst_MessageListModel::messagesWithoutSeqStandInTheOrderOfArrival()
{
    m_model->appendPending(pending(u"p"_s));
    m_model->insert(message(0, u"x"_s));
    m_model->insert(message(0, u"y"_s));
    QCOMPARE(texts(), (QStringList{u"x"_s, u"y"_s, u"p"_s}));
}

void tst_MessageListModel::aMessageWithoutSeqStandsOnce()
{
    m_model->insert(message(0, u"x"_s));
    m_model->insert(message(0, u"y"_s));
    m_model->insert(message(0, u"x"_s));
    Message system = message(0, u"welcome"_s);
    system.id = {};
    m_model->insert(system);
    m_model->insert(system); // has no id: cannot be told apart, both were sent
    QCOMPARE(texts(), (QStringList{u"x"_s, u"y"_s, u"welcome"_s, u"welcome"_s}));
}

void tst_MessageListModel::olderPagesGoInFront()
{
    m_model->insert(message(10, u"10"_s));
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    m_model->prependOlder({message(8, u"8"_s), message(9, u"9"_s), message(10, u"again"_s)});
    QCOMPARE(texts(), (QStringList{u"8"_s, u"9"_s, u"10"_s}));
    QCOMPARE(inserted.count(), 1);
    m_model->prependOlder({});
    QCOMPARE(inserted.count(), 1);
}

void tst_MessageListModel::daysAndGroupsStartWhereTheyShould()
{
    const qint64 noon = QDateTime(QDate(2026, 11, 23), QTime(12, 0)).toMSecsSinceEpoch();
    const qint64 minute = 60'000;
    struct Line
    {
        QString author;
        qint64 timeMs;
        bool day;
        bool group;
    };
    const QList<Line> lines{
        {u"kim"_s, noon, true, true},
        {u"kim"_s, noon + 5 * minute - 1, false, false},
        {u"kim"_s, noon + 10 * minute - 1, false, true}, // exactly five minutes later
        {u"lee"_s, noon + 10 * minute, false, true},
        {u"lee"_s, noon + 12 * 60 * minute, true, true}, // midnight
        {u"lee"_s, 0, false, false}, // time unknown
        {u"lee"_s, noon + 12 * 60 * minute + 1, false, true},
    };
    for (int i = 0; i < lines.size(); ++i) {
        Message line = message(i + 1, QString::number(i), lines[i].author);
        line.createdMs = lines[i].timeMs;
        m_model->insert(line);
    }
    for (int i = 0; i < lines.size(); ++i) {
        const QModelIndex index = m_model->index(i);
        QVERIFY2(index.data(MessageListModel::StartsDayRole).toBool() == lines[i].day,
                 qPrintable(QString::number(i)));
        QVERIFY2(index.data(MessageListModel::StartsGroupRole).toBool() == lines[i].group,
                 qPrintable(QString::number(i)));
    }
}

void tst_MessageListModel::anInsertedRowTellsItsNeighbour()
{
    m_model->insert(message(1, u"a"_s, u"kim"_s));
    m_model->insert(message(3, u"c"_s, u"kim"_s));
    QVERIFY(!m_model->index(1).data(MessageListModel::StartsGroupRole).toBool());
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->insert(message(2, u"b"_s, u"lee"_s));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 2);
    QVERIFY(m_model->index(2).data(MessageListModel::StartsGroupRole).toBool());
}

void tst_MessageListModel::failedRowsSayWhy()
{
    m_model->appendPending(pending(u"c"_s));
    m_model->setDelivery(u"c"_s, Delivery::Failed, u"muted"_s);
    QCOMPARE(m_model->index(0).data(MessageListModel::DeliveryRole).toInt(), int(Delivery::Failed));
    QCOMPARE(m_model->index(0).data(MessageListModel::FailureRole).toString(), u"muted"_s);
    m_model->setDelivery(u"c"_s, Delivery::Sending);
    QVERIFY(m_model->index(0).data(MessageListModel::FailureRole).toString().isEmpty());
    m_model->removePending(u"c"_s);
    QCOMPARE(m_model->rowCount(), 0);
    m_model->removePending(u"c"_s);
    m_model->setDelivery(u"c"_s, Delivery::Failed);
}

void tst_MessageListModel::trimmingKeepsTheNewestAndAllUnsent()
{
    for (int i = 1; i <= 10; ++i) {
        m_model->insert(message(i, QString::number(i)));
    }
    m_model->appendPending(pending(u"p"_s));
    m_model->trimOldest(3);
    QCOMPARE(texts(), (QStringList{u"8"_s, u"9"_s, u"10"_s, u"p"_s}));
    m_model->trimOldest(3);
    QCOMPARE(m_model->rowCount(), 4);
    m_model->trimOldest(0);
    QCOMPARE(texts(), QStringList{u"p"_s});
    QCOMPARE(m_model->firstSeq(), 0);
}

void tst_MessageListModel::trimmingTheNewestKeepsTheOldestAndAllUnsent()
{
    for (int i = 1; i <= 10; ++i) {
        m_model->insert(message(i, QString::number(i)));
    }
    m_model->appendPending(pending(u"p"_s));
    m_model->trimNewest(3);
    QCOMPARE(texts(), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"p"_s}));
    QCOMPARE(m_model->lastSeq(), 3);
    m_model->trimNewest(3);
    QCOMPARE(m_model->rowCount(), 4);
    m_model->insert(message(4, u"4"_s));
    QCOMPARE(texts(), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"p"_s}));
    m_model->trimNewest(0);
    QCOMPARE(texts(), QStringList{u"p"_s});
}

void tst_MessageListModel::whatRowsHaveInCommonIsInMemoryOnce()
{
    // As decoded: no two strings are the same one, and texts have room for their UTF-8.
    const auto decoded = [](qint64 seq, const QString &author) {
        Message made = message(seq, u"회의"_s, u"%1"_s.arg(author));
        made.chat.reserve(1'000);
        made.room = RoomId(u"room %1"_s.arg(7));
        made.user.id = UserId(u"id of %1"_s.arg(author));
        made.replyTo = ReplyTo{MessageId(u"1"_s), 1, {made.user.id, u"%1"_s.arg(author)}, {}};
        return made;
    };
    const auto shown = [this](int row) {
        return m_model->index(row).data(MessageListModel::MessageRole).value<Message>();
    };
    m_model->insert(decoded(3, u"kim"_s));
    m_model->insert(decoded(4, u"lee"_s));
    m_model->insert(decoded(5, u"kim"_s));
    m_model->prependOlder({decoded(2, u"kim"_s)});
    Message edited = decoded(4, u"lee"_s);
    edited.rev = 9;
    m_model->insert(edited);
    QCOMPARE(texts().size(), 4);
    const Message first = shown(0);
    for (const int row : {0, 1, 3}) {
        const Message one = shown(row);
        QVERIFY(one.room.toString().isSharedWith(first.room.toString()));
        QVERIFY(one.user.id.toString().isSharedWith(first.user.id.toString()));
        QVERIFY(one.user.userName.isSharedWith(first.user.userName));
        QVERIFY(one.replyTo->user.userName.isSharedWith(first.user.userName));
        QVERIFY(one.chat.capacity() < 100);
    }
    QCOMPARE(shown(2).user.userName, u"lee"_s);
    QVERIFY(shown(2).room.toString().isSharedWith(first.room.toString()));
    QVERIFY(shown(2).chat.capacity() < 100);
    // Whoever is called something else by now is so from now on, and was not before.
    Message renamed = decoded(6, u"kim"_s);
    renamed.user.userName = u"park"_s;
    m_model->insert(renamed);
    QCOMPARE(shown(4).user.userName, u"park"_s);
    QCOMPARE(shown(3).user.userName, u"kim"_s);
}

void tst_MessageListModel::tenThousandMessagesAreTakenQuickly()
{
    m_tester.reset(); // it looks at every row after every change
    m_model->appendPending(pending(u"p"_s));
    const std::clock_t before = std::clock(); // processor time: others may be at work
    for (int i = 1; i <= 10'000; ++i) {
        m_model->insert(message(i, QString::number(i)));
    }
    QCOMPARE(m_model->rowCount(), 10'001);
    QVERIFY(std::clock() - before < 2 * CLOCKS_PER_SEC);
}

QTEST_GUILESS_MAIN(tst_MessageListModel)
#include "tst_messagelistmodel.moc"
