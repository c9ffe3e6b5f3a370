// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of RoomTimeline that goes into the past: a window in the place of the newest rows.

#include "client/model/roomtimeline.h"
#include "client/session/sendagain.h"
#include "common/clientlimits.h"

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

/// Those of \p messages that follow one another from \p firstSeq on.
QList<Message> runFrom(const QList<Message> &messages, const RoomId &room, qint64 firstSeq)
{
    QList<Message> run;
    for (const Message &message : messages) {
        if (message.room == room && message.seq == firstSeq + run.size()) {
            run.append(message);
        }
    }
    return run;
}

} // namespace

MessageHistory RoomTimeline::around(qint64 seq) const
{
    MessageHistory question;
    question.room = m_room.id;
    question.direction = MessageHistory::Direction::Around;
    question.seq = seq;
    question.limit = limits::historyPageRows;
    return question;
}

void RoomTimeline::loadStored(qint64 beforeSeq, int limit, TakePage take, bool overGaps)
{
    m_pages.begin();
    m_store->loadPage(
        m_room.id, beforeSeq, limit, this,
        [this, take = std::move(take)](const QList<Message> &page) { take(m_pages.end(page)); },
        overGaps);
}

void RoomTimeline::loadHistory(const MessageHistory &question, TakeHistory take)
{
    m_pages.begin();
    m_session.loadHistory(
        question, this, [this, take = std::move(take)](Result<HistoryReply, RequestFailure> reply) {
            QList<Message> page =
                m_pages.end(reply ? std::move(reply->messages) : QList<Message>());
            if (reply) {
                reply->messages = std::move(page);
            }
            take(reply);
        });
}

void RoomTimeline::openShown()
{
    const qint64 unread = readSeq() + 1;
    const bool isInPage = unread > m_highestSeq - limits::historyPageRows;
    const bool isHere = m_hasPage ? m_floorSeq <= unread : isInPage;
    const bool hasPlace = m_model.rowOfSeq(m_readerSeq) >= 0; // where the reader was comes first
    if (m_store && m_room.own && m_unread > 0 && !isHere && !hasPlace) {
        openAtUnread();
    } else if (m_isOpening) {
        backToNewest(); // it was read elsewhere before its rows were here
    } else if (!m_hasPage) {
        loadOlder();
    }
}

// At once a window, though it has no rows yet: else the end would be seen, and all of it read.
void RoomTimeline::openAtUnread()
{
    leaveWindow();
    setWindow(true);
    m_isOpening = true;
    const qint64 unread = readSeq() + 1;
    const qint64 first = std::max<qint64>(1, unread - limits::historyPageRows / 2);
    m_pages.begin();
    m_store->loadFrom(m_room.id, first, limits::historyPageRows, this,
                      [this, unread, jump = m_jump](const QList<Message> &stored) {
                          const QList<Message> page = m_pages.end(stored);
                          if (jump != m_jump) {
                              return;
                          }
                          const bool isThere = !page.isEmpty() && page.first().seq <= unread;
                          isThere ? showUnread(page) : askServerForUnread(unread, page);
                      });
}

void RoomTimeline::askServerForUnread(qint64 seq, const QList<Message> &stored)
{
    if (!m_session.isJoined()) {
        showUnread(stored);
        return;
    }
    loadHistory(around(seq), [this, seq, stored, jump = m_jump](const auto &reply) {
        if (jump != m_jump) {
            return;
        }
        if (!reply && stored.isEmpty()) {
            retryLater(reply.error());
            return;
        }
        const QList<Message> page = reply ? reply->messages : stored;
        const bool isThere = !page.isEmpty() && page.first().seq <= seq;
        showUnread(isThere ? page : stored);
    });
}

// What is neither on this computer nor to be had waits for the next join.
void RoomTimeline::showUnread(const QList<Message> &messages)
{
    if (messages.isEmpty() && !m_session.isJoined()) {
        return;
    }
    const QList<Message> page =
        messages.isEmpty() ? messages : runFrom(messages, m_room.id, messages.constFirst().seq);
    if (page.isEmpty()) {
        backToNewest();
        return;
    }
    showWindow(page);
    emit openedAtUnread();
}

void RoomTimeline::jumpTo(qint64 seq)
{
    ++m_jump;
    if (m_model.rowOfSeq(seq) >= 0) {
        emit jumped(seq);
        return;
    }
    if (!m_store || seq <= 0) {
        failJump(); // a classic server has no history
        return;
    }
    const qint64 last = std::max(seq, std::min(seq + limits::historyPageRows / 2, m_highestSeq));
    loadStored(last + 1, limits::historyPageRows,
               [this, seq, jump = m_jump](const QList<Message> &page) {
                   if (jump != m_jump) {
                       return;
                   }
                   const bool isThere = !page.isEmpty() && page.first().seq <= seq;
                   isThere ? openAt(seq, page) : askServerAround(seq);
               });
}

void RoomTimeline::askServerAround(qint64 seq, bool mayAskAgain)
{
    if (!m_session.isJoined()) {
        failJump();
        return;
    }
    loadHistory(around(seq), [this, seq, mayAskAgain, jump = m_jump](const auto &reply) {
        if (jump != m_jump) {
            return;
        }
        if (reply) {
            openAt(seq, reply->messages);
            return;
        }
        const RequestFailure &failed = reply.error();
        const bool isTooFast = failed.kind == RequestFailure::Kind::Refused
            && failed.error.code == ErrorCode::SlowDown;
        if (!isTooFast || !mayAskAgain) {
            failJump(&failed);
            return;
        }
        QTimer::singleShot(slowDownMs(failed.error), this, [this, seq, jump] {
            if (jump == m_jump) {
                askServerAround(seq, false);
            }
        });
    });
}

void RoomTimeline::openAt(qint64 seq, const QList<Message> &messages)
{
    const QList<Message> page =
        messages.isEmpty() ? messages : runFrom(messages, m_room.id, messages.constFirst().seq);
    if (page.isEmpty() || page.first().seq > seq || page.last().seq < seq) {
        failJump();
        return;
    }
    const bool joinsOn = !m_isWindow && m_model.sentCount() > 0 && page.first().seq < m_floorSeq
        && page.last().seq >= m_floorSeq - 1;
    if (joinsOn) {
        QList<Message> older;
        std::copy_if(page.begin(), page.end(), std::back_inserter(older),
                     [this](const Message &message) { return message.seq < m_floorSeq; });
        takePage(older, older.first().seq == 1);
    } else {
        showWindow(page);
    }
    emit jumped(seq);
}

void RoomTimeline::showWindow(const QList<Message> &page)
{
    setWindow(page.last().seq < m_highestSeq);
    m_isOpening = false;
    m_model.trimOldest(0);
    m_hasPage = true;
    m_hasReachedStart = page.first().seq == 1;
    m_floorSeq = page.first().seq;
    m_model.prependOlder(page);
}

void RoomTimeline::failJump(const RequestFailure *failure)
{
    emit jumpFailed(failure);
    if (m_isOpening) {
        openAtUnread(); // which the jump has put an end to
    }
}

void RoomTimeline::loadNewer()
{
    if (!m_isWindow || m_isLoadingNewer || m_isOpening || !m_store) {
        return;
    }
    m_isLoadingNewer = true;
    const qint64 first = m_model.lastSeq() + 1;
    const qint64 last = std::min(first + limits::historyPageRows - 1, m_highestSeq);
    loadStored(last + 1, int(last - first + 1),
               [this, first, jump = m_jump](const QList<Message> &page) {
                   m_isLoadingNewer = false;
                   if (jump != m_jump || !m_isWindow || first != m_model.lastSeq() + 1) {
                       return; // another window
                   }
                   if (page.isEmpty() || page.first().seq != first) {
                       askServerForNewer();
                   } else {
                       takeNewer(page);
                   }
               });
}

void RoomTimeline::askServerForNewer()
{
    if (!m_session.isJoined()) {
        emit newerLoaded(); // nothing
        return;
    }
    m_isLoadingNewer = true;
    MessageHistory question;
    question.room = m_room.id;
    question.direction = MessageHistory::Direction::After;
    question.seq = m_model.lastSeq();
    question.limit = limits::historyPageRows;
    loadHistory(question, [this, last = question.seq, jump = m_jump](const auto &reply) {
        m_isLoadingNewer = false;
        if (jump != m_jump || !m_isWindow || last != m_model.lastSeq() || !reply) {
            emit newerLoaded();
            return;
        }
        takeNewer(runFrom(reply->messages, m_room.id, last + 1));
    });
}

// Whether the server called the page its last says nothing of what came while it was on its way.
void RoomTimeline::takeNewer(const QList<Message> &page)
{
    for (const Message &message : page) {
        m_model.insert(message);
    }
    if (m_model.lastSeq() >= m_highestSeq) {
        setWindow(false); // they are all there again, and more in front
    }
    dropFarOldest();
    emit newerLoaded();
}

// Whoever reads up and up would else hold the whole room in memory.
void RoomTimeline::dropFarNewest()
{
    if (m_store && m_model.sentCount() > limits::maxShownRows) {
        m_model.trimNewest(limits::maxShownRows - limits::shownRowsTrimmed);
        setWindow(true);
    }
}

void RoomTimeline::dropFarRows()
{
    const bool isNearStart =
        m_readerSeq > 0 && m_readerSeq - m_model.firstSeq() < m_model.lastSeq() - m_readerSeq;
    isNearStart ? dropFarNewest() : dropFarOldest();
}

// Only on the way down: whoever waits above for an older page must not lose the rows they see.
void RoomTimeline::dropFarOldest()
{
    if (m_store && m_model.sentCount() > limits::maxShownRows) {
        m_model.trimOldest(limits::maxShownRows - limits::shownRowsTrimmed);
        m_floorSeq = m_model.firstSeq();
        m_hasReachedStart = false;
    }
}

void RoomTimeline::backToNewest()
{
    if (m_isWindow) {
        leaveWindow();
        loadOlder();
    }
}

void RoomTimeline::setWindow(bool isWindow)
{
    if (m_isWindow != isWindow) {
        m_isWindow = isWindow;
        emit hasNewerChanged();
    }
}

// With no rows: the newest page is loaded when somebody looks.
void RoomTimeline::leaveWindow()
{
    ++m_jump;
    m_isOpening = false;
    m_model.trimOldest(0);
    m_floorSeq = m_highestSeq + 1;
    m_keptFloorSeq = m_floorSeq;
    m_hasPage = false;
    m_hasReachedStart = m_highestSeq == 0;
    setWindow(false);
}

} // namespace maru::client
