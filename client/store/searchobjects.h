// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/chat/searchevents.h"
#include "common/text/ngrams.h"

#include <QList>
#include <QString>

#include <optional>

/// Questions to what is kept on this computer, and the answers.
namespace maru::client {

struct LocalQuery
{
    QString text; ///< found literally, or by leading consonants; empty: everything the rest allows
    bool isEverywhere = true; ///< else in `rooms` only
    QList<RoomId> rooms = {};
    QString fromName = {}; ///< as the message says it; empty: anybody
    UserId fromUser = {}; ///< the same by id, whatever the name was; null: anybody
    SearchHas has = {};
    std::optional<qint64> sinceMs = {}; ///< not before
    std::optional<qint64> untilMs = {}; ///< before
    qint64 before = 0; ///< LocalAnswer::nextBefore of the answer before; 0: from the newest on
    int limit = 0;
};

struct LocalHit
{
    Message message;
    QList<TextRange> ranges; ///< in its text, UTF-16 units
    std::optional<Message> previous; ///< in its room, if it is kept
    std::optional<Message> next;
};

struct LocalAnswer
{
    QList<LocalHit> hits; ///< newest first
    qint64 nextBefore = 0; ///< to go on with; 0: nothing older is left
    bool isWorking = true; ///< there is an index
    bool isBehind = false; ///< not everything that is kept is in it yet
    bool isStale = false; ///< another question has come: nothing was looked at
};

} // namespace maru::client
