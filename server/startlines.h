// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/config/serverconfig.h"

namespace maru::server {

/// How the server calls itself: the machine's name.
[[nodiscard]] QString serverName();

/// `host:port` of this server for other machines, the likely one first; empty if it listens for
/// this machine only, or there is no network.
[[nodiscard]] QStringList joinAddresses(const ServerConfig &config, quint16 port);

/// What a person at the console wants to know: the first line is the one programs wait for.
[[nodiscard]] QStringList startLines(const ServerConfig &config, quint16 port,
                                     const QByteArray &fingerprint);

/// The last of them, as long as nobody is the owner.
[[nodiscard]] QString ownerLine(const QString &code);

} // namespace maru::server
