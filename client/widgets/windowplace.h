// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

class QWidget;

namespace maru::client {

/// Puts \p window where it was the last time, by the setting \p key, and wholly onto a screen that
/// is there: the one of the last time may be gone or smaller. From then on its place is kept there:
/// at closing, and a moment after each change, for a program that is ended by others.
/// Thread: GUI.
void keepPlace(QWidget *window, const QString &key);
/// Whenever a screen goes while \p window is there: wholly onto one that is left.
void stayOnScreens(QWidget *window);

} // namespace maru::client
