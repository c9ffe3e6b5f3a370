// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/pendingacks.h"

#include "common/limits.h"

#include <algorithm>
#include <utility>

namespace maru::client {

PendingAcks::PendingAcks(QObject *parent)
    : QObject(parent)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PendingAcks::expire);
}

bool PendingAcks::add(quint64 id, QObject *context, AckHandler handler, int timeoutMs)
{
    Q_ASSERT(context && handler && timeoutMs > 0);
    if (m_pending.size() >= limits::maxUnansweredAcks) {
        return false;
    }
    const qint64 deadlineMs = m_clock.elapsed() + timeoutMs;
    m_pending.insert(id, {context, std::move(handler), deadlineMs});
    armTimer(deadlineMs);
    return true;
}

void PendingAcks::answer(quint64 id, const QJsonArray &arguments)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end()) {
        return;
    }
    const Pending pending = std::move(*found);
    m_pending.erase(found); // first: the handler may ask again, or end the connection
    if (pending.context) {
        pending.handler(arguments);
    }
}

void PendingAcks::failAll(AckFailure reason)
{
    m_timer.stop();
    const QMap<quint64, Pending> pending = std::exchange(m_pending, {});
    for (const Pending &one : pending) {
        if (one.context) {
            one.handler(failure(reason));
        }
    }
}

void PendingAcks::armTimer(qint64 deadlineMs)
{
    if (m_timer.isActive() && m_armedForMs <= deadlineMs) {
        return;
    }
    m_armedForMs = deadlineMs;
    m_timer.start(int(std::max<qint64>(0, deadlineMs - m_clock.elapsed())));
}

void PendingAcks::expire()
{
    QList<Pending> expired;
    qint64 nextMs = -1;
    const qint64 now = m_clock.elapsed();
    for (auto it = m_pending.begin(); it != m_pending.end();) {
        if (it->deadlineMs <= now) {
            expired.append(std::move(*it));
            it = m_pending.erase(it);
            continue;
        }
        nextMs = nextMs < 0 ? it->deadlineMs : std::min(nextMs, it->deadlineMs);
        ++it;
    }
    if (nextMs >= 0) {
        armTimer(nextMs);
    }
    for (const Pending &one : std::as_const(expired)) {
        if (one.context) {
            one.handler(failure(AckFailure::TimedOut));
        }
    }
}

} // namespace maru::client
