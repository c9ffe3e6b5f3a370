// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/readmarker.h"

#include "common/limits.h"

#include <algorithm>
#include <utility>

namespace maru::client {

ReadMarker::ReadMarker(ChatSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_gap.setSingleShot(true);
    m_gap.setInterval(limits::markIntervalMs);
    connect(&m_gap, &QTimer::timeout, this, &ReadMarker::flush);
}

void ReadMarker::mark(const RoomId &room, qint64 seq)
{
    qint64 &wanted = m_wanted[room];
    wanted = std::max(wanted, seq);
    if (!m_gap.isActive()) {
        flush();
    }
}

void ReadMarker::flush()
{
    if (m_wanted.isEmpty() || !m_session.isJoined()) {
        return;
    }
    m_gap.start();
    const QHash<RoomId, qint64> due = std::exchange(m_wanted, {});
    for (auto mark = due.begin(); mark != due.end(); ++mark) {
        tell(mark.key(), mark.value());
    }
}

void ReadMarker::tell(const RoomId &room, qint64 seq)
{
    m_session.setRead({room, seq}, this, [this, room, seq](const auto &reply) {
        if (reply) {
            return;
        }
        const RequestFailure &failure = reply.error();
        const bool isFinal = failure.kind == RequestFailure::Kind::Refused
            && failure.error.code != ErrorCode::SlowDown
            && failure.error.code != ErrorCode::StoreFailed;
        if (isFinal) {
            return;
        }
        // Not told at once: the join, or the end of the gap, comes first.
        qint64 &wanted = m_wanted[room];
        wanted = std::max(wanted, seq);
        if (!m_gap.isActive()) {
            m_gap.start();
        }
    });
}

void ReadMarker::clear()
{
    m_gap.stop();
    m_wanted.clear();
}

} // namespace maru::client
