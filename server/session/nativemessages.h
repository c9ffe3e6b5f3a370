// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The events about messages, marks and typing. One receive() for each event that is built;
/// NativeProfile finds them. All but SessionJoin come from somebody who has joined.
class NativeMessages
{
public:
    explicit NativeMessages(SessionHub &hub)
        : m_hub(hub)
    { }

    void receive(NamespaceSession *session, const MessageSend &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageEdit &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageDelete &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageReact &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageReaders &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageEditHistory &event,
                 std::optional<quint64> id);
    void receive(NamespaceSession *session, const ReadSet &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const TypingSet &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageHistory &event, std::optional<quint64> id);
    void receive(NamespaceSession *session, const MessageChanges &event, std::optional<quint64> id);

private:
    /// True, and answered, if the session's user has sent too much of late.
    [[nodiscard]] bool isTooFast(NamespaceSession *session, std::optional<quint64> id);

    SessionHub &m_hub;
};

} // namespace maru::server
