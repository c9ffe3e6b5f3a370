// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/session/frame.h"

#include <QString>

#include <optional>

namespace maru::server {

/// How an event looks to one group of sessions: all of them share one frame.
struct Flavour
{
    QString nsp;
    bool hasOffset = false; ///< stock clients: the recovery offset follows the object
    bool isNative = false; ///< hears every event; a classic one only what its room's messages are

    friend bool operator==(const Flavour &, const Flavour &) = default;
};

/// The recovery offset that says "everything up to \p seq was delivered"; and back, std::nullopt if
/// \p offset is not one.
[[nodiscard]] QString encodeOffset(qint64 seq);
[[nodiscard]] std::optional<qint64> decodeOffset(const QString &offset);

/// `42<nsp>,["name",{…}]`, with the offset of \p seq behind the object if \p flavour has one and \p
/// seq is given.
[[nodiscard]] Frame eventFrame(const Flavour &flavour, const EncodedEvent &event,
                               std::optional<qint64> seq);

} // namespace maru::server
