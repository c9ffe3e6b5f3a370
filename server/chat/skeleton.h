// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::server {

/// What a normalised name looks like: the ICU confusable skeleton (UTS #39), case folded. Names
/// that look alike share it ("paul" and "pаul" with a Cyrillic а, "alan" and "aIan" with a capital
/// i).
///
/// Folded after, not before: folding first would turn the I into an i, which looks like nothing but
/// itself. Falls back to the folded name if ICU fails. Skeletons may differ between ICU versions.
[[nodiscard]] QString nameSkeleton(const QString &normalisedName);

/// Whether a name of that skeleton would be read as a reserved one (common/text/username.h).
[[nodiscard]] bool looksReserved(const QString &skeleton);

} // namespace maru::server
