// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/attentionrules.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <optional>

namespace maru::client {

/// One notification that is to be shown. A later one of the same key takes its place.
struct Announcement
{
    enum class Kind : quint8 {
        Message, ///< the one message of a room
        Several, ///< `count` messages of a room, `last` being the newest
        Summary, ///< `count` messages of `rooms`
        Away, ///< the same, of a time without a connection
    };
    Kind kind = Kind::Message;
    QString key;
    Incoming last;
    int count = 1;
    QStringList rooms = {}; ///< their titles
};

/// What a time without a connection has brought in one room.
struct MissedRoom
{
    QString room; ///< id
    QString title;
    int messages = 0;
};

/// Collects what is to be told until it can be shown: a burst becomes one notification, and no
/// service ever gets more than limits::maxNoticesAtOnce in limits::noticeSpacingMs. It has no
/// clock; times are milliseconds of a steady one.
class NoticeBoard
{
public:
    void add(const Incoming &message, qint64 nowMs);
    /// What came while there was no connection, beside what is told of others already.
    void addAway(const QString &account, const QList<MissedRoom> &rooms, qint64 nowMs);

    /// When take() has something; std::nullopt: nothing waits.
    [[nodiscard]] std::optional<qint64> dueMs() const;
    /// What is to be shown at \p nowMs: nothing before dueMs().
    [[nodiscard]] QList<Announcement> take(qint64 nowMs);

    /// The room was read: nothing of it waits any more. The keys of what is shown of it; they are
    /// forgotten.
    [[nodiscard]] QStringList read(const QString &account, const QString &room);
    /// A person closed it, or saw it elsewhere: its count starts anew.
    void dismiss(const QString &key);
    [[nodiscard]] QStringList clear(); ///< all of it; the keys that are shown

    [[nodiscard]] static QString keyOf(const QString &account, const QString &room);

private:
    struct Waiting
    {
        Incoming last;
        int count = 0;
        qint64 order = 0;
    };
    struct AwayRoom
    {
        QString key;
        QString title;
        int messages = 0;
    };
    [[nodiscard]] QList<Announcement> summary();
    [[nodiscard]] Announcement awaySummary() const;
    void forgetAway();
    void note(qint64 nowMs);

    QHash<QString, Waiting> m_waiting; // by key
    QHash<QString, int> m_shown; // by key: how many messages it speaks of
    QSet<QString> m_summaryRooms; // keys of what a shown summary speaks of
    QList<AwayRoom> m_away; // what the summary of a time away speaks of, shown or not yet
    QString m_awayAccount; // the last one of them
    int m_awayLost = 0; // messages of more rooms than are remembered
    bool m_hasNewAway = false; // some of it is not shown yet
    qint64 m_firstMs = 0; // since when something waits
    qint64 m_lastMs = 0;
    std::optional<qint64> m_shownMs; // when take() gave something last
    qint64 m_count = 0;
    int m_lost = 0; // messages of more rooms than are remembered
};

} // namespace maru::client
