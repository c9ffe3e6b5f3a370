// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"

namespace maru::server {

/// Messages in memory; see MemoryBackend.
class MemoryMessages
{
public:
    explicit MemoryMessages(MemoryState &state)
        : m_state(state)
    { }

    [[nodiscard]] MemoryReply apply(const AppendMessage &change);
    [[nodiscard]] MemoryReply apply(const EditMessage &change);
    [[nodiscard]] MemoryReply apply(const DeleteMessage &change);
    [[nodiscard]] MemoryReply apply(const SetReaction &change);
    [[nodiscard]] MemoryReply apply(const SetRead &change);

    [[nodiscard]] MemoryAnswer answer(const ReadHistory &query) const;
    [[nodiscard]] MemoryAnswer answer(const ReadChanges &query) const;
    [[nodiscard]] MemoryAnswer answer(const ReadEdits &query) const;
    [[nodiscard]] MemoryAnswer answer(const ReadReaders &query) const;

private:
    struct Place
    {
        MemoryRoom *room = nullptr;
        MemoryMessage *message = nullptr; ///< nullptr: not in that room
    };
    [[nodiscard]] Place find(const RoomId &room, const MessageId &message) const;
    /// \p given and the members of \p room whom \p search finds.
    [[nodiscard]] QList<UserId> mentioned(const RoomId &room, const QList<UserId> &given,
                                          const MentionSearch &search) const;
    [[nodiscard]] MemoryReply sentBefore(const AppendMessage &change) const;
    /// Takes the room's next rev.
    [[nodiscard]] static ChangedMessage changed(const MemoryState &state, Place place);

    MemoryState &m_state;
};

} // namespace maru::server
