// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What becomes of a store's changes when something goes wrong with it: all of a batch or nothing.

#include "tests/server/storage/storagecontract.h"
#include "tests/server/storage/storagefixture.h"

#include <QDeadlineTimer>
#include <QScopeGuard>
#include <QTest>

#include <algorithm>

namespace maru::server {

using namespace fixture;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;

const MessageId firstId = message(roomId(1), 1, {}).message.id;

// Long, so that it fits on no disk that is about full.
AppendMessage third()
{
    return message(roomId(1), 3, u"three"_s + QString(20'000, u'3'), u"c-3"_s);
}

/// Some of each kind. The fourth message is a classic client's.
std::vector<Change> batch()
{
    return {third(), message(roomId(1), 4, u"four"_s),
            EditMessage{roomId(1), firstId, userId(1), u"one!"_s, {}, 50'000}, user(2, u"token"_s),
            room(2, u"Beta"_s)};
}

/// What the store has of all that the batch is about; empty: it cannot be read.
QString everything(StorageBackend &store)
{
    const auto page = read(store, history(roomId(1), ReadHistory::Direction::After, 0));
    const auto changes = read(store, ReadChanges{roomId(1), 0, limits::maxPageRows});
    const auto edits = read(store, ReadEdits{roomId(1), firstId});
    const auto alpha = read(store, FindRoom{roomId(1), {}, {}});
    const auto beta = read(store, FindRoom{{}, u"beta"_s, {}});
    const auto second = read(store, FindUserByToken{hashOf(u"token"_s), 0});
    if (!page || !changes || !edits || !alpha || !beta || !second) {
        return {};
    }
    QStringList all{u"room %1 %2"_s.arg((*alpha)->room.seq).arg((*alpha)->room.rev)};
    for (const Message &one : page->messages) {
        all.append(u"%1 %2 %3 %4"_s.arg(one.seq).arg(one.rev).arg(one.cid, one.chat.left(6)));
    }
    for (const Message &one : changes->messages) {
        all.append(u"rev %1"_s.arg(one.rev));
    }
    for (const ReadEdits::Edit &one : *edits) {
        all.append(u"was "_s + one.chat);
    }
    all.append(*beta ? u"Beta"_s : u"no Beta"_s);
    all.append(*second ? u"User 2"_s : u"no User 2"_s);
    return all.join(u'\n');
}

const QString nothingOfIt =
    QStringLiteral("room 2 2\n1 1 c-1 one\n2 2  two\nrev 1\nrev 2\nno Beta\nno User 2");
const QString allOfIt =
    QStringLiteral("room 4 5\n1 5 c-1 one!\n2 2  two\n3 3 c-3 three3\n4 4  four\n"
                   "rev 2\nrev 3\nrev 4\nrev 5\nwas one\nBeta\nUser 2");

/// Sends \p changes until they are stored, as clients do, and says so.
std::vector<Result<ChangeReply, StoreError>> sendAgain(StorageBackend &store,
                                                       const std::vector<Change> &changes)
{
    const QDeadlineTimer deadline(patienceMs);
    auto replies = store.apply(changes);
    while (!replies.front() && !deadline.hasExpired()) {
        QTest::qSleep(10);
        replies = store.apply(changes);
    }
    return replies;
}

} // namespace

void StorageContract::whatGoesWrongIsAllOrNothing_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("isReopened"); // after it; else the store goes on by itself
    const std::vector<StoreFault> all = faults();
    for (size_t i = 0; i < all.size(); ++i) {
        QTest::newRow(all[i].name) << int(i) << false;
        if (isPersistent()) {
            QTest::addRow("%s, and opened again", all[i].name) << int(i) << true;
        }
    }
}

void StorageContract::whatGoesWrongIsAllOrNothing()
{
    QFETCH(int, fault);
    QFETCH(bool, isReopened);
    const StoreFault wrong = faults().at(size_t(fault));
    if (wrong.lack != nullptr) {
        QSKIP(wrong.lack);
    }
    const QuietStorage quiet;
    QVERIFY(apply(*m_store, message(roomId(1), 1, u"one"_s, u"c-1"_s)));
    QVERIFY(apply(*m_store, message(roomId(1), 2, u"two"_s)));
    QCOMPARE(everything(*m_store), nothingOfIt);

    wrong.begin();
    auto ending = qScopeGuard(wrong.end);
    auto replies = m_store->apply(batch());
    const bool isStored = replies.front().has_value();
    QVERIFY2(isStored == wrong.isSurvived, qPrintable(m_store->problem()));
    for (const auto &reply : replies) {
        QCOMPARE(reply.has_value(), isStored);
        QVERIFY(isStored || reply.error() == StoreError::Failed);
    }
    QCOMPARE(m_store->problem().isEmpty(), isStored);
    if (!wrong.isAway) { // reading goes on
        QCOMPARE(everything(*m_store), isStored ? allOfIt : nothingOfIt);
    }
    ending.dismiss();
    wrong.end();
    if (isReopened) {
        reopen();
    }
    QTRY_COMPARE_WITH_TIMEOUT(everything(*m_store), isStored ? allOfIt : nothingOfIt, patienceMs);

    if (!isStored) {
        replies = sendAgain(*m_store, batch());
        QVERIFY(std::all_of(replies.begin(), replies.end(),
                            [](const auto &one) { return one.has_value(); }));
    }
    QVERIFY(!std::get<AppendMessage::Reply>(*replies.front()).duplicate);
    QCOMPARE(everything(*m_store), allOfIt);
    const auto again = apply(*m_store, third());
    QVERIFY(again && again->duplicate);
    QCOMPARE(again->message.seq, 3);
    QCOMPARE(apply(*m_store, user(2)).error(), StoreError::NameTaken);
    QCOMPARE(everything(*m_store), allOfIt);
    QCOMPARE(m_store->problem(), QString());
    if (isPersistent()) {
        reopen();
        QCOMPARE(everything(*m_store), allOfIt);
    }
    const auto next = apply(*m_store, message(roomId(1), 5, u"five"_s));
    QVERIFY(next);
    QCOMPARE(next->message.seq, 5);
    QCOMPARE(next->message.rev, 6);
}

void StorageContract::aCharacterThatSomeDatabasesCannotHoldFailsNobodyElse()
{
    const QString null(1, QChar::Null);
    AppendMessage answer = message(roomId(1), 2, u"answer"_s);
    answer.message.replyTo.emplace().id = MessageId(null);
    AddSession session;
    session.user = userId(1);
    session.tokenHash = hashOf(u"device"_s);
    session.session = SessionId(hexId(9));
    session.sessionName = u"a"_s + null + u"b"_s;
    const auto replies =
        m_store->apply({message(roomId(1), 1, u"one"_s, u"c-1"_s),
                        DeleteMessage{roomId(1), MessageId(null), userId(1), true, 50'000},
                        SetReaction{RoomId(null), firstId, UserId(null), u"👍"_s, true, 50'000},
                        answer, session, message(roomId(1), 3, u"two"_s, u"c-2"_s)});
    for (const size_t i : {size_t(1), size_t(2), size_t(3)}) {
        QVERIFY(!replies.at(i));
        QCOMPARE(replies.at(i).error(), StoreError::NotFound);
    }
    for (const size_t i : {size_t(0), size_t(4), size_t(5)}) {
        QVERIFY2(replies.at(i), qPrintable(m_store->problem()));
    }
    const auto found = read(*m_store, FindRoom{RoomId(null), {}, {}});
    QVERIFY(found && !*found);
    const auto page = read(*m_store, history(roomId(1), ReadHistory::Direction::After, 0));
    QVERIFY(page);
    QCOMPARE(seqsOf(page->messages), u"1 2"_s);
}

} // namespace maru::server
