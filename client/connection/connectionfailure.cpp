// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/connectionfailure.h"

namespace maru::client {

ConnectionProblem problemOf(LinkProblem problem)
{
    switch (problem) {
    case LinkProblem::Unreachable:
        return ConnectionProblem::Unreachable;
    case LinkProblem::Timeout:
        return ConnectionProblem::Timeout;
    case LinkProblem::WrongAnswer:
        return ConnectionProblem::NotSocketIo;
    case LinkProblem::Tls:
        return ConnectionProblem::Tls;
    case LinkProblem::TooLarge:
        return ConnectionProblem::BadPackets;
    case LinkProblem::Closed:
        break;
    }
    return ConnectionProblem::Lost;
}

ConnectionFailure refusalFrom(const QJsonObject &connectError)
{
    return {ConnectionProblem::Refused, connectError.value(QLatin1StringView("message")).toString(),
            connectError.value(QLatin1StringView("data")).toObject()};
}

} // namespace maru::client
