// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/turnqueue.h"

#include "common/serverlimits.h"

#include <QDeadlineTimer>
#include <QThreadStorage>

#include <array>
#include <chrono>
#include <ctime>
#include <utility>

namespace maru::server {

namespace {

qint64 nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

/// Of this thread: what others did meanwhile on a busy machine is nobody's fault here.
qint64 workedUs()
{
#ifdef Q_OS_UNIX
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return qint64(time.tv_sec) * 1'000'000 + time.tv_nsec / 1'000;
#else
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
#endif
}

} // namespace

TurnTaker::~TurnTaker()
{
    if (m_queue != nullptr) {
        m_queue->forget(this);
    }
}

TurnQueue::TurnQueue(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &TurnQueue::run);
}

TurnQueue::~TurnQueue()
{
    for (auto *takers : {&m_light, &m_heavy}) {
        for (TurnTaker *taker : *takers) {
            taker->m_queue = nullptr;
            taker->m_isWaiting = false;
        }
    }
}

TurnQueue &TurnQueue::ofThisThread(Kind kind)
{
    static std::array<QThreadStorage<TurnQueue *>, 2> queues;
    QThreadStorage<TurnQueue *> &queue = queues.at(static_cast<size_t>(kind));
    if (!queue.hasLocalData()) {
        queue.setLocalData(new TurnQueue);
    }
    return *queue.localData();
}

void TurnQueue::add(TurnTaker *taker)
{
    if (taker->m_isWaiting) {
        return;
    }
    const qint64 now = nowMs();
    if (now - taker->m_sinceMs > limits::calmAfterMs) {
        taker->m_sinceMs = now;
        taker->m_spentUs = 0;
    }
    taker->m_queue = this;
    taker->m_isWaiting = true;
    taker->m_isHeavy = taker->m_spentUs > limits::turnMs * 1'000;
    auto &takers = taker->m_isHeavy ? m_heavy : m_light;
    taker->m_place = takers.insert(takers.end(), taker);
    m_timer.start();
}

void TurnQueue::run()
{
    const QDeadlineTimer end(limits::turnMs, Qt::PreciseTimer);
    // Each at most once: who waits for its own bytes to come would run round and round.
    size_t light = m_light.size();
    size_t heavy = m_heavy.size();
    do {
        if (light > 0 && !m_light.empty()) {
            --light;
            give(m_light.front());
        } else if (heavy > 0 && !m_heavy.empty()) {
            --heavy;
            give(m_heavy.front());
        } else {
            break;
        }
    } while (!end.hasExpired());
    if (!m_light.empty() || !m_heavy.empty()) {
        m_timer.start();
    }
}

void TurnQueue::give(TurnTaker *taker)
{
    forget(taker);
    taker->m_queue = this; // so that we know if it does not outlive its turn
    m_current = taker;
    const qint64 before = workedUs();
    taker->takeTurn();
    if (m_current != nullptr) {
        m_current = nullptr;
        taker->m_spentUs += workedUs() - before;
        taker->m_queue = taker->m_isWaiting ? this : nullptr;
    }
}

void TurnQueue::forget(TurnTaker *taker)
{
    if (m_current == taker) {
        m_current = nullptr;
    }
    if (std::exchange(taker->m_isWaiting, false)) {
        (taker->m_isHeavy ? m_heavy : m_light).erase(taker->m_place);
    }
    taker->m_queue = nullptr;
}

} // namespace maru::server
