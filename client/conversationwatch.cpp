// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/conversationwatch.h"

#include "client/model/roomlistmodel.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

ConversationWatch::ConversationWatch(Conversation &conversation, QObject *parent)
    : QObject(parent)
    , m_conversation(conversation)
{
    const RoomListModel *const rooms = conversation.rooms();
    connect(rooms, &QAbstractItemModel::modelReset, this, &ConversationWatch::recount);
    connect(rooms, &QAbstractItemModel::rowsInserted, this, &ConversationWatch::recount);
    connect(rooms, &QAbstractItemModel::rowsRemoved, this, &ConversationWatch::recount);
    connect(rooms, &QAbstractItemModel::layoutChanged, this, &ConversationWatch::recount);
    connect(rooms, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                countRows(first.row(), last.row());
            });
    connect(&conversation, &Conversation::messageArrived, this, &ConversationWatch::takeMessage);
    connect(&conversation, &Conversation::stateChanged, this, &ConversationWatch::takeState);
    connect(&conversation, &Conversation::restored, this, &ConversationWatch::noteKnown);
    recount();
}

QString ConversationWatch::account() const
{
    return m_conversation.serverAddress() + u'/' + m_conversation.ownUser().id.toString();
}

void ConversationWatch::takeMessage(const Message &message, bool isForReader)
{
    const RoomListModel *const rooms = m_conversation.rooms();
    const QModelIndex room = rooms->index(rooms->rowOf(message.room));
    if (!room.isValid()) {
        return;
    }
    const User own = m_conversation.ownUser();
    Incoming incoming;
    incoming.account = account();
    incoming.room = message.room.toString();
    incoming.roomTitle = room.data(RoomListModel::TitleRole).toString();
    incoming.kind = RoomKind(room.data(RoomListModel::KindRole).toInt());
    incoming.notify = RoomNotify(room.data(RoomListModel::NotifyRole).toInt());
    incoming.author = message.user.userName;
    incoming.authorId = message.user.id.toString();
    incoming.text = message.chat;
    if (incoming.text.isEmpty() && !message.files.isEmpty()) {
        incoming.text = message.files.first().name;
    }
    incoming.seq = message.seq;
    incoming.isForReader = isForReader;
    incoming.isOwn = message.user.id.isNull() || own.id.isNull()
        ? message.user.userName == own.userName
        : message.user.id == own.id;
    incoming.isSystem = message.type == MessageType::System;
    emit arrived(incoming);
}

void ConversationWatch::takeState(Conversation::State state)
{
    switch (state) {
    case Conversation::State::Reconnecting:
        if (!m_before) {
            noteKnown();
        }
        break;
    case Conversation::State::Online:
        tellMissed();
        break;
    case Conversation::State::Idle:
    case Conversation::State::Left:
        m_before.reset();
        break;
    case Conversation::State::Connecting:
        break;
    }
}

void ConversationWatch::noteKnown()
{
    m_before.emplace();
    for (auto room = m_rooms.cbegin(); room != m_rooms.cend(); ++room) {
        m_before->insert(room.key(), {room.value(), m_conversation.highestSeq(RoomId(room.key()))});
    }
}

// The counts are the server's by now; what fills the rooms comes later, and is told by nobody.
void ConversationWatch::tellMissed()
{
    if (!m_before) {
        return;
    }
    const QHash<QString, Known> before = *std::exchange(m_before, std::nullopt);
    QList<Missed> list;
    const RoomListModel *const rooms = m_conversation.rooms();
    for (int row = 0; row < rooms->rowCount(); ++row) {
        const QModelIndex index = rooms->index(row);
        const QString room = index.data(RoomListModel::IdRole).toString();
        const int messages = missedIn(index, before.value(room));
        if (messages > 0) {
            list.append({room, index.data(RoomListModel::TitleRole).toString(), messages});
        }
    }
    if (!list.isEmpty()) {
        emit missed(list);
    }
}

// What is unread now and came since: what was unread before may have been read elsewhere meanwhile.
int ConversationWatch::missedIn(const QModelIndex &room, const Known &before) const
{
    const QString id = room.data(RoomListModel::IdRole).toString();
    const int unread = room.data(RoomListModel::UnreadRole).toInt();
    const int told = m_rooms.value(id).unread; // by the room's rule
    const qint64 came = m_conversation.highestSeq(RoomId(id)) - before.highestSeq;
    if (unread <= came) {
        return told; // nothing of before is among it
    }
    const int most = int(std::max<qint64>(0, came)); // less than what is unread
    return told == unread ? most : std::clamp(told - before.counts.unread, 0, most);
}

void ConversationWatch::recount()
{
    const QHash<QString, Counts> before = std::exchange(m_rooms, {});
    m_total = {};
    countRows(0, m_conversation.rooms()->rowCount() - 1);
    for (auto room = before.cbegin(); room != before.cend(); ++room) {
        if (!m_rooms.contains(room.key())) {
            m_unreadRooms.remove(room.key());
            emit roomRead(room.key()); // it is not there any more
        }
    }
    emit countsChanged();
}

void ConversationWatch::countRows(int first, int last)
{
    const RoomListModel *const rooms = m_conversation.rooms();
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = rooms->index(row);
        const QString room = index.data(RoomListModel::IdRole).toString();
        const Counts now = unreadCountsOf(index);
        const Counts before = std::exchange(m_rooms[room], now);
        m_total.unread += now.unread - before.unread;
        m_total.forReader += now.forReader - before.forReader;
        // Whatever the room's rule counts by now.
        if (index.data(RoomListModel::UnreadRole).toInt() > 0) {
            m_unreadRooms.insert(room);
        } else if (m_unreadRooms.remove(room)) {
            emit roomRead(room);
        }
    }
    emit countsChanged();
}

} // namespace maru::client
