// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The part of Conversation that is about who one is: how a join is refused, and the own name.

#include "client/model/conversationprivate.h"
#include "client/model/failuretexts.h"
#include "client/model/storetexts.h"

#include <utility>

namespace maru::client {

Account *Conversation::account() const
{
    return &d->account;
}

Conversation::JoinFailure Conversation::leftBecause() const
{
    return d->leftBecause;
}

Conversation::JoinFailure Conversation::Private::failureOfJoin(const ApiError &error)
{
    const JoinContext context{session.wasPrivate(),
                              std::exchange(hadPassword, false),
                              std::exchange(hadInvitation, false),
                              std::exchange(hadDeviceCode, false),
                              session.wasTokenRefused(),
                              session.isTokenOutOfReach()};
    return joinFailure(error, context);
}

void Conversation::Private::connectAccount()
{
    connect(&account, &Account::changed, q, [this](const User &user) { takeOwnUser(user); });
    // Without a proof nobody reads here what was private, whatever name they say.
    connect(&account, &Account::signedOut, q, [this] { store.removeCache(); });
    tokens.setUnsavedHandler([this] {
        if (!hadPassword && !std::exchange(hasToldUnsaved, true)) { // else that lets them in again
            emit q->noticed(tokenNotKeptText());
        }
    });
}

void Conversation::Private::leave(const JoinFailure &failure)
{
    leftBecause = failure;
    setState(State::Left, failure.text);
}

void Conversation::Private::takeOwnUser(const User &user)
{
    const QString before = std::exchange(userName, user.userName);
    ownUser = user;
    if (before != user.userName) {
        settings.renameStore(address.hostAndPort(), before, user.userName);
        settings.remember(typedServer, userName);
    }
    writeAccount();
    for (const auto &[id, timeline] : timelines) {
        timeline->model()->setOwnUser(ownUser.id);
    }
    emit q->ownNameChanged();
}

} // namespace maru::client
