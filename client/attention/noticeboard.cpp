// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/noticeboard.h"

#include "common/clientlimits.h"
#include "common/text/nameorder.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto summaryKey = "summary"_L1;
constexpr auto awayKey = "away"_L1;

} // namespace

QString NoticeBoard::keyOf(const QString &account, const QString &room)
{
    return account + u'/' + room;
}

void NoticeBoard::note(qint64 nowMs)
{
    if (m_waiting.isEmpty() && !m_hasNewAway) {
        m_firstMs = nowMs;
    }
    m_lastMs = nowMs;
}

void NoticeBoard::add(const Incoming &message, qint64 nowMs)
{
    note(nowMs);
    const QString key = keyOf(message.account, message.room);
    if (!m_waiting.contains(key) && m_waiting.size() >= limits::maxNoticeRooms) {
        ++m_lost; // it only counts in the summary that this will be
        return;
    }
    Waiting &waiting = m_waiting[key];
    waiting.last = message;
    ++waiting.count;
    waiting.order = ++m_count;
}

void NoticeBoard::addAway(const QString &account, const QList<MissedRoom> &rooms, qint64 nowMs)
{
    for (const MissedRoom &room : rooms) {
        if (room.messages <= 0) {
            continue;
        }
        note(nowMs);
        m_hasNewAway = true;
        m_awayAccount = account;
        const QString key = keyOf(account, room.room);
        const auto known = std::find_if(m_away.begin(), m_away.end(),
                                        [&key](const AwayRoom &one) { return one.key == key; });
        if (known != m_away.end()) {
            known->messages += room.messages;
        } else if (m_away.size() < limits::maxNoticeRooms) {
            m_away.append({key, room.title, room.messages});
        } else {
            m_awayLost += room.messages; // it only counts
        }
    }
}

std::optional<qint64> NoticeBoard::dueMs() const
{
    if (m_waiting.isEmpty() && !m_hasNewAway) {
        return std::nullopt;
    }
    const qint64 due =
        std::min(m_lastMs + limits::noticeDelayMs, m_firstMs + limits::noticeMostDelayMs);
    return m_shownMs ? std::max(due, *m_shownMs + limits::noticeSpacingMs) : due;
}

QList<Announcement> NoticeBoard::take(qint64 nowMs)
{
    const std::optional<qint64> due = dueMs();
    if (!due || nowMs < *due) {
        return {};
    }
    m_shownMs = nowMs;
    QList<Announcement> all;
    if (std::exchange(m_hasNewAway, false)) {
        all.append(awaySummary());
        m_shown.insert(awayKey, all.first().count);
    }
    if (m_waiting.size() + all.size() > limits::maxNoticesAtOnce
        || m_shown.size() + m_waiting.size() > limits::maxNoticeRooms) {
        return all + summary();
    }
    QList<QString> keys = m_waiting.keys();
    std::sort(keys.begin(), keys.end(), [this](const QString &one, const QString &other) {
        return m_waiting[one].order < m_waiting[other].order;
    });
    for (const QString &key : keys) {
        const Waiting waiting = m_waiting.take(key);
        int &shown = m_shown[key];
        shown += waiting.count;
        all.append({shown == 1 ? Announcement::Kind::Message : Announcement::Kind::Several,
                    key,
                    waiting.last,
                    shown,
                    {waiting.last.roomTitle}});
    }
    return all;
}

// One for all rooms, in the place of an earlier summary.
QList<Announcement> NoticeBoard::summary()
{
    Announcement all{Announcement::Kind::Summary, summaryKey, {}, m_lost, {}};
    qint64 newest = -1;
    for (auto waiting = m_waiting.cbegin(); waiting != m_waiting.cend(); ++waiting) {
        all.count += waiting->count;
        all.rooms.append(waiting->last.roomTitle);
        m_summaryRooms.insert(waiting.key());
        if (waiting->order > newest) {
            newest = waiting->order;
            all.last = waiting->last;
        }
    }
    NameOrder().sort(all.rooms);
    m_waiting.clear();
    m_lost = 0;
    int &shown = m_shown[summaryKey];
    shown += all.count;
    all.count = shown;
    return {all};
}

// What is not seen yet of an earlier one is in it: it takes that one's place.
Announcement NoticeBoard::awaySummary() const
{
    Announcement all{Announcement::Kind::Away, awayKey, {}, m_awayLost, {}};
    all.last.account = m_awayAccount;
    for (const AwayRoom &room : m_away) {
        all.count += room.messages;
        all.rooms.append(room.title);
    }
    return all;
}

void NoticeBoard::forgetAway()
{
    m_away.clear();
    m_awayLost = 0;
    m_hasNewAway = false;
}

QStringList NoticeBoard::read(const QString &account, const QString &room)
{
    const QString key = keyOf(account, room);
    m_waiting.remove(key);
    QStringList closed;
    if (m_shown.remove(key) > 0) {
        closed.append(key);
    }
    if (m_summaryRooms.remove(key) && m_summaryRooms.isEmpty()) { // all that it spoke of
        m_shown.remove(summaryKey);
        closed.append(summaryKey);
    }
    const bool wasAway =
        m_away.removeIf([&key](const AwayRoom &one) { return one.key == key; }) > 0;
    if (wasAway && m_away.isEmpty()) {
        forgetAway();
        if (m_shown.remove(awayKey) > 0) {
            closed.append(awayKey);
        }
    }
    return closed;
}

void NoticeBoard::dismiss(const QString &key)
{
    m_shown.remove(key);
    if (key == summaryKey) {
        m_summaryRooms.clear();
    } else if (key == awayKey) {
        forgetAway(); // also what is not shown yet
    }
}

QStringList NoticeBoard::clear()
{
    const QStringList keys = m_shown.keys();
    m_waiting.clear();
    m_shown.clear();
    m_summaryRooms.clear();
    forgetAway();
    m_lost = 0;
    return keys;
}

} // namespace maru::client
