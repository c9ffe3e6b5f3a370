// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/turnqueue.h"

#include "common/serverlimits.h"

#include <QDeadlineTimer>
#include <QThreadStorage>

namespace maru::server {

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
    for (TurnTaker *taker : m_takers) {
        taker->m_queue = nullptr;
    }
}

TurnQueue &TurnQueue::ofThisThread()
{
    static QThreadStorage<TurnQueue *> queues;
    if (!queues.hasLocalData()) {
        queues.setLocalData(new TurnQueue);
    }
    return *queues.localData();
}

void TurnQueue::add(TurnTaker *taker)
{
    if (taker->m_queue == nullptr) {
        taker->m_queue = this;
        taker->m_place = m_takers.insert(m_takers.end(), taker);
        m_timer.start();
    }
}

void TurnQueue::run()
{
    const QDeadlineTimer end(limits::turnMs, Qt::PreciseTimer);
    // Each at most once: who waits for its own bytes to come would run round and round.
    for (size_t left = m_takers.size(); left > 0 && !m_takers.empty(); --left) {
        TurnTaker *taker = m_takers.front();
        forget(taker);
        taker->takeTurn();
        if (end.hasExpired()) {
            break;
        }
    }
    if (!m_takers.empty()) {
        m_timer.start();
    }
}

void TurnQueue::forget(TurnTaker *taker)
{
    m_takers.erase(taker->m_place);
    taker->m_queue = nullptr;
}

} // namespace maru::server
