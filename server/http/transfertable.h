// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"
#include "server/chat/clock.h"

#include <QHash>
#include <QObject>

#include <optional>
#include <vector>

namespace maru::server {

class FileTransfer;

/// The transfers that run: at most limits::maxTransfers, and limits::maxTransfersPerUser of each
/// person. When all places are taken, the slowest of those that crawl gives way to a new one: a few
/// people who send a byte now and then keep nobody out.
class TransferTable : public QObject
{
    Q_OBJECT

public:
    TransferTable() = default;
    /// \p clock outlives it.
    explicit TransferTable(const Clock &clock)
        : m_clock(clock)
    { }

    /// Whether \p user can have one more. May end a transfer to make room for it.
    [[nodiscard]] bool hasRoomFor(const UserId &user);
    /// Holds a place until \p transfer is gone.
    void add(FileTransfer *transfer, const UserId &user);

private:
    struct Mark
    {
        qint64 ms = 0;
        qint64 bytes = 0;
    };
    struct Entry
    {
        FileTransfer *transfer = nullptr;
        UserId user;
        Mark last;
        std::optional<Mark> before; ///< at least limits::crawlWindowMs ago
    };

    [[nodiscard]] std::vector<Entry>::iterator find(const QObject *transfer);
    void begin(const FileTransfer *transfer);
    void mark(qint64 nowMs);
    [[nodiscard]] bool cutSlowest(qint64 nowMs);
    void remove(const QObject *transfer);

    Clock m_ownClock;
    const Clock &m_clock = m_ownClock;
    std::vector<Entry> m_entries;
    QHash<UserId, int> m_counts; // of each person
};

} // namespace maru::server
