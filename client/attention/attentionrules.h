// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QDateTime>
#include <QString>
#include <QTime>

namespace maru::client {

/// Hours in which nothing is told, local time.
struct QuietHours
{
    bool isOn = false;
    QTime from = QTime(22, 0);
    QTime until = QTime(7, 0); ///< not after `from`: of the next day; equal: a whole day
    int days = everyDay; ///< bit 0 is Monday: those on which the hours begin

    static constexpr int everyDay = 0x7f;
    friend bool operator==(const QuietHours &, const QuietHours &) = default;
};

/// What a person wants to be told, and how.
struct AttentionChoices
{
    bool notifies = true;
    bool showsText = true; ///< false: that there is a message, not what it says
    bool hasSound = false;
    bool closesToTray = false;
    bool startsHidden = true; ///< when it is started with the session
    QuietHours quiet;
    qint64 quietUntilMs = 0; ///< "do not disturb", since 1970 UTC; 0: it is off

    friend bool operator==(const AttentionChoices &, const AttentionChoices &) = default;
};

/// A message that has just come, with what is known of its room.
struct Incoming
{
    QString account; ///< which of several servers
    QString room; ///< id
    QString roomTitle; ///< "# 전체", or a person's name
    RoomKind kind = RoomKind::Public;
    RoomNotify notify = RoomNotify::All;
    QString author;
    QString authorId;
    QString text;
    qint64 seq = 0;
    bool isForReader = false; ///< names the reader
    bool isOwn = false; ///< also one of another device
    bool isSystem = false;
};

/// What the person is looking at.
struct Situation
{
    bool isRoomSeen = false; ///< it is shown, by the window that has the focus
    QDateTime now; ///< local time
};

enum class Verdict : quint8 {
    Nothing, ///< the count of the room says enough
    Quiet, ///< it would be told, but not now
    Tell,
};

/// True if \p hours hold at \p now.
[[nodiscard]] bool isWithin(const QuietHours &hours, const QDateTime &now);

/// True if nothing is to be told at \p now, by the hours or by "do not disturb".
[[nodiscard]] bool isQuiet(const AttentionChoices &choices, const QDateTime &now);

/// When "quiet until tomorrow", chosen at \p now, ends; since 1970 UTC.
[[nodiscard]] qint64 tomorrowMs(const QDateTime &now);

/// That end, or another one, as people are told it: with the day of the week if the same time comes
/// once before.
[[nodiscard]] QString quietEndText(qint64 untilMs, const QDateTime &now);

/// True if a message of a room with that rule calls its reader at all.
[[nodiscard]] bool calls(const Incoming &message);

[[nodiscard]] Verdict verdictOf(const Incoming &message, const AttentionChoices &choices,
                                const Situation &situation);

} // namespace maru::client
