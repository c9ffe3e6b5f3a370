// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QModelIndex>

namespace maru::client {

/// What is not read, as the title, the tray and the rail count it.
struct UnreadCounts
{
    int unread = 0; ///< that would be told
    int forReader = 0; ///< those of them that are for oneself
};

/// By the rule of the room, a row of RoomListModel.
[[nodiscard]] UnreadCounts unreadCountsOf(const QModelIndex &room);

} // namespace maru::client
