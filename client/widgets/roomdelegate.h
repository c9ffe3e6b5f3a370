// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStyledItemDelegate>

namespace maru::client {

/// Draws one room of the rooms pane: an icon for its kind (a dot of presence for people), name, and
/// a badge: grey is unread, orange is for the reader. Direct and archived rooms stand under a
/// title.
class RoomDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RoomDelegate(QObject *parent = nullptr);

    void setTheme(const Theme &theme);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

protected:
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    struct Badge
    {
        int number = 0;
        bool isForReader = false; ///< a mention or a direct message
    };
    [[nodiscard]] static Badge badgeOf(const QModelIndex &index);
    void paintKind(QPainter *painter, const QRect &row, const QFont &body, const QColor &colour,
                   const QModelIndex &index) const;
    [[nodiscard]] int paintState(QPainter *painter, const QRect &row,
                                 const QModelIndex &index) const;
    [[nodiscard]] int paintBadge(QPainter *painter, const QRect &row, const QFont &body,
                                 Badge badge, bool isOnCurrent) const;

    Theme m_theme;
};

} // namespace maru::client
