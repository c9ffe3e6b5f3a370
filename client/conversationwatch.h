// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/attentionrules.h"
#include "client/model/conversation.h"
#include "client/model/unreadcounts.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <optional>

namespace maru::client {

/// What is new at one server, for whoever tells the person: messages as they come, counts as they
/// change, and what a time without a connection has brought. Thread: GUI.
class ConversationWatch : public QObject
{
    Q_OBJECT

public:
    using Counts = UnreadCounts;
    struct Missed
    {
        QString room;
        QString title;
        int messages = 0;
    };

    /// \p conversation outlives it.
    explicit ConversationWatch(Conversation &conversation, QObject *parent = nullptr);

    [[nodiscard]] Conversation &conversation() const { return m_conversation; }
    [[nodiscard]] QString account() const; ///< which server and who one is there
    [[nodiscard]] Counts counts() const { return m_total; }

signals:
    void arrived(const maru::client::Incoming &message);
    void roomRead(const QString &room); ///< nothing of it is unread any more
    void countsChanged();
    void missed(const QList<maru::client::ConversationWatch::Missed> &rooms);

private:
    /// Of a room.
    struct Known
    {
        Counts counts;
        qint64 highestSeq = 0;
    };

    void takeMessage(const Message &message, bool isForReader);
    void takeState(Conversation::State state);
    void recount();
    void countRows(int first, int last);
    void noteKnown();
    void tellMissed();
    [[nodiscard]] int missedIn(const QModelIndex &room, const Known &before) const;

    Conversation &m_conversation;
    QHash<QString, Counts> m_rooms; // by id
    QSet<QString> m_unreadRooms; // with anything, whatever their rule
    Counts m_total;
    std::optional<QHash<QString, Known>> m_before; // when the connection went
};

} // namespace maru::client
