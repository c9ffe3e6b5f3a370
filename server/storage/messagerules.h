// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/chat/changes.h"

/// What a change does to a message, the same in every backend; and who may.
namespace maru::server {

/// \p original as the one that answers it carries it.
[[nodiscard]] ReplyTo quoted(const Message &original);
[[nodiscard]] qint64 reactionCount(const Message &message);

[[nodiscard]] Result<void, StoreError> mayEdit(const Message &message, const EditMessage &change);
void setText(Message &message, const EditMessage &change);

/// \p given and whom \p search finds. \p memberOf: the id of the room's member with that nameKey(),
/// null if there is none.
template<class MemberOf>
[[nodiscard]] QList<UserId> mentionsOf(QList<UserId> given, const MentionSearch &search,
                                       MemberOf memberOf)
{
    for (const QStringList &keys : search.names) {
        for (const QString &key : keys) {
            const UserId user = memberOf(key);
            if (user.isNull() && search.mayNameAll && key == everybodyId) {
                return {UserId(everybodyId)}; // the others are among them
            }
            if (user.isNull()) {
                continue;
            }
            if (!given.contains(user)) {
                given.append(user);
            }
            break;
        }
        if (given.size() >= limits::maxMentions) {
            break;
        }
    }
    return given;
}

[[nodiscard]] Result<void, StoreError> mayDelete(const Message &message,
                                                 const DeleteMessage &change);
void setDeleted(Message &message, qint64 nowMs);

/// Whether it changes anything; NotFound, Full.
[[nodiscard]] Result<bool, StoreError> setReaction(Message &message, const SetReaction &change);

} // namespace maru::server
