// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/objectid.h"

#include <utility>

using namespace Qt::StringLiterals;

// The changes of IdentityService to a name and its password, after the join.

namespace maru::server {

namespace {

/// A refusal by refuseTaken(), which speaks to joins.
auto asJoin(const IdentityService::ProfileHandler &done)
{
    return [done](const Result<IdentityService::Joined, ApiError> &refused) {
        done(failure(refused.error()));
    };
}

ApiError wrongCurrentPassword()
{
    return {.code = ErrorCode::BadCredentials, .text = u"currentPassword is wrong."_s};
}

} // namespace

struct IdentityService::ProfileWork
{
    UserId user;
    QByteArray tokenHash;
    QString address;
    std::optional<Name> name;
    QString password; // the new one; null: stays
    QString currentPassword;
    QString passwordHash; // of the new one
    std::optional<QString> replaces; // the hash that currentPassword was compared with
    ProfileHandler done;
};

void IdentityService::changeProfile(const User &user, const QByteArray &tokenHash,
                                    const ProfileSet &request, const QString &address,
                                    ProfileHandler done)
{
    const auto work = std::make_shared<ProfileWork>();
    if (!request.userName && !request.password) {
        done(failure(ApiError{.code = ErrorCode::BadRequest,
                              .text = u"profile:set needs userName or password."_s}));
        return;
    }
    if (request.userName) {
        Result<Name, ApiError> name = checkedName(*request.userName);
        if (!name) {
            done(failure(name.error()));
            return;
        }
        work->name = *std::move(name);
    }
    if (request.password) {
        if (auto refusal = passwordRefusal(*request.password)) {
            done(failure(*std::move(refusal)));
            return;
        }
    }
    work->user = user.id;
    work->tokenHash = tokenHash;
    work->address = address;
    work->password = request.password.value_or(QString());
    work->currentPassword = request.currentPassword;
    work->done = std::move(done);
    m_store.read(FindUser{.user = user.id},
                 [this, work, address](const Result<FindUser::Reply, StoreError> &found) {
                     if (!found) {
                         work->done(failure(storeRefusal(found.error())));
                         return;
                     }
                     const StoredUser stored = found->value_or(StoredUser());
                     work->replaces = stored.passwordHash;
                     if (auto refusal = refusalToChange(stored, *work)) {
                         work->done(failure(*std::move(refusal)));
                     } else if (work->password.isNull() || stored.passwordHash.isEmpty()) {
                         applyProfile(work);
                     } else {
                         comparePassword(work->currentPassword, stored, address,
                                         wrongCurrentPassword().text,
                                         [this, work](const Result<Nothing, ApiError> &compared) {
                                             if (compared) {
                                                 applyProfile(work);
                                             } else {
                                                 work->done(failure(compared.error()));
                                             }
                                         });
                     }
                 });
}

std::optional<ApiError> IdentityService::refusalToChange(const StoredUser &user,
                                                         const ProfileWork &work) const
{
    // Who came before the name was held, and without its token, is not its holder.
    const bool isStranger = user.isHeld && work.tokenHash.isEmpty() && m_mode != IdentityMode::Open;
    if (user.user.id.isNull() || isStranger) {
        return ApiError{.code = ErrorCode::Forbidden,
                        .text = u"Somebody holds that name: only the holder may change it."_s};
    }
    if (!work.password.isNull() && !user.passwordHash.isEmpty() && work.currentPassword.isEmpty()) {
        return ApiError{.code = ErrorCode::AuthRequired,
                        .text = u"currentPassword is needed to change the password."_s};
    }
    return std::nullopt;
}

void IdentityService::applyProfile(const std::shared_ptr<ProfileWork> &work)
{
    if (!work->password.isNull() && work->passwordHash.isEmpty()) {
        hashPassword(work->password, work->address,
                     [this, work](const Result<QString, ApiError> &hash) {
                         if (!hash) {
                             work->done(failure(hash.error()));
                             return;
                         }
                         work->passwordHash = *hash;
                         applyProfile(work);
                     });
        return;
    }
    SetProfile change;
    if (work->name) {
        change.name = RenameUser{.user = work->user,
                                 .userName = work->name->text,
                                 .nameKey = work->name->key,
                                 .skeleton = work->name->skeleton};
    }
    if (!work->passwordHash.isEmpty()) {
        change.password = SetPassword{.user = work->user,
                                      .passwordHash = work->passwordHash,
                                      .keepTokenHash = work->tokenHash};
        change.replaces = work->replaces;
    }
    m_store.apply(change, [this, work](const Result<StoredUser, StoreError> &set) {
        if (set) {
            work->done(set->user);
        } else if (set.error() == StoreError::NameTaken && work->name) {
            refuseTaken(*work->name, asJoin(work->done));
        } else if (set.error() == StoreError::Conflict && work->replaces) {
            work->done(failure(wrongCurrentPassword())); // by now
        } else {
            work->done(failure(storeRefusal(set.error())));
        }
    });
}

void IdentityService::resetPassword(const UserId &user, const QString &password,
                                    ProfileHandler done)
{
    if (auto refusal = passwordRefusal(password)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const auto work = std::make_shared<ProfileWork>();
    work->user = user;
    work->password = password;
    work->done = std::move(done);
    applyProfile(work);
}

void IdentityService::createWithPassword(const QString &userName, const QString &password,
                                         UserRole role, ProfileHandler done)
{
    const Result<Name, ApiError> name = checkedName(userName);
    if (!name) {
        done(failure(name.error()));
        return;
    }
    if (auto refusal = passwordRefusal(password)) {
        done(failure(*std::move(refusal)));
        return;
    }
    hashPassword(
        password, {},
        [this, name = *name, role, done = std::move(done)](const Result<QString, ApiError> &hash) {
            if (!hash) {
                done(failure(hash.error()));
                return;
            }
            const qint64 now = m_clock.nowMs();
            CreateUser change;
            change.user = {.id = UserId(newObjectId(now)),
                           .userName = name.text,
                           .role = role,
                           .lastSeenMs = now,
                           .createdMs = now};
            change.nameKey = name.key;
            change.skeleton = name.skeleton;
            change.passwordHash = *hash;
            m_store.apply(change, [this, name, done](const Result<StoredUser, StoreError> &made) {
                if (made) {
                    done(made->user);
                } else if (made.error() == StoreError::NameTaken) {
                    refuseTaken(name, asJoin(done));
                } else {
                    done(failure(storeRefusal(made.error())));
                }
            });
        });
}

} // namespace maru::server
