// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/dateseeker.h"

#include <algorithm>

namespace maru::client {

DateSeeker::DateSeeker(ChatSession &session, ClientStore &store, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_store(store)
{ }

void DateSeeker::seek(const RoomId &room, qint64 lastSeq, qint64 fromMs)
{
    ++m_run;
    m_room = room;
    m_fromMs = fromMs;
    m_low = 1;
    m_high = lastSeq + 1;
    m_last = lastSeq;
    look();
}

void DateSeeker::stop()
{
    ++m_run;
}

void DateSeeker::look()
{
    if (m_low >= m_high) {
        const qint64 seq = std::min(m_low, m_last); // nothing so new: the newest there is
        seq > 0 ? emit found(m_room, seq) : emit failed();
        return;
    }
    const qint64 middle = m_low + (m_high - m_low) / 2;
    m_store.loadPage(m_room, middle + 1, 1, this,
                     [this, middle, run = m_run](const QList<Message> &page) {
                         if (run != m_run) {
                             return;
                         }
                         if (!page.isEmpty()) {
                             take(page);
                         } else if (!m_session.isJoined()) {
                             // What is kept here is the newest part: this one is older than all of
                             // it.
                             m_low = middle + 1;
                             m_low > m_last ? emit failed() : look();
                         } else {
                             MessageHistory question;
                             question.room = m_room;
                             question.seq = middle + 1;
                             question.limit = 1;
                             m_session.loadHistory(question, this, [this, run](const auto &reply) {
                                 if (run == m_run) {
                                     take(reply ? reply->messages : QList<Message>());
                                 }
                             });
                         }
                     });
}

void DateSeeker::take(const QList<Message> &messages)
{
    const qint64 middle = m_low + (m_high - m_low) / 2;
    if (messages.isEmpty() || messages.constLast().seq != middle) {
        emit failed();
        return;
    }
    if (messages.constLast().createdMs < m_fromMs) {
        m_low = middle + 1;
    } else {
        m_high = middle;
    }
    look();
}

} // namespace maru::client
