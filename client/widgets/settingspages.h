// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/preferences.h"

#include <QWidget>

class QLabel;

namespace maru::client {

/// The pages of the settings that every window has. What is changed elsewhere (by a shortcut) is
/// shown at once. \p preferences outlive the page. Thread: GUI.
[[nodiscard]] QWidget *makeAppearancePage(Preferences &preferences);
[[nodiscard]] QWidget *makeConversationPage(Preferences &preferences);
[[nodiscard]] QWidget *makeLanguagePage(Preferences &preferences);

} // namespace maru::client
