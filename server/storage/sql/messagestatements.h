// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/sql/statementtexts.h"

#include <QtGlobal>

namespace maru::server {

/// The statements about messages, in the order of their texts in messagestatements.cpp.
enum class MessageSql : quint8 {
    InsertMessage,
    MessageById,
    MessageByCid,
    InsertMention,
    DeleteMentions,
    UpdateMessage,
    InsertEdit,
    EditsOf,
    InsertReaction,
    DeleteReaction,
    DeleteReactions,
    HistoryBefore,
    HistoryAfter,
    Changes,
    ReactionsBySeq,
    ReactionsByRev,
    MembersByKeys,
    ReadMark,
    SetReadMark,
    Readers,
    Count,
};

[[nodiscard]] std::span<const char *const> messageStatements();
[[nodiscard]] constexpr SqlId sqlId(MessageSql which)
{
    return {3, static_cast<size_t>(which)};
}

} // namespace maru::server
