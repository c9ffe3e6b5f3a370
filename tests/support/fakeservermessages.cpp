// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What the fake server does with messages that are there, and with marks.

#include "tests/support/fakeserver.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::testing {

namespace {

const QString seedTime = u"2026-11-23T09:12:00.123Z"_s;

QJsonObject ok(QJsonObject reply)
{
    reply.insert(u"ok"_s, true);
    return reply;
}

QJsonArray toggled(const QJsonArray &reactions, const QString &emoji, const QString &user, bool on)
{
    QJsonArray after;
    bool isThere = false;
    for (const QJsonValue &value : reactions) {
        QJsonObject reaction = value.toObject();
        QJsonArray users = reaction.value(u"users"_s).toArray();
        if (reaction.value(u"emoji"_s).toString() == emoji) {
            isThere = true;
            if (on) {
                users.append(user);
            } else {
                users = {};
            }
        }
        reaction.insert(u"users"_s, users);
        if (!users.isEmpty()) {
            after.append(reaction);
        }
    }
    if (on && !isThere) {
        after.append(QJsonObject{{u"emoji"_s, emoji}, {u"users"_s, QJsonArray{user}}});
    }
    return after;
}

} // namespace

QJsonObject FakeServer::roomObject(const Room &room) const
{
    QJsonObject object{{u"_id"_s, room.id},      {u"name"_s, room.name},
                       {u"kind"_s, u"public"_s}, {u"topic"_s, QString()},
                       {u"archived"_s, false},   {u"seq"_s, room.messages.size()},
                       {u"rev"_s, room.rev},     {u"createdAt"_s, seedTime}};
    if (room.readSeq >= 0) {
        object.insert(u"role"_s, room.role);
        object.insert(u"readSeq"_s, room.readSeq);
        object.insert(u"unread"_s, room.messages.size() - room.readSeq);
        object.insert(u"mentions"_s, room.mentions);
        object.insert(u"notify"_s, u"all"_s);
    }
    for (auto extra = room.extras.begin(); extra != room.extras.end(); ++extra) {
        object.insert(extra.key(), extra.value());
    }
    return object;
}

QJsonObject FakeServer::userOf(const QString &name) const
{
    return {{u"_id"_s, u"id-"_s + name}, {u"userName"_s, name},    {u"name"_s, name},
            {u"isOnline"_s, true},       {u"role"_s, u"member"_s}, {u"lastSeenAt"_s, seedTime},
            {u"createdAt"_s, seedTime}};
}

void FakeServer::onMessageCall(const Call &call)
{
    static const QStringList known{u"message:edit"_s,    u"message:delete"_s, u"message:react"_s,
                                   u"message:readers"_s, u"read:set"_s,       u"typing:set"_s};
    if (!known.contains(call.name) && answers.contains(call.name)) {
        answer(call.ackId, ok(answers.value(call.name)));
        return;
    }
    if (!known.contains(call.name)) {
        if (call.wantsAck) {
            answer(call.ackId, refusal(u"UNKNOWN_EVENT"_s));
        }
        return;
    }
    if (!refusals.isEmpty()) {
        answer(call.ackId, refusals.dequeue());
        return;
    }
    const QJsonObject argument = call.argument.toObject();
    const QString room = argument.value(u"room"_s).toString();
    if (call.name == "read:set"_L1) {
        rooms[room].readSeq = argument.value(u"seq"_s).toInteger();
        answer(call.ackId, ok({}));
        return;
    }
    if (call.name == "typing:set"_L1) {
        answer(call.ackId, ok({}));
        return;
    }
    if (call.name == "message:readers"_L1) {
        answer(call.ackId,
               ok({{u"read"_s,
                    QJsonArray{QJsonObject{{u"user"_s, userOf(u"이영희"_s)}, {u"at"_s, seedTime}}}},
                   {u"unread"_s, QJsonArray{userOf(u"박철수"_s)}}}));
        return;
    }
    const QString id = argument.value(u"message"_s).toString();
    const QList<QJsonObject> &all = rooms[room].messages;
    qsizetype at = 0;
    while (at < all.size() && all.at(at).value(u"_id"_s).toString() != id) {
        ++at;
    }
    if (at == all.size()) {
        answer(call.ackId, refusal(u"NOT_FOUND"_s));
        return;
    }
    QJsonObject fields;
    if (call.name == "message:edit"_L1) {
        fields = {{u"chat"_s, argument.value(u"chat"_s)}, {u"editedAt"_s, seedTime}};
    } else if (call.name == "message:delete"_L1) {
        fields = {{u"chat"_s, QString()}, {u"deletedAt"_s, seedTime}};
    } else {
        fields = {{u"reactions"_s,
                   toggled(all.at(at).value(u"reactions"_s).toArray(),
                           argument.value(u"emoji"_s).toString(), u"id-"_s + m_joinedAs,
                           argument.value(u"on"_s).toBool())}};
    }
    const QJsonObject changed = changeMessage(room, at + 1, fields, true);
    answer(call.ackId, ok({{u"message"_s, changed}}));
    sendEvent(u"message:changed"_s, changed);
}

} // namespace maru::testing
