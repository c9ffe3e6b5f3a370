// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/roomevents.h"
#include "common/protocol/errors.h"
#include "server/chat/domainbasics.h"
#include "server/chat/messagestore.h"

#include <functional>

namespace maru::server {

/// The use cases that change a room, for all of its members or for one.
class RoomSettings
{
public:
    using Done = std::function<void(Result<RoomReply, ApiError>)>;
    using StoredDone = std::function<void(Result<StoredRoom, ApiError>)>;

    explicit RoomSettings(const DomainBasics &basics)
        : m_basics(basics)
    { }

    /// Name and archived are the owner's, the rest moderators'. An archived room takes nothing but
    /// archived:false. Errors: NotFound, NotMember, Forbidden, BadRequest or TooLarge, BadName,
    /// NameTaken, StoreFailed.
    void update(const User &user, const RoomUpdate &request, Done done);

    /// What calls \p user in that room: its own business, told to its other windows.
    void setNotify(const User &user, const RoomNotifySet &request, Done done);

    /// The administrator's way: an open room by its name, or any room by its id; only classCode and
    /// archived of \p request count.
    void administer(const QString &nameOrId, const RoomUpdate &request, StoredDone done);

private:
    void apply(const UpdateRoom &change, bool isCodeNew, StoredDone done);

    DomainBasics m_basics;
};

} // namespace maru::server
