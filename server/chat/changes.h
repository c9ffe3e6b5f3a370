// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/filechanges.h"
#include "server/chat/messagechanges.h"
#include "server/chat/peoplechanges.h"
#include "server/chat/recoverychanges.h"
#include "server/chat/roomchanges.h"
#include "server/chat/variants.h"

/// What the domain asks the store to change. Each type names its `Reply`. All of them are plain
/// values that may cross threads. Strings are bound as they are; ids and times are made by the
/// domain, so that every backend stores the same. Changes are applied in order, many in one
/// transaction.
namespace maru::server {

using AnyChange =
    JoinedVariant<PeopleChange, RoomChange, MessageChange, RecoveryChange, FileChange>;
using Change = CompiledOnce<AnyChange>;
using ChangeReply = CompiledOnce<RepliesOf<AnyChange>>;

extern template class CompiledOnce<AnyChange>;
extern template class CompiledOnce<RepliesOf<AnyChange>>;

} // namespace maru::server
