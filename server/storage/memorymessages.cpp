// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorymessages.h"

#include "server/storage/memoryfiles.h"
#include "server/storage/messagerules.h"

#include <algorithm>

namespace maru::server {

MemoryMessages::Place MemoryMessages::find(const RoomId &room, const MessageId &message) const
{
    const auto place = m_state.messageIds.constFind(message.toString());
    if (place == m_state.messageIds.cend() || place->first != room.toString()) {
        return {};
    }
    MemoryRoom &found = m_state.rooms.at(place->first);
    return {&found, &found.messages[static_cast<size_t>(place->second - 1)]};
}

QList<UserId> MemoryMessages::mentioned(const RoomId &room, const QList<UserId> &given,
                                        const MentionSearch &search) const
{
    return mentionsOf(given, search, m_state.membersNamed(room, keysOf(search)));
}

MemoryReply MemoryMessages::sentBefore(const AppendMessage &change) const
{
    const Message &message = change.message;
    const auto sent = m_state.sent.constFind({message.user.id.toString(), message.cid});
    if (message.cid.isEmpty() || message.user.id.isNull() || sent == m_state.sent.cend()
        || sent->contentHash != change.contentHash) {
        return failure(StoreError::Conflict);
    }
    const MemoryRoom &room = m_state.rooms.at(sent->room);
    return AppendMessage::Reply{
        m_state.complete(room, room.messages[static_cast<size_t>(sent->seq - 1)]), true};
}

MemoryReply MemoryMessages::apply(const AppendMessage &change)
{
    const auto room = m_state.rooms.find(change.message.room.toString());
    if (room == m_state.rooms.end()) {
        return failure(StoreError::NotFound);
    }
    if (change.isRepeatOnly) {
        return sentBefore(change);
    }
    Message message = change.message;
    if (message.replyTo) {
        const Place original = find(message.room, message.replyTo->id);
        if (original.message == nullptr || original.message->message.deletedMs) {
            // The same again after the one it answers was deleted is still the same.
            const MemoryReply before = sentBefore(change);
            return before ? before : failure(StoreError::NotFound);
        }
        message.replyTo = quoted(original.message->message);
    }
    const bool hasCid = !message.cid.isEmpty() && !message.user.id.isNull();
    const std::pair key(message.user.id.toString(), message.cid);
    if ((hasCid && m_state.sent.contains(key))
        || m_state.messageIds.contains(message.id.toString())) {
        return sentBefore(change);
    }
    MemoryFiles files(m_state);
    Result<QList<File>, StoreError> carried = files.filesOf(message);
    if (!carried) {
        return failure(carried.error());
    }
    message.files = *std::move(carried);
    files.note(message, true);
    message.mentions = mentioned(message.room, message.mentions, change.search);
    Message stored = m_state.append(room->second, std::move(message));
    if (hasCid) {
        m_state.sent.insert(key, {stored.room.toString(), stored.seq, change.contentHash});
    }
    return AppendMessage::Reply{std::move(stored), false};
}

ChangedMessage MemoryMessages::changed(const MemoryState &state, Place place)
{
    place.message->message.rev = ++place.room->stored.room.rev;
    return {state.complete(*place.room, *place.message), true};
}

MemoryReply MemoryMessages::apply(const EditMessage &change)
{
    const Place place = find(change.room, change.message);
    if (place.message == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message &message = place.message->message;
    if (const auto may = mayEdit(message, change); !may) {
        return failure(may.error());
    }
    if (message.chat == change.chat) {
        return ChangedMessage{m_state.complete(*place.room, *place.message), false};
    }
    place.message->edits.append({message.chat, change.editor, change.nowMs});
    EditMessage complete = change;
    complete.mentions = mentioned(change.room, change.mentions, change.search);
    setText(message, complete);
    return changed(m_state, place);
}

MemoryReply MemoryMessages::apply(const DeleteMessage &change)
{
    const Place place = find(change.room, change.message);
    if (place.message == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message &message = place.message->message;
    if (const auto may = mayDelete(message, change); !may) {
        return failure(may.error());
    }
    if (message.deletedMs) {
        return ChangedMessage{m_state.complete(*place.room, *place.message), false};
    }
    place.message->edits.append({message.chat, change.user, change.nowMs});
    place.message->reactions.clear();
    const Message before = message;
    setDeleted(message, change.nowMs);
    MemoryFiles(m_state).note(before, false);
    return changed(m_state, place);
}

MemoryReply MemoryMessages::apply(const SetReaction &change)
{
    const Place place = find(change.room, change.message);
    if (place.message == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message now = m_state.complete(*place.room, *place.message);
    const Result<bool, StoreError> isNew = setReaction(now, change);
    if (!isNew) {
        return failure(isNew.error());
    }
    if (!*isNew) {
        return ChangedMessage{std::move(now), false};
    }
    std::vector<MemoryReaction> &rows = place.message->reactions;
    if (change.on) {
        rows.push_back({change.emoji, change.user, place.room->stored.room.rev + 1});
    } else {
        rows.erase(std::remove_if(rows.begin(), rows.end(),
                                  [&change](const MemoryReaction &row) {
                                      return row.emoji == change.emoji && row.user == change.user;
                                  }),
                   rows.end());
    }
    place.message->message.updatedMs = change.nowMs;
    return changed(m_state, place);
}

MemoryReply MemoryMessages::apply(const SetRead &change)
{
    const auto room = m_state.rooms.find(change.room.toString());
    const auto user = m_state.users.find(change.user.toString());
    if (room == m_state.rooms.end() || user == m_state.users.end()
        || !user->second.rooms.contains(room->first)) {
        return failure(StoreError::NotFound);
    }
    MemoryMember &member = user->second.rooms[room->first];
    const qint64 seq = std::min(change.seq, room->second.stored.room.seq);
    if (seq <= member.readSeq) {
        return SetRead::Reply{member.readSeq, false};
    }
    member.readSeq = seq;
    member.readMs = change.nowMs;
    return SetRead::Reply{seq, true};
}

} // namespace maru::server
