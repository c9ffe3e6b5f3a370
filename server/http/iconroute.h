// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/routes.h"

namespace maru::server {

/// For `GET /icon.svg` and `/favicon.ico`: Maru's icon, a drawing that fits every size.
///
/// It may be kept for a day, is shown by pages, and can do nothing where it is opened by itself.
[[nodiscard]] Routes::Answer iconRoute();

} // namespace maru::server
