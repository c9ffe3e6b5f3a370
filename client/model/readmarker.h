// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace maru::client {

/// Tells the server how far each room was read: only forward, at most once in
/// limits::markIntervalMs. After a loss of the connection whoever keeps the rooms says it again.
class ReadMarker : public QObject
{
    Q_OBJECT

public:
    /// \p session outlives it.
    explicit ReadMarker(ChatSession &session, QObject *parent = nullptr);

    void mark(const RoomId &room, qint64 seq);
    void clear(); ///< also at a join, before what the rooms know is marked

private:
    void flush();
    void tell(const RoomId &room, qint64 seq);

    ChatSession &m_session;
    QHash<RoomId, qint64> m_wanted; // not told yet; as many as there are rooms
    QTimer m_gap; // runs while nothing may be told
};

} // namespace maru::client
