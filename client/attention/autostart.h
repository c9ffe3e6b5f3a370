// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

namespace maru::client {

/// Starts Maru with the session: a file in the autostart folder of the user (XDG Desktop
/// Application Autostart Specification). The file itself is the setting, so that whoever turns it
/// off in the desktop's own dialog has turned it off here.
class Autostart
{
public:
    /// Empty \p folder: this user's; empty \p program: this one. Each \p profile starts, or does
    /// not, by itself.
    explicit Autostart(const QString &folder = {}, const QString &program = {},
                       const QString &profile = {});

    [[nodiscard]] static bool isSupported();
    [[nodiscard]] bool isOn() const;
    /// The error is a sentence, translated, with the name of the file.
    [[nodiscard]] Result<void, QString> setOn(bool isOn, bool startsHidden) const;
    [[nodiscard]] QString file() const;

private:
    QString m_folder;
    QString m_program;
    QString m_profile;
};

} // namespace maru::client
