// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/isotime.h"
#include "common/chat/objects.h"
#include "server/admin/adminservices.h"
#include "server/admin/controlreplies.h"
#include "server/admin/peoplecommand.h"
#include "server/admin/roomcommand.h"
#include "server/chat/peopleservices.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

// The requests of peoplecommand.h, carried out.

namespace maru::server {

namespace {

using Reply = ControlServer::Reply;

QString timeText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ssZ"_s);
}

QJsonObject toJson(const User &user)
{
    return {{u"name"_s, user.userName},
            {u"role"_s, QString(toWire(user.role))},
            {u"lastSeen"_s, timeText(user.lastSeenMs)}};
}

/// Of bans that have ended it says nothing.
QJsonObject toJson(const StoredUser &stored, qint64 nowMs)
{
    QJsonObject json = toJson(stored.user);
    if (stored.bannedUntilMs && *stored.bannedUntilMs > nowMs) {
        json.insert("banned"_L1,
                    *stored.bannedUntilMs == forEver ? u"for ever"_s
                                                     : timeText(*stored.bannedUntilMs));
    }
    return json;
}

auto answerUser(const Reply &reply)
{
    return [reply](const Result<User, ApiError> &user) {
        reply(user ? QJsonObject{{u"ok"_s, true}, {u"user"_s, toJson(*user)}}
                   : controlRefusal(user.error()));
    };
}

void badRequest(const Reply &reply, const QString &text)
{
    reply(controlRefusal(ApiError{.code = ErrorCode::BadRequest, .text = text}));
}

/// The texts that \p request must have; false, and it is refused, if it has not.
bool hasTexts(const QJsonObject &request, std::initializer_list<QLatin1StringView> keys,
              const Reply &reply)
{
    for (const QLatin1StringView key : keys) {
        if (!request.value(key).isString()) {
            badRequest(reply, u"%1 must be a string."_s.arg(key));
            return false;
        }
    }
    return true;
}

std::optional<UserRole> roleIn(const QJsonObject &request, const Reply &reply)
{
    const std::optional<UserRole> role = userRoleFromWire(request.value("role"_L1).toString());
    if (!role) {
        badRequest(reply, u"role must be one of owner, admin, member, guest."_s);
    }
    return role;
}

void invite(PeopleServices &people, const QJsonObject &request, const Reply &reply)
{
    const std::optional<UserRole> role = roleIn(request, reply);
    if (!role) {
        return;
    }
    const auto tell = [reply, role](const Result<Invitations::Code, ApiError> &made) {
        reply(made ? QJsonObject{{u"ok"_s, true},
                                 {u"code"_s, made->code},
                                 {u"role"_s, QString(toWire(*role))},
                                 {u"until"_s, QString::fromLatin1(isoTime(made->untilMs))}}
                   : controlRefusal(made.error()));
    };
    if (*role == UserRole::Owner) {
        people.invitations.ownerCode(tell);
    } else {
        people.invitations.make(*role, request.value("uses"_L1).toInt(1), tell);
    }
}

QJsonObject listOf(const QList<StoredUser> &users, const QList<Sanction> &bans)
{
    QHash<UserId, Sanction> banned;
    for (const Sanction &ban : bans) {
        banned.insert(ban.user.id, ban);
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QJsonArray list;
    for (const StoredUser &user : users) {
        QJsonObject json = toJson(user, now);
        if (const auto ban = banned.constFind(user.user.id); ban != banned.cend()) {
            json.insert("bannedBy"_L1, ban->by.userName);
            json.insert("banReason"_L1, ban->reason);
        }
        list.append(json);
    }
    return {{u"ok"_s, true}, {u"users"_s, list}};
}

void list(PeopleServices &people, const Reply &reply)
{
    people.administration.list([&people, reply](const auto &found) {
        if (!found) {
            reply(controlRefusal(found.error()));
            return;
        }
        people.administration.bans([reply, users = *found](const auto &bans) {
            reply(bans ? listOf(users, *bans) : controlRefusal(bans.error()));
        });
    });
}

void ban(PeopleServices &people, const QJsonObject &request, const Reply &reply)
{
    const QJsonValue forMs = request.value("forMs"_L1);
    std::optional<qint64> length;
    if (!forMs.isUndefined()) {
        length = forMs.toInteger(0);
    }
    people.administration.setBan(
        request.value("name"_L1).toString(), !request.value("undo"_L1).toBool(), length,
        request.value("reason"_L1).toString(), [reply](const Result<StoredUser, ApiError> &user) {
            reply(user
                      ? QJsonObject{{u"ok"_s, true},
                                    {u"user"_s, toJson(*user, QDateTime::currentMSecsSinceEpoch())}}
                      : controlRefusal(user.error()));
        });
}

} // namespace

void handlePeopleRequest(PeopleServices &people, const QJsonObject &request, const Reply &reply)
{
    const QString command = request.value("command"_L1).toString();
    const QString name = request.value("name"_L1).toString();
    const QString password = request.value("password"_L1).toString();
    if (command == u"invite") {
        invite(people, request, reply);
    } else if (command == u"user.list") {
        list(people, reply);
    } else if (command == u"user.add" && hasTexts(request, {"name"_L1, "password"_L1}, reply)) {
        if (const std::optional<UserRole> role = roleIn(request, reply)) {
            people.administration.add(name, password, *role, answerUser(reply));
        }
    } else if (command == u"user.passwd" && hasTexts(request, {"name"_L1, "password"_L1}, reply)) {
        people.administration.setPassword(name, password, answerUser(reply));
    } else if (command == u"user.role" && hasTexts(request, {"name"_L1}, reply)) {
        if (const std::optional<UserRole> role = roleIn(request, reply)) {
            people.administration.setRole(name, *role, answerUser(reply));
        }
    } else if (command == u"user.ban" && hasTexts(request, {"name"_L1}, reply)) {
        ban(people, request, reply);
    }
}

void handleAdminRequest(const AdminServices &services, const QJsonObject &request,
                        const Reply &reply)
{
    static constexpr std::array commands{"invite"_L1,      "user.list"_L1, "user.add"_L1,
                                         "user.passwd"_L1, "user.role"_L1, "user.ban"_L1};
    const QString command = request.value("command"_L1).toString();
    const bool isPeople = std::any_of(commands.begin(), commands.end(),
                                      [&](QLatin1StringView one) { return command == one; });
    if (command == "store"_L1) { // for backup, check and export: see KeepingRun
        reply({{u"ok"_s, true}, {u"database"_s, services.database}});
    } else if (isPeople) {
        handlePeopleRequest(services.people, request, reply);
    } else {
        handleControlRequest(services.rooms, request, reply);
    }
}

} // namespace maru::server
