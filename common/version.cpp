// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/version.h"

namespace maru {

QString version()
{
    return QStringLiteral(MARU_VERSION);
}

} // namespace maru
