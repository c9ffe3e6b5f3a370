// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

namespace maru::server {

/// What happened at the door since the start, for the metrics. Plain numbers: all of it happens in
/// the network thread.
struct TransportCounts
{
    quint64 accepted = 0; ///< connections
    quint64 refusedFull = 0; ///< too many connections, of all or of one address
    quint64 refusedPlain = 0; ///< plain text from where it is not taken
    quint64 refusedRequest = 0; ///< no request that can be read or is legal, or of a page that is
                                ///< not allowed
    quint64 refusedHalfOpen = 0; ///< silent ones that went when others came
    quint64 refusedTls = 0; ///< a handshake that failed
    quint64 slowConsumers = 0; ///< peers that were cut because they did not read
    quint64 droppedBytes = 0; ///< what was queued for those
};

} // namespace maru::server
