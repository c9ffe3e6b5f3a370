// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/controlreplies.h"

#include "server/admin/controlserver.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Exit codes of docs/protocol.md §8.
constexpr int exitRefused = 1;
constexpr int exitUsage = 2;
constexpr int exitStore = 3;

int exitCodeOf(const QString &code)
{
    switch (errorCodeFromWire(code)) {
    case ErrorCode::BadName:
    case ErrorCode::BadRequest:
    case ErrorCode::TooLarge:
        return exitUsage;
    case ErrorCode::StoreFailed:
        return exitStore;
    default:
        return exitRefused;
    }
}

} // namespace

QJsonObject controlRefusal(const ApiError &error)
{
    QJsonObject json = controlRefusal(error.text);
    json.insert("code"_L1, QString(toWire(error.code)));
    return json;
}

CommandOutput refusalOutput(const QJsonObject &reply)
{
    const QString text =
        reply.value("error"_L1).toString(u"The server refused without saying why."_s);
    return {.exitCode = exitCodeOf(reply.value("code"_L1).toString()),
            .output = {},
            .errors = u"maru-server: %1\n"_s.arg(text)};
}

} // namespace maru::server
