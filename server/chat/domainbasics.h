// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

namespace maru::server {

class Clock;
class EventSink;
class KnownRooms;
class Members;
class MessageStore;

/// What every service of the domain may need.
struct DomainBasics
{
    MessageStore &store;
    EventSink &events;
    Members &members;
    KnownRooms &knownRooms;
    const Clock &clock;
};

} // namespace maru::server
