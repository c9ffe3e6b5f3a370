// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/session/sessionreply.h"
#include "common/chat/events.h"

#include <QList>
#include <QPointer>

#include <optional>

namespace maru::client {

/// Questions for what rooms have missed, of which a few at a time are with the server.
///
/// All rooms ask after a join. The answers to all of them at once would be more than a server keeps
/// unsent for one connection: it would cut off a peer that reads as fast as its network lets it.
///
/// Thread: the session's.
class ChangesQueue
{
public:
    struct Question
    {
        MessageChanges changes;
        QPointer<QObject> context; ///< nobody waits for it any more when that has gone
        ReplyHandler<ChangesReply> handler;
    };

    void add(const Question &question) { m_waiting.append(question); }
    void hurry(const RoomId &room); ///< those of \p room are the next
    /// The one to be asked now, if any may: noteAnswer() follows.
    [[nodiscard]] std::optional<Question> take();
    void noteAnswer() { --m_underWay; }
    [[nodiscard]] QList<Question> takeAll(); ///< they will not be asked

private:
    QList<Question> m_waiting; // one of each room that is behind
    int m_underWay = 0;
};

} // namespace maru::client
