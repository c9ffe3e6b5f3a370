// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/failuretexts.h"

#include "client/model/filetexts.h"
#include "common/chat/jsonfields.h"
#include "common/limits.h"
#include "common/text/cut.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace maru::client {

namespace {

/// The context of the translations.
struct Failures
{
    Q_DECLARE_TR_FUNCTIONS(Failures)
};

} // namespace

QString failureText(const ApiError &error)
{
    if (const auto file = fileFailureFrom(error)) {
        return failureText(*file);
    }
    switch (error.code) {
    case ErrorCode::BadRequest:
        return Failures::tr(
            "The server did not understand this. Is this version of Maru older than the server?");
    case ErrorCode::NotJoined:
        return Failures::tr("The server has forgotten you. Please join again.");
    case ErrorCode::NameTaken:
        return Failures::tr("Somebody else holds this name. Please choose another one.");
    case ErrorCode::BadName:
        return Failures::tr("The server does not allow this name. Please choose another one.");
    case ErrorCode::AuthRequired:
        return Failures::tr("This server asks for a password or an invitation.");
    case ErrorCode::BadCredentials:
        return Failures::tr("The password or the sign-in of this device is no longer valid.");
    case ErrorCode::BadClassCode:
        return Failures::tr("The class code is missing or wrong. Please ask for the right one.");
    case ErrorCode::NotMember:
        return Failures::tr("You are not a member of this room.");
    case ErrorCode::Forbidden:
        return Failures::tr("You may not do this here.");
    case ErrorCode::NotFound:
        return Failures::tr("This is not there any more.");
    case ErrorCode::Conflict:
        return Failures::tr(
            "The server already has another message under this number. Please write it again.");
    case ErrorCode::TooLarge:
        return error.limit > 0 ? Failures::tr("This is over the limit of %L1.").arg(error.limit)
                               : Failures::tr("This is too long for the server.");
    case ErrorCode::SlowDown:
        return error.retryAfterMs > 0 ? Failures::tr("That was too fast. Please wait %n second(s).",
                                                     nullptr, (error.retryAfterMs + 999) / 1'000)
                                      : Failures::tr("That was too fast. Please wait a moment.");
    case ErrorCode::Muted:
        return Failures::tr("You are muted here.");
    case ErrorCode::Banned:
        return error.untilMs > 0
            ? Failures::tr("You are banned from this server until %1.")
                  .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(error.untilMs),
                                          QLocale::ShortFormat))
            : Failures::tr("You are banned from this server.");
    case ErrorCode::StoreFailed:
        return Failures::tr("The server could not save this. Please try again.");
    case ErrorCode::UnknownEvent:
        return Failures::tr("The server cannot do this. Is it older than this version of Maru?");
    case ErrorCode::Internal:
        break;
    }
    // Servers of other makes say what is wrong in their own words only.
    return error.text.isEmpty()
        ? Failures::tr("Something went wrong on the server. Please try again.")
        : Failures::tr("The server says: %1").arg(cut(error.text, 200));
}

QString readFailureText(const ApiError &error)
{
    return error.code == ErrorCode::StoreFailed
        ? Failures::tr("The server could not read this just now. Please try again.")
        : failureText(error);
}

QString failureText(AddressError error)
{
    switch (error) {
    case AddressError::Empty:
        return Failures::tr("Please type the address of a server.");
    case AddressError::TooLong:
        return Failures::tr("This address is too long.");
    case AddressError::UnknownScheme:
        return Failures::tr(
            "The address should start with http:// or https://, or with the server's name.");
    case AddressError::BadHost:
        return Failures::tr("This is not the name or address of a computer.");
    case AddressError::BadPort:
        return Failures::tr("The port, after the colon, should be a number from 1 to 65535.");
    case AddressError::HasPassword:
        return Failures::tr("Please leave out the name and password in front of the @.");
    case AddressError::BadRoom:
        return Failures::tr("What follows the slash is not the name of a room.");
    case AddressError::BadFingerprint:
        return Failures::tr(
            "The link is not complete: all 64 digits of the fingerprint must follow the #.");
    }
    return {};
}

QString failureText(NameError error)
{
    switch (error) {
    case NameError::Empty:
        return Failures::tr("Please type a name.");
    case NameError::TooLong:
        return Failures::tr("A name has at most %n characters.", nullptr, limits::maxNameGraphemes);
    case NameError::ForbiddenCharacter:
        return Failures::tr("The name has an invisible or unknown character in it.");
    case NameError::Reserved:
        return Failures::tr("This name is reserved. Please choose another one.");
    case NameError::NotForRooms:
        return Failures::tr("The name of a room has none of the characters , / ? #");
    }
    return {};
}

QString failureText(const ConnectionFailure &failure, const QString &hostAndPort)
{
    switch (failure.problem) {
    case ConnectionProblem::Unreachable:
        return Failures::tr(
                   "Nobody answers at %1. Is the server running, and is the address right?")
            .arg(hostAndPort);
    case ConnectionProblem::Timeout:
        return Failures::tr(
                   "%1 does not answer. Is the address right, and does a firewall let it through?")
            .arg(hostAndPort);
    case ConnectionProblem::NotSocketIo:
        return Failures::tr("What answers at %1 is no chat server. Is the port right?")
            .arg(hostAndPort);
    case ConnectionProblem::OldProtocol:
        return Failures::tr(
                   "The server at %1 speaks an old protocol (Socket.IO 2). It has to be updated.")
            .arg(hostAndPort);
    case ConnectionProblem::NotTls:
        return Failures::tr("%1 answers without encryption, though you asked for it or it was "
                            "encrypted before. Somebody may be listening in between, so nothing "
                            "was sent.")
            .arg(hostAndPort);
    case ConnectionProblem::CertificateChanged:
        if (failure.isOfLink) {
            return Failures::tr("The certificate of %1 is not the one that was announced or that "
                                "the link names, so nothing was sent.")
                .arg(hostAndPort);
        }
        return Failures::tr(
                   "The certificate of %1 is not the one it had before, so nothing was sent.")
            .arg(hostAndPort);
    case ConnectionProblem::Tls:
        return Failures::tr("The certificate of %1 cannot be trusted, so nothing was sent.")
            .arg(hostAndPort);
    case ConnectionProblem::BadPackets:
        return Failures::tr("The server at %1 sends what this version of Maru cannot read.")
            .arg(hostAndPort);
    case ConnectionProblem::Refused:
        if (failure.text == QLatin1StringView("Invalid namespace")) {
            return Failures::tr("There is no such room on %1.").arg(hostAndPort);
        }
        return failureText(apiErrorOf(failure));
    case ConnectionProblem::Dismissed:
        return Failures::tr("The server has ended your session.");
    case ConnectionProblem::PingTimeout:
    case ConnectionProblem::Lost:
    case ConnectionProblem::Abandoned:
        break;
    }
    return Failures::tr("The connection to %1 was lost.").arg(hostAndPort);
}

QString unconfirmedText()
{
    return Failures::tr(
        "The server did not confirm this message. It may have arrived all the same.");
}

ApiError apiErrorOf(const ConnectionFailure &failure)
{
    ApiError error;
    error.text = failure.text;
    const QString code = failure.data.value(QLatin1StringView("code")).toString();
    if (!code.isEmpty()) {
        error.code = errorCodeFromWire(code);
    }
    error.retryAfterMs = retryAfterMs(failure);
    error.untilMs = timeField(failure.data, QLatin1StringView("until")).value_or(0);
    return error;
}

Conversation::JoinFailure joinFailure(const ConnectionFailure &failure, const QString &hostAndPort)
{
    using Kind = Conversation::JoinFailure::Kind;
    Kind kind = Kind::Unreachable;
    switch (failure.problem) {
    case ConnectionProblem::CertificateChanged:
        kind = Kind::CertificateChanged;
        break;
    case ConnectionProblem::NotSocketIo:
    case ConnectionProblem::OldProtocol:
    case ConnectionProblem::BadPackets:
        kind = Kind::NotMaru;
        break;
    case ConnectionProblem::Refused:
        kind = apiErrorOf(failure).code == ErrorCode::BadClassCode ? Kind::ClassCodeWanted
                                                                   : Kind::Refused;
        break;
    case ConnectionProblem::Dismissed:
        kind = Kind::Refused;
        break;
    case ConnectionProblem::Unreachable:
    case ConnectionProblem::Timeout:
    case ConnectionProblem::NotTls:
    case ConnectionProblem::Tls:
    case ConnectionProblem::PingTimeout:
    case ConnectionProblem::Lost:
    case ConnectionProblem::Abandoned:
        break;
    }
    return {kind, failureText(failure, hostAndPort), {}, false};
}

} // namespace maru::client
