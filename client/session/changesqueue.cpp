// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/changesqueue.h"

#include "common/clientlimits.h"

#include <algorithm>
#include <utility>

namespace maru::client {

void ChangesQueue::hurry(const RoomId &room)
{
    std::stable_partition(m_waiting.begin(), m_waiting.end(), [&room](const Question &question) {
        return question.changes.room == room;
    });
}

std::optional<ChangesQueue::Question> ChangesQueue::take()
{
    while (!m_waiting.isEmpty() && m_underWay < limits::maxCatchUpsAtOnce) {
        Question question = m_waiting.takeFirst();
        if (question.context) {
            ++m_underWay;
            return question;
        }
    }
    return std::nullopt;
}

QList<ChangesQueue::Question> ChangesQueue::takeAll()
{
    return std::exchange(m_waiting, {});
}

} // namespace maru::client
