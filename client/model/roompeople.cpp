// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/roompeople.h"

#include "common/clientlimits.h"

#include <utility>

namespace maru::client {

RoomPeople::RoomPeople(ChatSession &session, QObject *parent)
    : QObject(parent)
    , m_requests(session)
{
    connect(&session, &ChatSession::memberChanged, this, &RoomPeople::takeMember);
    connect(&session, &ChatSession::userChanged, this, &RoomPeople::takeUser);
    connect(&session, &ChatSession::memberLeft, this, [this](const MemberLeft &event) {
        if (event.room == m_room) {
            noteMember(event.user.id);
            m_seen.remove(event.user.id);
            m_model.remove(event.user.id);
        }
    });
}

void RoomPeople::setOwnUser(const UserId &user)
{
    m_ownUser = user;
    m_model.setOwnUser(user);
}

void RoomPeople::show(const RoomId &room)
{
    if (room == m_room) {
        return;
    }
    m_room = room;
    m_model.clear();
    emit ownChanged();
    load();
    if (!m_room.isNull()) {
        emit shown(m_room);
    }
}

void RoomPeople::restore(const RoomId &room, const QList<Member> &members)
{
    if (room != m_room || m_model.rowCount() > 0) {
        return;
    }
    m_model.setEarlier(members);
    emit membersLearnt(room, members);
    emit stateChanged();
}

void RoomPeople::load()
{
    ++m_loading;
    m_seen.clear();
    m_failure.reset();
    m_isCut = false;
    m_isLoading = !m_room.isNull();
    emit stateChanged();
    if (m_isLoading) {
        ask({});
    }
}

void RoomPeople::ask(const QString &after)
{
    m_toldMembers.clear();
    m_toldUsers.clear();
    m_requests.listMembers(
        {m_room, after, limits::maxPageRows}, this,
        [this, loading = m_loading](const Result<MembersReply, RequestFailure> &reply) {
            if (loading != m_loading) {
                return;
            }
            if (reply) {
                takePage(*reply);
                return;
            }
            m_failure = reply.error();
            m_isLoading = false;
            emit stateChanged();
        });
}

void RoomPeople::takePage(const MembersReply &page)
{
    for (const Member &member : page.members) {
        m_lastSeen = member.user.id;
        if (const std::optional<Member> known = withTold(member)) {
            m_seen.insert(member.user.id);
            m_model.take(*known);
        }
        if (member.user.id == m_ownUser) {
            emit ownChanged();
        }
    }
    emit membersLearnt(m_room, page.members);
    const bool goesOn = page.more && !page.members.isEmpty();
    m_isCut = goesOn && m_seen.size() >= limits::maxMembersShown;
    if (goesOn && !m_isCut) {
        ask(m_lastSeen.toString());
    } else {
        finish();
    }
}

// \p member of a page, with what was told while that was on its way; none: who has left.
std::optional<Member> RoomPeople::withTold(Member member) const
{
    const bool isOnline = member.user.isOnline; // the server looks when it answers
    if (m_toldMembers.contains(member.user.id)) {
        const Member *const row = m_model.find(member.user.id);
        if (row == nullptr) {
            return std::nullopt;
        }
        member.role = row->role;
        member.muted = row->muted;
        member.hand = row->hand;
        member.user = row->user;
    }
    member.user = m_toldUsers.value(member.user.id, member.user);
    member.user.isOnline = isOnline;
    return member;
}

void RoomPeople::finish()
{
    m_isLoading = false;
    // Who was not seen has left while there was no connection. Nobody lists those behind the cut:
    // of them the reader stays, and who asks to speak.
    m_model.keepOnly([this](const UserId &user) {
        return isWithinCut(user) ? m_seen.contains(user)
                                 : user == m_ownUser || m_model.find(user)->hand;
    });
    m_seen.clear();
    m_toldMembers.clear();
    m_toldUsers.clear();
    emit listed(m_room, m_model.members(), !m_isCut);
    emit stateChanged();
}

bool RoomPeople::isWithinCut(const UserId &user) const
{
    return !m_isCut || !(m_lastSeen < user);
}

void RoomPeople::noteMember(const UserId &user)
{
    if (m_isLoading) {
        m_toldMembers.insert(user);
        m_toldUsers.remove(user);
        m_seen.insert(user);
    }
}

void RoomPeople::takeMember(const MemberChanged &event)
{
    if (event.room != m_room) {
        return;
    }
    const UserId &user = event.user.id;
    const bool isListed = !m_isCut || (isWithinCut(user) && m_model.find(user) != nullptr);
    if (!isListed && !event.hand && user != m_ownUser) {
        m_model.remove(user); // a hand was up
        return;
    }
    noteMember(user);
    const Member *const before = m_model.find(user); // how far one has read is not told with it
    m_model.take({event.user, event.role, event.muted, event.hand, before ? before->readSeq : 0});
    if (user == m_ownUser) {
        emit ownChanged();
    }
}

void RoomPeople::takeUser(const User &user)
{
    if (m_isLoading) {
        m_toldUsers.insert(user.id, user);
    }
    if (m_isAskingPeer && m_toldPeers.size() < limits::maxMembersShown) {
        m_toldPeers.insert(user.id, user);
    }
    m_model.update(user);
    for (auto peer = m_peers.cbegin(); peer != m_peers.cend(); ++peer) {
        if (peer.value() == user.id) {
            emit peerChanged(peer.key(), user);
        }
    }
}

void RoomPeople::learnPeers(const QList<RoomId> &rooms, bool again)
{
    for (const RoomId &room : rooms) {
        if ((again || !m_peers.contains(room)) && !m_unknown.contains(room)) {
            m_unknown.append(room);
        }
    }
    askNextPeer();
}

void RoomPeople::askNextPeer()
{
    if (m_unknown.isEmpty() || m_isAskingPeer) {
        return;
    }
    m_isAskingPeer = true;
    m_toldPeers.clear();
    const RoomId room = m_unknown.takeFirst();
    m_requests.listMembers({room, {}, 2}, this, [this, room](const auto &reply) {
        m_isAskingPeer = false;
        if (!reply && reply.error().kind == RequestFailure::Kind::Disconnected) {
            m_unknown.clear(); // the next join asks anew
            return;
        }
        if (reply) {
            for (const Member &member : reply->members) {
                if (member.user.id != m_ownUser) {
                    m_peers.insert(room, member.user.id);
                    User peer = m_toldPeers.value(member.user.id, member.user);
                    peer.isOnline = member.user.isOnline; // the server looks when it answers
                    emit peerChanged(room, peer);
                }
            }
        }
        askNextPeer();
    });
}

void RoomPeople::forget()
{
    ++m_loading;
    m_isLoading = false;
    m_isCut = false;
    m_room = {};
    m_unknown.clear();
    m_peers.clear();
    m_toldPeers.clear();
    m_seen.clear();
    m_failure.reset();
    m_model.clear();
    m_ownUser = {};
}

} // namespace maru::client
