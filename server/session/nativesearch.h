// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"

#include <optional>

namespace maru::server {

class NamespaceSession;
class SessionHub;

/// The event about searching; NativeProfile finds it.
class NativeSearch
{
public:
    explicit NativeSearch(SessionHub &hub)
        : m_hub(hub)
    { }

    void receive(NamespaceSession *session, const MessageSearch &event, std::optional<quint64> id);

private:
    SessionHub &m_hub;
};

} // namespace maru::server
