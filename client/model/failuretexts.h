// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/conversation.h"
#include "client/session/chatsession.h"
#include "common/protocol/errors.h"
#include "common/text/username.h"

#include <QString>

/// Every sentence about a failure, translated: what happened and what to do. In one place, so that
/// one failure reads the same everywhere.
namespace maru::client {

[[nodiscard]] QString failureText(const ApiError &error);
/// The same of what was only asked for: nothing was to be saved.
[[nodiscard]] QString readFailureText(const ApiError &error);
[[nodiscard]] QString failureText(AddressError error);
[[nodiscard]] QString failureText(NameError error);
[[nodiscard]] QString failureText(const ConnectionFailure &failure, const QString &hostAndPort);
/// A classic server did not echo a message: it may have arrived all the same.
[[nodiscard]] QString unconfirmedText();

/// What was shown in a join that was refused, and over what.
struct JoinContext
{
    bool isPrivate = false; ///< secrets could be sent
    bool hadPassword = false;
    bool hadInvitation = false;
    bool hadDeviceCode = false;
    bool wasTokenRefused = false; ///< the one that is kept here of this name
    bool isTokenOutOfReach = false; ///< there is one, and the keychain did not give it
};
[[nodiscard]] Conversation::JoinFailure joinFailure(const ApiError &error,
                                                    const JoinContext &context = {});
[[nodiscard]] QString passwordRuleText();
/// Why none was sent over a connection that others could listen to.
[[nodiscard]] QString passwordsNeedTlsText();
[[nodiscard]] Conversation::JoinFailure joinFailure(const ConnectionFailure &failure,
                                                    const QString &hostAndPort);

/// The refusal inside a CONNECT_ERROR; Internal with the server's own text if it carries no code.
[[nodiscard]] ApiError apiErrorOf(const ConnectionFailure &failure);

} // namespace maru::client
