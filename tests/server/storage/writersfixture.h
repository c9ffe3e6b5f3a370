// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagebackend.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

#include <array>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

/// Several writers on one store, below the server (promises P2 and P3): what they send, and what
/// must have become of it.
namespace maru::server::fixture {

inline constexpr size_t writerCount = 3;
inline constexpr int writerRooms = 2; ///< with the numbers from 1
inline constexpr int writersOfOneText = 8; ///< of so many cids one has another text from each

struct WriterLoad
{
    int batchCount = 0;
    int batchSize = 0;

    [[nodiscard]] int messageCount() const { return batchCount * batchSize; }
};

/// What one writer was told.
struct WriterLedger
{
    std::multimap<QString, qint64> acked; // "room cid" → seq
    int firstCount = 0; // that were no duplicates
    int refusedCount = 0;
    int conflictCount = 0;
    int lossCount = 0;
};
using WriterLedgers = std::array<WriterLedger, writerCount>;

/// Every cid is sent by every writer, in batches that go through the rooms in different orders.
inline void writeAll(StorageBackend &store, int writer, const WriterLoad &load,
                     WriterLedger &ledger)
{
    for (int batch = 0; batch < load.batchCount; ++batch) {
        std::vector<Change> changes;
        std::vector<QString> keys;
        for (int i = 0; i < load.batchSize; ++i) {
            const int number = batch * load.batchSize + (writer == 0 ? i : load.batchSize - 1 - i);
            const int to = 1 + number % writerRooms;
            const QString cid = QStringLiteral("c-%1").arg(number);
            const QString text = number % writersOfOneText == 0
                ? QStringLiteral("text of %1").arg(writer)
                : QStringLiteral("text %1").arg(number);
            changes.push_back(message(roomId(to), 100'000 * writer + number, text, cid));
            keys.push_back(QStringLiteral("%1 %2").arg(to).arg(cid));
        }
        const auto replies = store.apply(changes);
        for (size_t i = 0; i < replies.size(); ++i) {
            if (replies[i]) {
                const auto reply = std::get<AppendMessage::Reply>(*replies[i]);
                ledger.acked.insert({keys[i], reply.message.seq});
                ledger.firstCount += reply.duplicate ? 0 : 1;
            } else {
                const bool isConflict = replies[i].error() == StoreError::Conflict;
                (isConflict ? ledger.conflictCount : ledger.refusedCount) += 1;
            }
        }
    }
}

/// \p work for each writer, in a thread of its own.
template<class Work>
void startWriters(std::array<std::thread, writerCount> &writers, Work work)
{
    for (size_t i = 0; i < writerCount; ++i) {
        writers.at(i) = std::thread([work, i] { work(i); });
    }
}

inline void joinWriters(std::array<std::thread, writerCount> &writers)
{
    for (std::thread &writer : writers) {
        writer.join();
    }
}

/// Everything was stored once, under one seq for all; \p seqs: by "room cid".
inline void checkLedgers(const WriterLedgers &ledgers, const WriterLoad &load,
                         std::map<QString, qint64> &seqs)
{
    int firstCount = 0;
    for (const WriterLedger &ledger : ledgers) {
        firstCount += ledger.firstCount;
        QCOMPARE(ledger.refusedCount, 0);
        QVERIFY(ledger.conflictCount <= load.messageCount() / writersOfOneText);
        for (const auto &[key, seq] : ledger.acked) {
            QCOMPARE(seqs.insert({key, seq}).first->second, seq); // the same one for all
        }
    }
    QCOMPARE(int(seqs.size()), load.messageCount());
    QCOMPARE(firstCount, load.messageCount());
}

/// All writers want the same names. \p open: makes an open store, or none.
template<class Open>
void checkNames(int names, Open open)
{
    std::array<std::thread, writerCount> writers;
    std::atomic<int> taken = 0;
    std::atomic<int> refused = 0;
    startWriters(writers, [&, names](size_t i) {
        const auto store = open();
        for (int name = 10; store && name < 10 + names; ++name) {
            CreateUser change = user(name);
            change.user.id = userId(1'000 * (static_cast<int>(i) + 1) + name);
            const auto reply = apply(*store, change);
            taken += reply ? 1 : 0;
            refused += !reply && reply.error() == StoreError::NameTaken ? 1 : 0;
        }
    });
    joinWriters(writers);
    QCOMPARE(taken.load(), names);
    QCOMPARE(refused.load(), int(writerCount - 1) * names);
}

} // namespace maru::server::fixture
