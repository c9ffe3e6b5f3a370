// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/queries.h"

namespace maru::server {

/// Lists of people and rooms, which a reader may not know: then the writer is asked.
[[nodiscard]] inline bool isListQuery(const Query &query)
{
    return std::holds_alternative<ListMembers>(query) || std::holds_alternative<ListUsers>(query)
        || std::holds_alternative<ListRooms>(query);
}

} // namespace maru::server
