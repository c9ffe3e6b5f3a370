// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/chat/messagechanges.h"

namespace maru::server {

/// Who may be named in \p chat by `@name`: see MentionSearch. Costs nothing without an `@`.
///
/// A name may hold spaces and be followed by a particle (`@김민수는`), so every beginning of what
/// follows the `@` may be one. An `@` behind a Latin letter or digit is an address, not a mention,
/// and no name ends in the middle of a Latin word. At most limits::maxMentionKeys in all.
[[nodiscard]] MentionSearch mentionSearch(const QString &chat, bool mayNameAll);

} // namespace maru::server
