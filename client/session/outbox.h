// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/reconnectpolicy.h"
#include "common/chat/ids.h"
#include "common/clientlimits.h"
#include "common/protocol/errors.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <map>

namespace maru::client {

/// A message on its way out. It keeps its cid for ever: that is how the server knows a second copy.
struct OutgoingMessage
{
    QString cid;
    RoomId room;
    QString text;
    MessageId replyTo = {}; ///< null: answers none
    QList<FileId> files = {}; ///< all of them at the server

    friend bool operator==(const OutgoingMessage &, const OutgoingMessage &) = default;
};

/// The messages of one server that it has not acknowledged, in the order they were written.
///
/// Order per room is kept whatever the server answers, so a room has one message at the server at a
/// time, and all rooms together at most the window. A lost connection or a missing answer sends the
/// same message with the same cid again; a full server is waited for by all rooms, SLOW_DOWN by the
/// room it was said of; a final refusal takes the message out and the next one goes. Bounded by
/// limits::maxOutboxMessages, failed ones included.
class Outbox : public QObject
{
    Q_OBJECT

public:
    /// \p random is in [0, 1); empty: the system's.
    explicit Outbox(std::function<double()> random = {}, QObject *parent = nullptr);

    [[nodiscard]] static QString newCid();

    /// Messages that may be unanswered at once: limits::outboxWindow, 1 for servers without acks.
    void setWindow(int messages);
    /// Sends messages of \p room only: all that a connection to a classic server is about. Null: of
    /// all rooms.
    void setOnlyRoom(const RoomId &room) { m_onlyRoom = room; }
    /// Sends only while online. Going offline makes everything unanswered wait again.
    void setOnline(bool online);

    /// False if it is full.
    [[nodiscard]] bool enqueue(const OutgoingMessage &message);
    /// Takes in a message that failed in an earlier run. False if it is full.
    [[nodiscard]] bool addFailed(const OutgoingMessage &message);
    [[nodiscard]] bool hasFailed(const QString &cid) const { return m_failed.contains(cid); }
    /// Puts a failed message at the end again, with the cid it has. False if it has not failed.
    bool retry(const QString &cid);
    /// Forgets a failed message. False if it has not failed: what may be at the server cannot be
    /// taken back.
    bool discard(const QString &cid);
    /// Takes a message that is not at the server out of its queue, wherever it stands: it has
    /// failed. False if it does not wait.
    [[nodiscard]] bool stop(const QString &cid, const ApiError &error);
    void clear();

    [[nodiscard]] qsizetype count() const;

public slots:
    /// The server keeps it (also when that was said late, after a failure).
    void accept(const QString &cid);
    /// The server said no; whether it is sent again depends on the code.
    void refuse(const QString &cid, const maru::ApiError &error);
    /// No answer: it may be stored, the same cid finds out.
    void postpone(const QString &cid);
    /// No answer, and sending again could double it (servers that know no cid): the author decides.
    void giveUp(const QString &cid);

signals:
    void readyToSend(const maru::client::OutgoingMessage &message);
    void failed(const QString &cid, const maru::ApiError &error); ///< refused for good
    void unconfirmed(const QString &cid); ///< given up

private:
    struct Lane
    {
        std::deque<OutgoingMessage> queue;
        bool isFrontSent = false;
        qint64 notBeforeMs = 0; // of the clock in outbox.cpp: slow mode is about one room only
    };

    void pump();
    void sendOpen(qint64 nowMs);
    void armWake(qint64 nowMs);
    void backOff();
    [[nodiscard]] Lane *laneWithFront(const QString &cid);
    bool take(const QString &cid); ///< out of its queue, wherever it stands

    std::function<double()> m_random;
    std::map<RoomId, Lane> m_lanes;
    QHash<QString, RoomId> m_roomOf; // of every queued cid
    QHash<QString, OutgoingMessage> m_failed;
    ReconnectPolicy m_policy;
    QTimer m_pause; // of all rooms
    QTimer m_wake; // when the first closed lane opens
    RoomId m_onlyRoom;
    int m_window;
    bool m_isOnline = false;
    bool m_isPumping = false;
};

} // namespace maru::client

Q_DECLARE_METATYPE(maru::client::OutgoingMessage)
