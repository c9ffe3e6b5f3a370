// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/accounts.h"

#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/identityservice.h"
#include "server/chat/members.h"
#include "server/chat/messagestore.h"
#include "server/chat/roommembers.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

ApiError forbidden(const QString &text)
{
    return {.code = ErrorCode::Forbidden, .text = text};
}

/// std::nullopt: may.
std::optional<ApiError> refusalToSet(const User &actor, const User &target, const UserSet &request)
{
    if (request.banned && (actor.id == target.id || target.role == UserRole::Owner)) {
        return forbidden(u"banned: neither oneself nor an owner can be banned."_s);
    }
    const bool isOverIt = actor.role > target.role || actor.role == UserRole::Owner;
    if (!isOverIt && actor.id != target.id) {
        return forbidden(u"user: that person's role is not below yours."_s);
    }
    if (request.role && *request.role > actor.role) {
        return forbidden(u"role: nobody gives a role above their own."_s);
    }
    return std::nullopt;
}

} // namespace

void Accounts::sessions(const User &user, const QByteArray &tokenHash, Done<SessionsReply> done)
{
    m_basics.store.read(ListSessions{.user = user.id, .currentTokenHash = tokenHash},
                        [done](Result<QList<Session>, StoreError> found) {
                            if (found) {
                                done(SessionsReply{.sessions = *std::move(found)});
                            } else {
                                done(failure(storeRefusal(found.error())));
                            }
                        });
}

void Accounts::revoke(const User &user, const SessionRevoke &request, Done<Nothing> done)
{
    m_basics.store.apply(
        RevokeSession{.user = user.id, .session = request.session},
        [&events = m_basics.events, user = user.id,
         done](const Result<RevokeSession::Reply, StoreError> &revoked) {
            if (revoked) {
                done(Nothing());
                events.sessionRevoked(user, revoked->tokenHash);
            } else if (revoked.error() == StoreError::NotFound) {
                done(failure(ApiError{.code = ErrorCode::NotFound,
                                      .text = u"session: you have no such session."_s}));
            } else {
                done(failure(storeRefusal(revoked.error())));
            }
        });
}

void Accounts::list(const UserList &request, Done<UsersReply> done)
{
    m_basics.store.read(
        ListUsers{.queryKey = nameKey(request.query.trimmed()),
                  .after = UserId(request.after),
                  .limit = request.limit},
        [&members = m_basics.members, done](Result<ListUsers::Reply, StoreError> found) {
            if (!found) {
                done(failure(storeRefusal(found.error())));
                return;
            }
            UsersReply reply{.users = {}, .more = found->more};
            for (const StoredUser &stored : std::as_const(found->users)) {
                User user = stored.user;
                user.isOnline = members.isOnline(user.id);
                reply.users.append(user);
            }
            done(reply);
        },
        Order::Free); // a scan of all people holds up no message
}

void Accounts::bans(const User &actor, const SanctionList &request, Done<SanctionsReply> done)
{
    if (actor.role < UserRole::Admin) {
        done(failure(forbidden(u"Only administrators may do that."_s)));
        return;
    }
    m_basics.store.read(ListServerBans{.after = UserId(request.after),
                                       .limit = request.limit,
                                       .nowMs = m_basics.clock.nowMs()},
                        sanctionsTo(m_basics.members, std::move(done)));
}

void Accounts::set(const User &actor, const UserSet &request, Done<UserReply> done)
{
    if (actor.role < UserRole::Admin) {
        done(failure(forbidden(u"Only administrators may do that."_s)));
        return;
    }
    if (request.role.has_value() == request.banned.has_value()) {
        done(failure(ApiError{.code = ErrorCode::BadRequest,
                              .text = u"user:set needs either role or banned."_s}));
        return;
    }
    if (request.untilMs && *request.untilMs <= m_basics.clock.nowMs()) {
        done(failure(
            ApiError{.code = ErrorCode::BadRequest, .text = u"until must be in the future."_s}));
        return;
    }
    m_basics.store.read(
        FindUser{.user = request.user},
        [this, actor, request, done](const Result<FindUser::Reply, StoreError> &found) {
            if (!found) {
                done(failure(storeRefusal(found.error())));
            } else if (!found->has_value()) {
                done(failure(ApiError{.code = ErrorCode::NotFound,
                                      .text = u"user: there is no such person."_s}));
            } else if (auto refusal = refusalToSet(actor, (*found)->user, request)) {
                done(failure(*std::move(refusal)));
            } else if (request.role) {
                setRole(request.user, *request.role, done);
            } else {
                setBan(actor.id, request, done);
            }
        });
}

void Accounts::setProfile(const User &user, const QByteArray &tokenHash, const ProfileSet &request,
                          const QString &address, Done<UserReply> done)
{
    const bool isPassword = request.password.has_value();
    m_identity.changeProfile(user, tokenHash, request, address,
                             [this, before = user.userName, tokenHash, isPassword,
                              done = std::move(done)](const Result<User, ApiError> &changed) {
                                 if (!changed) {
                                     done(failure(changed.error()));
                                     return;
                                 }
                                 User now = *changed;
                                 now.isOnline = m_basics.members.isOnline(now.id);
                                 done(UserReply{.user = now});
                                 if (now.userName != before) {
                                     tellChanged(now);
                                 }
                                 if (isPassword && !tokenHash.isEmpty()) {
                                     m_basics.events.userCut(now.id, tokenHash);
                                 }
                             });
}

void Accounts::setRole(const UserId &user, UserRole role, Done<UserReply> done)
{
    m_basics.store.read(
        FindUser{.user = user},
        [this, user, role,
         done = std::move(done)](const Result<FindUser::Reply, StoreError> &found) {
            if (!found) {
                done(failure(storeRefusal(found.error())));
            } else if (found->has_value() && isOpenTo(**found, role)) {
                done(failure(forbidden(u"role: nobody holds that name yet; whoever types it would "
                                       u"have the role."_s)));
            } else {
                applyRole(user, role, done);
            }
        });
}

bool Accounts::isOpenTo(const StoredUser &user, UserRole role) const
{
    const bool isLift = role >= UserRole::Admin && role > user.user.role;
    return isLift && !user.isHeld && m_identity.mode() != IdentityMode::Open;
}

void Accounts::applyRole(const UserId &user, UserRole role, Done<UserReply> done)
{
    m_basics.store.apply(
        SetUserRole{.user = user, .role = role},
        [this, done = std::move(done)](const Result<StoredUser, StoreError> &set) {
            if (!set) {
                done(failure(set.error() == StoreError::Forbidden
                                 ? forbidden(u"role: the last owner stays the owner."_s)
                                 : storeRefusal(set.error())));
                return;
            }
            User now = set->user;
            now.isOnline = m_basics.members.isOnline(now.id);
            done(UserReply{.user = now});
            tellChanged(now);
        });
}

void Accounts::setBan(const UserId &by, const UserSet &request, Done<UserReply> done)
{
    const bool isBan = request.banned.value_or(false);
    m_basics.store.apply(
        SetUserBan{.user = request.user,
                   .banned = isBan,
                   .untilMs = request.untilMs,
                   .reason = request.reason,
                   .by = by,
                   .nowMs = m_basics.clock.nowMs()},
        [this, isBan, done = std::move(done)](const Result<StoredUser, StoreError> &set) {
            if (!set) {
                done(failure(set.error() == StoreError::Forbidden
                                 ? forbidden(u"banned: an owner cannot be banned."_s)
                                 : storeRefusal(set.error())));
                return;
            }
            User now = set->user;
            now.isOnline = !isBan && m_basics.members.isOnline(now.id);
            done(UserReply{.user = now});
            if (isBan) {
                m_basics.events.userCut(now.id, {});
            }
        });
}

void Accounts::setPassword(const UserId &user, const QString &password, Done<UserReply> done)
{
    m_identity.resetPassword(user, password,
                             [this, done = std::move(done)](const Result<User, ApiError> &changed) {
                                 if (!changed) {
                                     done(failure(changed.error()));
                                     return;
                                 }
                                 User now = *changed;
                                 now.isOnline = m_basics.members.isOnline(now.id);
                                 done(UserReply{.user = now});
                                 m_basics.events.userCut(now.id, {});
                             });
}

void Accounts::tellChanged(const User &user)
{
    if (m_basics.members.isConnected(user.id)) {
        m_basics.events.userChanged(user, m_basics.members.roomsOf(user.id));
        return;
    }
    m_basics.store.read( // of who is not here, Members knows no rooms
        MemberRooms{.user = user.id},
        [&basics = m_basics, user](const Result<MemberRooms::Reply, StoreError> &found) {
            User now = user;
            now.isOnline = basics.members.isOnline(user.id); // it may have come meanwhile
            QList<RoomId> rooms;
            if (found) {
                for (const MemberRoom &room : *found) {
                    rooms.append(room.stored.room.id);
                }
            }
            basics.events.userChanged(now, rooms);
        });
}

} // namespace maru::server
