// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/attentionrules.h"

#include "common/clientlimits.h"

#include <QLocale>

namespace maru::client {

namespace {

constexpr int daysOfWeek = 7;
constexpr qint64 longestQuietMs = 2LL * 24 * 3'600'000; // no choice is longer

bool beginsOn(const QuietHours &hours, int dayOfWeek)
{
    return (hours.days & (1 << (dayOfWeek - 1))) != 0;
}

} // namespace

bool isWithin(const QuietHours &hours, const QDateTime &now)
{
    if (!hours.isOn) {
        return false;
    }
    const int today = now.date().dayOfWeek();
    const int yesterday = today == 1 ? daysOfWeek : today - 1;
    const QTime time = now.time();
    if (hours.from < hours.until) {
        return beginsOn(hours, today) && time >= hours.from && time < hours.until;
    }
    return (beginsOn(hours, today) && time >= hours.from)
        || (beginsOn(hours, yesterday) && time < hours.until);
}

bool isQuiet(const AttentionChoices &choices, const QDateTime &now)
{
    const qint64 left = choices.quietUntilMs - now.toMSecsSinceEpoch();
    // A clock that was set back does not make it longer than anybody chose.
    return (left > 0 && left <= longestQuietMs) || isWithin(choices.quiet, now);
}

qint64 tomorrowMs(const QDateTime &now)
{
    const QTime morning(limits::quietTomorrowHour, 0);
    return QDateTime(now.date().addDays(1), morning).toMSecsSinceEpoch();
}

QString quietEndText(qint64 untilMs, const QDateTime &now)
{
    const QDateTime until = QDateTime::fromMSecsSinceEpoch(untilMs);
    const QLocale locale;
    const QString time = locale.toString(until.time(), QLocale::ShortFormat);
    return until < now.addDays(1)
        ? time
        : locale.dayName(until.date().dayOfWeek(), QLocale::ShortFormat) + u' ' + time;
}

bool calls(const Incoming &message)
{
    if (message.isOwn || message.isSystem || message.notify == RoomNotify::None) {
        return false;
    }
    // What one person says to one person is always for that person.
    return message.notify == RoomNotify::All || message.isForReader
        || message.kind == RoomKind::Direct;
}

Verdict verdictOf(const Incoming &message, const AttentionChoices &choices,
                  const Situation &situation)
{
    if (!choices.notifies || situation.isRoomSeen || !calls(message)) {
        return Verdict::Nothing;
    }
    return isQuiet(choices, situation.now) ? Verdict::Quiet : Verdict::Tell;
}

} // namespace maru::client
