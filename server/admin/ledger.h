// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace maru::server {

/// What became of the messages of a self-test.
struct LedgerReport
{
    qint64 acked = 0;
    qint64 lost =
        0; ///< acked, but not in the history as it was acked; or any message changed on its way
    qint64 doubled = 0; ///< in the history twice, or without ever having been sent
    qint64 outOfOrder =
        0; ///< a gap or repeat in seq, another seq than acked, an author's lines swapped
    QStringList details; ///< a sentence for each of the first of them

    [[nodiscard]] bool isClean() const { return lost == 0 && doubled == 0 && outOfOrder == 0; }
};

/// The book that a self-test keeps outside of the server: what was sent, what was acked, and in the
/// end what the history says (docs/protocol.md, promises P1 to P3).
///
/// A cid is used once in the whole test. A message that was sent and never acked may be in the
/// history once or not at all. Pure: no clock, no input or output.
class Ledger
{
public:
    /// \p author (its name) sends a new message. The order of the calls is the order that an
    /// author's messages must have in each room; sending a cid again after a lost connection is no
    /// new call.
    void recordSent(const QString &author, const RoomId &room, const QString &cid,
                    const QString &chat);
    /// An ack came with \p message; the same one may come again for a cid that was sent again.
    void recordAck(const QString &cid, const Message &message);
    /// The server refused the message in a way that contradicts what it acked or promised before.
    void recordBrokenPromise(const QString &sentence);
    /// One row of the history; each room from its first row to its last, system lines included.
    void recordStored(const Message &row);

    [[nodiscard]] qint64 ackedCount() const { return m_acked; }
    [[nodiscard]] qint64 sentCount() const { return m_sent.size(); }

    /// After the whole history of every room was recorded.
    [[nodiscard]] LedgerReport report() const;

private:
    struct Sent
    {
        QString author;
        RoomId room;
        QByteArray chatHash;
        qint64 order = 0; ///< of its author, over all rooms
        std::optional<qint64> ackedSeq;
        int storedCount = 0;
        std::optional<qint64> storedSeq; ///< of the first copy
    };
    struct RoomState
    {
        qint64 seq = 0;
        QHash<QString, qint64> lastOrder; ///< by author
    };

    void lose(const QString &sentence);
    void doubleUp(const QString &sentence);
    void disorder(const QString &sentence);

    QHash<QString, Sent> m_sent; // by cid
    QHash<QString, qint64> m_lastOrder; // by author
    QHash<RoomId, RoomState> m_rooms;
    LedgerReport m_found; // what was seen while recording; report() adds what only the end shows
    qint64 m_acked = 0;
};

} // namespace maru::server
