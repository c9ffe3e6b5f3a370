// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/routes.h"

#include <QString>

namespace maru::server {

/// For `GET /`: a small page, in Korean and English and without any script, that tells a person
/// whose browser came here what this is and how to join. \p serverName may be any text.
[[nodiscard]] Routes::Answer welcomeRoute(const QString &serverName);

} // namespace maru::server
