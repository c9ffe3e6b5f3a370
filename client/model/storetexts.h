// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"

#include <QString>

namespace maru::client {

/// What a person has to know of \p notice, translated; empty for Nothing.
[[nodiscard]] QString noticeText(const OutboxNotice &notice);
/// Of a message that could not be written to the disk.
[[nodiscard]] QString notKeptText();
/// Of the token that lets a person in under their name.
[[nodiscard]] QString tokenNotKeptText();
[[nodiscard]] QString draftNotKeptText(); ///< the same of a draft
/// An edit, deletion or reaction was not taken; of an edit with its text.
[[nodiscard]] QString changeFailedText(const ChangeRow &change, const QString &why);
/// Of an answer that was typed into a notification, with its text.
[[nodiscard]] QString answerFailedText(const QString &answer, const QString &why);
[[nodiscard]] QString tooManyWaitText();
[[nodiscard]] QString cannotBeSentText();

} // namespace maru::client
