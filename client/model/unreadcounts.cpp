// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/unreadcounts.h"

#include "client/model/roomlistmodel.h"

namespace maru::client {

UnreadCounts unreadCountsOf(const QModelIndex &room)
{
    const int unread = room.data(RoomListModel::UnreadRole).toInt();
    const int mentions = room.data(RoomListModel::MentionsRole).toInt();
    const auto kind = RoomKind(room.data(RoomListModel::KindRole).toInt());
    const auto notify = RoomNotify(room.data(RoomListModel::NotifyRole).toInt());
    // Of an archived room its row shows no count either.
    if (notify == RoomNotify::None || room.data(RoomListModel::ArchivedRole).toBool()) {
        return {};
    }
    if (kind == RoomKind::Direct) {
        return {unread, unread};
    }
    return {notify == RoomNotify::Mentions ? mentions : unread, mentions};
}

} // namespace maru::client
