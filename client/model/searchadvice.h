// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/discovery/locallinks.h"

#include <QStringList>

namespace maru::client {

/// Why no server may have been found by a computer in the networks \p links, and what to type
/// instead: translated sentences, the likeliest cause first, what to type last.
[[nodiscard]] QStringList searchAdvice(const QList<LocalLink> &links);

} // namespace maru::client
