// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/errors.h"

#include <array>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

// In the order of ErrorCode.
constexpr std::array codeNames{
    QLatin1StringView("BAD_REQUEST"),    QLatin1StringView("NOT_JOINED"),
    QLatin1StringView("NAME_TAKEN"),     QLatin1StringView("BAD_NAME"),
    QLatin1StringView("AUTH_REQUIRED"),  QLatin1StringView("BAD_CREDENTIALS"),
    QLatin1StringView("BAD_CLASS_CODE"), QLatin1StringView("NOT_MEMBER"),
    QLatin1StringView("FORBIDDEN"),      QLatin1StringView("NOT_FOUND"),
    QLatin1StringView("CONFLICT"),       QLatin1StringView("TOO_LARGE"),
    QLatin1StringView("SLOW_DOWN"),      QLatin1StringView("MUTED"),
    QLatin1StringView("BANNED"),         QLatin1StringView("STORE_FAILED"),
    QLatin1StringView("UNKNOWN_EVENT"),  QLatin1StringView("INTERNAL"),
};
static_assert(codeNames.size() == size_t{static_cast<quint8>(ErrorCode::Internal)} + 1);

} // namespace

bool isRecoverable(CloseReason reason)
{
    switch (reason) {
    case CloseReason::PeerClosed:
    case CloseReason::PeerLeft: // stock clients say it over polling after every broken answer
    case CloseReason::PingTimeout:
    case CloseReason::SlowConsumer:
    case CloseReason::ServerStop:
        return true;
    case CloseReason::ParseError:
    case CloseReason::ConnectTimeout:
    case CloseReason::TooMuch:
    case CloseReason::Replaced: // the other connection is that session now
    case CloseReason::Revoked:
        return false;
    }
    Q_UNREACHABLE();
    return false;
}

QLatin1StringView toString(CloseReason reason)
{
    switch (reason) {
    case CloseReason::PeerClosed:
        return "peer closed"_L1;
    case CloseReason::PeerLeft:
        return "peer left"_L1;
    case CloseReason::PingTimeout:
        return "ping timeout"_L1;
    case CloseReason::ParseError:
        return "parse error"_L1;
    case CloseReason::ConnectTimeout:
        return "connect timeout"_L1;
    case CloseReason::SlowConsumer:
        return "slow consumer"_L1;
    case CloseReason::TooMuch:
        return "too much"_L1;
    case CloseReason::Replaced:
        return "replaced"_L1;
    case CloseReason::Revoked:
        return "revoked"_L1;
    case CloseReason::ServerStop:
        return "server stop"_L1;
    }
    Q_UNREACHABLE();
    return {};
}

QLatin1StringView toWire(ErrorCode code)
{
    return codeNames[static_cast<quint8>(code)];
}

ErrorCode errorCodeFromWire(const QString &code)
{
    for (size_t i = 0; i < codeNames.size(); ++i) {
        if (code == codeNames[i]) {
            return static_cast<ErrorCode>(i);
        }
    }
    return ErrorCode::Internal;
}

} // namespace maru
