// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::client {

/// Loads the words of \p language ("" for the system's): ours and those of Qt's own dialogs. Before
/// any window is made.
void installLanguage(const QString &language);

} // namespace maru::client
