// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/result.h"
#include "server/admin/commandoutput.h"
#include "server/admin/controlserver.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

/// `maru-server user add|list|passwd|role|ban` and `maru-server invite`: what is asked, how it
/// travels through the control socket, and what a person sees.
namespace maru::server {

struct PeopleServices;

struct PeopleCommand
{
    enum class Verb : quint8 { Invite, Add, List, Passwd, Role, Ban };
    Verb verb = Verb::List;
    QString name; ///< as typed; the server applies the name rule
    UserRole role = UserRole::Member; ///< Invite, Add, Role
    int uses = 1; ///< Invite
    bool undo = false; ///< Ban: lift it
    qint64 forMs = 0; ///< Ban: how long; 0: for ever
    QString reason; ///< Ban
    QString password; ///< Add, Passwd: asked for, never on the command line
};

/// Whether \p command waits for a password before it can be sent.
[[nodiscard]] bool needsPassword(const PeopleCommand &command);

/// What follows `user` (\p isInvite: `invite`) on the command line. The error is one sentence that
/// names the word it is about.
[[nodiscard]] Result<PeopleCommand, QString> parsePeopleCommand(const QStringList &arguments,
                                                                bool isInvite);

/// `{"command":"invite","role":…,"uses":…}`, `{"command":"user.list"}`,
/// `{"command":"user.add","name":…,"password":…,"role":…}`,
/// `{"command":"user.passwd","name":…,"password":…}`, `{"command":"user.role","name":…,"role":…}`
/// or `{"command":"user.ban","name":…,"undo":…,"forMs":…,"reason":…}`.
[[nodiscard]] QJsonObject peopleRequest(const PeopleCommand &command);

/// Replies, beside `ok`: invite `code` and `role`, user.list `users:[{name, role, lastSeen,
/// banned?, bannedBy?, banReason?}]`, the others `user:{…}`; a refusal `error` and `code`. The code
/// of an owner is the same each time that a running server is asked, so that a client of the same
/// user of the machine may fetch it.
void handlePeopleRequest(PeopleServices &people, const QJsonObject &request,
                         const ControlServer::Reply &reply);

/// What is printed for \p reply, and the exit code.
[[nodiscard]] CommandOutput peopleOutput(const PeopleCommand &command, const QJsonObject &reply);

} // namespace maru::server
