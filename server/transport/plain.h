// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

namespace maru::server {

/// Who may speak without TLS (`--plain`).
enum class Plain : quint8 { Loopback, Lan, Off };

} // namespace maru::server
