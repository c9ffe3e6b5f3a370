// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/typingpeople.h"

#include "common/clientlimits.h"

#include <algorithm>
#include <utility>

namespace maru::client {

TypingPeople::TypingPeople(int forgottenMs, QObject *parent)
    : QObject(parent)
    , m_forgottenMs(forgottenMs)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &TypingPeople::dropLate);
}

void TypingPeople::take(const TypingChanged &event)
{
    if (!event.on) {
        forget(event.room, event.user.id);
        return;
    }
    const qint64 untilMs = m_clock.elapsed() + m_forgottenMs;
    const auto known = std::find_if(m_typists.begin(), m_typists.end(), [&](const Typist &typist) {
        return typist.room == event.room && typist.user.id == event.user.id;
    });
    if (known != m_typists.end()) {
        known->untilMs = untilMs;
        known->user = event.user;
        return;
    }
    if (m_typists.size() >= limits::maxTypistsShown) {
        return;
    }
    m_typists.append({event.room, event.user, untilMs});
    if (!m_timer.isActive()) {
        m_timer.start(m_forgottenMs);
    }
    emit changed(event.room);
}

void TypingPeople::forget(const RoomId &room, const UserId &user)
{
    const qsizetype gone = m_typists.removeIf(
        [&](const Typist &typist) { return typist.room == room && typist.user.id == user; });
    if (gone > 0) {
        emit changed(room);
    }
}

void TypingPeople::clear()
{
    m_timer.stop();
    const QList<Typist> before = std::exchange(m_typists, {});
    for (const Typist &typist : before) {
        emit changed(typist.room);
    }
}

void TypingPeople::dropLate()
{
    const qint64 now = m_clock.elapsed();
    QList<RoomId> rooms;
    qint64 nextMs = 0;
    m_typists.removeIf([&](const Typist &typist) {
        if (typist.untilMs <= now) {
            rooms.append(typist.room);
            return true;
        }
        nextMs = nextMs == 0 ? typist.untilMs : std::min(nextMs, typist.untilMs);
        return false;
    });
    if (nextMs > 0) {
        m_timer.start(int(nextMs - now));
    }
    for (const RoomId &room : std::as_const(rooms)) {
        emit changed(room);
    }
}

QString TypingPeople::text(const RoomId &room) const
{
    QStringList names;
    for (const Typist &typist : m_typists) {
        if (typist.room == room) {
            names.append(typist.user.userName);
        }
    }
    if (names.isEmpty()) {
        return {};
    }
    if (names.size() == 1) {
        return tr("%1 is typing…").arg(names.first());
    }
    if (names.size() == 2) {
        return tr("%1 and %2 are typing…").arg(names.at(0), names.at(1));
    }
    return tr("%n people are typing…", nullptr, int(names.size()));
}

std::optional<TypingSet> TypingTeller::tell(const RoomId &room, bool isTyping)
{
    if (isTyping) {
        if (m_room == room && m_told.isValid() && !m_told.hasExpired(limits::typingRepeatMs)) {
            return std::nullopt;
        }
        m_room = room;
        m_told.start();
        return TypingSet{room, true};
    }
    if (m_room.isNull() || m_room != room) {
        return std::nullopt;
    }
    m_room = {};
    return TypingSet{room, false};
}

} // namespace maru::client
