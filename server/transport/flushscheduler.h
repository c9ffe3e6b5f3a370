// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <vector>

namespace maru::server {

/// What is written later than it is queued. An index into the scheduler's lists is kept here, so
/// that leaving costs nothing.
class Flushable
{
public:
    Flushable() = default;
    virtual ~Flushable();
    Q_DISABLE_COPY_MOVE(Flushable)

    /// Writes what is queued. Must not delete any Flushable.
    virtual void flush() = 0;

private:
    friend class FlushScheduler;
    class FlushScheduler *m_scheduler = nullptr; // while it waits there
    size_t m_index = 0;
    bool m_isLater = false;
    qint64 m_paidUntilMs = 0; // each flush pays for a window; see FlushScheduler
};

/// Decides when what was queued for a peer is written: what one turn of the event loop brings
/// leaves in one write, and to one peer there is on average at most one write in
/// limits::flushWindowMs, with a few at once before that counts. So a lone message, or the answers
/// of a handshake, leave at once, and a flood costs one system call per peer and window instead of
/// one per message. From limits::flushAtOnceBytes on nothing waits: such a write is worth its call,
/// and mostly a page that somebody asked for is in it.
class FlushScheduler : public QObject
{
    Q_OBJECT

public:
    explicit FlushScheduler(int windowMs = limits::flushWindowMs, QObject *parent = nullptr);
    ~FlushScheduler() override;

    /// \p flushable has something to write now, \p bytes in all; calls before its flush() cost
    /// nothing.
    void schedule(Flushable *flushable, qint64 bytes = 0);

    bool event(QEvent *event) override;

private:
    friend class Flushable;
    using List = std::vector<Flushable *>;

    [[nodiscard]] qint64 nowMs();
    void forget(Flushable *flushable);
    void flushAll(List &list);

    int m_windowMs;
    QElapsedTimer m_clock;
    List m_now; // at the end of this turn
    List m_later; // when m_timer is due
    QTimer m_timer;
    bool m_isPosted = false;
};

} // namespace maru::server
