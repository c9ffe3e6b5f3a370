// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

namespace maru::client {

/// What is wrong with the name of a profile.
enum class ProfileError : quint8 {
    Empty,
    TooLong, ///< limits::maxProfileChars
    BadCharacter, ///< only letters and digits of any script, and '-' and '_' behind the first
};

/// The name of the profile as its folders have it: NFC, in small letters, so that no two names lie
/// in one folder anywhere. Empty is no name; the profile without one is the usual one.
[[nodiscard]] Result<QString, ProfileError> profileName(const QString &typed);
/// One English sentence.
[[nodiscard]] QString profileErrorText(ProfileError error);

/// Lets this program have the settings, stores and tokens of profile \p name (of profileName(), or
/// empty) alone. Before anything of them is read.
void useProfile(const QString &name);

/// The folder that the settings of profile \p name are in, whatever useProfile() was told.
[[nodiscard]] QString profileFolder(const QString &name);

} // namespace maru::client
