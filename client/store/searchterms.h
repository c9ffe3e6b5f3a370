// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/searchobjects.h"

#include <QSet>

/// What a message is found by in the client's index, and whether it is what was asked for.
namespace maru::client {

/// Said by somebody, and not deleted.
[[nodiscard]] bool isSearchable(const Message &message);
/// The terms of \p message, with one space between; of one that is searchable.
[[nodiscard]] QString indexTerms(const Message &message);
/// The question in the language of SQLite's FTS5; empty: there is nothing that an index could be
/// asked for. \p withRooms: also for the rooms of the query.
[[nodiscard]] QString indexQuestion(const LocalQuery &query, const Needle &needle, bool withRooms);

/// One question, message by message. The query outlives it.
class LocalMatcher
{
public:
    explicit LocalMatcher(const LocalQuery &query);

    [[nodiscard]] const Needle &needle() const { return m_needle; }
    [[nodiscard]] bool isInRooms(const RoomId &room) const
    {
        return m_query.isEverywhere || m_rooms.contains(room);
    }
    [[nodiscard]] bool matches(const Message &message) const;

private:
    const LocalQuery &m_query;
    Needle m_needle;
    QSet<RoomId> m_rooms;
    QString m_fromKey;
};

} // namespace maru::client
