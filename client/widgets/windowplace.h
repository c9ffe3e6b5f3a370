// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

class QByteArray;
class QWidget;

namespace maru::client {

/// Puts \p window where \p geometry (of QWidget::saveGeometry()) says, and wholly onto a screen
/// that is there: the one of the last time may be gone or smaller. Thread: GUI.
void restorePlace(QWidget *window, const QByteArray &geometry);
/// Whenever a screen goes while \p window is there: wholly onto one that is left.
void stayOnScreens(QWidget *window);

} // namespace maru::client
