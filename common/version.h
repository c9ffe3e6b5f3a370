// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru {

/// The version of this build, from project() in CMakeLists.txt: "0.1.0".
[[nodiscard]] QString version();

} // namespace maru
