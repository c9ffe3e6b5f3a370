// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::server {

/// The ICU confusable skeleton (UTS #39) of a name's key: two names that look alike share it
/// ("admin" and "аdmin" with a Cyrillic а). Falls back to the key itself if ICU fails. Skeletons
/// may differ between ICU versions.
[[nodiscard]] QString nameSkeleton(const QString &nameKey);

} // namespace maru::server
