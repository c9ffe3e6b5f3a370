// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "chattools.h"
#include "server/chat/identityservice.h"

/// An IdentityService over a store of the test.
namespace maru::server {

using Joined = Result<IdentityService::Joined, ApiError>;

struct World : StoreWorld
{
    explicit World(IdentityMode mode = IdentityMode::Claimed)
        : identity(store, clock, mode)
    { }

    Answer<Joined> classic(const QString &name)
    {
        Answer<Joined> answer;
        identity.joinClassic(name, answer.handler());
        store.answerAll();
        return answer;
    }
    Answer<Joined> native(const QString &name, const QString &token = {})
    {
        Answer<Joined> answer;
        identity.joinNative({.userName = name, .token = token, .password = {}, .inviteCode = {}},
                            answer.handler());
        store.answerAll();
        return answer;
    }
    Answer<Joined> begun(const QString &name, const QString &newToken, const QString &invite = {})
    {
        Answer<Joined> answer;
        identity.joinNative({.userName = name, .inviteCode = invite, .newToken = newToken},
                            answer.handler());
        store.answerAll();
        return answer;
    }
    Answer<Joined> rename(const User &user, const QString &name)
    {
        Answer<Joined> answer;
        identity.renameClassic(user, name, {}, answer.handler());
        store.answerAll();
        return answer;
    }

    IdentityService identity;
};

/// "ok", or the code and what it suggests.
inline QString said(const Answer<Joined> &answer)
{
    if (answer.calls != 1) {
        return u"answered %1 times"_qs.arg(answer.calls);
    }
    if (answer.isOk()) {
        return u"ok"_qs;
    }
    const QString code(toWire(answer.error().code));
    const QString &suggestion = answer.error().suggestion;
    return suggestion.isEmpty() ? code : code + u": "_qs + suggestion;
}

} // namespace maru::server
