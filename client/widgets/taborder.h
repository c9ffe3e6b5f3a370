// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

class QWidget;

namespace maru::client {

/// Tab and Shift+Tab in \p window, as the eye goes: in the order of its layouts, then through what
/// stands in none, and round. Qt's own order is that in which the parts were made, whoever made
/// them, and stops twice at what has a focus proxy. False: nothing of it can take the focus.
[[nodiscard]] bool stepFocus(QWidget *window, bool isForward);

} // namespace maru::client
