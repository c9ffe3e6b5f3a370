// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/discovery/dnssd.h"

// Built where there is no Avahi.

namespace maru::server {

class DnsSd::Private
{ };

DnsSd::DnsSd(const Announcement &, const QList<uint> &) { }

DnsSd::~DnsSd() = default;

bool DnsSd::isBuiltIn()
{
    return false;
}

} // namespace maru::server
