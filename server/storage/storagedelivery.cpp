// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a StorageThread does with the replies, in the thread of its owner.

#include "server/storage/storagethread.h"

#include <utility>

namespace maru::server {

void StorageThread::deliver(Batch batch)
{
    m_problem = batch.problem;
    for (Reply &reply : batch.replies) {
        m_ready.push_back(std::move(reply));
    }
    const bool isNews = batch.isBroken && !m_isBroken;
    if (isNews) {
        m_isBroken = true; // before the handlers run: what they ask now is refused
    }
    deliverReady();
    if (isNews) {
        emit broken(m_problem);
    }
}

void StorageThread::deliverReady()
{
    // A handler may call stop(), which delivers in its turn: what came first stays first.
    if (std::exchange(m_isDelivering, true)) {
        return;
    }
    while (!m_ready.empty()) {
        if (!m_waiting.front().isRefused) {
            Reply reply = std::move(m_ready.front());
            m_ready.pop_front();
            --m_onTheirWay;
            answerFront(std::move(reply));
        } else {
            answerFront(Reply(m_waiting.front().refusal));
        }
    }
    m_isDelivering = false;
    answerRefused();
}

void StorageThread::answerRefused()
{
    while (!m_isDelivering && !m_waiting.empty() && m_waiting.front().isRefused) {
        answerFront(Reply(m_waiting.front().refusal));
    }
}

void StorageThread::answerFront(Reply reply)
{
    const Waiting waiting = std::move(m_waiting.front());
    m_waiting.pop_front();
    if (!waiting.isRefused) {
        m_latencies.add(m_clock.nsecsElapsed() / 1'000 - waiting.askedUs);
    }
    waiting.handler(std::move(reply));
}

} // namespace maru::server
