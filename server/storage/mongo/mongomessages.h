// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongounit.h"

namespace maru::server {

/// Changes of messages, by the rules of messagerules.h.
class MongoMessages
{
public:
    MongoMessages(MemoryState &state, MongoUnit &unit)
        : m_state(state)
        , m_unit(unit)
    { }

    [[nodiscard]] MemoryReply apply(const AppendMessage &change);
    [[nodiscard]] MemoryReply apply(const EditMessage &change);
    [[nodiscard]] MemoryReply apply(const DeleteMessage &change);
    [[nodiscard]] MemoryReply apply(const SetReaction &change);
    [[nodiscard]] MemoryReply apply(const SetRead &change);

private:
    [[nodiscard]] QList<UserId> mentioned(const RoomId &room, const QList<UserId> &given,
                                          const MentionSearch &search) const;
    [[nodiscard]] MemoryReply sentBefore(const AppendMessage &change);
    /// Takes the room's next rev.
    [[nodiscard]] ChangedMessage changed(MongoMessage &message);
    void forgetFiles(const QList<File> &files);

    MemoryState &m_state;
    MongoUnit &m_unit;
};

} // namespace maru::server
