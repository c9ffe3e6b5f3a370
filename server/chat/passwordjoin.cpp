// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/serverlimits.h"
#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/objectid.h"
#include "server/chat/passwordhasher.h"
#include "server/chat/presence.h"

using namespace Qt::StringLiterals;

// The joins of IdentityService that bring a password, an invitation or a code of another device.

namespace maru::server {

namespace {

constexpr int passwordJoinTries = 3;
constexpr int busyRetryMs = 1'000;

ApiError slowDown(int retryAfterMs)
{
    return {.code = ErrorCode::SlowDown,
            .text = u"Too many passwords at the moment. Please wait."_s,
            .retryAfterMs = retryAfterMs};
}

ApiError noPasswords()
{
    return {.code = ErrorCode::AuthRequired, .text = u"This server takes no passwords."_s};
}

ApiError wrongPassword()
{
    return {.code = ErrorCode::BadCredentials, .text = u"Wrong name or password."_s};
}

ApiError badDeviceCode()
{
    return {.code = ErrorCode::BadCredentials,
            .text = u"deviceCode: that code is wrong, was used or is too old."_s};
}

ApiError badInvite()
{
    return {.code = ErrorCode::BadCredentials,
            .text = u"inviteCode: that invitation is not good (any more)."_s};
}

} // namespace

std::optional<ApiError> banOf(const StoredUser &user, qint64 nowMs)
{
    if (!user.bannedUntilMs || *user.bannedUntilMs <= nowMs) {
        return std::nullopt;
    }
    return ApiError{.code = ErrorCode::Banned,
                    .text = u"You are banned from this server."_s,
                    .untilMs = *user.bannedUntilMs == forEver ? 0 : *user.bannedUntilMs};
}

std::optional<ApiError> passwordRefusal(const QString &password)
{
    const qsizetype size = password.normalized(QString::NormalizationForm_C).size();
    if (size < limits::minPasswordChars) {
        return ApiError{.code = ErrorCode::BadRequest,
                        .text = u"password must have at least 8 characters."_s};
    }
    if (size > limits::maxPasswordChars) {
        return ApiError{.code = ErrorCode::TooLarge,
                        .text = u"password must have at most 256 characters."_s,
                        .limit = limits::maxPasswordChars};
    }
    return std::nullopt;
}

// The answer to an earlier join may have been lost: then its token is known.
void IdentityService::joinNative(const SessionJoin &request, JoinHandler done, const JoinWay &way)
{
    if (request.newToken.isEmpty() || !request.token.isEmpty()) {
        joinAnew(request, std::move(done), way);
        return;
    }
    const QByteArray hash = secretHash(request.newToken);
    verify(hash, [this, request, hash, way, done](const Result<User, ApiError> &user) {
        if (user) {
            const Joined joined{.user = *user,
                                .token = request.newToken,
                                .tokenHash = hash,
                                .isOfEarlierJoin = true};
            joinInvited(request, done)(joined);
        } else if (user.error().code == ErrorCode::BadCredentials) {
            joinAnew(request, done, way);
        } else {
            done(failure(user.error()));
        }
    });
}

// An invitation is looked at before the join, so that a wrong code takes no name.
void IdentityService::joinAnew(const SessionJoin &request, JoinHandler done, const JoinWay &way)
{
    if (request.inviteCode.isEmpty()) {
        joinUninvited(request, std::move(done), way);
        return;
    }
    m_store.read(IsInviteGood{.codeHash = secretHash(request.inviteCode), .nowMs = m_clock.nowMs()},
                 [this, request, done, way](const Result<bool, StoreError> &isGood) {
                     if (!isGood) {
                         done(failure(storeRefusal(isGood.error())));
                     } else if (!*isGood) {
                         done(failure(badInvite()));
                     } else {
                         joinUninvited(request, joinInvited(request, done), way);
                     }
                 });
}

IdentityService::JoinHandler IdentityService::joinInvited(const SessionJoin &request,
                                                          JoinHandler done)
{
    if (request.inviteCode.isEmpty()) {
        return done;
    }
    return [this, code = secretHash(request.inviteCode),
            done = std::move(done)](Result<Joined, ApiError> result) {
        if (!result) {
            done(std::move(result));
            return;
        }
        m_store.apply(
            UseInvite{.codeHash = code, .user = result->user.id, .nowMs = m_clock.nowMs()},
            [code, done, joined = *result](const Result<StoredUser, StoreError> &used) mutable {
                // Else another one was quicker, or it was used by the join of before: this one
                // stands, the role stays.
                if (used) {
                    joined.inviteHash = code;
                    joined.roleBefore = joined.user.role;
                    joined.isLifted = joined.isLifted || used->user.role != joined.user.role;
                    joined.user = used->user;
                }
                done(std::move(joined));
            });
    };
}

// Every way through here hashes once, and what no account can have is refused before it is looked
// for: neither the time nor the answer to a bad password tells whether a name has one.
void IdentityService::joinByPassword(const SessionJoin &request, const Name &name,
                                     const JoinWay &way, JoinHandler done)
{
    if (auto refusal = passwordRefusal(request.password)) {
        done(failure(*std::move(refusal)));
        return;
    }
    find(name,
         [this, request, name, way, done](const Result<FindUserByName::Reply, StoreError> &found) {
             if (!found) {
                 done(failure(storeRefusal(found.error())));
                 return;
             }
             const StoredUser stored = found->value_or(StoredUser());
             const bool isOther = found->has_value() && nameKey(stored.user.userName) != name.key;
             if (isOther || (stored.isHeld && stored.passwordHash.isEmpty())) {
                 StoredUser nobody; // without a password
                 nobody.user.userName = name.text;
                 comparePassword(request.password, nobody, way.address, {},
                                 [this, name, done](const Result<Nothing, ApiError> &compared) {
                                     if (compared.error().code == ErrorCode::SlowDown) {
                                         done(failure(compared.error()));
                                     } else {
                                         refuseTaken(name, done);
                                     }
                                 });
             } else if (stored.passwordHash.isEmpty()) {
                 hashPassword(
                     request.password, way.address,
                     [this, request, name, way, done](const Result<QString, ApiError> &hash) {
                         if (!hash) {
                             done(failure(hash.error()));
                             return;
                         }
                         joinByName(name, true, passwordJoinTries, done, deviceOf(request, *hash),
                                    way.home);
                     });
             } else {
                 comparePassword(
                     request.password, stored, way.address, wrongPassword().text,
                     [this, request, stored, way, done](const Result<Nothing, ApiError> &compared) {
                         if (!compared) {
                             done(failure(compared.error()));
                             return;
                         }
                         unlessBanned(stored, way.home, done, [this, request, stored, done] {
                             addDevice(stored, deviceOf(request), wrongPassword(), done);
                         });
                     });
             }
         });
}

Result<SessionCodeReply, ApiError> IdentityService::makeDeviceCode(const User &user,
                                                                   const QByteArray &tokenHash)
{
    if (tokenHash.isEmpty()) {
        return failure(
            ApiError{.code = ErrorCode::Forbidden,
                     .text = u"Nobody holds that name: it needs no code on another device."_s});
    }
    const std::optional<QString> code = m_codes.make(user.id, tokenHash, m_clock.steadyMs());
    if (!code) {
        return failure(ApiError{.code = ErrorCode::SlowDown,
                                .text = u"Too many codes wait at the moment."_s,
                                .retryAfterMs = int(limits::deviceCodeMs)});
    }
    return SessionCodeReply{.deviceCode = *code,
                            .expiresMs = m_clock.nowMs() + limits::deviceCodeMs,
                            .lifeMs = limits::deviceCodeMs};
}

// Guesses count as those of passwords do, and a code whose device was signed out meanwhile, or
// banned, lets nobody in.
void IdentityService::joinByCode(const SessionJoin &request, const Name &name, const JoinWay &way,
                                 JoinHandler done)
{
    if (const int wait = m_throttle.waitMs(name.key, way.address, m_clock.steadyMs()); wait > 0) {
        done(failure(slowDown(wait)));
        return;
    }
    m_throttle.noteTry(name.key, way.address, m_clock.steadyMs());
    find(name,
         [this, request, name, way, done](const Result<FindUserByName::Reply, StoreError> &found) {
             if (!found) {
                 done(failure(storeRefusal(found.error())));
                 return;
             }
             const StoredUser stored = found->value_or(StoredUser());
             const bool isThere = found->has_value() && nameKey(stored.user.userName) == name.key;
             const auto maker = isThere
                 ? m_codes.use(stored.user.id, request.deviceCode, m_clock.steadyMs())
                 : std::nullopt;
             if (!maker) {
                 done(failure(badDeviceCode()));
                 return;
             }
             m_throttle.noteRight(name.key, way.address);
             verify(*maker, [this, request, stored, way, done](const Result<User, ApiError> &user) {
                 if (!user) {
                     const bool isGone = user.error().code == ErrorCode::BadCredentials;
                     done(failure(isGone ? badDeviceCode() : user.error()));
                     return;
                 }
                 unlessBanned(stored, way.home, done, [this, request, stored, done] {
                     addDevice(stored, deviceOf(request), badDeviceCode(), done);
                 });
             });
         });
}

void IdentityService::comparePassword(const QString &password, const StoredUser &user,
                                      const QString &address, const QString &wrong,
                                      std::function<void(Result<Nothing, ApiError>)> done)
{
    if (m_passwords == nullptr) {
        done(failure(noPasswords()));
        return;
    }
    const QString key = nameKey(user.user.userName);
    if (const int wait = m_throttle.waitMs(key, address, m_clock.steadyMs()); wait > 0) {
        done(failure(slowDown(wait)));
        return;
    }
    if (m_passwords->isFull()) {
        done(failure(slowDown(busyRetryMs)));
        return;
    }
    m_throttle.noteTry(key, address, m_clock.steadyMs());
    const bool isQueued = m_passwords->verify(
        password, user.passwordHash, [this, key, address, wrong, done](bool isRight) {
            if (!isRight) {
                done(failure(ApiError{.code = ErrorCode::BadCredentials, .text = wrong}));
                return;
            }
            m_throttle.noteRight(key, address);
            done(Nothing());
        });
    Q_ASSERT(isQueued);
}

// Whoever takes one free name after the other is not slowed down by wrong passwords.
void IdentityService::hashPassword(const QString &password, const QString &address,
                                   std::function<void(Result<QString, ApiError>)> done)
{
    if (m_passwords == nullptr) {
        done(failure(noPasswords()));
        return;
    }
    const bool isCounted = m_limitsRates && !address.isEmpty();
    if (isCounted && m_newPasswords.value(address) >= limits::maxNewPasswordsPerAddress) {
        done(failure(slowDown(busyRetryMs)));
        return;
    }
    const bool isQueued = m_passwords->hash(password, [=, this](const QString &hash) {
        if (isCounted && --m_newPasswords[address] == 0) {
            m_newPasswords.remove(address);
        }
        if (hash.isEmpty()) {
            done(failure(slowDown(busyRetryMs)));
        } else {
            done(hash);
        }
    });
    if (!isQueued) {
        done(failure(slowDown(busyRetryMs)));
    } else if (isCounted) {
        ++m_newPasswords[address];
    }
}

void IdentityService::unlessBanned(const StoredUser &user, const RoomId &home,
                                   const JoinHandler &done, std::function<void()> next)
{
    const qint64 now = m_clock.nowMs();
    if (auto ban = banOf(user, now)) {
        done(failure(*std::move(ban)));
        return;
    }
    if (home.isNull()) {
        next();
        return;
    }
    m_store.read(FindBan{.room = home, .user = user.user.id, .nowMs = now},
                 [done, next = std::move(next)](const Result<FindBan::Reply, StoreError> &ban) {
                     if (!ban) {
                         done(failure(storeRefusal(ban.error())));
                     } else if (ban->has_value()) {
                         done(failure(ApiError{.code = ErrorCode::Banned,
                                               .text = u"You are banned from that room."_s,
                                               .untilMs = (*ban)->untilMs.value_or(0),
                                               .field = u"room"_s}));
                     } else {
                         next();
                     }
                 });
}

// The password may have been changed while the one of before was compared: what that ended must
// not begin anew. One that is changed later finds the device, and ends it.
void IdentityService::addDevice(const StoredUser &user, const Device &device,
                                const ApiError &changed, JoinHandler done)
{
    const qint64 now = m_clock.nowMs();
    const QByteArray hash = secretHash(device.token);
    if (m_presence != nullptr) {
        m_presence->touchDevices(user.user.id); // who is here does not make room for who comes
    }
    m_store.apply(AddSession{.user = user.user.id,
                             .tokenHash = hash,
                             .session = SessionId(newObjectId(now)),
                             .sessionName = device.name,
                             .nowMs = now},
                  [this, token = device.token, hash, before = user.passwordHash, changed,
                   done](const Result<AddSession::Reply, StoreError> &added) {
                      if (!added) {
                          done(failure(storeRefusal(added.error())));
                          return;
                      }
                      if (m_presence != nullptr) {
                          m_presence->endDevices(added->user.user.id, added->gone);
                      }
                      if (added->user.passwordHash != before) {
                          revoke(hash, [](const Result<Nothing, StoreError> &) {});
                          done(failure(changed));
                      } else if (auto ban = banOf(added->user, m_clock.nowMs())) {
                          done(failure(*std::move(ban)));
                      } else {
                          done(Joined{.user = added->user.user, .token = token, .tokenHash = hash});
                      }
                  });
}

} // namespace maru::server
