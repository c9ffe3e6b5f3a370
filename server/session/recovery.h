// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/errors.h"
#include "common/result.h"
#include "server/chat/queries.h"
#include "server/session/messageframe.h"
#include "server/session/socketsession.h"

#include <QObject>
#include <QPointer>

namespace maru::server {

class Clock;
class MessageStore;

/// Brings a connection that was lost up to date: reads what it missed from the message log, a page
/// at a time, and sends it as fast as the peer drains it. With each page it looks again who comes
/// back, and to what: a slow peer reads for as long as it likes.
///
/// Deletes itself after its last signal or when the connection goes away.
class RecoveryReplay : public QObject
{
    Q_OBJECT

public:
    /// Who comes back, and what the room is to it.
    struct Member
    {
        User user;
        MemberRoom room;
    };

    /// Without \p opensHeldNames nobody comes back under a name that is held: who was lost has
    /// nothing that proves to be the holder.
    RecoveryReplay(SocketSession *socket, MessageStore &store, const Clock &clock,
                   bool opensHeldNames);

    /// Replays \p room after \p afterSeq for \p user, into \p flavour.
    void start(const Flavour &flavour, const RoomId &room, const UserId &user, qint64 afterSeq);
    /// Something may have been sent, and more may be.
    [[nodiscard]] bool isUnderWay() const { return m_isUnderWay; }

signals:
    /// Once, and before the first message: who comes back is there, and may.
    void found();
    /// Everything up to \p lastSeq was sent. What is appended or changed from now on, in the room
    /// or about \p member, reaches the hub after this signal.
    void finished(qint64 lastSeq, const maru::server::RecoveryReplay::Member &member);
    /// Nothing was sent: who would come back is not there, no member (any more), or not known to be
    /// who holds the name meanwhile.
    void nobodyFound();
    /// Nothing was sent: who would come back is banned.
    void refused(const maru::ApiError &ban);
    /// The store could not be read, or had no such member any more when a later page was.
    void failed();

private:
    void readPage();
    void takePage(const Result<ReadHistory::Reply, StoreError> &page);
    void sendPage();

    SocketSession *m_socket;
    MessageStore &m_store;
    const Clock &m_clock;
    bool m_opensHeldNames;
    Flavour m_flavour;
    RoomId m_room;
    UserId m_user;
    qint64 m_lastSeq = 0;
    Result<FindUser::Reply, StoreError> m_person; // as m_page was read
    Result<FindMember::Reply, StoreError> m_member; // the same
    ReadHistory::Reply m_page;
    qsizetype m_next = 0; // in m_page
    bool m_isUnderWay = false;
};

} // namespace maru::server
