// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

namespace maru::server {

/// Searching in memory: every text is looked at. See MemoryBackend.
class MemorySearch
{
public:
    explicit MemorySearch(const MemoryState &state)
        : m_state(state)
    { }

    [[nodiscard]] MemoryAnswer answer(const SearchMessages &query) const;

private:
    const MemoryState &m_state;
};

} // namespace maru::server
