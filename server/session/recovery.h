// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/queries.h"
#include "server/session/messageframe.h"
#include "server/session/socketsession.h"

#include <QObject>
#include <QPointer>

namespace maru::server {

class MessageStore;

/// Brings a connection that was lost up to date: reads what it missed from the message log, a page
/// at a time, and sends it as fast as the peer drains it.
///
/// Deletes itself after `finished` or when the connection goes away.
class RecoveryReplay : public QObject
{
    Q_OBJECT

public:
    /// Replays \p room after \p afterSeq into \p flavour.
    RecoveryReplay(SocketSession *socket, MessageStore &store, const Flavour &flavour,
                   const RoomId &room, qint64 afterSeq);

    void start() { readPage(); }

signals:
    /// Everything up to \p lastSeq was sent; what is appended from now on reaches the hub after
    /// this signal.
    void finished(qint64 lastSeq);
    /// The store could not be read.
    void failed();

private:
    void readPage();
    void sendPage();

    SocketSession *m_socket;
    MessageStore &m_store;
    Flavour m_flavour;
    RoomId m_room;
    qint64 m_lastSeq;
    ReadHistory::Reply m_page;
    qsizetype m_next = 0; // in m_page
};

} // namespace maru::server
