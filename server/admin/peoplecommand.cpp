// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/peoplecommand.h"

#include "common/chat/isotime.h"
#include "common/chat/objects.h"
#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/admin/controlreplies.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

using Verb = PeopleCommand::Verb;

struct VerbEntry
{
    QLatin1StringView word;
    Verb verb;
    int words; ///< that follow it
    QLatin1StringView needs;
};
constexpr std::array verbs{
    VerbEntry{"add"_L1, Verb::Add, 1, "a name"_L1},
    VerbEntry{"list"_L1, Verb::List, 0, {}},
    VerbEntry{"passwd"_L1, Verb::Passwd, 1, "a name"_L1},
    VerbEntry{"role"_L1, Verb::Role, 2, "a name and a role"_L1},
    VerbEntry{"ban"_L1, Verb::Ban, 1, "a name"_L1},
};
constexpr VerbEntry inviteEntry{{}, Verb::Invite, 0, {}};

struct FlagEntry
{
    QLatin1StringView flag;
    Verb verb;
    bool hasValue;
    /// False: not a good value.
    bool (*take)(PeopleCommand &command, const QString &value);
    QLatin1StringView rule;
};

bool takeRole(PeopleCommand &command, const QString &word)
{
    const std::optional<UserRole> role = userRoleFromWire(word);
    command.role = role.value_or(command.role);
    return role.has_value();
}

/// 30m, 2h, 7d.
bool takeTime(PeopleCommand &command, const QString &word)
{
    constexpr qint64 minuteMs = 60'000;
    constexpr qint64 maxMinutes = 100LL * 366 * 24 * 60;
    bool isNumber = false;
    const qint64 count = word.left(word.size() - 1).toLongLong(&isNumber);
    const qint64 minutes = word.endsWith(u'd') ? 24 * 60
        : word.endsWith(u'h')                  ? 60
        : word.endsWith(u'm')                  ? 1
                                               : 0;
    if (!isNumber || minutes == 0 || count < 1 || count > maxMinutes / minutes) {
        return false;
    }
    command.forMs = count * minutes * minuteMs;
    return true;
}

bool takeUses(PeopleCommand &command, const QString &word)
{
    bool isNumber = false;
    command.uses = word.toInt(&isNumber);
    return isNumber && command.uses >= 1 && command.uses <= limits::maxInviteUses;
}

constexpr auto roleRule = "owner, admin, member or guest"_L1;
constexpr std::array flags{
    FlagEntry{"--owner"_L1,
              Verb::Invite,
              false,
              [](PeopleCommand &command, const QString &) {
                  command.role = UserRole::Owner;
                  return true;
              },
              {}},
    FlagEntry{"--admin"_L1,
              Verb::Invite,
              false,
              [](PeopleCommand &command, const QString &) {
                  command.role = UserRole::Admin;
                  return true;
              },
              {}},
    FlagEntry{"--uses"_L1, Verb::Invite, true, takeUses, "a number from 1 to 1000"_L1},
    FlagEntry{"--role"_L1, Verb::Add, true, takeRole, roleRule},
    FlagEntry{"--undo"_L1,
              Verb::Ban,
              false,
              [](PeopleCommand &command, const QString &) {
                  command.undo = true;
                  return true;
              },
              {}},
    FlagEntry{"--for"_L1, Verb::Ban, true, takeTime, "a time such as 30m, 2h or 7d"_L1},
    FlagEntry{"--reason"_L1, Verb::Ban, true,
              [](PeopleCommand &command, const QString &word) {
                  command.reason = word;
                  return word.size() <= limits::maxReasonChars;
              },
              "a text of at most 256 characters"_L1},
};
static_assert(limits::maxInviteUses == 1'000 && limits::maxReasonChars == 256);

/// One flag and its value off the front of \p rest.
Result<void, QString> takeFlag(PeopleCommand &command, QStringList &rest, const QString &what)
{
    const QString flag = rest.takeFirst();
    const auto entry = std::find_if(flags.begin(), flags.end(), [&](const FlagEntry &one) {
        return one.verb == command.verb && flag == one.flag;
    });
    if (entry == flags.end()) {
        return failure(u"Unknown flag of %1: %2."_s.arg(what, flag));
    }
    QString value;
    if (entry->hasValue) {
        if (rest.isEmpty()) {
            return failure(u"%1 needs a value."_s.arg(flag));
        }
        value = rest.takeFirst();
    }
    if (!entry->take(command, value)) {
        return failure(u"%1 needs %2, not \"%3\"."_s.arg(flag, entry->rule, value.left(64)));
    }
    return {};
}

} // namespace

bool needsPassword(const PeopleCommand &command)
{
    return command.verb == Verb::Add || command.verb == Verb::Passwd;
}

Result<PeopleCommand, QString> parsePeopleCommand(const QStringList &arguments, bool isInvite)
{
    const VerbEntry *entry = &inviteEntry;
    QStringList rest = arguments;
    if (!isInvite) {
        const QString word = rest.isEmpty() ? QString() : rest.takeFirst();
        entry = std::find_if(verbs.begin(), verbs.end(),
                             [&word](const VerbEntry &one) { return word == one.word; });
        if (entry == verbs.end()) {
            return failure(word.isEmpty() ? u"user needs \"add NAME\", \"list\", \"passwd NAME\", "
                                            u"\"role NAME ROLE\" or \"ban NAME\"."_s
                                          : u"Unknown command: user %1."_s.arg(word));
        }
    }
    const QString what = isInvite ? u"invite"_s : u"user "_s + entry->word;
    PeopleCommand command;
    command.verb = entry->verb;

    QStringList words;
    bool takesFlags = true; // until "--": a name may begin with a dash
    while (!rest.isEmpty()) {
        if (takesFlags && rest.constFirst() == u"--") {
            takesFlags = false;
            rest.removeFirst();
        } else if (takesFlags && rest.constFirst().startsWith(u'-')) {
            if (const Result<void, QString> taken = takeFlag(command, rest, what); !taken) {
                return failure(taken.error());
            }
        } else {
            words.append(rest.takeFirst());
        }
    }
    if (words.size() > entry->words) {
        return failure(u"%1: \"%2\" is one word too many; a name with spaces needs quotes."_s.arg(
            what, words.at(entry->words)));
    }
    if (words.size() < entry->words) {
        return failure(u"%1 needs %2."_s.arg(what, entry->needs));
    }
    command.name = words.value(0);
    if (command.verb == Verb::Role && !takeRole(command, words.at(1))) {
        return failure(u"user role needs %1, not \"%2\"."_s.arg(roleRule, words.at(1).left(64)));
    }
    return command;
}

QJsonObject peopleRequest(const PeopleCommand &command)
{
    const QString role(toWire(command.role));
    switch (command.verb) {
    case Verb::Invite:
        return {{u"command"_s, u"invite"_s}, {u"role"_s, role}, {u"uses"_s, command.uses}};
    case Verb::List:
        return {{u"command"_s, u"user.list"_s}};
    case Verb::Add:
        return {{u"command"_s, u"user.add"_s},
                {u"name"_s, command.name},
                {u"password"_s, command.password},
                {u"role"_s, role}};
    case Verb::Passwd:
        return {{u"command"_s, u"user.passwd"_s},
                {u"name"_s, command.name},
                {u"password"_s, command.password}};
    case Verb::Role:
        return {{u"command"_s, u"user.role"_s}, {u"name"_s, command.name}, {u"role"_s, role}};
    case Verb::Ban:
        break;
    }
    QJsonObject request{{u"command"_s, u"user.ban"_s}, {u"name"_s, command.name}};
    if (command.undo) {
        request.insert("undo"_L1, true);
    }
    if (command.forMs > 0) {
        request.insert("forMs"_L1, command.forMs);
    }
    if (!command.reason.isEmpty()) {
        request.insert("reason"_L1, command.reason);
    }
    return request;
}

namespace {

QString inviteText(const QJsonObject &reply)
{
    const std::optional<qint64> until = timeFromIso(reply.value("until"_L1).toString());
    return u"code       %1\nrole       %2\ngood until %3\n"_s.arg(
        reply.value("code"_L1).toString(), reply.value("role"_L1).toString(),
        QDateTime::fromMSecsSinceEpoch(until.value_or(0)).toString(u"yyyy-MM-dd HH:mm"));
}

QString userText(const QJsonObject &user)
{
    QString text = u"user       %1\nrole       %2\n"_s.arg(user.value("name"_L1).toString(),
                                                           user.value("role"_L1).toString());
    if (user.contains("banned"_L1)) {
        text += u"banned     %1\n"_s.arg(user.value("banned"_L1).toString());
    }
    return text;
}

/// A line of its own below who is banned, if there is anything to tell.
QString banText(const QJsonObject &user)
{
    const QString by = user.value("bannedBy"_L1).toString();
    const QString reason = user.value("banReason"_L1).toString();
    if (by.isEmpty() && reason.isEmpty()) {
        return {};
    }
    return QString(8, u' ') + u"banned"_s + (by.isEmpty() ? QString() : u" by "_s + by)
        + (reason.isEmpty() ? QString() : u": "_s + forLog(reason)) + u'\n';
}

QString tableText(const QJsonArray &users)
{
    // What is as wide as a person likes stands last: no terminal agrees on how wide a name is.
    QString text = u"ROLE    LAST SEEN             BANNED                NAME\n"_s;
    for (const QJsonValue &value : users) {
        const QJsonObject user = value.toObject();
        text += user.value("role"_L1).toString().leftJustified(8)
            + user.value("lastSeen"_L1).toString().leftJustified(22)
            + user.value("banned"_L1).toString(u"-"_s).leftJustified(22)
            + user.value("name"_L1).toString() + u'\n' + banText(user);
    }
    return text;
}

} // namespace

CommandOutput peopleOutput(const PeopleCommand &command, const QJsonObject &reply)
{
    if (!reply.value("ok"_L1).toBool()) {
        return refusalOutput(reply);
    }
    CommandOutput output;
    switch (command.verb) {
    case Verb::Invite:
        output.output = inviteText(reply);
        break;
    case Verb::List:
        output.output = tableText(reply.value("users"_L1).toArray());
        break;
    default:
        output.output = userText(reply.value("user"_L1).toObject());
    }
    return output;
}

} // namespace maru::server
