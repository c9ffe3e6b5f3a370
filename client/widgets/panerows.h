// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QStringList>
#include <QStyleOptionViewItem>

class QHelpEvent;
class QModelIndex;
class QPainter;
class QWidget;

/// What the rows of the panes at both sides have in common.
namespace maru::client::panerows {

/// The drawing \p name of resources/icons, kept in QPixmapCache.
void drawIcon(QPainter *painter, const QString &name, const QColor &colour, const QPointF &topLeft,
              int sizePx);

/// \p rect, meant for a row that is read from left to right, where the program's language has it
/// within \p row.
[[nodiscard]] QRect inDirection(const QRect &row, const QRect &rect);

/// Behind a row that is current, focused or under the mouse.
void drawBack(QPainter *painter, const QStyleOptionViewItem &option, const QRect &row,
              const Theme &theme);

/// Whether a section title stands above the row: its \p role differs from that of the row before.
[[nodiscard]] bool beginsSection(const QModelIndex &index, int role);
[[nodiscard]] int titleHeight(const QFont &body);
void drawTitle(QPainter *painter, const QRect &rect, const QString &text, const QFont &body,
               const Theme &theme);

/// Answers \p event with the \p lines that the row may have cut, as plain text; empty ones are left
/// out. False if it asks for no tip, or there is none.
[[nodiscard]] bool showTip(const QHelpEvent &event, QWidget *view, const QRect &row,
                           QStringList lines);

} // namespace maru::client::panerows
