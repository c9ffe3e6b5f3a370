// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomlistmodel.h"

#include <algorithm>

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
        return row.room.name;
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
    case Qt::AccessibleTextRole:
        return spoken(row);
    default:
        return {};
    }
}

void RoomListModel::setRooms(const QList<Room> &rooms, const RoomId &home)
{
    std::vector<Row> rows;
    for (const Room &room : rooms) {
        const int known = rowOf(room.id);
        const Row before = known < 0 ? Row() : m_rows[size_t(known)];
        rows.push_back({room, before.unread, before.mentions});
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const Row &a, const Row &b) {
        if ((a.room.id == home) != (b.room.id == home)) {
            return a.room.id == home;
        }
        return QString::localeAwareCompare(a.room.name, b.room.name) < 0;
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

QString RoomListModel::spoken(const Row &row)
{
    QStringList parts{row.room.name};
    if (row.unread > 0) {
        parts += tr("%n unread message(s)", nullptr, row.unread);
    }
    if (row.mentions > 0) {
        parts += tr("%n of them for you", nullptr, row.mentions);
    }
    if (row.room.own && row.room.own->notify == RoomNotify::None) {
        parts += tr("muted");
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
