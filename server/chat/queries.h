// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"
#include "server/chat/peoplequeries.h"
#include "server/chat/roomqueries.h"
#include "server/chat/searchquery.h"

/// What the domain asks the store. Each type names its `Reply`; what a query sees is everything
/// changed before it.
namespace maru::server {

using AnyQuery =
    JoinedVariant<PeopleQuery, RoomQuery, MessageQuery, RecoveryQuery, SearchQuery, FileQuery>;
using Query = CompiledOnce<AnyQuery>;
using QueryReply = CompiledOnce<RepliesOf<AnyQuery>>;

extern template class CompiledOnce<AnyQuery>;
extern template class CompiledOnce<RepliesOf<AnyQuery>>;

} // namespace maru::server
