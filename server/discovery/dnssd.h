// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/beaconpacket.h"

#include <QList>

#include <memory>

namespace maru::server {

/// Announces a server by DNS-SD as `_maru._tcp`, through the machine's Avahi, as long as this
/// lives. TXT: `v=1`, `tls=1`, `fp=` the certificate's SHA-256 in hex.
///
/// Where Maru was built without Avahi, or none runs, nothing happens; one that starts later is
/// found. Avahi's library waits for the daemon, so it has a thread of its own, with which nothing
/// is shared after the constructor.
class DnsSd
{
public:
    /// \p interfaces: indices; empty: all.
    DnsSd(const Announcement &announcement, const QList<uint> &interfaces);
    ~DnsSd();
    DnsSd(const DnsSd &) = delete;
    DnsSd &operator=(const DnsSd &) = delete;

    [[nodiscard]] static bool isBuiltIn();

private:
    class Private;
    std::shared_ptr<Private> d; // the thread has a share
};

} // namespace maru::server
