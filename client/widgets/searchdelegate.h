// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStyledItemDelegate>

namespace maru::client {

/// Draws a hit of a search (roles of SearchModel): who, where and when; what was said, with the
/// places marked; what stands before and behind it, muted. Thread: GUI.
class SearchDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SearchDelegate(QObject *parent = nullptr);

    void setTheme(const Theme &theme);
    void setShowsRoom(bool shows) { m_showsRoom = shows; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    /// By what there is to draw, not by the text itself: thousands cost nothing.
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

    /// Today's by the time, others by the day.
    [[nodiscard]] static QString whenText(qint64 ms);

private:
    Theme m_theme;
    bool m_showsRoom = true;
};

} // namespace maru::client
