// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace maru::server {

struct SelfTestOptions
{
    int kills = 10;
    std::optional<quint32> seed; ///< absent: another one each time
};

/// What follows `selftest` on the command line: `--kill9 N` (1 … 10,000) and `--seed N`. The error
/// is one sentence that names the flag.
[[nodiscard]] Result<SelfTestOptions, QString> parseSelfTest(const QStringList &arguments);

} // namespace maru::server
