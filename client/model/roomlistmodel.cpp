// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomlistmodel.h"

#include "client/model/roomtexts.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

RoomListModel::RoomListModel(QObject *parent)
    : QAbstractListModel(parent)
{ }

int RoomListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant RoomListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case IdRole:
        return row.room.id.toString();
    case UnreadRole:
        return row.unread;
    case MentionsRole:
        return row.mentions;
    case MutedRole:
        return row.room.own && row.room.own->notify == RoomNotify::None;
    case KindRole:
        return int(row.room.kind);
    case TitleRole:
        return row.room.kind == RoomKind::Public ? "# "_L1 + row.name : row.name;
    case TopicRole:
        return row.room.topic;
    case ArchivedRole:
        return row.room.archived;
    case NotifyRole:
        return int(row.room.own ? row.room.own->notify : RoomNotify::All);
    case OnlineRole:
        return row.isOnline;
    case PinnedRole:
        return row.isPinned;
    case SectionRole:
        return int(sectionOf(row));
    case Qt::AccessibleTextRole:
        return spoken(row);
    default:
        return {};
    }
}

void RoomListModel::setRooms(const QList<Room> &rooms, const RoomId &home)
{
    m_home = home;
    std::vector<Row> rows;
    for (const Room &room : rooms) {
        const int known = rowOf(room.id);
        const Row before = known < 0 ? Row() : m_rows[size_t(known)];
        rows.push_back({room, before.unread, before.mentions});
    }
    m_peers.removeIf([&](const auto &peer) {
        return std::none_of(rooms.begin(), rooms.end(),
                            [&](const Room &room) { return room.id == peer.key(); });
    });
    arrange(std::move(rows));
}

void RoomListModel::arrange(std::vector<Row> rows)
{
    for (Row &row : rows) {
        describe(row);
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [this, names = NameOrder()](const auto &a, const auto &b) {
                         return isBefore(a, b, names);
                     });
    const bool sameOrder =
        std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                   [](const Row &a, const Row &b) { return a.room.id == b.room.id; });
    if (sameOrder) {
        // The usual case after a reconnect: a reset would lose the view's selection.
        m_rows = std::move(rows);
        if (!m_rows.empty()) {
            emit dataChanged(index(0), index(rowCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void RoomListModel::describe(Row &row) const
{
    const bool isDirect = row.room.kind == RoomKind::Direct;
    const auto peer = m_peers.constFind(row.room.id);
    row.name = row.room.name;
    row.isOnline = isDirect && peer != m_peers.cend() && peer->isOnline;
    if (isDirect) {
        row.name =
            peer != m_peers.cend() ? peer->userName : directRoomName(row.room.name, m_ownName);
    }
    row.isPinned = m_pinned.contains(row.room.id.toString());
}

RoomListModel::Section RoomListModel::sectionOf(const Row &row)
{
    if (row.room.archived) {
        return Section::Archived;
    }
    return row.room.kind == RoomKind::Direct ? Section::Direct : Section::Rooms;
}

bool RoomListModel::isBefore(const Row &one, const Row &other, const NameOrder &names) const
{
    if (sectionOf(one) != sectionOf(other)) {
        return sectionOf(one) < sectionOf(other);
    }
    if (one.isPinned != other.isPinned) {
        return one.isPinned;
    }
    if ((one.room.id == m_home) != (other.room.id == m_home)) {
        return one.room.id == m_home;
    }
    return names.isBefore(one.name, other.name);
}

void RoomListModel::setOwnName(const QString &name)
{
    if (std::exchange(m_ownName, name) != name) {
        arrange(m_rows);
    }
}

void RoomListModel::setPeer(const RoomId &room, const User &peer)
{
    if (rowOf(room) >= 0 && m_peers.value(room) != peer) {
        m_peers.insert(room, peer);
        arrange(m_rows);
    }
}

void RoomListModel::setPinned(const QStringList &rooms)
{
    m_pinned = {rooms.begin(), rooms.end()};
    arrange(m_rows);
}

QString RoomListModel::nameOf(const RoomId &room) const
{
    const int at = rowOf(room);
    return at < 0 ? QString() : m_rows[size_t(at)].name;
}

QString RoomListModel::spoken(const Row &row)
{
    QStringList parts{row.name};
    if (row.room.kind == RoomKind::Direct) {
        parts += row.isOnline ? tr("online") : tr("away");
    } else if (row.room.kind == RoomKind::Private) {
        parts += tr("private");
    } else if (row.room.kind == RoomKind::Announcement) {
        parts += tr("announcements");
    }
    if (row.unread > 0) {
        parts += tr("%n unread message(s)", nullptr, row.unread);
    }
    if (row.mentions > 0) {
        parts += tr("%n of them for you", nullptr, row.mentions);
    }
    if (row.room.own && row.room.own->notify == RoomNotify::None) {
        parts += tr("muted");
    }
    if (row.room.archived) {
        parts += tr("archived");
    }
    if (row.isPinned) {
        parts += tr("pinned");
    }
    return parts.join(QStringLiteral(", "));
}

void RoomListModel::setUnread(const RoomId &room, int unread, int mentions)
{
    const int at = rowOf(room);
    if (at < 0) {
        return;
    }
    Row &row = m_rows[size_t(at)];
    if (row.unread == unread && row.mentions == mentions) {
        return;
    }
    row.unread = unread;
    row.mentions = mentions;
    emit dataChanged(index(at), index(at), {UnreadRole, MentionsRole, Qt::AccessibleTextRole});
}

int RoomListModel::rowOf(const RoomId &room) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const Row &row) { return row.room.id == room; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

} // namespace maru::client
