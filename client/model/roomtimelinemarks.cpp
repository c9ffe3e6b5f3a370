// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a RoomTimeline knows beside its messages: the room itself, and how far it was read.

#include "client/model/roomtimeline.h"

#include <algorithm>
#include <utility>

namespace maru::client {

int RoomTimeline::counted(qint64 number)
{
    constexpr qint64 most = 1'000'000;
    return int(std::clamp<qint64>(number, 0, most));
}

void RoomTimeline::describe(const Room &room)
{
    const Room before = std::exchange(m_room, room);
    m_room.seq = before.seq;
    m_room.rev = before.rev;
    if (!room.own) {
        m_room.own = before.own;
    } else if (before.own) {
        m_room.own->readSeq = before.own->readSeq;
        setReadSeq(room.own->readSeq); // perhaps the news of what was read in another window
    }
    keepState();
}

void RoomTimeline::setRole(RoomRole role)
{
    if (m_room.own) {
        m_room.own->role = role;
        keepState();
    }
}

// As far as the rows know, which are those of before the join to \p room.
RoomTimeline::ReadHere RoomTimeline::readBefore(const Room &room) const
{
    const qint64 told = room.own ? room.own->readSeq : 0;
    ReadHere read{readSeq(), 0};
    if (read.seq > told) {
        read.mentions = m_model.newAfter(told).mentions - m_model.newAfter(read.seq).mentions;
    }
    return read;
}

// Where there are no rows, which mentions were read is known when they are there.
bool RoomTimeline::mayCountRead(const ReadHere &read) const
{
    return m_room.own && read.seq > m_room.own->readSeq && m_room.own->mentions > 0;
}

// What the server counted includes what a catch-up will bring: that is not counted again, but
// exactly as soon as it is there. A mark that it has not heard of yet is sent again.
void RoomTimeline::takeServerCounts(const ReadHere &read)
{
    OwnRoom &own = *m_room.own;
    own.readSeq = std::max(own.readSeq, read.seq);
    m_highestSeq = std::max(m_highestSeq, m_room.seq);
    const bool isCaughtUp = m_room.rev <= m_knownRev;
    if (isCaughtUp && countHeld()) {
        return;
    }
    const qint64 behind = std::max<qint64>(0, m_room.seq - own.readSeq);
    setUnread(counted(std::min(own.unread, behind)),
              counted(std::min(own.mentions - read.mentions, behind)));
}

// Exactly, if all that is unread is in the rows: the server counts lines of the system and one's
// own messages too, and perhaps from an older mark. False: it is not.
bool RoomTimeline::countHeld()
{
    if (!m_room.own) {
        return false;
    }
    const auto held = m_model.newAfter(readSeq());
    const bool isAllHeld = held.rows >= m_highestSeq - readSeq();
    if (isAllHeld) {
        setUnread(held.messages, held.mentions);
    }
    return isAllHeld;
}

void RoomTimeline::setReadSeq(qint64 seq)
{
    if (!m_room.own || seq <= m_room.own->readSeq) {
        return;
    }
    m_room.own->readSeq = seq;
    const auto held = m_model.newAfter(seq);
    const qint64 notHeld = m_highestSeq - seq - held.rows;
    if (seq >= m_highestSeq) {
        setUnread(0, 0);
    } else if (notHeld <= 0) {
        setUnread(held.messages, held.mentions);
    } else { // what is not held may all be unread: no mention is to be lost
        const int left = counted(std::min<qint64>(m_unread, held.messages + notHeld));
        setUnread(left, std::min(m_mentions, left));
    }
    keepState(); // the mark, even where the count stays
}

void RoomTimeline::setUnread(int unread, int mentions)
{
    if (m_unread != unread || m_mentions != mentions) {
        m_unread = unread;
        m_mentions = mentions;
        keepState();
        emit unreadChanged(unread);
    }
}

void RoomTimeline::countUnread(const Message &message)
{
    const bool isNew = message.seq == 0 || message.seq > m_highestSeq;
    m_highestSeq = std::max(m_highestSeq, message.seq);
    const bool isOwn = !m_ownUser.isNull() && message.user.id == m_ownUser;
    const bool counts = m_room.own ? message.seq > m_room.own->readSeq : !m_isShown;
    if (isNew && counts && !isOwn && message.type == MessageType::Chat) {
        setUnread(m_unread + 1, m_mentions + (m_model.mentionsReader(message) ? 1 : 0));
    }
}

} // namespace maru::client
