// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/roomaudiences.h"

#include "common/serverlimits.h"
#include "server/session/namespacesession.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr size_t fewSessions = 4; // for them one piece is not worth its copy

QEvent::Type endOfTurn()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

/// Those of \p sessions if all can get the message \p seq and what follows it as one; else none.
std::vector<EngineSession *> followersOf(const std::vector<NamespaceSession *> &sessions,
                                         qint64 seq)
{
    std::vector<EngineSession *> followers;
    followers.reserve(sessions.size());
    for (const NamespaceSession *session : sessions) {
        EngineSession *engine = session->socket()->engine();
        // It sees the room twice, or had this message from its replay.
        if (engine->isFollowing() || session->hasDelivered(seq)) {
            return {};
        }
        followers.push_back(engine);
    }
    return followers;
}

} // namespace

void RoomAudiences::add(const RoomId &room, NamespaceSession *session)
{
    endRuns();
    std::vector<Group> &groups = m_rooms[room];
    const Flavour flavour = session->flavour();
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group &g) { return g.flavour == flavour; });
    if (group == groups.end()) {
        group = groups.insert(groups.end(), Group{.flavour = flavour, .sessions = {}});
    }
    group->sessions.push_back(session);
}

void RoomAudiences::remove(const RoomId &room, const NamespaceSession *session)
{
    endRuns();
    const auto groups = m_rooms.find(room);
    Q_ASSERT(groups != m_rooms.end());
    for (Group &group : *groups) {
        const auto found = std::find(group.sessions.begin(), group.sessions.end(), session);
        if (found != group.sessions.end()) {
            *found = group.sessions.back();
            group.sessions.pop_back();
            break;
        }
    }
    groups->erase(std::remove_if(groups->begin(), groups->end(),
                                 [](const Group &g) { return g.sessions.empty(); }),
                  groups->end());
    if (groups->empty()) {
        m_rooms.erase(groups);
    }
}

std::span<const RoomAudiences::Group> RoomAudiences::of(const RoomId &room)
{
    endRuns();
    const auto groups = m_rooms.constFind(room);
    return groups == m_rooms.constEnd() ? std::span<const Group>() : std::span(*groups);
}

qsizetype RoomAudiences::deliver(const Message &message)
{
    const auto found = m_rooms.constFind(message.room);
    if (found == m_rooms.constEnd()) {
        return 0;
    }
    const std::vector<Group> &groups = *found;
    if (message.room != m_room || m_bytes >= limits::maxRunBytes) {
        noteFirst(message.room);
    } else if (m_runs.empty()) {
        beginRuns(groups, message.seq);
    }
    qsizetype count = 0;
    const EncodedEvent event = encodeEvent(MessageEvent{.message = message});
    for (size_t i = 0; i < groups.size(); ++i) {
        const std::vector<NamespaceSession *> &sessions = groups[i].sessions;
        count += qsizetype(sessions.size());
        const Frame frame = eventFrame(groups[i].flavour, event, message.seq);
        if (!m_runs.empty() && m_runs[i]) {
            m_runs[i]->append(frame);
            m_bytes += frame.webSocketFrame().size();
            continue;
        }
        for (NamespaceSession *session : sessions) {
            session->deliver(frame, message.seq);
        }
    }
    return count;
}

void RoomAudiences::noteFirst(const RoomId &room)
{
    endRuns();
    m_room = room;
    if (!std::exchange(m_isPosted, true)) {
        QCoreApplication::postEvent(this, new QEvent(endOfTurn())); // before what is flushed then
    }
}

void RoomAudiences::beginRuns(const std::vector<Group> &groups, qint64 seq)
{
    for (const Group &group : groups) {
        std::vector<EngineSession *> followers;
        if (group.sessions.size() > fewSessions) {
            followers = followersOf(group.sessions, seq);
        }
        m_runs.push_back(followers.empty() ? nullptr
                                           : std::make_unique<FrameRun>(std::move(followers)));
    }
}

void RoomAudiences::endRuns()
{
    m_runs.clear();
    m_bytes = 0;
    m_room = {};
}

bool RoomAudiences::event(QEvent *event)
{
    if (event->type() != endOfTurn()) {
        return QObject::event(event);
    }
    m_isPosted = false;
    endRuns();
    return true;
}

} // namespace maru::server
