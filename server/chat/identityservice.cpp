// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/identityservice.h"

#include "common/secret.h"
#include "common/serverlimits.h"
#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/objectid.h"
#include "server/chat/passwordhasher.h"
#include "server/chat/skeleton.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// Two joins of one name can cross in the store; the loser looks again. More than this many times
/// is no accident.
constexpr int maxJoinTries = 3;
constexpr int maxSuggestionTries = 20;

ApiError passwordNeeded()
{
    return {.code = ErrorCode::AuthRequired, .text = u"This server asks for a password."_qs};
}

ApiError nameTaken(const QString &suggestion = {})
{
    return {
        .code = ErrorCode::NameTaken, .text = u"That name is taken."_s, .suggestion = suggestion};
}

} // namespace

IdentityService::IdentityService(MessageStore &store, const Clock &clock, IdentityMode mode,
                                 PasswordHasher *passwords, Presence *presence)
    : m_store(store)
    , m_clock(clock)
    , m_mode(mode)
    , m_passwords(passwords)
    , m_presence(presence)
{ }

Result<IdentityService::Name, ApiError> IdentityService::checkedName(const QString &text)
{
    const Result<QString, NameError> name = normalisedUserName(text);
    if (!name) {
        return failure(ApiError{.code = ErrorCode::BadName, .text = nameRule(name.error())});
    }
    const QString skeleton = nameSkeleton(*name);
    if (looksReserved(skeleton)) {
        return failure(nameTaken()); // by nobody, but it would be read as the reserved one
    }
    return Name{.text = *name, .key = nameKey(*name), .skeleton = skeleton};
}

IdentityService::Device IdentityService::deviceOf(const SessionJoin &request,
                                                  const QString &passwordHash)
{
    return {.name = request.clientName,
            .passwordHash = passwordHash,
            .token = request.newToken.isEmpty() ? newSecret(limits::tokenBytes) : request.newToken};
}

void IdentityService::find(const Name &name, MessageStore::Handler<FindUserByName> done)
{
    m_store.read(FindUserByName{.nameKey = name.key, .skeleton = name.skeleton}, std::move(done));
}

void IdentityService::joinClassic(const QString &userName, JoinHandler done)
{
    const Result<Name, ApiError> name = checkedName(userName);
    if (!name) {
        done(failure(name.error()));
        return;
    }
    if (m_mode == IdentityMode::Password) {
        done(failure(passwordNeeded()));
        return;
    }
    joinByName(*name, false, maxJoinTries, std::move(done));
}

void IdentityService::joinUninvited(const SessionJoin &request, JoinHandler done,
                                    const JoinWay &way)
{
    const Result<Name, ApiError> name = checkedName(request.userName);
    if (!name) {
        done(failure(name.error()));
        return;
    }
    if (!request.deviceCode.isEmpty()) {
        joinByCode(request, *name, way, std::move(done));
        return;
    }
    if (request.token.isEmpty() && !request.password.isEmpty()) {
        joinByPassword(request, *name, way, std::move(done));
        return;
    }
    if (request.token.isEmpty()) {
        if (m_mode == IdentityMode::Password) {
            done(failure(passwordNeeded()));
            return;
        }
        joinByName(*name, true, maxJoinTries, std::move(done), deviceOf(request), way.home);
        return;
    }

    const QByteArray hash = secretHash(request.token);
    verify(hash, [hash, done = std::move(done)](Result<User, ApiError> user) {
        if (!user) {
            done(failure(user.error()));
        } else {
            // Also when another name is said: a device that was away while its person took a
            // new name on another one says the old name, and must not become somebody else.
            done(Joined{.user = *user, .token = {}, .tokenHash = hash});
        }
    });
}

void IdentityService::verify(const QByteArray &tokenHash,
                             std::function<void(Result<User, ApiError>)> done)
{
    m_store.read(
        FindUserByToken{.tokenHash = tokenHash,
                        .seenAfterMs = m_clock.nowMs() - limits::unusedTokenMs},
        [this, done = std::move(done)](const Result<FindUserByToken::Reply, StoreError> &found) {
            if (!found) {
                done(failure(storeRefusal(found.error())));
            } else if (!found->has_value()) {
                done(failure(ApiError{
                    .code = ErrorCode::BadCredentials,
                    .text = u"This device is not known (any more). Please join again."_qs}));
            } else if (auto ban = banOf(**found, m_clock.nowMs())) {
                done(failure(*std::move(ban)));
            } else {
                done((*found)->user);
            }
        });
}

void IdentityService::verifyUser(const UserId &user,
                                 std::function<void(Result<User, ApiError>)> done)
{
    m_store.read(FindUser{.user = user},
                 [this, done = std::move(done)](const Result<FindUser::Reply, StoreError> &found) {
                     if (!found) {
                         done(failure(storeRefusal(found.error())));
                     } else if (!found->has_value()) {
                         done(failure(ApiError{.code = ErrorCode::BadCredentials,
                                               .text = u"There is no such person (any more)."_s}));
                     } else if (auto ban = banOf(**found, m_clock.nowMs())) {
                         done(failure(*std::move(ban)));
                     } else if ((*found)->isHeld && m_mode != IdentityMode::Open) {
                         done(failure(nameTaken()));
                     } else {
                         done((*found)->user);
                     }
                 });
}

void IdentityService::joinByName(const Name &name, bool isNative, int triesLeft, JoinHandler done,
                                 const Device &device, const RoomId &home)
{
    find(name,
         [this, name, isNative, triesLeft, device, home,
          done = std::move(done)](Result<FindUserByName::Reply, StoreError> found) mutable {
             if (!found) {
                 done(failure(storeRefusal(found.error())));
                 return;
             }
             if (!found->has_value()) {
                 create(name, isNative, triesLeft, std::move(done), device, home);
                 return;
             }
             const StoredUser &stored = **found;
             const bool sameName =
                 nameKey(stored.user.userName) == name.key; // else it only looks the same
             if (!sameName || (stored.isHeld && m_mode != IdentityMode::Open)) {
                 refuseTaken(name, std::move(done));
                 return;
             }
             if (auto ban = banOf(stored, m_clock.nowMs())) {
                 done(failure(*std::move(ban)));
                 return;
             }
             if (isNative && (m_mode != IdentityMode::Open || !device.passwordHash.isEmpty())) {
                 unlessBanned(stored, home, done, [this, stored, name, done, device] {
                     hold(stored, name, done, device);
                 });
                 return;
             }
             done(Joined{.user = stored.user, .token = {}, .tokenHash = {}});
         });
}

void IdentityService::create(const Name &name, bool isNative, int triesLeft, JoinHandler done,
                             const Device &device, const RoomId &home)
{
    const qint64 now = m_clock.nowMs();
    const QString token =
        isNative && (m_mode != IdentityMode::Open || !device.passwordHash.isEmpty()) ? device.token
                                                                                     : QString();

    CreateUser change;
    change.user = {.id = UserId(newObjectId(now)),
                   .userName = name.text,
                   .role = isNative ? UserRole::Member : UserRole::Guest,
                   .lastSeenMs = now,
                   .createdMs = now};
    change.nameKey = name.key;
    change.skeleton = name.skeleton;
    if (!token.isEmpty()) {
        change.tokenHash = secretHash(token);
        change.session = SessionId(newObjectId(now));
        change.sessionName = device.name;
        change.passwordHash = device.passwordHash;
    }
    const QByteArray hash = change.tokenHash;

    m_store.apply(
        std::move(change),
        [this, name, isNative, triesLeft, token, hash, device, home,
         done = std::move(done)](Result<StoredUser, StoreError> made) mutable {
            if (made) {
                done(Joined{.user = made->user, .token = token, .tokenHash = hash, .isNew = true});
            } else if (made.error() == StoreError::NameTaken && triesLeft > 1) {
                joinByName(name, isNative, triesLeft - 1, std::move(done), device, home);
            } else {
                done(failure(storeRefusal(made.error())));
            }
        });
}

void IdentityService::hold(const StoredUser &user, const Name &name, JoinHandler done,
                           const Device &device)
{
    const QByteArray hash = secretHash(device.token);
    m_store.apply(HoldName{.user = user.user.id,
                           .tokenHash = hash,
                           .nowMs = m_clock.nowMs(),
                           .session = SessionId(newObjectId(m_clock.nowMs())),
                           .sessionName = device.name,
                           .passwordHash = device.passwordHash},
                  [this, name, token = device.token, hash, before = user.user.role,
                   done = std::move(done)](Result<StoredUser, StoreError> held) mutable {
                      if (held) {
                          done(Joined{.user = held->user,
                                      .token = token,
                                      .tokenHash = hash,
                                      .isLifted = held->user.role != before});
                      } else if (held.error()
                                 == StoreError::Conflict) { // another device was quicker
                          refuseTaken(name, std::move(done));
                      } else {
                          done(failure(storeRefusal(held.error())));
                      }
                  });
}

void IdentityService::renameClassic(const User &user, const QString &userName, const RoomId &home,
                                    JoinHandler done)
{
    const Result<Name, ApiError> name = checkedName(userName);
    if (!name) {
        done(failure(name.error()));
        return;
    }
    if (nameKey(user.userName) == name->key && user.userName == name->text) {
        done(Joined{.user = user, .token = {}, .tokenHash = {}});
        return;
    }
    m_store.read(FindUser{.user = user.id},
                 [this, name = *name, home,
                  done = std::move(done)](Result<FindUser::Reply, StoreError> found) mutable {
                     if (!found) {
                         done(failure(storeRefusal(found.error())));
                     } else if (!found->has_value() || (*found)->isHeld) {
                         joinByName(name, false, maxJoinTries, std::move(done));
                     } else {
                         unlessBanned(**found, home, done,
                                      [this, user = (*found)->user, name, done] {
                                          rename(user, name, done);
                                      });
                     }
                 });
}

void IdentityService::rename(const User &user, const Name &name, JoinHandler done)
{
    const RenameUser change{.user = user.id,
                            .userName = name.text,
                            .nameKey = name.key,
                            .skeleton = name.skeleton,
                            .onlyIfOpen = true};
    m_store.apply(
        change,
        [this, name, before = user.userName,
         done = std::move(done)](Result<StoredUser, StoreError> renamed) mutable {
            if (renamed) {
                done(Joined{
                    .user = renamed->user, .token = {}, .tokenHash = {}, .nameBefore = before});
            } else if (renamed.error() == StoreError::NameTaken
                       || renamed.error() == StoreError::Conflict) {
                // Somebody has that name, or holds the old one by now: a join like any other.
                joinByName(name, false, maxJoinTries, std::move(done));
            } else {
                done(failure(storeRefusal(renamed.error())));
            }
        });
}

void IdentityService::revoke(const QByteArray &tokenHash,
                             std::function<void(Result<Nothing, StoreError>)> done)
{
    m_store.apply(RevokeToken{.tokenHash = tokenHash}, std::move(done));
}

void IdentityService::takeBack(const Joined &joined)
{
    if (!joined.token.isEmpty() && !joined.isOfEarlierJoin) {
        m_store.apply(ReleaseName{.user = joined.user.id,
                                  .tokenHash = joined.tokenHash,
                                  .inviteHash = joined.inviteHash,
                                  .roleBefore = joined.roleBefore},
                      [](const Result<Nothing, StoreError> &) {});
    }
    if (joined.nameBefore.isEmpty()) {
        return;
    }
    if (const Result<Name, ApiError> name = checkedName(joined.nameBefore)) {
        m_store.apply(RenameUser{.user = joined.user.id,
                                 .userName = name->text,
                                 .nameKey = name->key,
                                 .skeleton = name->skeleton,
                                 .onlyIfOpen = true}, // somebody may have claimed it since
                      [](const Result<StoredUser, StoreError> &) {});
    }
}

void IdentityService::refuseTaken(const Name &name, JoinHandler done)
{
    suggest(nextNameSuggestion(name.text), maxSuggestionTries,
            [done = std::move(done)](const QString &suggestion) {
                done(failure(nameTaken(suggestion)));
            });
}

void IdentityService::suggest(const QString &candidate, int triesLeft,
                              std::function<void(const QString &)> done)
{
    const Result<Name, ApiError> name = checkedName(candidate);
    if (!name || triesLeft == 0) {
        done({});
        return;
    }
    find(*name,
         [this, candidate, triesLeft,
          done = std::move(done)](Result<FindUserByName::Reply, StoreError> found) mutable {
             if (found && found->has_value()) {
                 suggest(nextNameSuggestion(candidate), triesLeft - 1, std::move(done));
                 return;
             }
             done(candidate);
         });
}

} // namespace maru::server
