// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

class QDialog;
class QScrollArea;
class QWidget;

namespace maru::client {

/// Makes \p dialog \p width wide and as high as its layout needs there, as far as its screen goes;
/// what stands in \p area is scrolled from there on. A dialog that grows over the end of its screen
/// moves up. QWidget::adjustSize() measures the lines first and makes the dialog narrower then, two
/// thirds of the screen: at 200 % lines are cut.
void fitHeight(QDialog *dialog, int width, QScrollArea *area = nullptr);

/// Scrolls \p area so that all of \p part is seen, also if it was shown or has grown right before.
void scrollTo(QScrollArea *area, QWidget *part);

} // namespace maru::client
