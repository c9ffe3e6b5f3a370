// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHostAddress>

/// What kind of place a peer speaks from.
namespace maru::server {

/// IPv4 addresses that came mapped into IPv6 (from a dual-stack listener) as IPv4; without scope.
[[nodiscard]] QHostAddress normalized(const QHostAddress &address);
/// Loopback, link-local, RFC 1918 and fc00::/7: what no router passes on from the internet.
[[nodiscard]] bool isLocal(const QHostAddress &address);
/// What counts as one peer: an IPv4 address, the /64 of an IPv6 address.
[[nodiscard]] QHostAddress countingKey(const QHostAddress &address);

} // namespace maru::server
