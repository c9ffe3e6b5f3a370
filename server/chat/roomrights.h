// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/messagestore.h"

#include <functional>
#include <optional>

/// Who may do what about rooms and members, beside rights.h.
namespace maru::server {

/// The role of \p user in a room it is a member of, std::nullopt if it is none. The server's owner
/// and admins count as owners of every room they are in, but for direct ones.
[[nodiscard]] std::optional<RoomRole> roleIn(const Members &members, const User &user,
                                             const RoomId &room);

/// Runs \p refuse for somebody who is no member: NotMember for a room that anybody finds, and the
/// same NotFound for one that nobody may know of and one that is not there.
void refuseStranger(MessageStore &store, const RoomId &room,
                    std::function<void(const ApiError &)> refuse);

[[nodiscard]] ApiError roomNotFound();
[[nodiscard]] ApiError roomForbidden(const QString &text);
/// Of somebody else, or of oneself, who would enter it.
[[nodiscard]] ApiError roomIsFull();
[[nodiscard]] ApiError userHasTooManyRooms(int maxRooms);
[[nodiscard]] ApiError badField(const QString &text);
/// Of a change of rooms or members.
[[nodiscard]] ApiError roomStoreRefusal(StoreError error);

/// A mute that is over counts no more.
[[nodiscard]] bool isMutedAt(const Membership &membership, qint64 nowMs);

/// As a room is called. Errors: BadName, NameTaken (it only looks like the lobby's, or like a
/// reserved one).
[[nodiscard]] Result<QString, ApiError> checkedRoomName(const QString &name);
/// As a topic is kept: white space collapsed. Errors: BadRequest (control characters), TooLarge.
[[nodiscard]] Result<QString, ApiError> normalisedTopic(const QString &topic);

} // namespace maru::server
