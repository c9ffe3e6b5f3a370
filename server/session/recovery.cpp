// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/recovery.h"

#include "common/serverlimits.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/messagestore.h"

#include <utility>

namespace maru::server {

RecoveryReplay::RecoveryReplay(SocketSession *socket, MessageStore &store, const Clock &clock,
                               bool opensHeldNames)
    : QObject(socket)
    , m_socket(socket)
    , m_store(store)
    , m_clock(clock)
    , m_opensHeldNames(opensHeldNames)
{ }

void RecoveryReplay::start(const Flavour &flavour, const RoomId &room, const UserId &user,
                           qint64 afterSeq)
{
    m_flavour = flavour;
    m_room = room;
    m_user = user;
    m_lastSeq = afterSeq;
    readPage();
}

// In one breath: answers come in the order of the questions, so that what is stored later, of the
// messages, the room or the person, is told later.
void RecoveryReplay::readPage()
{
    m_store.read(FindUser{.user = m_user},
                 [self = QPointer(this)](const Result<FindUser::Reply, StoreError> &person) {
                     if (self) {
                         self->m_person = person;
                     }
                 });
    m_store.read(FindMember{.room = m_room, .user = m_user},
                 [self = QPointer(this)](const Result<FindMember::Reply, StoreError> &member) {
                     if (self) {
                         self->m_member = member;
                     }
                 });
    m_store.read(ReadHistory{.room = m_room,
                             .direction = ReadHistory::Direction::After,
                             .seq = m_lastSeq,
                             .limit = limits::maxPageRows},
                 [self = QPointer(this)](const Result<ReadHistory::Reply, StoreError> &page) {
                     if (self) {
                         self->takePage(page);
                     }
                 });
}

void RecoveryReplay::takePage(const Result<ReadHistory::Reply, StoreError> &page)
{
    const bool isRead = page && m_person && m_member;
    const bool isMember = isRead && m_person->has_value() && m_member->has_value()
        && (m_opensHeldNames || !(*m_person)->isHeld);
    const std::optional<ApiError> ban =
        isRead && m_person->has_value() ? banOf(**m_person, m_clock.nowMs()) : std::nullopt;
    if (isMember && !ban) {
        m_page = *page;
        m_next = 0;
        if (!std::exchange(m_isUnderWay, true)) {
            emit found();
        }
        sendPage();
        return;
    }
    deleteLater();
    if (!isRead || std::exchange(m_isUnderWay, false)) {
        emit failed();
    } else if (ban) {
        emit refused(*ban);
    } else {
        emit nobodyFound();
    }
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
        m_isUnderWay = false;
        deleteLater();
        emit finished(m_lastSeq, {.user = (*m_person)->user, .room = **m_member});
        return;
    }
    readPage();
}

} // namespace maru::server
