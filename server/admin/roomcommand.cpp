// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/roomcommand.h"

#include "server/admin/controlreplies.h"
#include "server/chat/roomservices.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int exitGood = 0; // of docs/protocol.md §8

constexpr auto lobbyName = "lobby"_L1;

QString namespaceOf(const QString &roomName)
{
    return roomName == lobbyName ? u"/"_s : u'/' + roomName;
}

QJsonObject toJson(const StoredRoom &stored)
{
    QJsonObject json{{u"name"_s, stored.room.name},
                     {u"namespace"_s, namespaceOf(stored.room.name)},
                     {u"messages"_s, stored.room.seq}};
    if (!stored.classCode.isEmpty()) {
        json.insert("classCode"_L1, stored.classCode);
    }
    if (stored.room.archived) {
        json.insert("archived"_L1, true);
    }
    return json;
}

void addRoom(RoomServices &rooms, const QJsonObject &request, const ControlServer::Reply &reply)
{
    const QJsonValue name = request.value("name"_L1);
    if (!name.isString()) {
        reply(controlRefusal(
            ApiError{.code = ErrorCode::BadRequest, .text = u"name must be a string."_s}));
        return;
    }
    rooms.service.createRoom(name.toString(), request.value("code"_L1).toBool(),
                             [reply](const Result<StoredRoom, ApiError> &made) {
                                 reply(
                                     made ? QJsonObject{{u"ok"_s, true}, {u"room"_s, toJson(*made)}}
                                          : controlRefusal(made.error()));
                             });
}

void listRooms(RoomServices &rooms, const ControlServer::Reply &reply)
{
    rooms.service.listAll([reply](const Result<QList<StoredRoom>, ApiError> &found) {
        if (!found) {
            reply(controlRefusal(found.error()));
            return;
        }
        QJsonArray list;
        for (const StoredRoom &room : *found) {
            list.append(toJson(room));
        }
        reply({{u"ok"_s, true}, {u"rooms"_s, list}});
    });
}

void changeRoom(RoomServices &rooms, const QJsonObject &request, const RoomUpdate &change,
                const ControlServer::Reply &reply)
{
    const QJsonValue name = request.value("name"_L1);
    if (!name.isString()) {
        reply(controlRefusal(
            ApiError{.code = ErrorCode::BadRequest, .text = u"name must be a string."_s}));
        return;
    }
    rooms.settings.administer(
        name.toString(), change, [reply](const Result<StoredRoom, ApiError> &changed) {
            reply(changed ? QJsonObject{{u"ok"_s, true}, {u"room"_s, toJson(*changed)}}
                          : controlRefusal(changed.error()));
        });
}

QString addedText(const QJsonObject &room)
{
    QString text = u"room       %1\nnamespace  %2\n"_s.arg(room.value("name"_L1).toString(),
                                                           room.value("namespace"_L1).toString());
    const QString classCode = room.value("classCode"_L1).toString();
    if (!classCode.isEmpty()) {
        text += u"class code %1\n"_s.arg(classCode);
    }
    if (room.value("archived"_L1).toBool()) {
        text += u"archived   yes\n"_s;
    }
    return text;
}

QString tableText(const QJsonArray &rooms)
{
    // What is as wide as a person likes stands last: no terminal agrees on how wide a name is.
    QString text = u"CLASS CODE  MESSAGES  ROOM\n"_s;
    for (const QJsonValue &value : rooms) {
        const QJsonObject room = value.toObject();
        const QString classCode = room.value("classCode"_L1).toString(u"-"_s);
        const qint64 messages = room.value("messages"_L1).toInteger();
        text += classCode.leftJustified(10) + u"  "_s + QString::number(messages).rightJustified(8)
            + u"  "_s + room.value("name"_L1).toString()
            + (room.value("archived"_L1).toBool() ? u" (archived)\n"_s : u"\n"_s);
    }
    return text;
}

} // namespace

Result<RoomCommand, QString> parseRoomCommand(const QStringList &arguments)
{
    struct Entry
    {
        QLatin1StringView word;
        RoomCommand::Verb verb;
        QLatin1StringView flag;
        bool RoomCommand::*value;
    };
    static constexpr Entry entries[]{
        {"add"_L1, RoomCommand::Verb::Add, "--code"_L1, &RoomCommand::withClassCode},
        {"list"_L1, RoomCommand::Verb::List, {}, nullptr},
        {"code"_L1, RoomCommand::Verb::Code, "--close"_L1, &RoomCommand::undo},
        {"archive"_L1, RoomCommand::Verb::Archive, "--undo"_L1, &RoomCommand::undo},
    };
    const QString verb = arguments.value(0);
    const auto entry = std::find_if(std::begin(entries), std::end(entries),
                                    [&verb](const Entry &one) { return verb == one.word; });
    if (entry == std::end(entries)) {
        return failure(
            verb.isEmpty()
                ? u"room needs \"add NAME\", \"list\", \"code NAME\" or \"archive NAME\"."_s
                : u"Unknown command: room %1."_s.arg(verb));
    }
    RoomCommand command;
    command.verb = entry->verb;

    QStringList names;
    bool takesFlags = true; // until "--": a name may begin with a dash
    for (const QString &argument : arguments.sliced(1)) {
        if (takesFlags && argument == u"--") {
            takesFlags = false;
        } else if (takesFlags && entry->value != nullptr && argument == entry->flag) {
            command.*entry->value = true;
        } else if (takesFlags && argument.startsWith(u'-')) {
            return failure(u"Unknown flag of room %1: %2."_s.arg(verb, argument));
        } else {
            names.append(argument);
        }
    }
    const int wanted = command.verb == RoomCommand::Verb::List ? 0 : 1;
    if (names.size() > wanted) {
        return failure(
            u"room %1: \"%2\" is one word too many; a name with spaces needs quotes."_s.arg(
                verb, names.at(wanted)));
    }
    if (names.size() < wanted) {
        return failure(u"room %1 needs a name."_s.arg(verb));
    }
    command.name = names.value(0);
    return command;
}

QJsonObject roomRequest(const RoomCommand &command)
{
    if (command.verb == RoomCommand::Verb::List) {
        return {{u"command"_s, u"room.list"_s}};
    }
    if (command.verb != RoomCommand::Verb::Add) {
        const bool isCode = command.verb == RoomCommand::Verb::Code;
        QJsonObject request{{u"command"_s, isCode ? u"room.code"_s : u"room.archive"_s},
                            {u"name"_s, command.name}};
        if (command.undo) {
            request.insert(isCode ? "close"_L1 : "undo"_L1, true);
        }
        return request;
    }
    QJsonObject request{{u"command"_s, u"room.add"_s}, {u"name"_s, command.name}};
    if (command.withClassCode) {
        request.insert("code"_L1, true);
    }
    return request;
}

void handleControlRequest(RoomServices &rooms, const QJsonObject &request,
                          const ControlServer::Reply &reply)
{
    const QString command = request.value("command"_L1).toString();
    if (command == u"room.add") {
        addRoom(rooms, request, reply);
    } else if (command == u"room.list") {
        listRooms(rooms, reply);
    } else if (command == u"room.code") {
        RoomUpdate change;
        change.classCode = request.value("close"_L1).toBool() ? RoomUpdate::ClassCode::Close
                                                              : RoomUpdate::ClassCode::Rotate;
        changeRoom(rooms, request, change, reply);
    } else if (command == u"room.archive") {
        RoomUpdate change;
        change.archived = !request.value("undo"_L1).toBool();
        changeRoom(rooms, request, change, reply);
    } else {
        reply(controlRefusal(ApiError{.code = ErrorCode::UnknownEvent,
                                      .text = u"This server does not know that command."_s}));
    }
}

CommandOutput roomOutput(const RoomCommand &command, const QJsonObject &reply)
{
    if (!reply.value("ok"_L1).toBool()) {
        return refusalOutput(reply);
    }
    return {.exitCode = exitGood,
            .output = command.verb != RoomCommand::Verb::List
                ? addedText(reply.value("room"_L1).toObject())
                : tableText(reply.value("rooms"_L1).toArray()),
            .errors = {}};
}

} // namespace maru::server
