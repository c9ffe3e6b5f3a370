// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <tl/expected.hpp>

#include <utility>

namespace maru {

/// What can fail: a value of \p T, or why there is none.
template<class T, class E>
using Result = tl::expected<T, E>;

/// The failing side of a Result: `return failure(StoreError::Failed);`
template<class E>
[[nodiscard]] auto failure(E error)
{
    return tl::unexpected<E>(std::move(error));
}

} // namespace maru
