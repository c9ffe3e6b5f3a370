// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/messagerules.h"

#include "common/serverlimits.h"
#include "common/text/messagetext.h"

#include <algorithm>
#include <numeric>

namespace maru::server {

ReplyTo quoted(const Message &original)
{
    return {original.id, original.seq, original.user,
            firstCodePoints(original.chat, limits::maxQuoteCodePoints)};
}

qint64 reactionCount(const Message &message)
{
    return std::accumulate(
        message.reactions.begin(), message.reactions.end(), qint64{0},
        [](qint64 sum, const Reaction &reaction) { return sum + reaction.users.size(); });
}

Result<void, StoreError> mayEdit(const Message &message, const EditMessage &change)
{
    if (message.deletedMs) {
        return failure(StoreError::NotFound);
    }
    if (message.type != MessageType::Chat || message.user.id != change.editor) {
        return failure(StoreError::Forbidden);
    }
    return {};
}

void setText(Message &message, const EditMessage &change)
{
    message.chat = change.chat;
    message.mentions = change.mentions;
    message.editedMs = change.nowMs;
    message.updatedMs = change.nowMs;
}

QSet<QString> keysOf(const MentionSearch &search)
{
    QSet<QString> all;
    for (const QStringList &keys : search.names) {
        for (const QString &key : keys) {
            // A key may end in the middle of what is no name at all.
            if (isValidUtf16(key) && !key.contains(QChar::Null)) {
                all.insert(key);
            }
        }
    }
    return all;
}

QList<UserId> mentionsOf(QList<UserId> given, const MentionSearch &search,
                         const QHash<QString, UserId> &members)
{
    for (const QStringList &keys : search.names) {
        for (const QString &key : keys) {
            const UserId user = members.value(key);
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

Result<void, StoreError> mayDelete(const Message &message, const DeleteMessage &change)
{
    const bool isOwn = message.type == MessageType::Chat && message.user.id == change.user;
    if (!isOwn && !change.mayDeleteOthers) {
        return failure(StoreError::Forbidden);
    }
    return {};
}

void setDeleted(Message &message, qint64 nowMs)
{
    message.chat = QStringLiteral("");
    message.mentions.clear();
    message.reactions.clear();
    message.files.clear();
    message.deletedMs = nowMs;
    message.updatedMs = nowMs;
}

Result<bool, StoreError> setReaction(Message &message, const SetReaction &change)
{
    if (message.deletedMs) {
        return failure(StoreError::NotFound);
    }
    QList<Reaction> &reactions = message.reactions;
    const auto kind =
        std::find_if(reactions.begin(), reactions.end(), [&change](const Reaction &reaction) {
            return reaction.emoji == change.emoji;
        });
    const bool isThere = kind != reactions.end() && kind->users.contains(change.user);
    if (isThere == change.on) {
        return false;
    }
    if (!change.on) {
        kind->users.removeOne(change.user);
        if (kind->users.isEmpty()) {
            reactions.erase(kind);
        }
        return true;
    }
    const bool isNewKind = kind == reactions.end();
    if ((isNewKind && reactions.size() >= limits::maxReactionKinds)
        || reactionCount(message) >= limits::maxReactions) {
        return failure(StoreError::Full);
    }
    if (isNewKind) {
        reactions.append(Reaction{change.emoji, {change.user}});
    } else {
        kind->users.append(change.user);
    }
    return true;
}

} // namespace maru::server
