// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/unreadcounts.h"
#include "client/session/chatsession.h"
#include "common/chat/objects.h"

#include <QString>
#include <QStringList>

/// Sentences about rooms, translated.
namespace maru::client {

/// Why a request came to nothing.
[[nodiscard]] QString requestFailureText(const RequestFailure &failure);
/// The same of what was only asked for.
[[nodiscard]] QString questionFailureText(const RequestFailure &failure);

/// That one is no longer in a room: \p reason as the server gave it, \p unsent what was being
/// written there. Empty if one left it oneself and nothing was being written.
[[nodiscard]] QString roomRemovedText(const QString &name, const QString &reason,
                                      const QString &unsent);

/// "3 not read" and "1 for you", without what is none.
[[nodiscard]] QStringList unreadTexts(const UnreadCounts &counts);

/// Before one leaves a server where \p count messages and changes wait to be sent; empty for none.
[[nodiscard]] QString stillWaitingText(int count);

/// What a direct room is called by \p ownName, from its name on the server: "김민수, 이영희".
[[nodiscard]] QString directRoomName(const QString &name, const QString &ownName);

} // namespace maru::client
