// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "common/text/jsonbytes.h"
#include "server/chat/queries.h"

#include <algorithm>

/// The rules of pages that every backend follows (docs/protocol.md §6).
namespace maru::server {

/// Rows that a page may hold when \p asked were asked for.
[[nodiscard]] inline int pageRows(int asked)
{
    return std::clamp(asked, 1, limits::maxPageRows);
}

/// Counts the text that goes into a page: the first message always fits.
class PageBudget
{
public:
    explicit PageBudget(qsizetype bytes = limits::maxPageBytes)
        : m_bytesLeft(bytes)
    { }

    /// False if \p message does not fit any more; nothing after it may be taken then. \p reactions:
    /// how many people reacted to it. \p files: how many it carries.
    [[nodiscard]] bool take(const Message &message, qint64 reactions, qint64 files)
    {
        qsizetype bytes = jsonBytes(message.chat) + files * limits::fileRowBytes;
        bytes += (message.mentions.size() + reactions) * bytesOfId;
        if (message.replyTo) {
            bytes += jsonBytes(message.replyTo->chat);
        }
        if (!m_isEmpty && bytes > m_bytesLeft) {
            return false;
        }
        m_isEmpty = false;
        m_bytesLeft -= bytes;
        return true;
    }

    /// What is left when a page that began with this budget may grow by \p bytes more.
    [[nodiscard]] PageBudget grown(qsizetype bytes) const
    {
        PageBudget budget = *this;
        budget.m_bytesLeft += bytes;
        return budget;
    }

private:
    static constexpr qsizetype bytesOfId = 27; // 24 digits, quotes and comma

    qsizetype m_bytesLeft;
    bool m_isEmpty = true;
};

/// Fills in what a page of \p query says about its ends, in a room whose last seq is \p roomSeq
/// (seq has no gaps).
inline void setHistoryEnds(ReadHistory::Reply &reply, const ReadHistory &query, qint64 roomSeq)
{
    if (!reply.messages.isEmpty()) {
        reply.first = reply.messages.constFirst().seq <= 1;
        reply.last = reply.messages.constLast().seq >= roomSeq;
        return;
    }
    const bool isBefore = query.direction == ReadHistory::Direction::Before;
    reply.first = isBefore || roomSeq == 0 || query.seq < 1;
    reply.last = !isBefore || roomSeq < query.seq || roomSeq == 0;
}

} // namespace maru::server
