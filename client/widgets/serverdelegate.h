// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStyledItemDelegate>

namespace maru::client {

/// A server as a card: its name, and below it the address and the beginning of the fingerprint.
class ServerDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit ServerDelegate(QObject *parent = nullptr);

    void setTheme(const Theme &theme);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    void paintCard(QPainter *painter, const QRect &card, const QStyleOptionViewItem &option) const;

    Theme m_theme;
};

} // namespace maru::client
