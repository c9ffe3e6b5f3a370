// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/unkeptdrafts.h"

#include "common/clientlimits.h"

namespace maru::client {

UnkeptDrafts::UnkeptDrafts(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(retryMs);
    connect(&m_timer, &QTimer::timeout, this, &UnkeptDrafts::tryAgain);
}

void UnkeptDrafts::note(const RoomId &room, bool isOnDisk)
{
    if (isOnDisk) {
        m_rooms.remove(room);
        return;
    }
    if (m_rooms.size() < limits::maxDrafts) { // no more would stay on the disk
        m_rooms.insert(room);
    }
    if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void UnkeptDrafts::tryAgain()
{
    const QSet<RoomId> rooms = m_rooms; // whoever writes may answer at once
    for (const RoomId &room : rooms) {
        emit due(room);
    }
}

void UnkeptDrafts::clear()
{
    m_timer.stop();
    m_rooms.clear();
}

} // namespace maru::client
