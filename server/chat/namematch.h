// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::server {

/// True if the name of \p nameKey contains \p queryKey (both from nameKey()), or, where that is
/// leading consonants only (초성), if its syllables begin with them: ㄱㅁㅅ finds 김민수.
[[nodiscard]] bool nameMatches(const QString &nameKey, const QString &queryKey);

} // namespace maru::server
