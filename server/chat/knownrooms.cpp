// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/knownrooms.h"

#include "common/serverlimits.h"

namespace maru::server {

namespace {

std::optional<StoredRoom> lookUp(const QHash<RoomId, StoredRoom> &rooms,
                                 const QHash<QString, RoomId> &ways, const QString &way)
{
    const auto id = ways.constFind(way);
    return id == ways.cend() ? std::nullopt : std::optional(rooms.value(*id));
}

} // namespace

std::optional<StoredRoom> KnownRooms::byName(const QString &nameKey) const
{
    return lookUp(m_rooms, m_byName, nameKey);
}

std::optional<StoredRoom> KnownRooms::byCode(const QString &classCode) const
{
    return lookUp(m_rooms, m_byCode, classCode);
}

void KnownRooms::remember(const StoredRoom &room)
{
    forget(room.room.id);
    if (m_rooms.size() >= limits::maxKnownRooms) {
        *this = {}; // the next connections read anew; which room to keep is not worth a queue
    }
    m_rooms.insert(room.room.id, room);
    if (isOpen(room.room.kind)) {
        m_byName.insert(room.nameKey, room.room.id);
    }
    if (!room.classCode.isEmpty()) {
        m_byCode.insert(room.classCode, room.room.id);
    }
}

void KnownRooms::noteMessage(const Message &message)
{
    const auto room = m_rooms.find(message.room);
    if (room != m_rooms.end()) {
        room->room.seq = std::max(room->room.seq, message.seq);
        room->room.rev = std::max(room->room.rev, message.rev);
    }
}

void KnownRooms::forget(const RoomId &room)
{
    const auto known = m_rooms.constFind(room);
    if (known == m_rooms.cend()) {
        return;
    }
    m_byName.remove(known->nameKey);
    m_byCode.remove(known->classCode);
    m_rooms.erase(known);
}

} // namespace maru::server
