// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/messagelistmodel.h"
#include "client/model/pagesunderway.h"
#include "client/session/chatsession.h"
#include "client/store/clientstore.h"
#include "common/chat/events.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <algorithm>
#include <functional>

namespace maru::client {

/// What is known of one room: its newest messages without a gap, and up to which rev.
///
/// The rows shown start at a floor; older messages come page by page through loadOlder(), from the
/// store what is there, else from the server. What comes from the server goes into the store. Every
/// change of a room has a rev, one more than the last: a message whose rev leaves a hole, or a join
/// that tells a higher one, asks `message:changes` once for what is missing.
class RoomTimeline : public QObject
{
    Q_OBJECT

public:
    /// \p session and \p store outlive it; without a store nothing is kept.
    RoomTimeline(ChatSession &session, ClientStore *store, const Room &room,
                 QObject *parent = nullptr);
    /// As the store has it, before the server has been asked.
    RoomTimeline(ChatSession &session, ClientStore *store, const StoredRoom &stored,
                 QObject *parent = nullptr);
    /// The newest messages of it, if the store's state had them: they need not be asked for.
    void restorePage(const QList<Message> &page, const UserId &ownUser);

    [[nodiscard]] const Room &room() const { return m_room; }
    [[nodiscard]] MessageListModel *model() { return &m_model; }
    [[nodiscard]] bool hasOlder() const { return !m_hasReachedStart; }
    [[nodiscard]] int unread() const { return m_unread; }
    [[nodiscard]] int mentions() const { return m_mentions; }
    /// Read up to here; -1 if the server keeps no read marks.
    [[nodiscard]] qint64 readSeq() const { return m_room.own ? m_room.own->readSeq : -1; }

    /// Of the newest message that is known of.
    [[nodiscard]] qint64 highestSeq() const { return std::max(m_highestSeq, m_room.seq); }

    /// After every join: \p room as the server described it.
    void refresh(const Room &room, const UserId &ownUser);
    /// Loads the newest page when it is the first time; far behind it, where the unread begins.
    void show();
    /// The topmost message in sight, 0: the end is. Of many rows those farthest from it go.
    void setReaderSeq(qint64 seq) { m_readerSeq = seq; }
    void hide();
    void loadOlder(); ///< one page at a time; ends in olderLoaded() if it starts

    // roomtimelinejump.cpp: the rows may be a window into the past, which grows at both ends until
    // it meets the newest ones. It has no holes either.
    [[nodiscard]] bool hasNewer() const { return m_isWindow; }
    [[nodiscard]] qint64 newestSeq() const { return m_highestSeq; } ///< that is known of
    /// Puts a window around \p seq in the place of the rows, or makes them reach down to it if it
    /// is near; ends in jumped() or jumpFailed(). Of several jumps only the last ends.
    void jumpTo(qint64 seq);
    void loadNewer(); ///< of a window; one page at a time; ends in newerLoaded() if it starts
    void backToNewest();

    void takeLive(const Message &message); ///< a broadcast
    void takeOwn(const Message &message); ///< from the ack of an own message

    /// What \p room says of itself now, without its messages; `own` is kept if it says nothing.
    void describe(const Room &room);
    void setRole(RoomRole role); ///< one's own
    void setReadSeq(qint64 seq); ///< only forward

signals:
    void unreadChanged(int unread);
    void olderLoaded();
    void newerLoaded();
    void hasNewerChanged(); ///< before the rows become a window, or after they have been one
    void jumped(qint64 seq);
    void jumpFailed(const maru::client::RequestFailure *failure); ///< null: it was not found
    void openedAtUnread(); ///< the rows begin before it, or with the first of it that is here

private:
    void startAgain(const Room &room);
    void askServerForOlder();
    void takePage(const QList<Message> &page, bool isFirst);
    void keep(const QList<Message> &messages);
    void keepState();
    void catchUp();
    void takeHistory(const Result<HistoryReply, RequestFailure> &reply);
    void takeChanges(const Result<ChangesReply, RequestFailure> &reply);
    void insert(const Message &message);
    void noteRev(qint64 rev);
    void forgetRevsUpTo(qint64 rev);
    void countUnread(const Message &message);
    void setUnread(int unread, int mentions);
    [[nodiscard]] static int counted(qint64 number);
    // roomtimelinemarks.cpp
    struct ReadHere
    {
        qint64 seq = 0; // one's own mark
        int mentions = 0; // up to it, which the server still counts: it has not heard of the mark
    };
    [[nodiscard]] ReadHere readBefore(const Room &room) const;
    [[nodiscard]] bool mayCountRead(const ReadHere &read) const;
    void takeServerCounts(const ReadHere &read);
    bool countHeld();
    void trim();
    [[nodiscard]] int keptHidden() const;
    void retryLater(const RequestFailure &failure);
    // roomtimelinejump.cpp
    // Pages, with what was changed while they were on their way.
    using TakePage = std::function<void(const QList<Message> &page)>;
    using TakeHistory = std::function<void(const Result<HistoryReply, RequestFailure> &reply)>;
    void loadStored(qint64 beforeSeq, int limit, TakePage take, bool overGaps = false);
    void loadHistory(const MessageHistory &question, TakeHistory take);
    [[nodiscard]] MessageHistory around(qint64 seq) const;
    void openShown();
    void openAtUnread();
    void askServerForUnread(qint64 seq, const QList<Message> &stored);
    void showUnread(const QList<Message> &page);
    void askServerAround(qint64 seq, bool mayAskAgain = true);
    void openAt(qint64 seq, const QList<Message> &page);
    void showWindow(const QList<Message> &page);
    void failJump(const RequestFailure *failure = nullptr);
    void askServerForNewer();
    void takeNewer(const QList<Message> &page);
    void setWindow(bool isWindow);
    void leaveWindow();
    void dropFarRows();
    void dropFarNewest();
    void dropFarOldest();
    void onRetry();

    ChatSession &m_session;
    ClientStore *m_store; // null: a classic server
    Room m_room;
    MessageListModel m_model;
    PagesUnderWay m_pages;
    UserId m_ownUser;
    qint64 m_knownRev = 0; // every change up to here is in the rows, as far as it concerns them
    QSet<qint64> m_seenRevs; // later ones that came already
    qint64 m_floorSeq = 1; // messages below are not in the rows
    qint64 m_keptFloorSeq = 1; // the same of the run that the store has; above it: it has none
    qint64 m_highestSeq = 0; // counted for unread
    qint64 m_readerSeq = 0;
    quint64 m_jump = 0; // counts them
    int m_unread = 0;
    int m_mentions = 0;
    bool m_isShown = false;
    bool m_wasShown = false; // in this run
    bool m_hasPage = false; // a page of history has come
    bool m_hasReachedStart = false;
    bool m_isStored = false; // the store has messages of it
    bool m_isLoadingHistory = false;
    bool m_isLoadingNewer = false;
    bool m_isCatchingUp = false;
    bool m_isWindow = false;
    bool m_isOpening = false; // at the unread: a window that has no rows yet
    ReconnectPolicy m_policy;
    QTimer m_retry;
};

} // namespace maru::client
