// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStyledItemDelegate>

namespace maru::client {

/// Draws a row of the quick switcher (roles of QuickSwitcherModel). Thread: GUI.
class SwitcherDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SwitcherDelegate(QObject *parent = nullptr);

    void setTheme(const Theme &theme) { m_theme = theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    void paintSign(QPainter *painter, const QRect &rect, const QModelIndex &index) const;

    Theme m_theme;
};

} // namespace maru::client
