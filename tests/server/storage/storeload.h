// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagebackend.h"
#include "tests/server/storage/storeledger.h"

#include <QRandomGenerator>

#include <functional>
#include <memory>

namespace maru::server::fixture {

/// A day in the life of a store, made of random numbers: group commits of 1 to 512 changes in
/// several rooms, cids that come again, people who join, new rooms, checkpoints, restarts.
///
/// The store is used as the storage thread uses it: apply(), then followUp() and maintain().
class StoreLoad
{
public:
    using Maker = std::function<std::unique_ptr<StorageBackend>()>;
    using Clock = std::function<qsizetype()>; ///< the disk's moment

    /// Everything is kept by reference or for the object's life.
    StoreLoad(Maker makeBackend, Clock clock, StoreLedger &ledger, QRandomGenerator &random);

    /// Opens the store, works for \p steps group commits and closes it in good order. The error is
    /// the first answer that is not as it should be.
    [[nodiscard]] QString work(int steps);

private:
    [[nodiscard]] QString open();
    [[nodiscard]] QString step();
    void forgetWhatIsGone();
    void addMessage(std::vector<Change> &changes);
    void addPerson(std::vector<Change> &changes);
    void addRoom(std::vector<Change> &changes);
    [[nodiscard]] QString commit(const std::vector<Change> &changes);
    void recordAck(const Change &change, const ChangeReply &reply);
    [[nodiscard]] int batchSize();
    [[nodiscard]] QString words();
    template<class T>
    const T &oneOf(const QList<T> &list)
    {
        return list.at(m_random.bounded(int(list.size())));
    }

    Maker m_makeBackend;
    Clock m_clock;
    StoreLedger &m_ledger;
    QRandomGenerator &m_random;
    std::unique_ptr<StorageBackend> m_backend;
    QList<RoomId> m_rooms; // that the store has
    QList<UserId> m_users;
    int m_next = 1; // of everything that needs a number
};

} // namespace maru::server::fixture
