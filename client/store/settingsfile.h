// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::client {

/// The version of what stands in the settings file; a file without one counts as 1.
inline constexpr int settingsVersion = 1;

/// What became of a settings file before it is read.
struct SettingsFileState
{
    enum class Kind : quint8 {
        Fine, ///< or there is none yet
        Damaged, ///< moved away, to begin with none
        Newer, ///< of a later Maru: copied, and used as far as it is understood
        Stuck, ///< damaged, and it cannot be moved away
    };

    Kind kind = Kind::Fine;
    QString keptAs; ///< where the file is kept as it was
};

/// Looks at the INI file \p path before QSettings does, which would write what it understands of it
/// over the rest. A file of a later version keeps its version and all keys that are unknown here.
/// Blocks for one read of at most limits::maxSettingsBytes.
[[nodiscard]] SettingsFileState prepareSettingsFile(const QString &path);

} // namespace maru::client
