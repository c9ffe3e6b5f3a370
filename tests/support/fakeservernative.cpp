// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What the fake server does as a small Maru.

#include "tests/support/fakeserver.h"

#include <algorithm>
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

} // namespace

void FakeServer::onNativeCall(const Call &call)
{
    const QJsonObject argument = call.argument.toObject();
    if (const auto scripted = replies.find(call.name);
        scripted != replies.end() && !scripted->isEmpty()) {
        answer(call.ackId, scripted->dequeue());
        return;
    }
    if (heldCalls.contains(call.name)) {
        return;
    }
    if (call.name == "session:join"_L1) {
        answer(call.ackId, joinReply(call));
    } else if (call.name == "message:send"_L1) {
        onSend(call);
    } else if (call.name == "message:history"_L1) {
        answer(call.ackId, historyReply(argument));
    } else if (call.name == "message:search"_L1) {
        answer(call.ackId, searchReply(argument));
    } else if (call.name == "message:changes"_L1) {
        answer(call.ackId, changesReply(argument));
    } else {
        onMessageCall(call);
    }
}

QJsonObject FakeServer::joinReply(const Call &call)
{
    if (!joinRefusals.isEmpty()) {
        return joinRefusals.dequeue();
    }
    if (!m_saidHome.isEmpty() && !rooms.contains(m_saidHome)) {
        return refusal(u"NOT_MEMBER"_s);
    }
    const QJsonObject argument = call.argument.toObject();
    const QString shown = argument.value(u"token"_s).toString();
    if (!shown.isEmpty() && !tokens.contains(shown)) {
        return refusal(u"BAD_CREDENTIALS"_s);
    }
    const bool isRenamed = !shown.isEmpty() && !renamed.isEmpty();
    m_joinedAs = isRenamed ? renamed : argument.value(u"userName"_s).toString();
    QJsonArray list;
    for (const Room &room : std::as_const(rooms)) {
        list.append(roomObject(room));
    }
    QJsonObject reply{{u"user"_s, userOf(m_joinedAs)},
                      {u"rooms"_s, list},
                      {u"home"_s, m_saidHome.isEmpty() ? homeRoom : m_saidHome},
                      {u"serverTime"_s, seedTime}};
    if (shown.isEmpty()) {
        const QString begun = argument.value(u"newToken"_s).toString();
        const QString made = begun.isEmpty() ? u"token%1"_s.arg(m_nextId++) : begun;
        tokens.insert(made);
        reply.insert(u"token"_s, made);
    }
    return ok(reply);
}

void FakeServer::onSend(const Call &call)
{
    const Fault fault = sendFaults.isEmpty() ? Fault() : sendFaults.dequeue();
    const bool isFaulty = fault.kind != Fault::Kind::Refuse || !fault.refusal.isEmpty();
    if (isFaulty && fault.kind == Fault::Kind::Refuse) {
        answer(call.ackId, fault.refusal);
        return;
    }
    if (isFaulty && fault.kind == Fault::Kind::DropFirst) {
        drop();
        return;
    }
    const QJsonObject argument = call.argument.toObject();
    const QString roomId = argument.value(u"room"_s).toString();
    const QString cid = argument.value(u"cid"_s).toString();
    const Room &room = rooms[roomId];
    const auto known =
        std::find_if(room.messages.begin(), room.messages.end(), [&](const QJsonObject &message) {
            return message.value(u"cid"_s).toString() == cid;
        });
    if (known != room.messages.end()) {
        answer(call.ackId, ok({{u"message"_s, *known}, {u"duplicate"_s, true}}));
        return;
    }
    QJsonObject message =
        addMessage(roomId, m_joinedAs, argument.value(u"chat"_s).toString(), true);
    message.insert(u"cid"_s, cid);
    const QString answered = argument.value(u"replyTo"_s).toString();
    for (const QJsonObject &other : std::as_const(rooms[roomId].messages)) {
        if (!answered.isEmpty() && other.value(u"_id"_s).toString() == answered) {
            message.insert(u"replyTo"_s,
                           QJsonObject{{u"_id"_s, answered},
                                       {u"seq"_s, other.value(u"seq"_s)},
                                       {u"user"_s, other.value(u"user"_s)},
                                       {u"chat"_s, other.value(u"chat"_s)}});
        }
    }
    rooms[roomId].messages.last() = message;
    if (isFaulty && fault.kind == Fault::Kind::StoreAndDrop) {
        drop();
        return;
    }
    if (!isFaulty) {
        answer(call.ackId, ok({{u"message"_s, message}}));
        sendEvent(u"message"_s, message);
    }
}

QJsonObject FakeServer::historyReply(const QJsonObject &question)
{
    const QList<QJsonObject> &all = rooms[question.value(u"room"_s).toString()].messages;
    const qsizetype limit = question.value(u"limit"_s).toInt(50);
    if (question.contains(u"after"_s) || question.contains(u"around"_s)) {
        const bool isAround = question.contains(u"around"_s);
        const qsizetype from = isAround ? question.value(u"around"_s).toInteger() - 1 - limit / 2
                                        : question.value(u"after"_s).toInteger();
        const qsizetype first = std::clamp<qsizetype>(from, 0, all.size());
        const qsizetype end = std::min(first + limit, all.size());
        QJsonArray page;
        for (qsizetype i = first; i < end; ++i) {
            page.append(all.at(i));
        }
        return ok(
            {{u"messages"_s, page}, {u"first"_s, first == 0}, {u"last"_s, end == all.size()}});
    }
    const qsizetype before = question.contains(u"before"_s)
        ? std::min<qsizetype>(question.value(u"before"_s).toInteger() - 1, all.size())
        : all.size();
    const qsizetype start = std::max<qsizetype>(0, before - limit);
    QJsonArray page;
    for (qsizetype i = start; i < before; ++i) {
        page.append(all.at(i));
    }
    return ok({{u"messages"_s, page}, {u"first"_s, start == 0}, {u"last"_s, before == all.size()}});
}

// The newest first, a page of `searchPage` hits; the cursor is how many came before.
QJsonObject FakeServer::searchReply(const QJsonObject &question)
{
    if (!searchRefusals.isEmpty()) {
        return searchRefusals.dequeue();
    }
    const QString text = question.value(u"query"_s).toString();
    const qsizetype from = question.value(u"cursor"_s).toString().toLongLong();
    QList<QJsonObject> found;
    for (const Room &room : std::as_const(rooms)) {
        for (const QJsonObject &message : room.messages) {
            const QString asked = question.value(u"room"_s).toString(room.id);
            if (asked == room.id && message.value(u"chat"_s).toString().contains(text)) {
                found.prepend(message);
            }
        }
    }
    QJsonArray hits;
    for (qsizetype i = from; i < std::min<qsizetype>(from + searchPage, found.size()); ++i) {
        const qsizetype at = found.at(i).value(u"chat"_s).toString().indexOf(text);
        QJsonArray ranges;
        ranges.append(QJsonArray{at, text.size()}); // clang takes one in braces for a copy
        hits.append(QJsonObject{{u"message"_s, found.at(i)}, {u"ranges"_s, ranges}});
    }
    QJsonObject reply{{u"hits"_s, hits}};
    if (from + searchPage < found.size()) {
        reply.insert(u"cursor"_s, QString::number(from + searchPage));
    }
    return ok(reply);
}

QJsonObject FakeServer::changesReply(const QJsonObject &question)
{
    const Room &room = rooms[question.value(u"room"_s).toString()];
    const qint64 afterRev = question.value(u"afterRev"_s).toInteger();
    const int limit = question.value(u"limit"_s).toInt(100);
    QList<QJsonObject> changed;
    for (const QJsonObject &message : room.messages) {
        if (message.value(u"rev"_s).toInteger() > afterRev) {
            changed.append(message);
        }
    }
    std::sort(changed.begin(), changed.end(), [](const QJsonObject &a, const QJsonObject &b) {
        return a.value(u"rev"_s).toInteger() < b.value(u"rev"_s).toInteger();
    });
    QJsonArray page;
    for (const QJsonObject &message : std::as_const(changed)) {
        if (page.size() < limit) {
            page.append(message);
        }
    }
    return ok(
        {{u"messages"_s, page}, {u"rev"_s, room.rev}, {u"more"_s, page.size() < changed.size()}});
}

} // namespace maru::testing
