// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/account.h"

#include "client/model/failuretexts.h"
#include "client/session/accountrequests.h"
#include "common/clientlimits.h"
#include "common/text/username.h"

#include <algorithm>

namespace maru::client {

namespace {

QString textOf(const RequestFailure &failure, bool isQuestion = false)
{
    return failure.kind == RequestFailure::Kind::Refused
        ? isQuestion ? readFailureText(failure.error) : failureText(failure.error)
        : Account::tr("The server did not answer. Please try again once you are connected.");
}

Account::Outcome wholeOutcome(const RequestFailure &failure)
{
    return {Account::Field::Whole, textOf(failure), {}};
}

Account::Outcome nameOutcome(const RequestFailure &failure)
{
    const ErrorCode code = failure.error.code;
    const bool isOfName = failure.kind == RequestFailure::Kind::Refused
        && (code == ErrorCode::NameTaken || code == ErrorCode::BadName);
    return {isOfName ? Account::Field::Name : Account::Field::Whole, textOf(failure),
            failure.error.suggestion};
}

Account::Outcome passwordOutcome(const RequestFailure &failure, bool isPrivate)
{
    if (failure.kind != RequestFailure::Kind::Refused) {
        return wholeOutcome(failure);
    }
    switch (failure.error.code) {
    case ErrorCode::AuthRequired:
        return isPrivate ? Account::Outcome{Account::Field::CurrentPassword,
                                            Account::tr("Please enter your current password too."),
                                            {}}
                         : Account::Outcome{Account::Field::Whole, passwordsNeedTlsText(), {}};
    case ErrorCode::BadCredentials:
        return {
            Account::Field::CurrentPassword, Account::tr("This is not your current password."), {}};
    default:
        return wholeOutcome(failure);
    }
}

} // namespace

Account::Account(ChatSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{ }

void Account::rename(const QString &name, const Done &done)
{
    const Result<QString, NameError> checked = normalisedUserName(name);
    if (!checked) {
        const Outcome outcome{Field::Name, failureText(checked.error()), {}};
        QMetaObject::invokeMethod(
            this, [done, outcome] { done(outcome); }, Qt::QueuedConnection);
        return;
    }
    ProfileSet change;
    change.userName = *checked;
    AccountRequests(m_session).setProfile(
        change, this, [this, done](const Result<UserReply, RequestFailure> &reply) {
            if (reply) {
                emit changed(reply->user);
            }
            done(reply ? Outcome() : nameOutcome(reply.error()));
        });
}

void Account::setPassword(const QString &current, const QString &password, const Done &done)
{
    const qsizetype size = password.normalized(QString::NormalizationForm_C).size();
    if (size < limits::leastPasswordChars || size > limits::mostPasswordChars) {
        const Outcome outcome{Field::NewPassword, passwordRuleText(), {}};
        QMetaObject::invokeMethod(
            this, [done, outcome] { done(outcome); }, Qt::QueuedConnection);
        return;
    }
    ProfileSet change;
    change.password = password;
    change.currentPassword = current;
    AccountRequests(m_session).setProfile(
        change, this, [this, done](const Result<UserReply, RequestFailure> &reply) {
            done(reply ? Outcome() : passwordOutcome(reply.error(), takesPasswords()));
        });
}

void Account::loadDevices(const DevicesDone &done)
{
    AccountRequests(m_session).listDevices(
        this, [done](const Result<SessionsReply, RequestFailure> &reply) {
            QList<Device> devices;
            if (!reply) {
                done(devices, textOf(reply.error(), true));
                return;
            }
            for (const Session &one : reply->sessions) {
                devices.append(
                    {one.id.toString(), one.name, one.isCurrent, one.createdMs, one.lastSeenMs});
            }
            std::stable_sort(devices.begin(), devices.end(), [](const Device &a, const Device &b) {
                return a.isCurrent != b.isCurrent ? a.isCurrent : a.lastSeenMs > b.lastSeenMs;
            });
            done(devices, {});
        });
}

void Account::makeDeviceCode(const CodeDone &done)
{
    const bool isClassic = m_session.mode() == ChatSession::Mode::Classic;
    AccountRequests(m_session).makeDeviceCode(
        this, [this, isClassic, done](const Result<SessionCodeReply, RequestFailure> &reply) {
            if (reply) {
                done({reply->deviceCode, reply->lifeMs, {}});
                return;
            }
            const bool isRefused = reply.error().kind == RequestFailure::Kind::Refused;
            const ErrorCode code = reply.error().error.code;
            QString text = textOf(reply.error());
            if (isClassic || (isRefused && code == ErrorCode::Forbidden)) {
                text = tr("Nobody holds a name on this server: it needs no code on another device. "
                          "Join there with the name alone.");
            } else if (isRefused && code == ErrorCode::AuthRequired && !takesPasswords()) {
                text = tr("The connection to this server is not encrypted, so there is no code: "
                          "others in the network could read it.");
            }
            done({{}, 0, text});
        });
}

void Account::signOut(const QString &device, const Done &done)
{
    AccountRequests(m_session).revokeDevice(
        SessionId(device), this, [done](const Result<Acknowledged, RequestFailure> &reply) {
            done(reply ? Outcome() : wholeOutcome(reply.error()));
        });
}

void Account::signOutHere(const Done &done)
{
    AccountRequests(m_session).leaveServer(
        this, [this, done](const Result<Acknowledged, RequestFailure> &reply) {
            if (reply) {
                emit signedOut();
            }
            done(reply ? Outcome() : wholeOutcome(reply.error()));
        });
}

bool Account::takesPasswords() const
{
    return m_session.wasPrivate();
}

} // namespace maru::client
