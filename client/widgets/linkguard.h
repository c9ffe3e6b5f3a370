// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/displaytext.h"

#include <functional>

class QWidget;

/// What stands between a click on a link and the browser.
namespace maru::client {

/// True if \p words, by which \p link is shown, may let somebody expect another target: words
/// chosen by the writer, letters that look like others in the host, text that runs right to left.
[[nodiscard]] bool mayMislead(const TextLink &link, QStringView words);

/// Shows where \p link really leads and calls \p open if that is wanted. Does not wait.
void askBeforeOpening(QWidget *parent, const TextLink &link, const QString &words,
                      const std::function<void()> &open);

} // namespace maru::client
