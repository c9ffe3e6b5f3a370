// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/noticeboard.h"
#include "client/attention/notifier.h"

namespace maru::client {

/// \p announcement in the person's language, as \p choices allow: translated, plain, bounded.
[[nodiscard]] Notice noticeOf(const Announcement &announcement, const AttentionChoices &choices);

/// The avatar of \p userId, as in the list of messages.
[[nodiscard]] QImage avatarImage(const QString &userId, const QString &name);

} // namespace maru::client
