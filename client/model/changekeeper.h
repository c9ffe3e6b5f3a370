// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/messagelistmodel.h" // the metatype of a message
#include "client/session/chatsession.h"
#include "client/store/clientstore.h"

#include <QObject>
#include <QTimer>

#include <deque>

namespace maru::client {

/// The edits, deletions and reactions that the server has not confirmed, in the order in which they
/// were asked for: on the disk before they may leave, one at a time, and gone from there when the
/// server has answered. Bounded by limits::maxWaitingChanges.
///
/// All of them say how a message shall be, so that one that is sent again changes nothing. What a
/// later one makes void is not sent, unless it is under way.
class ChangeKeeper : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    ChangeKeeper(ClientStore &store, ChatSession &session, QObject *parent = nullptr);

    void restore(const QList<ChangeRow> &rows); ///< what an earlier run left
    void forget();
    /// Sends only while online, that is joined at a native server.
    void setOnline(bool online);

    /// False if too many wait. \p change gets its key here.
    [[nodiscard]] bool add(ChangeRow &change);

    [[nodiscard]] QList<ChangeRow> waitingIn(const RoomId &room) const;
    [[nodiscard]] qsizetype count() const { return qsizetype(m_queue.size()); }
    [[nodiscard]] bool isStored(const QString &key) const; ///< the disk was asked

signals:
    void waitingChanged(const maru::RoomId &room); ///< waitingIn(room)
    /// It survives whatever happens to this program; or, not \p isOnDisk, it is in memory only.
    void stored(const QString &key, bool isOnDisk);
    void superseded(const QString &key); ///< the one that takes its place is stored
    void accepted(const maru::client::ChangeRow &change, const maru::Message &message);
    void refused(const maru::client::ChangeRow &change, const maru::ApiError &error);

private:
    struct Entry
    {
        ChangeRow row;
        bool mayLeave = false; ///< the disk was asked
        QStringList replaced = {}; ///< keys, until then
    };

    [[nodiscard]] QList<Entry> dropSuperseded(const ChangeRow &by);
    void onKept(const QString &key, bool isOnDisk);
    void pump();
    void send(const ChangeRow &change);
    void take(const QString &key, const Result<MessageReply, RequestFailure> &reply);
    void finish(const Result<MessageReply, ApiError> &outcome);
    void pause(int ms);

    ClientStore &m_store;
    ChatSession &m_session;
    std::deque<Entry> m_queue;
    QString m_sent; // the key of the first one, while it is unanswered
    ReconnectPolicy m_policy;
    QTimer m_pause;
    bool m_isOnline = false;
};

} // namespace maru::client
