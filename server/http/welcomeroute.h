// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/http/routes.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>

namespace maru::server {

/// What the page at `/` tells.
struct WelcomeInfo
{
    QString serverName; ///< any text
    QByteArray fingerprint; ///< of the certificate, 32 bytes; empty: none is named
    /// `host:port` for other machines, the likely one first. Asked only where the request does not
    /// say by which address it came.
    std::function<QStringList()> addresses;
};

/// For `GET /`: a small page, in Korean and English and without any script, that tells a person
/// whose browser came here what this is and how to join: the address as text, as a link for Maru
/// and as a QR code for the next phone.
///
/// \p info is asked for each request: a certificate may be read again.
[[nodiscard]] Routes::Answer welcomeRoute(std::function<WelcomeInfo()> info);

} // namespace maru::server
