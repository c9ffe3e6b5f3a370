// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongomessages.h"

#include "server/storage/memoryfiles.h"
#include "server/storage/messagerules.h"

#include <algorithm>

namespace maru::server {

QList<UserId> MongoMessages::mentioned(const RoomId &room, const QList<UserId> &given,
                                       const MentionSearch &search) const
{
    return mentionsOf(given, search, m_state.membersNamed(room, keysOf(search)));
}

MemoryReply MongoMessages::sentBefore(const AppendMessage &change)
{
    const Message &message = change.message;
    const bool hasCid = !message.cid.isEmpty() && !message.user.id.isNull();
    const MongoMessage *sent = hasCid ? m_unit.sent(message.user.id, message.cid) : nullptr;
    if (sent == nullptr || sent->contentHash != change.contentHash) {
        return failure(StoreError::Conflict);
    }
    return AppendMessage::Reply{m_unit.whole(*sent), true};
}

MemoryReply MongoMessages::apply(const AppendMessage &change)
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
        const MongoMessage *original = m_unit.message(message.room, message.replyTo->id);
        if (original == nullptr || original->kept.message.deletedMs) {
            // The same again after the one it answers was deleted is still the same.
            const MemoryReply before = sentBefore(change);
            return before ? before : failure(StoreError::NotFound);
        }
        message.replyTo = quoted(original->kept.message);
    }
    const bool hasCid = !message.cid.isEmpty() && !message.user.id.isNull();
    if ((hasCid && m_unit.sent(message.user.id, message.cid) != nullptr)
        || m_unit.isThere(message.id)) {
        return sentBefore(change);
    }
    MemoryFiles files(m_state);
    Result<QList<File>, StoreError> carried = files.filesOf(message);
    if (!carried) {
        return failure(carried.error());
    }
    message.files = *std::move(carried);
    for (const File &file : message.files) {
        m_unit.touch({MongoKind::File, file.id.toString()});
    }
    files.note(message, true);
    message.mentions = mentioned(message.room, message.mentions, change.search);
    m_unit.touch({MongoKind::Room, room->first});
    Message stored = m_state.append(room->second, std::move(message));
    m_unit.takeAppended(room->second, change.contentHash);
    return AppendMessage::Reply{std::move(stored), false};
}

ChangedMessage MongoMessages::changed(MongoMessage &message)
{
    MemoryRoom &room = m_state.rooms.at(message.kept.message.room.toString());
    m_unit.touch({MongoKind::Room, room.stored.room.id.toString()});
    message.kept.message.rev = ++room.stored.room.rev;
    m_unit.noteChanged(message);
    return {m_unit.whole(message), true};
}

MemoryReply MongoMessages::apply(const EditMessage &change)
{
    MongoMessage *found = m_unit.message(change.room, change.message);
    if (found == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message &message = found->kept.message;
    if (const auto may = mayEdit(message, change); !may) {
        return failure(may.error());
    }
    if (message.chat == change.chat) {
        return ChangedMessage{m_unit.whole(*found), false};
    }
    m_unit.addEdit(*found, change.editor, change.nowMs);
    setText(message, change);
    message.mentions = mentioned(change.room, message.mentions, change.search);
    return changed(*found);
}

MemoryReply MongoMessages::apply(const DeleteMessage &change)
{
    MongoMessage *found = m_unit.message(change.room, change.message);
    if (found == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message &message = found->kept.message;
    if (const auto may = mayDelete(message, change); !may) {
        return failure(may.error());
    }
    if (message.deletedMs) {
        return ChangedMessage{m_unit.whole(*found), false};
    }
    m_unit.addEdit(*found, change.user, change.nowMs);
    found->kept.reactions.clear();
    const QList<File> files = message.files;
    setDeleted(message, change.nowMs);
    forgetFiles(files);
    return changed(*found);
}

void MongoMessages::forgetFiles(const QList<File> &files)
{
    for (const File &file : files) {
        const auto stored = m_state.files.find(file.id.toString());
        if (stored != m_state.files.end() && !m_unit.isCarried(file.id)) {
            m_unit.touch({MongoKind::File, stored->first});
            stored->second.unusedMs = 0;
        }
    }
}

MemoryReply MongoMessages::apply(const SetReaction &change)
{
    MongoMessage *found = m_unit.message(change.room, change.message);
    if (found == nullptr) {
        return failure(StoreError::NotFound);
    }
    Message now = m_unit.whole(*found);
    const Result<bool, StoreError> isNew = setReaction(now, change);
    if (!isNew) {
        return failure(isNew.error());
    }
    if (!*isNew) {
        return ChangedMessage{std::move(now), false};
    }
    std::vector<MemoryReaction> &rows = found->kept.reactions;
    if (change.on) {
        const MemoryRoom &room = m_state.rooms.at(change.room.toString());
        rows.push_back({change.emoji, change.user, room.stored.room.rev + 1});
    } else {
        rows.erase(std::remove_if(rows.begin(), rows.end(),
                                  [&change](const MemoryReaction &row) {
                                      return row.emoji == change.emoji && row.user == change.user;
                                  }),
                   rows.end());
    }
    found->kept.message.updatedMs = change.nowMs;
    return changed(*found);
}

MemoryReply MongoMessages::apply(const SetRead &change)
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
    m_unit.touch({MongoKind::Member, twoIds(user->first, room->first)});
    member.readSeq = seq;
    member.readMs = change.nowMs;
    return SetRead::Reply{seq, true};
}

} // namespace maru::server
