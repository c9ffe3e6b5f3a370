// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"

#include <QString>

namespace maru::client {

/// What a person has to know of \p notice, translated; empty for Nothing.
[[nodiscard]] QString noticeText(const OutboxNotice &notice);
/// Of a message to a room that is not in the list any more.
[[nodiscard]] QString failedElsewhereText(const QString &text, const QString &why);
/// Of a message that could not be written to the disk.
[[nodiscard]] QString notKeptText();

} // namespace maru::client
