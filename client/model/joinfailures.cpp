// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How a server refuses a join, and what a person can do about it.

#include "client/model/failuretexts.h"
#include "common/clientlimits.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace maru::client {

namespace {

/// The context of the translations.
struct JoinFailures
{
    Q_DECLARE_TR_FUNCTIONS(JoinFailures)
};

using JoinFailure = Conversation::JoinFailure;
using Kind = JoinFailure::Kind;

JoinFailure wrongSecret(const ApiError &error, const JoinContext &context)
{
    // Both may have been shown; the server's sentence begins with the field that is wrong.
    const bool isInvitation = context.hadInvitation
        && (!(context.hadPassword || context.hadDeviceCode)
            || error.text.startsWith(QLatin1StringView("inviteCode")));
    if (isInvitation) {
        return {Kind::WrongInvitation,
                JoinFailures::tr("This code is wrong, was used up or has expired. Please ask for "
                                 "another one."),
                {},
                false};
    }
    if (context.hadDeviceCode) {
        return {Kind::WrongDeviceCode,
                JoinFailures::tr("This code is wrong, was used or is too old, or it is for another "
                                 "name. Please get a new one on your other device."),
                {},
                false};
    }
    return {Kind::WrongPassword, JoinFailures::tr("The name or the password is wrong."), {}, false};
}

/// The name is this person's own, as far as this device knows.
bool isOwnName(const JoinContext &context)
{
    return context.wasTokenRefused || context.isTokenOutOfReach;
}

// Otherwise it would read as if somebody else had one's own name.
JoinFailure unproven(const JoinContext &context)
{
    if (context.hadPassword) {
        return {Kind::WrongPassword,
                JoinFailures::tr("The password is wrong, or this name has none. A code from a "
                                 "device that is signed in works, too."),
                {},
                false};
    }
    if (!context.wasTokenRefused) {
        return {Kind::SecretsWanted,
                JoinFailures::tr("What proves that this name is yours is in the keychain of this "
                                 "computer, which did not give it. Please unlock the keychain and "
                                 "join again, or enter your password."),
                {},
                true};
    }
    return {Kind::SignedOut,
            JoinFailures::tr("This device was signed out, or has not been here for a long time. "
                             "Please enter your password, or a code from a device that is "
                             "signed in."),
            {},
            true};
}

// The server itself lets them in, at another room's address.
QString bannedFromHomeText(const ApiError &error)
{
    return error.untilMs > 0
        ? JoinFailures::tr("You are banned from the room that this address leads to, until %1.")
              .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(error.untilMs),
                                      QLocale::ShortFormat))
        : JoinFailures::tr("You are banned from the room that this address leads to.");
}

} // namespace

QString passwordRuleText()
{
    return JoinFailures::tr("A password has %1 to %2 characters.")
        .arg(limits::leastPasswordChars)
        .arg(limits::mostPasswordChars);
}

QString passwordsNeedTlsText()
{
    return JoinFailures::tr("The connection to this server is not encrypted, so no password and no "
                            "code was sent: others in the network could read it. Please ask the "
                            "person who runs the server to turn on encryption.");
}

JoinFailure joinFailure(const ApiError &error, const JoinContext &context)
{
    switch (error.code) {
    case ErrorCode::NameTaken:
        if (isOwnName(context)) {
            return unproven(context);
        }
        return {Kind::NameTaken,
                context.hadPassword
                    ? JoinFailures::tr("Somebody else holds this name, or the password is wrong.")
                    : failureText(error),
                error.suggestion, context.isPrivate};
    case ErrorCode::BadName:
        return {Kind::BadName, failureText(error), {}, false};
    case ErrorCode::AuthRequired:
        if (context.isPrivate && isOwnName(context)) {
            return unproven(context);
        }
        return context.isPrivate ? JoinFailure{Kind::SecretsWanted, failureText(error), {}, true}
                                 : JoinFailure{Kind::Refused, passwordsNeedTlsText(), {}, false};
    case ErrorCode::BadCredentials:
        return context.hadPassword || context.hadInvitation || context.hadDeviceCode
            ? wrongSecret(error, context)
            : JoinFailure{Kind::SecretsWanted, failureText(error), {}, true};
    case ErrorCode::BadClassCode:
        return {Kind::ClassCodeWanted, failureText(error), {}, false};
    case ErrorCode::BadRequest:
    case ErrorCode::TooLarge:
        if (context.hadPassword) {
            return {Kind::WrongPassword, passwordRuleText(), {}, false};
        }
        break;
    case ErrorCode::Banned:
        if (error.field == QLatin1StringView("room")) {
            return {Kind::Refused, bannedFromHomeText(error), {}, false};
        }
        break;
    case ErrorCode::StoreFailed: // it reads and stores; nothing of it is the person's
        return {Kind::Refused,
                JoinFailures::tr("The server cannot read or save anything just now. Please try "
                                 "again in a moment."),
                {},
                false};
    default:
        break;
    }
    return {Kind::Refused, failureText(error), {}, false};
}

} // namespace maru::client
