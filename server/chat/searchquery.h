// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/searchevents.h"
#include "common/serverlimits.h"

#include <QList>
#include <QString>

#include <limits>
#include <optional>
#include <variant>

/// What the store is asked about the text of messages. See queries.h.
namespace maru::server {

/// Messages of people (not the system's lines) in which \c text stands, the last stored first. At
/// most \c limit hits and limits::maxPageBytes, at least one if one was found.
///
/// The work for one answer is bounded (limits::maxSearchCandidates, limits::searchBudgetMs): then
/// there are fewer hits than there might be, perhaps none, and \c nextBefore says where to go on.
struct SearchMessages
{
    struct Reply
    {
        QList<SearchReply::Hit> hits;
        qint64 nextBefore = 0; ///< 0: nothing is left
    };
    QString text; ///< a Needle that is not empty
    QList<RoomId> rooms; ///< the only ones that are searched
    UserId from; ///< null: anybody
    SearchHas has;
    std::optional<qint64> sinceMs; ///< not before
    std::optional<qint64> untilMs; ///< before
    qint64 before = std::numeric_limits<qint64>::max(); ///< as \c nextBefore of an earlier answer
    int limit = 0;
};

using SearchQuery = std::variant<SearchMessages>;

} // namespace maru::server
