// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/messageevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"

#include <functional>

namespace maru::server {

/// The use cases that change a message that stands already, and what it said before.
///
/// Order (promise P1): COMMIT → \c done (the ack) → EventSink (the broadcast).
class MessageEdits
{
public:
    using Done = std::function<void(Result<MessageReply, ApiError>)>;

    explicit MessageEdits(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// Another text for one's own message. The same text again changes nothing and is no error.
    /// Errors: NotMember, Muted, Forbidden (somebody else's, an archived room), BadRequest or
    /// TooLarge (text rule), NotFound (also a deleted one), StoreFailed.
    void edit(const User &author, const MessageEdit &request, Done done);

    /// One's own, or anybody's in a room that one moderates, or as an administrator. Once more
    /// changes nothing and is no error. Errors: NotMember, Forbidden (somebody else's, an archived
    /// room), NotFound, StoreFailed.
    void remove(const User &user, const MessageDelete &request, Done done);

    /// Errors: NotMember, Muted, Forbidden (an archived room), BadRequest (no known emoji),
    /// NotFound (also a deleted one), TooLarge, StoreFailed.
    void react(const User &user, const MessageReact &request, Done done);

    /// What a message of a room that one moderates said before. Errors: NotMember, Forbidden (no
    /// moderator, nor an administrator), NotFound, StoreFailed.
    void history(const User &user, const MessageEditHistory &request,
                 std::function<void(Result<EditHistoryReply, ApiError>)> done);

private:
    template<class Change>
    void apply(Change change, Done done);

    DomainBasics m_basics;
};

} // namespace maru::server
