// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/connectionfailure.h"

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

} // namespace

ConnectionFailure failureFrom(const LinkFailure &failure)
{
    return {problemOf(failure.problem), failure.detail,          {},
            failure.knownFingerprint,   failure.seenFingerprint, failure.isOfLink};
}

bool isFinal(ConnectionProblem problem)
{
    switch (problem) {
    case ConnectionProblem::NotTls:
    case ConnectionProblem::CertificateChanged:
    case ConnectionProblem::OldProtocol:
    case ConnectionProblem::Refused:
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

} // namespace maru::client
