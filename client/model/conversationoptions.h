// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace maru::client {

/// What tests replace of a Conversation; the defaults are right for everybody else.
struct ConversationOptions
{
    QString settingsPath; ///< empty: this user's
    QString storePath; ///< the folder of the stores; empty: this user's
    int helloTimeoutMs = 0; ///< 0: limits::helloTimeoutMs
    int ackTimeoutMs = 0; ///< 0: limits::clientAckTimeoutMs
    bool distrustsLoopback = false; ///< this machine is treated as any other
};

} // namespace maru::client
