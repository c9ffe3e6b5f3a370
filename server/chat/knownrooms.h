// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/chat/stored.h"

#include <QHash>

#include <optional>

namespace maru::server {

/// The rooms that connections have asked for lately, as the store has them, so that a storm of
/// connections reads the store once for each room and not once for each connection.
///
/// Whoever changes a room says so here when its change is answered: store replies come in the order
/// of the requests, so what stands here is what a read would have found. Bounded by
/// limits::maxKnownRooms.
class KnownRooms
{
public:
    /// Open rooms only. Null if it was not read yet.
    [[nodiscard]] std::optional<StoredRoom> byName(const QString &nameKey) const;
    [[nodiscard]] std::optional<StoredRoom> byCode(const QString &classCode) const;

    void remember(const StoredRoom &room); ///< read, or changed
    void noteMessage(const Message &message); ///< its room's seq and rev have moved
    void forget(const RoomId &room);

private:
    QHash<RoomId, StoredRoom> m_rooms;
    QHash<QString, RoomId> m_byName;
    QHash<QString, RoomId> m_byCode;
};

} // namespace maru::server
