// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/eventsink.h"

namespace maru::server {

/// Tells nobody: where no connection is, and for what listens to a few of these only.
class SilentSink : public EventSink
{
public:
    void messageAdded(const Message &) override { }
    void messageChanged(const Message &) override { }
    void readChanged(const ReadChanged &) override { }
    void typingChanged(const TypingChanged &) override { }
    void memberEntered(const UserId &, const Room &, const Membership &) override { }
    void memberChanged(const MemberChanged &) override { }
    void memberLeft(const MemberLeft &) override { }
    void roomChanged(const Room &) override { }
    void roomChangedFor(const UserId &, const Room &) override { }
    void roomRemoved(const UserId &, const RoomRemoved &) override { }
    void userChanged(const User &, const QList<RoomId> &) override { }
    void sessionRevoked(const UserId &, const QByteArray &) override { }
    void userCut(const UserId &, const QByteArray &) override { }
};

} // namespace maru::server
