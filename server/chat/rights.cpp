// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/rights.h"

#include "server/chat/members.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

ApiError notMember()
{
    return {.code = ErrorCode::NotMember, .text = u"You are not a member of that room."_s};
}

ApiError forbidden(const QString &text)
{
    return {.code = ErrorCode::Forbidden, .text = text};
}

} // namespace

std::optional<ApiError> refusalToRead(const Members &members, const UserId &user,
                                      const RoomId &room)
{
    return members.isMember(user, room) ? std::nullopt : std::optional(notMember());
}

std::optional<ApiError> refusalToDelete(const Members &members, const UserId &user,
                                        const RoomId &room)
{
    if (!members.isMember(user, room)) {
        return notMember();
    }
    if (members.traitsOf(room).archived) {
        return forbidden(u"That room is archived: nothing can be changed in it."_s);
    }
    return std::nullopt;
}

std::optional<ApiError> refusalToWrite(const Members &members, const UserId &user,
                                       const RoomId &room, qint64 nowMs)
{
    const Membership *membership = members.find(user, room);
    if (membership != nullptr && membership->role == RoomRole::Member
        && members.traitsOf(room).kind == RoomKind::Announcement
        && !members.traitsOf(room).archived) {
        return forbidden(u"Only moderators write in that room."_s);
    }
    return refusalToReact(members, user, room, nowMs);
}

std::optional<ApiError> refusalToReact(const Members &members, const UserId &user,
                                       const RoomId &room, qint64 nowMs)
{
    if (auto refusal = refusalToDelete(members, user, room)) {
        return refusal;
    }
    const Membership *membership = members.find(user, room);
    const RoomTraits traits = members.traitsOf(room);
    if (membership->role != RoomRole::Member) {
        return std::nullopt;
    }
    if (traits.muteAll) {
        return ApiError{.code = ErrorCode::Muted, .text = u"Everybody is muted at the moment."_s};
    }
    const bool isMuted =
        membership->muted && (!membership->mutedUntilMs || *membership->mutedUntilMs > nowMs);
    if (isMuted) {
        return ApiError{.code = ErrorCode::Muted,
                        .text = u"You are muted in that room."_s,
                        .untilMs = membership->mutedUntilMs.value_or(0)};
    }
    return std::nullopt;
}

std::optional<ApiError> refusalToModerate(const Members &members, const UserId &user,
                                          const RoomId &room)
{
    const Membership *membership = members.find(user, room);
    if (membership == nullptr) {
        return notMember();
    }
    if (membership->role == RoomRole::Member) {
        return forbidden(u"Only moderators of that room may do that."_s);
    }
    return std::nullopt;
}

} // namespace maru::server
