// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "chattools.h"
#include "server/chat/identityservice.h"
#include "server/chat/passwordhasher.h"

#include <QTest>

namespace maru::server {

using Joined = Result<IdentityService::Joined, ApiError>;
inline const QString secret = QStringLiteral("correct horse");

/// An IdentityService that takes passwords, over a store of the test.
struct World : StoreWorld
{
    explicit World(IdentityMode mode = IdentityMode::Claimed)
        : identity(store, clock, mode, &passwords)
    { }

    /// Runs until \p answer is there.
    template<class T>
    void finish(Answer<T> &answer)
    {
        QTRY_VERIFY_WITH_TIMEOUT((store.answerAll(), answer.calls > 0), 20'000);
    }
    Answer<Joined> join(const QString &name, const QString &password, const QString &token = {},
                        const JoinWay &way = {})
    {
        Answer<Joined> answer;
        identity.joinNative(
            {.userName = name, .token = token, .password = password, .clientName = u"test"_qs},
            answer.handler(), way);
        finish(answer);
        return answer;
    }
    Answer<Joined> joinByCode(const QString &name, const QString &code, const QString &address = {})
    {
        Answer<Joined> answer;
        identity.joinNative({.userName = name, .deviceCode = code, .clientName = u"test"_qs},
                            answer.handler(), {.address = address});
        finish(answer);
        return answer;
    }
    QString codeFor(const Joined &who)
    {
        const auto made = identity.makeDeviceCode(who->user, who->tokenHash);
        return made ? made->deviceCode : QString(toWire(made.error().code));
    }
    Answer<Result<User, ApiError>> change(const Joined &who, const ProfileSet &request)
    {
        Answer<Result<User, ApiError>> answer;
        identity.changeProfile(who->user, who->tokenHash, request, {}, answer.handler());
        finish(answer);
        return answer;
    }

    PasswordHasher passwords;
    IdentityService identity;
};

template<class T>
[[nodiscard]] QString said(const Answer<T> &answer)
{
    return answer.calls != 1 ? u"answered %1 times"_qs.arg(answer.calls)
        : answer.isOk()      ? u"ok"_qs
                             : QString(toWire(answer.error().code));
}

[[nodiscard]] inline ProfileSet newPassword(const QString &password, const QString &current = {})
{
    return {.userName = {}, .password = password, .currentPassword = current};
}

} // namespace maru::server
