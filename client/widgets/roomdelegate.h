// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStyledItemDelegate>

namespace maru::client {

/// Draws one room of the rooms pane: "#", name, and a badge: grey is unread, orange is for the
/// reader.
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

private:
    struct Badge
    {
        int number = 0;
        bool isForReader = false; ///< a mention or a direct message
    };
    [[nodiscard]] static Badge badgeOf(const QModelIndex &index);
    [[nodiscard]] int paintBadge(QPainter *painter, const QRect &row, const QFont &font,
                                 Badge badge) const;

    Theme m_theme;
};

} // namespace maru::client
