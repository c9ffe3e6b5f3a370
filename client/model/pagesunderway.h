// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/limits.h"

#include <QHash>

namespace maru::client {

/// What was changed in a room while pages of it are on their way. Pages are read beside the
/// changes: one that arrives behind the news of a change may be older than it.
class PagesUnderWay
{
public:
    void begin() { ++m_count; }
    /// A page has come; what was noted is in it.
    [[nodiscard]] QList<Message> end(QList<Message> page)
    {
        for (Message &message : page) {
            const auto noted = m_changed.constFind(message.id);
            if (noted != m_changed.cend() && noted->rev > message.rev) {
                message = *noted;
            }
        }
        if (--m_count == 0) {
            m_changed.clear();
        }
        return page;
    }
    /// \p message is as it is now, and not in the rows.
    void note(const Message &message)
    {
        const bool hasRoom = m_changed.size() < limits::maxPageRows;
        if (m_count > 0 && (hasRoom || m_changed.contains(message.id))) {
            m_changed.insert(message.id, message);
        }
    }

private:
    int m_count = 0;
    QHash<MessageId, Message> m_changed;
};

} // namespace maru::client
