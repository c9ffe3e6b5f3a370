// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/chatsession.h"
#include "client/store/clientstore.h"

#include <QObject>

namespace maru::client {

/// Finds the first message of a room from some time on, by looking at a few: seqs and times grow
/// together. One question at a time, on this computer where it is there, else to the server.
class DateSeeker : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    DateSeeker(ChatSession &session, ClientStore &store, QObject *parent = nullptr);

    /// \p lastSeq: the newest message of \p room. Ends in found() or failed(), or with the next
    /// seek() or stop().
    void seek(const RoomId &room, qint64 lastSeq, qint64 fromMs);
    void stop();

signals:
    void found(const maru::RoomId &room, qint64 seq);
    void failed(); ///< nothing of that room is known, or the server does not answer

private:
    void look();
    void take(const QList<Message> &messages);

    ChatSession &m_session;
    ClientStore &m_store;
    RoomId m_room;
    qint64 m_fromMs = 0;
    qint64 m_low = 1; // everything before is older
    qint64 m_high = 0; // everything from here on is not
    qint64 m_last = 0;
    quint64 m_run = 0;
};

} // namespace maru::client
