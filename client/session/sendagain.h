// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/clientlimits.h"
#include "common/protocol/errors.h"

#include <algorithm>

/// What a refusal says of sending the same again.
namespace maru::client {

/// Of a message or a change of one, other than SLOW_DOWN: the server may take it later.
[[nodiscard]] inline bool isWorthAnotherTry(ErrorCode code)
{
    return code == ErrorCode::StoreFailed || code == ErrorCode::NotJoined;
}

/// How long SLOW_DOWN wants one to wait.
[[nodiscard]] inline int slowDownMs(const ApiError &error)
{
    constexpr int defaultMs = 1'000; // without a figure
    return std::min(error.retryAfterMs > 0 ? error.retryAfterMs : defaultMs,
                    limits::maxRetryAfterMs);
}

} // namespace maru::client
