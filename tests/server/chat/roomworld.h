// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "chattools.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/objectid.h"
#include "server/chat/roomservices.h"

#include <QHash>

namespace maru::server {

/// Writes down, by the people's names, what is told of rooms.
class RoomSink final : public SilentSink
{
public:
    explicit RoomSink(QStringList &journal)
        : m_journal(journal)
    { }

    QHash<UserId, QString> names;
    QList<Room> toOne; ///< of roomChangedFor()
    QList<User> people; ///< of memberChanged() and memberLeft()

    void messageAdded(const Message &message) override { note(u"says "_qs + message.chat); }
    void memberEntered(const UserId &user, const Room &room, const Membership &) override
    {
        note(u"%1 sees %2"_qs.arg(names[user], room.name));
    }
    void memberChanged(const MemberChanged &it) override
    {
        people.append(it.user);
        note(u"%1 is %2%3%4"_qs.arg(it.user.userName, toWire(it.role),
                                    it.muted ? u", muted"_qs : QString(),
                                    it.hand ? u", hand up"_qs : QString()));
    }
    void memberLeft(const MemberLeft &it) override
    {
        people.append(it.user);
        note(it.user.userName + u" left"_qs);
    }
    void roomChanged(const Room &room) override { note(u"all: "_qs + room.name); }
    void roomChangedFor(const UserId &user, const Room &room) override
    {
        toOne.append(room);
        const OwnRoom own = room.own.value_or(OwnRoom());
        note(u"to %1: %2, %3%4"_qs.arg(names[user], room.name, toWire(own.role),
                                       own.classCode.isEmpty() ? QString()
                                                               : u", "_qs + own.classCode));
    }
    void roomRemoved(const UserId &user, const RoomRemoved &it) override
    {
        note(u"to %1: removed, %2"_qs.arg(names[user], it.reason));
    }

private:
    void note(const QString &line) { m_journal.append(line); }

    QStringList &m_journal;
};

/// The services about rooms over a memory store. People are connected until they are said not to
/// be.
struct RoomWorld : StoreWorld
{
    template<class Reply>
    using Ack = Answer<Result<Reply, ApiError>>;

    User person(const QString &name, UserRole role = UserRole::Member, bool isConnected = true)
    {
        Answer<Result<StoredUser, StoreError>> made;
        CreateUser change;
        change.user = {.id = UserId(newObjectId(clock.ms)), .userName = name, .role = role};
        change.nameKey = name;
        change.skeleton = name;
        store.apply(change, made.handler());
        store.answerAll();
        const User user = made.value().user;
        clock.ms += 1'000; // ids of one second have no order
        journal.clear();
        events.names.insert(user.id, name);
        if (isConnected) {
            members.attach(user.id);
        }
        return user;
    }

    /// The answer of one use case.
    template<class Reply, class Service, class Request, class... More>
    Ack<Reply> ask(Service &service,
                   void (Service::*useCase)(const User &, const Request &, More...),
                   const User &user, const Request &request)
    {
        Ack<Reply> answer;
        (service.*useCase)(user, request, answer.handler());
        store.answerAll();
        return answer;
    }

    Ack<RoomReply> create(const User &user, const RoomCreate &request)
    {
        return ask<RoomReply>(services.entering, &RoomEntering::create, user, request);
    }
    /// A room with its members; the journal is empty after it.
    Room makeRoom(const User &owner, const QList<User> &people = {},
                  RoomKind kind = RoomKind::Private, bool withCode = false)
    {
        RoomCreate request{.name = u"class"_qs, .kind = kind, .topic = {}};
        for (const User &user : people) {
            request.members.append(user.id);
        }
        request.classCode = withCode;
        const Room room = create(owner, request).value().room;
        journal.clear();
        return room;
    }
    Ack<Nothing> setMember(const User &by, const MemberSet &request)
    {
        return ask<Nothing>(services.membership, &RoomMembership::set, by, request);
    }
    Ack<Nothing> kick(const User &by, const MemberKick &request)
    {
        return ask<Nothing>(services.membership, &RoomMembership::kick, by, request);
    }
    Ack<RoomReply> update(const User &by, const RoomUpdate &request)
    {
        return ask<RoomReply>(services.settings, &RoomSettings::update, by, request);
    }
    Ack<RoomReply> join(const User &user, const RoomJoin &request,
                        const QString &address = u"192.0.2.1"_qs)
    {
        Ack<RoomReply> answer;
        services.entering.join(user, request, address, answer.handler());
        store.answerAll();
        return answer;
    }
    void appoint(const User &owner, const Room &room, const User &user, RoomRole role)
    {
        MemberSet request{.room = room.id, .user = user.id};
        request.role = role;
        QVERIFY(setMember(owner, request).isOk());
        journal.clear();
    }
    QStringList takeJournal() { return std::exchange(journal, {}); }

    RoomSink events{journal};
    Members members;
    KnownRooms knownRooms;
    RoomServices services{DomainBasics{store, events, members, knownRooms, clock}, RoomRules{}};
};

/// The code of a refusal; "ok" if there was none, the number of answers if it was not one.
template<class Reply>
[[nodiscard]] QString codeOf(const RoomWorld::Ack<Reply> &answer)
{
    if (answer.calls != 1) {
        return u"answered %1 times"_qs.arg(answer.calls);
    }
    return answer.isOk() ? u"ok"_qs : QString(toWire(answer.error().code));
}

} // namespace maru::server
