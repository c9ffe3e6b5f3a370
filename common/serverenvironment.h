// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QProcessEnvironment>

namespace maru {

/// This program's environment for a server that it starts for itself: without the settings that are
/// meant for another one, a database above all. MARU_BEACON stays: it is about the network.
[[nodiscard]] QProcessEnvironment environmentOfOwnServer();

} // namespace maru
