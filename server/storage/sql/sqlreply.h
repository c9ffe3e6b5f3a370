// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/queries.h"

namespace maru::server {

using SqlReply = Result<ChangeReply, StoreError>;
using SqlAnswer = Result<QueryReply, StoreError>;

} // namespace maru::server
