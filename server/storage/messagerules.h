// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"

#include <QHash>
#include <QSet>

/// What a change does to a message, the same in every backend; and who may.
namespace maru::server {

/// \p original as the one that answers it carries it.
[[nodiscard]] ReplyTo quoted(const Message &original);
[[nodiscard]] qint64 reactionCount(const Message &message);

[[nodiscard]] Result<void, StoreError> mayEdit(const Message &message, const EditMessage &change);
void setText(Message &message, const EditMessage &change);

/// All keys of \p search that somebody can have, each once.
[[nodiscard]] QSet<QString> keysOf(const MentionSearch &search);
/// \p given and whom \p search finds among \p members: those of the room by their nameKey(), at
/// least all with a key of the search.
[[nodiscard]] QList<UserId> mentionsOf(QList<UserId> given, const MentionSearch &search,
                                       const QHash<QString, UserId> &members);

[[nodiscard]] Result<void, StoreError> mayDelete(const Message &message,
                                                 const DeleteMessage &change);
void setDeleted(Message &message, qint64 nowMs);

/// Whether it changes anything; NotFound, Full.
[[nodiscard]] Result<bool, StoreError> setReaction(Message &message, const SetReaction &change);

} // namespace maru::server
