// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagebackend.h"

#include <QHash>
#include <QList>
#include <QString>

#include <limits>
#include <optional>
#include <vector>

namespace maru::server::fixture {

/// What a store is after a power cut, against the ledger.
struct StoreVerdict
{
    int lost = 0; ///< acked and gone
    QString firstLost;
    QString damage; ///< the first thing that can never be right; empty: none

    [[nodiscard]] bool isClean() const { return lost == 0 && damage.isEmpty(); }
};

/// The book kept outside of the disk: what the store was asked for, what it acked and at which
/// moment of the disk's journal.
class StoreLedger
{
public:
    /// Before the change is applied; the same message (by cid) may be sent again.
    void recordSent(const Message &message);
    void recordAck(const Message &message, qsizetype moment);
    /// The answer to \p query, not empty from now on.
    void recordFact(Query query, const QString &what, qsizetype moment);
    void recordRoom(const RoomId &room) { m_rooms.append(room); }

    /// Whatever \p backend holds must be what the ledger says for a power cut at \p moment: each
    /// acked message once with its seq and text, seq 1 … n in each room, no cid twice, nothing that
    /// nobody sent, every fact. What was not acked may be there once or not at all.
    [[nodiscard]] StoreVerdict check(StorageBackend &backend, qsizetype moment);

    /// Sends again what \p moment had not acked, at most \p most: each is afterwards there once,
    /// and acked as a duplicate if check() found it. An error is the first sentence that is not so.
    [[nodiscard]] QString resend(StorageBackend &backend, qsizetype moment, size_t most) const;

    /// A new life begins on the disk that was checked last: what is on it stays for ever, the rest
    /// was never acked.
    void beginAgain();

    [[nodiscard]] const QList<RoomId> &rooms() const { return m_rooms; }
    [[nodiscard]] qsizetype messageCount() const { return qsizetype(m_messages.size()); }
    [[nodiscard]] const Message &messageAt(qsizetype index) const
    {
        return m_messages[size_t(index)].sent;
    }

private:
    static constexpr qsizetype never = std::numeric_limits<qsizetype>::max();

    struct Entry
    {
        Message sent;
        qint64 seq = 0; // as acked
        qsizetype ackedAt = never;
    };
    struct Fact
    {
        Query query;
        QString what;
        qsizetype ackedAt = never;
        bool isFound = false; // by the last check
    };

    [[nodiscard]] static QString keyOf(const Message &message);
    void readRoom(StorageBackend &backend, const RoomId &room, StoreVerdict &verdict);
    void readMessage(const RoomId &room, const Message &message, StoreVerdict &verdict);
    [[nodiscard]] static bool isTrue(StorageBackend &backend, const Fact &fact);

    std::vector<Entry> m_messages;
    QHash<QString, size_t> m_byKey;
    std::vector<Fact> m_facts;
    QList<RoomId> m_rooms;
    QHash<QString, qint64> m_stored; // of the last check: key → seq
};

} // namespace maru::server::fixture
