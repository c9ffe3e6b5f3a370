// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/commandoutput.h"
#include "server/admin/controlserver.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

/// `maru-server room add|list|code|archive`: what is asked, how it travels through the control
/// socket, and what a person sees.
namespace maru::server {

struct RoomServices;

struct RoomCommand
{
    enum class Verb : quint8 { Add, List, Code, Archive };
    Verb verb = Verb::List;
    QString name; ///< as typed; the server applies the name rule
    bool withClassCode = false; ///< Add
    bool undo = false; ///< Code: close instead of rotate; Archive: open again
};

/// What follows `room` on the command line. The error is one sentence that names the word it is
/// about.
[[nodiscard]] Result<RoomCommand, QString> parseRoomCommand(const QStringList &arguments);

/// `{"command":"room.add","name":…,"code":true}`, `{"command":"room.list"}`,
/// `{"command":"room.code","name":…,"close":true}` or
/// `{"command":"room.archive","name":…,"undo":true}`.
[[nodiscard]] QJsonObject roomRequest(const RoomCommand &command);

/// Carries a request of the control socket out on \p rooms, which must live as long as its store.
/// The handler of the running server, and of a subcommand that opened the store itself. Replies,
/// beside `ok`:
/// room.add, room.code and room.archive `room:{name, namespace, classCode?, archived?}`, room.list
/// `rooms:[{…, messages}]`, a refusal `error` and the `code` of docs/protocol.md §4.
void handleControlRequest(RoomServices &rooms, const QJsonObject &request,
                          const ControlServer::Reply &reply);

/// What is printed for \p reply, and the exit code.
[[nodiscard]] CommandOutput roomOutput(const RoomCommand &command, const QJsonObject &reply);

} // namespace maru::server
