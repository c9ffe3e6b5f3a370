// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHostAddress>

#include <optional>

/// The few system calls that are made before a connection has a socket of Qt.
namespace maru::server {

enum class AcceptProblem : quint8 {
    NonePending,
    Exhausted, ///< no descriptor or memory left: trying again at once would spin
};

struct Accepted
{
    qintptr descriptor = -1; ///< non-blocking, not inherited by child processes; -1: see problem
    AcceptProblem problem = AcceptProblem::NonePending;
};

/// The next connection of \p listening, which must be non-blocking.
[[nodiscard]] Accepted acceptDescriptor(qintptr listening);
void closeDescriptor(qintptr descriptor);
/// What is sent leaves at once.
void setLowDelay(qintptr descriptor);
/// Null if the peer has gone.
[[nodiscard]] QHostAddress peerOfDescriptor(qintptr descriptor);

enum class FirstByteState : quint8 { Missing, Here, Gone };
/// Looks at the first byte that has come and leaves it where it is.
[[nodiscard]] FirstByteState peekFirstByte(qintptr descriptor, char &byte);

} // namespace maru::server
