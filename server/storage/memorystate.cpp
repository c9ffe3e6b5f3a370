// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/memorystate.h"

#include "server/storage/messagerules.h"

#include <algorithm>

namespace maru::server {

Message MemoryState::append(MemoryRoom &room, Message message)
{
    message.room = room.stored.room.id;
    message.seq = ++room.stored.room.seq;
    message.rev = ++room.stored.room.rev;
    messageIds.insert(message.id.toString(), {message.room.toString(), message.seq});
    room.messages.push_back({message, {}, {}, ++messageCount});
    return message;
}

Message MemoryState::complete(const MemoryRoom &room, const MemoryMessage &stored) const
{
    Message message = stored.message;
    if (message.replyTo) {
        message.replyTo =
            quoted(room.messages[static_cast<size_t>(message.replyTo->seq - 1)].message);
    }
    for (const MemoryReaction &row : stored.reactions) {
        auto kind = std::find_if(message.reactions.begin(), message.reactions.end(),
                                 [&row](const Reaction &one) { return one.emoji == row.emoji; });
        if (kind == message.reactions.end()) {
            kind = message.reactions.insert(message.reactions.end(), Reaction{row.emoji, {}});
        }
        kind->users.append(row.user);
    }
    return message;
}

MessageAuthor MemoryState::personNamed(const UserId &id) const
{
    const auto found = users.find(id.toString());
    return found == users.end() ? MessageAuthor()
                                : MessageAuthor{id, found->second.stored.user.userName};
}

QHash<QString, UserId> MemoryState::membersNamed(const RoomId &room,
                                                 const QSet<QString> &keys) const
{
    QHash<QString, UserId> members;
    if (keys.isEmpty()) {
        return members;
    }
    for (const auto &[id, user] : users) {
        if (keys.contains(user.nameKey) && user.rooms.contains(room.toString())) {
            members.insert(user.nameKey, UserId(id));
        }
    }
    return members;
}

MemberRoom MemoryState::memberRoom(const MemoryRoom &room, const MemoryUser &user) const
{
    const MemoryMember member = user.rooms.value(room.stored.room.id.toString());
    MemberRoom seen{room.stored, member.membership};
    OwnRoom own;
    own.role = member.membership.role;
    own.readSeq = member.readSeq;
    own.unread = std::max<qint64>(0, room.stored.room.seq - member.readSeq);
    own.notify = member.notify;
    own.classCode = own.role == RoomRole::Member ? QString() : room.stored.classCode;
    own.mentions =
        std::count_if(room.messages.begin(), room.messages.end(), [&](const MemoryMessage &stored) {
            return stored.message.seq > member.readSeq
                && (stored.message.mentions.contains(user.stored.user.id)
                    || stored.message.mentions.contains(UserId(everybodyId)));
        });
    seen.stored.room.own = own;
    return seen;
}

} // namespace maru::server
