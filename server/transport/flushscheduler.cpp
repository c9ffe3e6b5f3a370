// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/flushscheduler.h"

#include "common/serverlimits.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <utility>

namespace maru::server {

namespace {

constexpr int flushesAtOnce = 3;

QEvent::Type endOfTurn()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

} // namespace

Flushable::~Flushable()
{
    if (m_scheduler != nullptr) {
        m_scheduler->forget(this);
    }
}

FlushScheduler::FlushScheduler(int windowMs, QObject *parent)
    : QObject(parent)
    , m_windowMs(windowMs)
{
    m_clock.start();
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { flushAll(m_later); });
}

FlushScheduler::~FlushScheduler()
{
    for (const List *list : {&m_now, &m_later}) {
        for (Flushable *flushable : *list) {
            if (flushable != nullptr) {
                flushable->m_scheduler = nullptr;
            }
        }
    }
}

qint64 FlushScheduler::nowMs()
{
    return m_clock.elapsed();
}

void FlushScheduler::schedule(Flushable *flushable, qint64 bytes)
{
    const bool isMuch = bytes >= limits::flushAtOnceBytes;
    if (flushable->m_scheduler != nullptr) {
        if (!isMuch || !flushable->m_isLater) {
            return;
        }
        forget(flushable); // it moves to those that do not wait
    }
    const qint64 waitMs =
        isMuch ? 0 : flushable->m_paidUntilMs - nowMs() - flushesAtOnce * m_windowMs;
    flushable->m_isLater = waitMs > 0;
    List &list = flushable->m_isLater ? m_later : m_now;
    flushable->m_scheduler = this;
    flushable->m_index = list.size();
    list.push_back(flushable);
    if (flushable->m_isLater) {
        if (!m_timer.isActive()) {
            m_timer.start(int(waitMs));
        }
    } else if (!std::exchange(m_isPosted, true)) {
        QCoreApplication::postEvent(this, new QEvent(endOfTurn()), Qt::LowEventPriority);
    }
}

bool FlushScheduler::event(QEvent *event)
{
    if (event->type() != endOfTurn()) {
        return QObject::event(event);
    }
    m_isPosted = false;
    flushAll(m_now);
    return true;
}

void FlushScheduler::flushAll(List &list)
{
    List due = std::exchange(list, {});
    const qint64 now = nowMs();
    for (Flushable *flushable : due) {
        if (flushable != nullptr) {
            flushable->m_scheduler = nullptr;
        }
    }
    for (Flushable *flushable : due) {
        if (flushable != nullptr) {
            // At most so far ahead that the next one waits for one window: what did not have to
            // wait may have been a lot.
            flushable->m_paidUntilMs =
                std::min(std::max(flushable->m_paidUntilMs, now), now + flushesAtOnce * m_windowMs)
                + m_windowMs;
            flushable->flush();
        }
    }
    due.clear();
    if (list.empty()) { // keeps its room
        list = std::move(due);
    }
}

void FlushScheduler::forget(Flushable *flushable)
{
    (flushable->m_isLater ? m_later : m_now)[flushable->m_index] = nullptr;
}

} // namespace maru::server
