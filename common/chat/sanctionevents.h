// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/encodedevent.h"
#include "common/chat/objects.h"
#include "common/result.h"

#include <QList>
#include <QString>

#include <optional>

/// The event of docs/protocol.md §5 about who is banned or muted.
namespace maru {

/// That somebody may not write in a room, or not come into it or to the server at all.
struct Sanction
{
    enum class Kind : quint8 { Muted, Banned };

    User user;
    Kind kind = Kind::Muted;
    std::optional<qint64> untilMs = {}; ///< none: for ever
    QString reason = {}; ///< of a ban, if one was given
    MessageAuthor by = {}; ///< who banned, as it is called now; empty: not known, or no person

    friend bool operator==(const Sanction &, const Sanction &) = default;
};

/// Those that are not over.
struct SanctionList
{
    RoomId room; ///< null: the bans from the server
    QString after; ///< the user's `_id` of the last row one has
    int limit = 0; ///< 1 … limits::maxPageRows
};

/// The ack.
struct SanctionsReply
{
    QList<Sanction> sanctions; ///< ascending id of the users
    bool more = false;
};

[[nodiscard]] EncodedEvent encodeEvent(const SanctionList &event);
[[nodiscard]] QByteArray encodeReply(const SanctionsReply &reply);
[[nodiscard]] Result<SanctionsReply, DecodeError> sanctionsFromAck(const QJsonObject &ack);

} // namespace maru
