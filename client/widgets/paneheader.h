// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

class QFrame;
class QVBoxLayout;
class QWidget;

namespace maru::client {

class ElidedLabel;

/// The frame at the top of a pane; its name is that of the style sheet.
[[nodiscard]] QFrame *makePaneHeader(const QString &name, QWidget *parent);
/// A heading over a smaller, muted line.
[[nodiscard]] QVBoxLayout *twoLines(ElidedLabel *heading, ElidedLabel *detail);
/// The layout of \p pane, without room around its parts and between them.
QVBoxLayout *tightColumn(QWidget *pane);

} // namespace maru::client
