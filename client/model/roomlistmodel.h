// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/text/nameorder.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

#include <vector>

namespace maru::client {

/// The rooms one is a member of: those of many, then those of two, then the archived ones; pinned
/// ones first in each part, then the home room, then by name.
class RoomListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Section : quint8 { Rooms, Direct, Archived };
    enum Role {
        IdRole = Qt::UserRole, ///< QString
        NameRole, ///< QString; of a direct room the other person's
        UnreadRole, ///< int: messages behind the read mark
        MentionsRole, ///< int: those of them that name the reader
        MutedRole, ///< bool: nothing of it is told, its count is not shown
        KindRole, ///< int of maru::RoomKind
        TitleRole, ///< QString: the name as a heading, "# 전체"
        TopicRole, ///< QString
        ArchivedRole, ///< bool
        NotifyRole, ///< int of maru::RoomNotify
        OnlineRole, ///< bool: the other person of a direct room is there
        PinnedRole, ///< bool
        SectionRole, ///< int of Section
    };

    explicit RoomListModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    void setRooms(const QList<Room> &rooms, const RoomId &home);
    void setUnread(const RoomId &room, int unread, int mentions = 0);
    void setOwnName(const QString &name); ///< what a direct room is not called
    void setPeer(const RoomId &room, const User &peer); ///< the other person of a direct room
    void setPinned(const QStringList &rooms); ///< ids, also of rooms that are not here
    [[nodiscard]] int rowOf(const RoomId &room) const; ///< -1 if it is not there
    [[nodiscard]] QString nameOf(const RoomId &room) const; ///< NameRole; empty if it is not there

private:
    struct Row
    {
        Room room;
        int unread = 0;
        int mentions = 0;
        QString name = {}; // as shown
        bool isOnline = false;
        bool isPinned = false;
    };
    void arrange(std::vector<Row> rows);
    void describe(Row &row) const;
    [[nodiscard]] bool isBefore(const Row &one, const Row &other, const NameOrder &names) const;
    [[nodiscard]] static Section sectionOf(const Row &row);
    [[nodiscard]] static QString spoken(const Row &row);

    std::vector<Row> m_rows;
    RoomId m_home;
    QString m_ownName;
    QHash<RoomId, User> m_peers; // at most one of each direct room
    QSet<QString> m_pinned;
};

} // namespace maru::client
