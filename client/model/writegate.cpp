// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/writegate.h"

#include "client/model/timetexts.h"

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

constexpr qint64 secondMs = 1'000;
constexpr qint64 longestWaitMs = 60'000; // between two looks: clocks are set

} // namespace

WriteGate::WriteGate(Clock clock, QObject *parent)
    : QObject(parent)
    , m_clock(std::move(clock))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WriteGate::update);
}

void WriteGate::setRoom(const Room &room, RoomRole role)
{
    if (room.id != m_room.id) {
        m_isMuted = false;
        m_isHandUp = false;
        m_handsUp = 0;
    }
    m_room = room;
    m_role = role;
    update();
}

void WriteGate::setOwn(bool isMuted, bool isHandUp)
{
    m_isMuted = isMuted;
    m_isHandUp = isHandUp;
    if (!isMuted) {
        m_mutedUntil.remove(m_room.id);
    }
    update();
}

void WriteGate::setHandsUp(int people)
{
    m_handsUp = people;
    update();
}

void WriteGate::noteSent(const RoomId &room)
{
    if (room == m_room.id && m_room.slowModeSeconds > 0 && m_role == RoomRole::Member) {
        m_nextMs.insert(room, m_clock() + m_room.slowModeSeconds * secondMs);
        update();
    }
}

void WriteGate::noteServerTime(qint64 serverMs)
{
    m_aheadMs = serverMs > 0 ? serverMs - m_clock() : 0;
    m_serverMs = serverMs;
    m_sinceTold.start();
}

qint64 WriteGate::serverNowMs() const
{
    return m_serverMs > 0 ? m_serverMs + m_sinceTold.elapsed() : m_clock();
}

void WriteGate::noteRefusal(const RoomId &room, const ApiError &error, bool isClassMode)
{
    m_nextMs.remove(room); // slow mode counts what is stored
    noteMute(room, error, isClassMode);
}

void WriteGate::noteMute(const RoomId &room, const ApiError &error, bool isClassMode)
{
    // In class mode the server looks no further: such a refusal says nothing of the person.
    if (error.code == ErrorCode::Muted && !isClassMode) {
        m_mutedUntil.insert(room, error.untilMs > 0 ? error.untilMs - m_aheadMs : 0);
    }
    update();
}

void WriteGate::forget()
{
    m_room = {};
    m_role = RoomRole::Member;
    m_isMuted = false;
    m_isHandUp = false;
    m_handsUp = 0;
    m_mutedUntil.clear();
    m_nextMs.clear();
    update();
}

WriteRule WriteGate::ruleNow(qint64 now) const
{
    using Kind = WriteRule::Kind;
    WriteRule rule;
    rule.isHandUp = m_isHandUp;
    if (m_room.archived) {
        rule.mayWrite = false;
        rule.mayEdit = false;
        rule.mayReact = false;
        rule.mayDelete = false;
        rule.isHandUp = false;
        rule.kind = Kind::Archived;
        rule.text = tr("This room is archived. It can be read, nothing more.");
        return rule;
    }
    if (m_role != RoomRole::Member) {
        rule.offersHand = m_isHandUp; // of before the role: only its owner takes it down
        rule.handsUp = m_handsUp;
        rule.offersUnmute = m_room.muteAll;
        if (m_room.muteAll) {
            rule.kind = Kind::ClassMode;
            rule.text = tr("Class mode: only moderators can write.");
        } else if (m_handsUp > 0) {
            rule.kind = Kind::HandsUp;
            rule.text = tr("%n hand(s) up.", nullptr, m_handsUp);
        } else if (m_isHandUp) {
            rule.kind = Kind::HandUp;
            rule.text = tr("Your hand is up.");
        }
        return rule;
    }
    const qint64 until = m_mutedUntil.value(m_room.id);
    const qint64 waitMs = m_nextMs.value(m_room.id) - now;
    const bool isTold = m_mutedUntil.contains(m_room.id);
    const bool isMuted = (m_isMuted || isTold) && (until == 0 || until > now);
    // Nobody tells the end of a mute but a refusal: until there was one, it may be tried.
    rule.mayReact = !m_room.muteAll && !(isMuted && isTold);
    rule.mayEdit = rule.mayReact && m_room.kind != RoomKind::Announcement;
    rule.mayWrite = rule.mayEdit;
    rule.offersHand = isMuted || m_room.muteAll || m_isHandUp;
    if (m_room.kind == RoomKind::Announcement) {
        rule.offersHand = false;
        rule.kind = Kind::Announcements;
        rule.text = tr("Only moderators write in this room. You can read and react.");
    } else if (isMuted) {
        rule.kind = until > 0 ? Kind::MutedUntil : Kind::Muted;
        rule.text = until > 0 ? tr("You are muted here until %1.").arg(whenText(until, now))
                              : tr("You are muted here by a moderator.");
    } else if (m_room.muteAll) {
        rule.kind = Kind::ClassMode;
        rule.text = tr("Class mode: only moderators can write just now.");
    } else if (waitMs > 0 && m_room.slowModeSeconds > 0) {
        rule.mayWrite = false;
        rule.kind = Kind::SlowMode;
        rule.text = tr("Slow mode: you can write again in %n second(s).", nullptr,
                       int((waitMs + secondMs - 1) / secondMs));
    } else if (m_isHandUp) {
        rule.kind = Kind::HandUp;
        rule.text = tr("Your hand is up.");
    }
    return rule;
}

void WriteGate::update()
{
    const qint64 now = m_clock();
    qint64 nextMs = 0;
    if (const auto next = m_nextMs.find(m_room.id); next != m_nextMs.end()) {
        // A clock that was set back makes nobody wait longer than the room says.
        *next = std::min(*next, now + m_room.slowModeSeconds * secondMs);
    }
    if (const qint64 wait = m_nextMs.value(m_room.id) - now; wait > 0) {
        nextMs = wait % secondMs == 0 ? secondMs : wait % secondMs;
    } else {
        m_nextMs.remove(m_room.id);
        const qint64 muted = m_mutedUntil.value(m_room.id) - now;
        nextMs = muted > 0 ? std::min(muted, longestWaitMs) : 0;
    }
    nextMs > 0 ? m_timer.start(int(nextMs)) : m_timer.stop();
    const WriteRule rule = ruleNow(now);
    if (rule != m_rule) {
        m_rule = rule;
        emit changed();
    }
}

} // namespace maru::client
