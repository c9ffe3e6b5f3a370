// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/searchwords.h"
#include "server/chat/searchquery.h"
#include "server/storage/sql/sqldialect.h"

#include <QElapsedTimer>
#include <QSet>

/// What a search finds, the same in every backend.
namespace maru::server {

/// How many of the files of \p message are pictures.
[[nodiscard]] qint64 imageCount(const Message &message);

/// Whether people can find \p message at all: said by somebody, and not deleted.
[[nodiscard]] bool isSearchable(const Message &message);

/// One question, looked at message by message.
class SearchMatcher
{
public:
    explicit SearchMatcher(const SearchMessages &query);

    [[nodiscard]] const Needle &needle() const { return m_needle; }
    [[nodiscard]] bool isInRooms(const RoomId &room) const { return m_rooms.contains(room); }
    /// Of \p message room, type, author, times, text and files are looked at.
    [[nodiscard]] bool matches(const Message &message) const;

private:
    [[nodiscard]] bool hasWhatIsAsked(const Message &message) const;

    const SearchMessages &m_query;
    Needle m_needle;
    QSet<RoomId> m_rooms;
};

/// Counts the work for one answer.
class SearchBudget
{
public:
    SearchBudget() { m_clock.start(); }
    /// False once enough texts were looked at, or time has passed; a small store is looked at
    /// whole.
    [[nodiscard]] bool takeCandidate();
    /// Whether time is left; without taking anything.
    [[nodiscard]] bool hasTime() const;
    [[nodiscard]] int candidates() const { return m_candidates; }

private:
    QElapsedTimer m_clock;
    int m_candidates = 0;
};

/// Changes whenever indexTerms() of a message may: also with Unicode, which composes and folds more
/// characters as it grows.
[[nodiscard]] int searchIndexVersion();

/// The terms of the index for \p message: those of its text, its room, its author and what it
/// carries, with one space between. Empty for one that is not searchable.
[[nodiscard]] QString indexTerms(const Message &message);

/// The question to the index, in \p language. \p withRooms: only those of the query, unless they
/// are too many.
[[nodiscard]] QString indexQuery(const SearchMessages &query, const Needle &needle, bool withRooms,
                                 const IndexLanguage &language);

} // namespace maru::server
