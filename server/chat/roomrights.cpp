// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/roomrights.h"

#include "common/serverlimits.h"
#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/members.h"
#include "server/chat/skeleton.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr QLatin1StringView lobbyKey("lobby");

QStringList skeletonsOfNobodys()
{
    QStringList names{lobbyKey};
    for (const QStringView reserved : reservedUserNames) {
        names.append(reserved.toString());
    }
    QStringList skeletons;
    for (const QString &name : std::as_const(names)) { // in capitals other letters look alike
        skeletons << nameSkeleton(name) << nameSkeleton(name.toUpper());
    }
    return skeletons;
}

/// Whether it would be read as the lobby, or as a reserved name; the lobby's own the store knows.
bool looksLikeNobodys(const QString &name)
{
    static const QStringList skeletons = skeletonsOfNobodys();
    return nameKey(name) != lobbyKey && skeletons.contains(nameSkeleton(name));
}

} // namespace

std::optional<RoomRole> roleIn(const Members &members, const User &user, const RoomId &room)
{
    const Membership *membership = members.find(user.id, room);
    if (membership == nullptr) {
        return std::nullopt;
    }
    const bool ownsAll = (user.role == UserRole::Admin || user.role == UserRole::Owner)
        && members.traitsOf(room).kind != RoomKind::Direct;
    return ownsAll ? RoomRole::Owner : membership->role;
}

void refuseStranger(MessageStore &store, const RoomId &room,
                    std::function<void(const ApiError &)> refuse)
{
    store.read(FindRoom{.room = room, .nameKey = {}, .classCode = {}},
               [refuse = std::move(refuse)](Result<FindRoom::Reply, StoreError> found) {
                   if (!found) {
                       refuse(storeRefusal(found.error()));
                   } else if (found->has_value() && isOpen((*found)->room.kind)) {
                       refuse({.code = ErrorCode::NotMember,
                               .text = u"You are not a member of that room."_s});
                   } else {
                       refuse(roomNotFound());
                   }
               });
}

ApiError roomNotFound()
{
    return {.code = ErrorCode::NotFound, .text = u"room does not exist."_s};
}

ApiError roomForbidden(const QString &text)
{
    return {.code = ErrorCode::Forbidden, .text = text};
}

ApiError roomIsFull()
{
    return {.code = ErrorCode::TooLarge,
            .text = u"That room is full: it has %1 members."_s.arg(limits::maxRoomMembers),
            .limit = limits::maxRoomMembers};
}

ApiError userHasTooManyRooms(int maxRooms)
{
    return {.code = ErrorCode::TooLarge,
            .text = u"users names somebody who is a member of too many rooms."_s,
            .limit = maxRooms};
}

ApiError badField(const QString &text)
{
    return {.code = ErrorCode::BadRequest, .text = text};
}

ApiError roomStoreRefusal(StoreError error)
{
    switch (error) {
    case StoreError::NotFound:
        return {.code = ErrorCode::NotFound, .text = u"user does not exist."_s};
    case StoreError::NameTaken:
        return {.code = ErrorCode::NameTaken, .text = u"name is taken by another room."_s};
    case StoreError::Conflict:
        return {.code = ErrorCode::Conflict,
                .text = u"role: the room needs an owner; appoint another one first."_s};
    default:
        return storeRefusal(error);
    }
}

bool isMutedAt(const Membership &membership, qint64 nowMs)
{
    return membership.muted && (!membership.mutedUntilMs || *membership.mutedUntilMs > nowMs);
}

Result<QString, ApiError> checkedRoomName(const QString &name)
{
    const Result<QString, NameError> normalised = normalisedRoomName(name);
    if (!normalised) {
        return failure(ApiError{.code = ErrorCode::BadName, .text = nameRule(normalised.error())});
    }
    if (looksLikeNobodys(*normalised)) {
        return failure(roomStoreRefusal(StoreError::NameTaken));
    }
    return *normalised;
}

Result<QString, ApiError> normalisedTopic(const QString &topic)
{
    const QString kept = topic.normalized(QString::NormalizationForm_C).simplified();
    const bool isClean = std::all_of(kept.begin(), kept.end(),
                                     [](QChar c) { return c.category() != QChar::Other_Control; });
    if (!isClean || !kept.isValidUtf16()) {
        return failure(badField(u"topic must not hold control characters."_s));
    }
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, kept);
    int graphemes = 0;
    while (finder.toNextBoundary() > 0) {
        ++graphemes;
    }
    if (kept.toUtf8().size() > limits::maxTopicBytes) {
        return failure(
            ApiError{.code = ErrorCode::TooLarge,
                     .text = u"topic is too long: at most %1 bytes."_s.arg(limits::maxTopicBytes),
                     .limit = limits::maxTopicBytes});
    }
    if (graphemes > limits::maxTopicGraphemes) {
        return failure(ApiError{
            .code = ErrorCode::TooLarge,
            .text = u"topic is too long: at most %1 characters."_s.arg(limits::maxTopicGraphemes),
            .limit = limits::maxTopicGraphemes});
    }
    return kept;
}

} // namespace maru::server
