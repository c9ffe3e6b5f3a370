// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QAbstractListModel>
#include <QHash>

#include <vector>

namespace maru::client {

/// The rooms one is a member of, in the order of their names; the home room first.
class RoomListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< QString
        NameRole, ///< QString
        UnreadRole, ///< int: messages behind the read mark
        MentionsRole, ///< int: those of them that name the reader
        MutedRole, ///< bool: nothing of it is told, its count is not shown
        KindRole, ///< int of maru::RoomKind
    };

    explicit RoomListModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    void setRooms(const QList<Room> &rooms, const RoomId &home);
    void setUnread(const RoomId &room, int unread, int mentions = 0);
    [[nodiscard]] int rowOf(const RoomId &room) const; ///< -1 if it is not there

private:
    struct Row
    {
        Room room;
        int unread = 0;
        int mentions = 0;
    };
    [[nodiscard]] static QString spoken(const Row &row);

    std::vector<Row> m_rows;
};

} // namespace maru::client
