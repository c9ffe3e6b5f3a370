// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/recovery.h"

#include "common/serverlimits.h"
#include "server/chat/messagestore.h"

namespace maru::server {

RecoveryReplay::RecoveryReplay(SocketSession *socket, MessageStore &store, const Flavour &flavour,
                               const RoomId &room, qint64 afterSeq)
    : QObject(socket)
    , m_socket(socket)
    , m_store(store)
    , m_flavour(flavour)
    , m_room(room)
    , m_lastSeq(afterSeq)
{ }

void RecoveryReplay::readPage()
{
    const ReadHistory query{.room = m_room,
                            .direction = ReadHistory::Direction::After,
                            .seq = m_lastSeq,
                            .limit = limits::maxPageRows};
    m_store.read(query,
                 [self = QPointer(this)](const Result<ReadHistory::Reply, StoreError> &page) {
                     if (!self) {
                         return;
                     }
                     if (!page) {
                         emit self->failed();
                         self->deleteLater();
                         return;
                     }
                     self->m_page = *page;
                     self->m_next = 0;
                     self->sendPage();
                 });
}

void RecoveryReplay::sendPage()
{
    while (m_next < m_page.messages.size()) {
        if (!m_socket->engine()->isOpen()) {
            deleteLater();
            return;
        }
        if (m_socket->engine()->bytesQueued() > limits::replayQueueBytes) {
            m_page.last = false; // who knows what is appended before we go on
            connect(m_socket->engine(), &EngineSession::drained, this, &RecoveryReplay::sendPage,
                    Qt::SingleShotConnection);
            return;
        }
        const Message &message = m_page.messages[m_next++];
        m_socket->send(eventFrame(m_flavour, encodeServerEvent(MessageEvent{.message = message}),
                                  message.seq));
        m_lastSeq = message.seq;
    }
    if (m_page.last || m_page.messages.isEmpty()) {
        emit finished(m_lastSeq);
        deleteLater();
        return;
    }
    readPage();
}

} // namespace maru::server
