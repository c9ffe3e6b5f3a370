// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What a StorageThread does with the replies, in the thread of its owner.

#include "common/logging.h"
#include "common/storelimits.h"
#include "server/storage/storagethread.h"

#include <utility>

namespace maru::server {

// Never from within the call. And after what is on its way: but a backend may hang for hours, and
// people go on trying.
void StorageThread::refuse(Waiting waiting)
{
    ++m_refusedCount;
    const qsizetype refused = qsizetype(m_waiting.size()) - m_onTheirWay;
    if (refused >= limits::maxStoreQueue
        || m_bytesRefused + waiting.bytes > limits::maxStoreQueueBytes) {
        m_inbox.post([waiting = std::move(waiting)]() mutable {
            waiting.handler(std::move(waiting.refusal));
        });
        return;
    }
    waiting.isRefused = true;
    m_bytesRefused += waiting.bytes;
    m_waiting.push_back(std::move(waiting));
    m_inbox.post([this] { answerRefused(); });
}

void StorageThread::deliver(Batch batch)
{
    const bool isNews = batch.isBroken && !m_isBroken;
    m_isBroken = m_isBroken || batch.isBroken; // before the handlers run: what they ask is refused
    takeProblem(batch.problem);
    for (Reply &reply : batch.replies) {
        m_ready.push_back(std::move(reply));
    }
    deliverReady();
    if (isNews) {
        emit broken(m_problem);
    }
}

// On a full disk short messages find room between long ones: said once, and not for each.
void StorageThread::takeProblem(const QString &problem)
{
    m_problem = problem;
    if (m_problem.isEmpty()) {
        if (m_isProblemLogged && !m_recovery.isActive()) {
            m_recovery.start();
        }
        return;
    }
    m_recovery.stop();
    if (!m_isProblemLogged && !m_isBroken) { // of a broken one the server itself speaks
        qCWarning(lcStorage).noquote() << m_problem;
        m_isProblemLogged = true;
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
    (waiting.isRefused ? m_bytesRefused : m_bytesOnTheirWay) -= waiting.bytes;
    if (!waiting.isRefused) {
        m_latencies.add(m_clock.nsecsElapsed() / 1'000 - waiting.askedUs);
        noteAnswer();
    }
    waiting.handler(std::move(reply));
}

void StorageThread::noteAnswer()
{
    m_hasAnswered = true;
    if (!m_silence.isEmpty()) {
        m_silence.clear();
        qCInfo(lcStorage, "The store answers again");
    }
}

// A disk or a database that hangs leaves the backend in the middle of a call: only we can say it.
// Looks are counted, not the time: when this thread itself was held up, it knows nothing.
void StorageThread::timerEvent(QTimerEvent * /*event*/)
{
    if (m_onTheirWay == 0 || m_state != State::Running) {
        m_watch.stop();
        return;
    }
    m_silentLooks = std::exchange(m_hasAnswered, false) ? 0 : m_silentLooks + 1;
    if (m_silentLooks < silentMs / lookMs) {
        return;
    }
    const bool isNews = m_silence.isEmpty();
    m_silence =
        QStringLiteral("The store has not answered for %1 s.").arg(m_silentLooks * lookMs / 1'000);
    if (isNews) {
        qCWarning(lcStorage).noquote() << m_silence;
    }
}

} // namespace maru::server
