// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roomactions.h"

#include "client/model/failuretexts.h"
#include "client/model/recentservers.h"
#include "client/model/roomtexts.h"
#include "common/clientlimits.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// A refusal's sentence begins with the field it is about.
RoomActions::Field fieldOf(const ApiError &error)
{
    using Field = RoomActions::Field;
    switch (error.code) {
    case ErrorCode::NameTaken:
    case ErrorCode::BadName:
        return Field::Name;
    case ErrorCode::BadClassCode:
        return Field::Code;
    default:
        break;
    }
    const QString word = error.text.section(u' ', 0, 0).remove(u':');
    return word == "name"_L1                         ? Field::Name
        : word == "topic"_L1                         ? Field::Topic
        : word == "members"_L1 || word == "users"_L1 ? Field::Members
        : word == "classCode"_L1                     ? Field::Code
                                                     : Field::Whole;
}

RoomActions::Outcome outcomeOf(const RequestFailure &failure)
{
    RoomActions::Outcome outcome;
    outcome.failure = requestFailureText(failure);
    if (failure.kind != RequestFailure::Kind::Refused) {
        return outcome;
    }
    outcome.field = fieldOf(failure.error);
    if (failure.error.code == ErrorCode::NameTaken) {
        outcome.failure =
            RoomActions::tr("There is a room of this name already. Please choose another one.");
    } else if (failure.error.code == ErrorCode::Banned) {
        outcome.failure = RoomActions::tr("You are banned from this room.");
    } else if (failure.error.code == ErrorCode::Conflict) {
        outcome.failure =
            RoomActions::tr("The room needs an owner. Please appoint another one first.");
    }
    return outcome;
}

// Of a change of a person on the whole server.
RoomActions::Outcome outcomeOfServer(const RequestFailure &failure)
{
    RoomActions::Outcome outcome;
    outcome.failure =
        failure.kind == RequestFailure::Kind::Refused && failure.error.code == ErrorCode::Conflict
        ? RoomActions::tr("The server needs an owner. Please appoint another one first.")
        : requestFailureText(failure);
    return outcome;
}

} // namespace

RoomActions::RoomActions(ChatSession &session, QObject *parent)
    : QObject(parent)
    , m_requests(session)
    , m_session(session)
    , m_people(session)
{
    connect(&m_gate, &WriteGate::changed, this, &RoomActions::writeRuleChanged);
    connect(&m_people, &RoomPeople::ownChanged, this, &RoomActions::updateGate);
    connect(m_people.model(), &MemberListModel::countsChanged, this,
            [this] { m_gate.setHandsUp(m_people.model()->handCount()); });
    connect(&session, &ChatSession::connectionLost, this, &RoomActions::changed);
}

bool RoomActions::isAvailable() const
{
    return m_session.mode() != ChatSession::Mode::Classic;
}

bool RoomActions::isOnline() const
{
    return isAvailable() && m_session.isJoined();
}

std::optional<Room> RoomActions::room(const RoomId &id) const
{
    const auto found = m_rooms.constFind(id);
    return found == m_rooms.cend() ? std::nullopt : std::optional(*found);
}

RoomRole RoomActions::roleIn(const RoomId &id) const
{
    const auto found = m_rooms.constFind(id);
    if (found == m_rooms.cend()) {
        return RoomRole::Member;
    }
    const bool ownsAll = (m_own.role == UserRole::Admin || m_own.role == UserRole::Owner)
        && found->kind != RoomKind::Direct;
    if (ownsAll) {
        return RoomRole::Owner;
    }
    return found->own ? found->own->role : RoomRole::Member;
}

bool RoomActions::isAbove(const Member &member) const
{
    const auto found = m_rooms.constFind(m_current);
    if (found == m_rooms.cend() || found->kind == RoomKind::Direct || found->archived
        || member.user.id == m_own.id) {
        return false;
    }
    if (member.user.role >= UserRole::Admin) { // an owner of every room: the server's ranks count
        return isAboveOnServer(member.user);
    }
    return roleIn(m_current) > member.role;
}

bool RoomActions::isAboveOnServer(const User &user) const
{
    return m_own.role >= UserRole::Admin && user.id != m_own.id
        && (m_own.role > user.role || m_own.role == UserRole::Owner);
}

bool RoomActions::mayInvite() const
{
    const auto found = m_rooms.constFind(m_current);
    if (found == m_rooms.cend() || found->kind == RoomKind::Direct || found->archived) {
        return false;
    }
    return found->kind == RoomKind::Public || roleIn(m_current) != RoomRole::Member;
}

DirectoryModel::Source RoomActions::roomSource()
{
    return [this](const QString &query, const QString &after, QObject *context,
                  const DirectoryModel::PageHandler &handler) {
        if (!isAvailable()) {
            return;
        }
        m_requests.list(
            {query, after, limits::maxPageRows}, context, [this, handler](const auto &reply) {
                DirectoryModel::Page page;
                if (!reply) {
                    page.failure = questionFailureText(reply.error());
                } else {
                    page.more = reply->more;
                    for (const Room &room : reply->rooms) {
                        page.last = room.id.toString();
                        if (!m_rooms.contains(room.id)) { // else one is in it already
                            page.rows.append({page.last, room.name, room.topic, int(room.kind)});
                        }
                    }
                }
                handler(page);
            });
    };
}

DirectoryModel::Source RoomActions::peopleSource()
{
    return [this](const QString &query, const QString &after, QObject *context,
                  const DirectoryModel::PageHandler &handler) {
        m_requests.listUsers(
            {query, after, limits::maxPageRows}, context,
            [own = m_own.id, handler](const auto &reply) {
                DirectoryModel::Page page;
                if (!reply) {
                    page.failure = questionFailureText(reply.error());
                } else {
                    page.more = reply->more;
                    for (const User &user : reply->users) {
                        page.last = user.id.toString();
                        if (user.id != own) {
                            page.rows.append({page.last, user.userName, {}, -1, user.isOnline});
                        }
                    }
                }
                handler(page);
            });
    };
}

ReplyHandler<RoomReply> RoomActions::taking(Handler handler, bool enters)
{
    const quint64 wish = enters ? ++m_wish : 0;
    return [this, handler = std::move(handler), enters,
            wish](const Result<RoomReply, RequestFailure> &reply) {
        if (!reply) {
            handler(outcomeOf(reply.error()));
            return;
        }
        emit roomTold(reply->room);
        if (enters && wish == m_wish) { // else what is typed by now would go there
            emit enterWanted(reply->room.id);
        }
        handler({{}, Field::Whole, reply->room.id});
    };
}

ReplyHandler<Acknowledged> RoomActions::telling(Handler handler)
{
    return [handler = std::move(handler)](const Result<Acknowledged, RequestFailure> &reply) {
        handler(reply ? Outcome() : outcomeOf(reply.error()));
    };
}

void RoomActions::join(const RoomId &room, Handler handler)
{
    m_requests.join({room, {}}, this, taking(std::move(handler), true));
}

void RoomActions::joinByCode(const QString &code, Handler handler)
{
    m_requests.join({{}, tidyClassCode(code)}, this, taking(std::move(handler), true));
}

void RoomActions::create(const RoomCreate &request, Handler handler)
{
    m_requests.create(request, this, taking(std::move(handler), true));
}

void RoomActions::openDirect(const UserId &user, Handler handler)
{
    m_requests.direct({user}, this, taking(std::move(handler), true));
}

void RoomActions::update(const RoomUpdate &request, Handler handler)
{
    m_requests.update(request, this, taking(std::move(handler), false));
}

void RoomActions::leave(const RoomId &room, Handler handler)
{
    m_requests.leave({room}, this, telling(std::move(handler)));
}

void RoomActions::invite(const RoomId &room, const QList<UserId> &users, Handler handler)
{
    m_requests.invite({room, users}, this, taking(std::move(handler), false));
}

void RoomActions::setMember(const MemberSet &request, Handler handler)
{
    m_requests.setMember(request, this, telling(std::move(handler)));
}

void RoomActions::kick(const MemberKick &request, Handler handler)
{
    m_requests.kick(request, this, telling(std::move(handler)));
}

void RoomActions::setUser(const UserSet &request, Handler handler)
{
    m_requests.setUser(
        request, this,
        [handler = std::move(handler)](const Result<UserReply, RequestFailure> &set) {
            handler(set ? Outcome() : outcomeOfServer(set.error()));
        });
}

void RoomActions::loadSanctions(const RoomId &room, const QString &after, SanctionsHandler handler)
{
    m_requests.listSanctions(
        {room, after, limits::maxPageRows}, this,
        [handler = std::move(handler)](const Result<SanctionsReply, RequestFailure> &reply) {
            handler(reply ? Sanctions{reply->sanctions, reply->more, {}}
                          : Sanctions{{}, false, questionFailureText(reply.error())});
        });
}

void RoomActions::lift(const RoomId &room, const Sanction &sanction, Handler handler)
{
    if (room.isNull()) {
        setUser(
            {.user = sanction.user.id, .role = {}, .banned = false, .untilMs = {}, .reason = {}},
            std::move(handler));
        return;
    }
    MemberSet request{.room = room, .user = sanction.user.id};
    if (sanction.kind == Sanction::Kind::Banned) {
        request.liftsBan = true;
    } else {
        request.muted = false;
    }
    setMember(request, std::move(handler));
}

void RoomActions::setNotify(const RoomId &room, RoomNotify notify, Handler handler)
{
    m_requests.setNotify({room, notify}, this, taking(std::move(handler), false));
}

void RoomActions::setHand(bool isUp, Handler handler)
{
    m_requests.setHand({m_current, isUp}, this, telling(std::move(handler)));
}

void RoomActions::setRooms(const QList<Room> &rooms, const User &ownUser)
{
    m_own = ownUser;
    m_people.setOwnUser(ownUser.id);
    m_rooms.clear();
    QList<RoomId> direct;
    for (const Room &room : rooms) {
        m_rooms.insert(room.id, room);
        if (room.kind == RoomKind::Direct) {
            direct.append(room.id);
        }
    }
    if (isOnline()) {
        m_people.learnPeers(direct, false);
    }
    updateGate();
    emit changed();
}

void RoomActions::show(const RoomId &room)
{
    m_current = room;
    ++m_wish;
    if (isAvailable()) {
        m_people.show(room);
    }
    updateGate();
    emit changed();
}

void RoomActions::takeJoined()
{
    if (!isAvailable()) {
        return;
    }
    m_people.load();
    QList<RoomId> direct;
    for (const Room &room : std::as_const(m_rooms)) {
        if (room.kind == RoomKind::Direct) {
            direct.append(room.id);
        }
    }
    m_people.learnPeers(direct, true);
    emit changed();
}

void RoomActions::updateGate()
{
    const RoomRole role = roleIn(m_current);
    m_people.model()->setHandsApart(role != RoomRole::Member);
    m_gate.setRoom(m_rooms.value(m_current), role);
    const Member *const own = m_people.model()->find(m_own.id);
    if (own && !m_people.model()->isEarlier(m_own.id)) {
        m_gate.setOwn(own->muted, own->hand);
    }
    m_gate.setHandsUp(m_people.model()->handCount());
}

void RoomActions::forget()
{
    m_people.forget();
    m_gate.forget();
    m_rooms.clear();
    m_own = {};
    m_current = {};
    emit changed();
}

} // namespace maru::client
