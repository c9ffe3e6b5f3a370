// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QStringList>

namespace maru::server {

/// Which web pages may talk to the server (docs/protocol.md §2, `--origin`).
///
/// Allowed on any port: loopback, private addresses, names under `.local`, the server's own names.
/// The request's Host is no such name: whoever owns a domain can point it at a private address.
struct OriginPolicy
{
    QStringList ownNames; ///< host names without port, any case
    QStringList allowed; ///< further origins, `scheme://host[:port]`; `*` allows all

    /// \p origin is the header's value; an absent header (a program, no page) is allowed and not
    /// asked here.
    [[nodiscard]] bool allows(const QByteArray &origin) const;
};

} // namespace maru::server
