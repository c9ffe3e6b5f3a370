// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/peopleadministration.h"

#include "common/limits.h"
#include "common/text/username.h"
#include "server/chat/accounts.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/identityservice.h"
#include "server/chat/messagestore.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype maxListedPeople = 100'000;
constexpr qint64 longestBanMs = 100LL * 366 * 24 * 60 * 60 * 1'000;

/// \p done, for the answer of an event.
auto userOf(PeopleAdministration::Done<User> done)
{
    return [done = std::move(done)](const Result<UserReply, ApiError> &reply) {
        done(reply.map([](const UserReply &changed) { return changed.user; }));
    };
}

template<class Reply>
auto refusalTo(const PeopleAdministration::Done<Reply> &done)
{
    return [done](const ApiError &error) {
        done(failure(error));
    };
}

} // namespace

void PeopleAdministration::add(const QString &name, const QString &password, UserRole role,
                               Done<User> done)
{
    m_identity.createWithPassword(name, password, role, std::move(done));
}

void PeopleAdministration::list(Done<QList<StoredUser>> done)
{
    collect({}, std::move(done));
}

void PeopleAdministration::bans(Done<QList<Sanction>> done)
{
    collectBans({}, std::move(done));
}

void PeopleAdministration::collectBans(QList<Sanction> soFar, Done<QList<Sanction>> done)
{
    const ListServerBans query{.after = soFar.isEmpty() ? UserId() : soFar.constLast().user.id,
                               .limit = limits::maxPageRows,
                               .nowMs = m_basics.clock.nowMs()};
    m_basics.store.read(query,
                        [this, soFar = std::move(soFar), done = std::move(done)](
                            const Result<SanctionPage, StoreError> &found) mutable {
                            if (!found) {
                                done(failure(storeRefusal(found.error())));
                                return;
                            }
                            soFar += found->sanctions;
                            if (found->more && soFar.size() < maxListedPeople) {
                                collectBans(std::move(soFar), std::move(done));
                            } else {
                                done(std::move(soFar));
                            }
                        });
}

void PeopleAdministration::collect(QList<StoredUser> soFar, Done<QList<StoredUser>> done)
{
    const ListUsers query{.queryKey = {},
                          .after = soFar.isEmpty() ? UserId() : soFar.constLast().user.id,
                          .limit = limits::maxPageRows};
    m_basics.store.read(query,
                        [this, soFar = std::move(soFar), done = std::move(done)](
                            const Result<ListUsers::Reply, StoreError> &found) mutable {
                            if (!found) {
                                done(failure(storeRefusal(found.error())));
                                return;
                            }
                            soFar += found->users;
                            if (found->more && soFar.size() < maxListedPeople) {
                                collect(std::move(soFar), std::move(done));
                            } else {
                                done(std::move(soFar));
                            }
                        });
}

void PeopleAdministration::find(const QString &name,
                                const std::function<void(const ApiError &)> &refuse,
                                std::function<void(const UserId &)> found)
{
    const Result<QString, NameError> normalised = normalisedUserName(name);
    if (!normalised) {
        refuse({.code = ErrorCode::BadName, .text = nameRule(normalised.error())});
        return;
    }
    m_basics.store.read(
        FindUserByName{.nameKey = nameKey(*normalised), .skeleton = {}},
        [refuse, found = std::move(found)](const Result<FindUserByName::Reply, StoreError> &user) {
            if (!user) {
                refuse(storeRefusal(user.error()));
            } else if (!user->has_value()) {
                refuse({.code = ErrorCode::NotFound, .text = u"Nobody has that name."_s});
            } else {
                found((*user)->user.id);
            }
        });
}

void PeopleAdministration::setPassword(const QString &name, const QString &password,
                                       Done<User> done)
{
    find(name, refusalTo(done), [this, password, done](const UserId &user) {
        m_accounts.setPassword(user, password, userOf(done));
    });
}

void PeopleAdministration::setRole(const QString &name, UserRole role, Done<User> done)
{
    find(name, refusalTo(done),
         [this, role, done](const UserId &user) { m_accounts.setRole(user, role, userOf(done)); });
}

void PeopleAdministration::setBan(const QString &name, bool isBanned, std::optional<qint64> forMs,
                                  const QString &reason, Done<StoredUser> done)
{
    if (forMs && (*forMs < 1 || *forMs > longestBanMs)) {
        done(failure(ApiError{.code = ErrorCode::BadRequest,
                              .text = u"forMs must be a time of at most 100 years."_s}));
        return;
    }
    if (reason.size() > limits::maxReasonChars) {
        done(failure(ApiError{.code = ErrorCode::TooLarge,
                              .text = u"reason is too long."_s,
                              .limit = limits::maxReasonChars}));
        return;
    }
    UserSet ban;
    ban.banned = isBanned;
    ban.reason = reason;
    if (forMs && isBanned) {
        ban.untilMs = m_basics.clock.nowMs() + *forMs;
    }
    find(name, refusalTo(done), [this, ban, done](const UserId &user) {
        UserSet request = ban;
        request.user = user;
        m_accounts.setBan(UserId(), request, [ban, done](const Result<UserReply, ApiError> &reply) {
            done(reply.map([&ban](const UserReply &set) {
                StoredUser stored{.user = set.user};
                if (*ban.banned) {
                    stored.bannedUntilMs = ban.untilMs.value_or(forEver);
                }
                return stored;
            }));
        });
    });
}

} // namespace maru::server
