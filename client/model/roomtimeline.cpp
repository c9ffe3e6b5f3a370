// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomtimeline.h"

#include "common/clientlimits.h"

#include <QRandomGenerator>

#include <algorithm>

namespace maru::client {

namespace {
constexpr qsizetype maxSeenRevs = 1'024;
constexpr int trimSlackPart = 5; // a fifth more than is kept, so that not every message trims
} // namespace

RoomTimeline::RoomTimeline(ChatSession &session, ClientStore *store, const Room &room,
                           QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_store(store)
    , m_room(room)
    , m_knownRev(room.rev)
    , m_floorSeq(room.seq + 1)
    , m_keptFloorSeq(room.seq + 1)
    , m_highestSeq(room.seq)
    , m_hasReachedStart(room.seq == 0)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &RoomTimeline::onRetry);
}

RoomTimeline::RoomTimeline(ChatSession &session, ClientStore *store, const StoredRoom &stored,
                           QObject *parent)
    : RoomTimeline(session, store, stored.room, parent)
{
    m_knownRev = stored.knownRev;
    m_highestSeq = stored.highestSeq;
    m_isStored = stored.newestSeq > 0;
    m_floorSeq = (m_isStored ? stored.newestSeq : stored.highestSeq) + 1;
    m_keptFloorSeq = m_floorSeq;
    m_hasReachedStart = m_floorSeq == 1;
    m_unread = stored.unread;
    m_mentions = stored.mentions;
}

void RoomTimeline::restorePage(const QList<Message> &page, const UserId &ownUser)
{
    m_ownUser = ownUser;
    m_model.setOwnUser(ownUser);
    if (page.isEmpty()) {
        return;
    }
    takePage(page, page.first().seq == 1);
    m_highestSeq = std::max(m_highestSeq, page.last().seq);
}

void RoomTimeline::refresh(const Room &room, const UserId &ownUser)
{
    m_ownUser = ownUser;
    m_model.setOwnUser(ownUser);
    m_retry.stop();
    m_policy.reset();
    const ReadHere read = readBefore(room);
    m_room = room;
    const qint64 missed = room.rev - m_knownRev;
    const bool isAnotherPast = missed < 0 || missed > limits::maxMissedChanges
        || room.seq < m_highestSeq; // a restored server
    const bool isUntouched = !m_isShown && m_model.sentCount() == 0;
    if (isAnotherPast) {
        m_model.forgetReaders(); // whoever has joined asks for them anew
    }
    if (isAnotherPast || missed > limits::maxCatchUpChanges
        || (missed > 0 && isUntouched && !m_isStored)) {
        startAgain(room);
    } else if (missed > 0 && isUntouched && !mayCountRead(read)) {
        // What is stored stays true, and the rest is asked for when somebody looks.
        setUnread(m_unread + counted(room.seq - m_highestSeq), m_mentions);
        m_highestSeq = room.seq;
    } else if (missed > 0) {
        catchUp();
    }
    if (room.own) {
        takeServerCounts(isAnotherPast ? ReadHere() : read);
    }
    if (m_isShown && !m_hasPage) {
        openShown();
    }
    keepState();
}

void RoomTimeline::startAgain(const Room &room)
{
    setUnread(m_isShown ? 0 : m_unread + counted(room.seq - m_highestSeq), 0);
    if (m_store) {
        m_store->change(ForgetMessages{room.id});
        m_isStored = false;
    }
    m_model.trimOldest(0);
    m_knownRev = room.rev;
    m_seenRevs.clear();
    m_floorSeq = room.seq + 1;
    m_keptFloorSeq = m_floorSeq;
    m_highestSeq = room.seq;
    m_hasPage = false;
    m_isOpening = false;
    m_hasReachedStart = room.seq == 0;
    setWindow(false);
}

void RoomTimeline::show()
{
    m_isShown = true;
    m_wasShown = true;
    m_session.hurryChanges(m_room.id); // it may wait behind those of other rooms
    if (!m_room.own) {
        setUnread(0, 0); // else it is the mark that says what was read
    }
    openShown();
    if (m_room.rev > m_knownRev) {
        catchUp();
    }
}

void RoomTimeline::hide()
{
    m_isShown = false;
    m_readerSeq = 0;
    ++m_jump;
    m_isWindow ? leaveWindow() : trim();
}

void RoomTimeline::loadOlder()
{
    if (m_isLoadingHistory || m_hasReachedStart || m_isOpening) {
        return;
    }
    if (!m_store) {
        askServerForOlder();
        return;
    }
    m_isLoadingHistory = true;
    // Without a server to ask, what is behind a gap is better than nothing: the next catch-up
    // fills it.
    const bool isOffline = !m_session.isJoined();
    loadStored(
        m_floorSeq, limits::historyPageRows,
        [this, isOffline, floor = m_floorSeq](const QList<Message> &page) {
            m_isLoadingHistory = false;
            if (floor != m_floorSeq || (isOffline && m_session.isJoined())) {
                loadOlder();
            } else if (page.isEmpty()) {
                askServerForOlder();
            } else {
                takePage(page, page.first().seq == 1);
                emit olderLoaded();
            }
        },
        isOffline);
}

void RoomTimeline::askServerForOlder()
{
    if (!m_session.isJoined()) {
        emit olderLoaded(); // nothing; the join asks again
        return;
    }
    m_isLoadingHistory = true;
    MessageHistory question;
    question.room = m_room.id;
    question.direction = MessageHistory::Direction::Before;
    question.seq = m_floorSeq;
    question.limit = limits::historyPageRows;
    loadHistory(question, [this, floor = m_floorSeq](const auto &reply) {
        m_isLoadingHistory = false;
        if (floor == m_floorSeq) {
            takeHistory(reply);
        } else {
            loadOlder(); // trimmed or started again meanwhile: that page would leave a gap
        }
    });
}

void RoomTimeline::takeHistory(const Result<HistoryReply, RequestFailure> &reply)
{
    if (!reply) {
        if (!m_hasPage) {
            retryLater(reply.error());
        }
        emit olderLoaded();
        return;
    }
    QList<Message> page;
    for (const Message &message : reply->messages) {
        const bool isOlder =
            message.seq > 0 && message.seq < m_floorSeq && message.room == m_room.id;
        if (isOlder && (page.isEmpty() || message.seq > page.last().seq)) {
            page.append(message);
        }
    }
    if (m_store && !page.isEmpty() && m_floorSeq == m_keptFloorSeq) {
        m_store->change(PutOlder{m_room.id, page, m_floorSeq});
        m_isStored = true;
    }
    takePage(page, reply->first || page.isEmpty());
    keepState();
    emit olderLoaded();
}

void RoomTimeline::takePage(const QList<Message> &page, bool isFirst)
{
    m_hasPage = true;
    m_hasReachedStart = isFirst;
    if (!page.isEmpty()) {
        const bool isKept = m_floorSeq == m_keptFloorSeq && !m_isWindow;
        m_floorSeq = page.first().seq;
        m_keptFloorSeq = isKept ? m_floorSeq : m_keptFloorSeq;
        m_model.prependOlder(page);
        dropFarNewest();
    }
}

void RoomTimeline::keep(const QList<Message> &messages)
{
    if (m_store && !messages.isEmpty()) {
        m_store->change(PutMessages{m_room.id, messages, m_keptFloorSeq});
        m_isStored = true;
    }
}

void RoomTimeline::keepState()
{
    if (m_store) {
        m_store->change(StoredRoom{m_room, m_knownRev, m_highestSeq, m_unread, 0, m_mentions});
    }
}

void RoomTimeline::catchUp()
{
    if (m_isCatchingUp || !m_session.isJoined()) {
        return;
    }
    m_isCatchingUp = true;
    const MessageChanges question{m_room.id, m_knownRev, limits::maxPageRows};
    m_session.loadChanges(question, this, [this](const auto &reply) {
        m_isCatchingUp = false;
        takeChanges(reply);
    });
    if (m_isShown) {
        m_session.hurryChanges(m_room.id);
    }
}

void RoomTimeline::takeChanges(const Result<ChangesReply, RequestFailure> &reply)
{
    if (!reply) {
        retryLater(reply.error());
        return;
    }
    m_policy.reset();
    const qint64 before = m_knownRev;
    qint64 last = before;
    QList<Message> fresh;
    for (const Message &message : reply->messages) {
        if (message.room == m_room.id && message.rev > before) {
            countUnread(message);
            insert(message);
            fresh.append(message);
            last = std::max(last, message.rev);
        }
    }
    keep(fresh);
    // A server that says "more" and sends nothing new would be asked for ever.
    const bool goOn = reply->more && last > before;
    m_knownRev = goOn ? last : std::max(last, reply->rev);
    forgetRevsUpTo(m_knownRev);
    keepState();
    const bool stillHoled = !m_seenRevs.isEmpty() && m_knownRev > before;
    goOn || stillHoled ? catchUp() : static_cast<void>(countHeld());
}

void RoomTimeline::takeLive(const Message &message)
{
    countUnread(message);
    insert(message);
    if (message.seq == 0) {
        return; // a classic server: no order but that of arrival
    }
    keep({message});
    noteRev(message.rev);
    keepState();
    if (message.rev > m_knownRev) {
        catchUp();
    }
}

void RoomTimeline::takeOwn(const Message &message)
{
    insert(message);
    m_highestSeq = std::max(m_highestSeq, message.seq);
    // The broadcasts before it may still be on their way: a hole here is no reason to ask.
    if (message.seq > 0) {
        keep({message});
        noteRev(message.rev);
        keepState();
    }
}

void RoomTimeline::insert(const Message &message)
{
    const bool isAbove = m_isWindow && message.seq > m_model.lastSeq();
    if (message.seq > 0 && (message.seq < m_floorSeq || isAbove)) {
        // It will come with its page; between there must be no gap.
        m_model.takeArrived(message);
        m_pages.note(message);
        if (message.editedMs || message.deletedMs) {
            m_model.refreshQuotesOf(message); // what answers it may be here
        }
        return;
    }
    m_model.insert(message);
    if (!m_store && m_model.sentCount() > limits::maxShownRows) {
        // A classic server's: nobody could bring them back, so the newest stay.
        m_model.trimOldest(limits::maxShownRows - limits::shownRowsTrimmed);
    }
    if (m_isShown) {
        dropFarRows();
    } else if (m_model.sentCount() > keptHidden() + keptHidden() / trimSlackPart) {
        trim();
    }
}

void RoomTimeline::noteRev(qint64 rev)
{
    if (rev <= m_knownRev) {
        return;
    }
    if (m_seenRevs.size() >= maxSeenRevs) {
        m_seenRevs.clear(); // only costs another question
    }
    m_seenRevs.insert(rev);
    forgetRevsUpTo(m_knownRev);
}

void RoomTimeline::forgetRevsUpTo(qint64 rev)
{
    for (auto it = m_seenRevs.begin(); it != m_seenRevs.end();) {
        it = *it <= rev ? m_seenRevs.erase(it) : std::next(it);
    }
    while (m_seenRevs.remove(m_knownRev + 1)) {
        ++m_knownRev;
    }
}

// Of a room that nobody has opened a page: there may be hundreds. The rest comes with its pages,
// from the store, or from the server where nothing can be stored.
int RoomTimeline::keptHidden() const
{
    return m_wasShown ? limits::maxHiddenRows : limits::historyPageRows;
}

void RoomTimeline::trim()
{
    if (!m_store) {
        return; // insert() has bounded them
    }
    const int before = m_model.sentCount();
    m_model.trimOldest(keptHidden());
    if (m_model.sentCount() < before && m_model.firstSeq() > 0) {
        m_floorSeq = m_model.firstSeq();
        m_keptFloorSeq = std::max(m_keptFloorSeq, m_floorSeq);
        m_hasReachedStart = false;
    }
}

void RoomTimeline::retryLater(const RequestFailure &failure)
{
    if (failure.kind == RequestFailure::Kind::Disconnected) {
        return; // the next join refreshes
    }
    const int delayMs = m_policy.nextDelayMs(QRandomGenerator::global()->generateDouble());
    m_retry.start(std::clamp(failure.error.retryAfterMs, delayMs, limits::maxRetryAfterMs));
}

void RoomTimeline::onRetry()
{
    if (m_isShown && !m_hasPage) {
        openShown();
    }
    if (m_room.rev > m_knownRev || !m_seenRevs.isEmpty()) {
        catchUp();
    }
}

} // namespace maru::client
