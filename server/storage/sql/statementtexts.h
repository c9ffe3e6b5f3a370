// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace maru::server {

/// Which statement of which subject.
struct SqlId
{
    size_t group = 0;
    size_t index = 0;

    bool operator==(const SqlId &) const = default;
};

template<class Which>
struct StatementText
{
    Which which;
    const char *sql;
};
// clang 14 deduces nothing for aggregates by itself.
template<class Which>
StatementText(Which, const char *) -> StatementText<Which>;

/// The texts of a subject in the order of its enumeration, whose last value is Count.
template<class Which, size_t Size>
[[nodiscard]] constexpr std::array<const char *, Size>
inOrder(const std::array<StatementText<Which>, Size> &texts)
{
    std::array<const char *, Size> ordered{};
    for (size_t i = 0; i < Size; ++i) {
        ordered.at(i) = static_cast<size_t>(texts.at(i).which) == i ? texts.at(i).sql : nullptr;
    }
    return ordered;
}

template<class Which, size_t Size>
[[nodiscard]] constexpr bool areComplete(const std::array<const char *, Size> &texts)
{
    for (const char *text : texts) {
        if (text == nullptr) {
            return false;
        }
    }
    return Size == static_cast<size_t>(Which::Count);
}

} // namespace maru::server
