// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/connectionfailure.h"

#include "common/clientlimits.h"
#include "common/protocol/errors.h"

#include <algorithm>

namespace maru::client {

namespace {

ConnectionProblem problemOf(LinkProblem problem)
{
    switch (problem) {
    case LinkProblem::Unreachable:
        return ConnectionProblem::Unreachable;
    case LinkProblem::Timeout:
        return ConnectionProblem::Timeout;
    case LinkProblem::WrongAnswer:
        return ConnectionProblem::NotSocketIo;
    case LinkProblem::NotTls:
        return ConnectionProblem::NotTls;
    case LinkProblem::Tls:
        return ConnectionProblem::Tls;
    case LinkProblem::CertificateChanged:
        return ConnectionProblem::CertificateChanged;
    case LinkProblem::TooLarge:
        return ConnectionProblem::BadPackets;
    case LinkProblem::Closed:
        break;
    }
    return ConnectionProblem::Lost;
}

/// Somebody behind the same address mistyped class codes: later the right one is taken.
bool isSlowDown(const ConnectionFailure &refusal)
{
    const QString code = refusal.data.value(QLatin1StringView("code")).toString();
    return errorCodeFromWire(code) == ErrorCode::SlowDown;
}

} // namespace

ConnectionFailure failureFrom(const LinkFailure &failure)
{
    return {problemOf(failure.problem), failure.detail,          {},
            failure.knownFingerprint,   failure.seenFingerprint, failure.isOfLink};
}

bool isFinal(const ConnectionFailure &failure)
{
    switch (failure.problem) {
    case ConnectionProblem::Refused:
        return !isSlowDown(failure);
    case ConnectionProblem::NotTls:
    case ConnectionProblem::CertificateChanged:
    case ConnectionProblem::OldProtocol:
    case ConnectionProblem::Dismissed:
        return true;
    case ConnectionProblem::Unreachable:
    case ConnectionProblem::Timeout:
    case ConnectionProblem::NotSocketIo:
    case ConnectionProblem::Tls:
    case ConnectionProblem::BadPackets:
    case ConnectionProblem::PingTimeout:
    case ConnectionProblem::Lost:
    case ConnectionProblem::Abandoned:
        break;
    }
    return false;
}

ConnectionFailure refusalFrom(const QJsonObject &connectError)
{
    return {ConnectionProblem::Refused, connectError.value(QLatin1StringView("message")).toString(),
            connectError.value(QLatin1StringView("data")).toObject()};
}

int retryAfterMs(const ConnectionFailure &refusal)
{
    const qint64 ms = refusal.data.value(QLatin1StringView("retryAfterMs")).toInteger();
    return int(std::clamp<qint64>(ms, 0, limits::maxRetryAfterMs));
}

} // namespace maru::client
