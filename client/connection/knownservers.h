// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QHash>
#include <QSettings>
#include <QString>

#include <optional>

namespace maru::client {

/// Makes the file at \p path readable for its owner only, before anything is written into it.
/// Returns \p path.
[[nodiscard]] QString privateSettingsFile(const QString &path);

/// What this user knows of the TLS of servers, by "host:port": who spoke TLS once is never spoken
/// to in plain text again, and shows the certificate it showed first.
class KnownServers
{
public:
    struct Server
    {
        bool speaksTls = false;
        /// SHA-256 of the DER form of the server's own certificate, 32 bytes. Empty: none is
        /// pinned, a certificate authority vouches for it.
        QByteArray pin;
    };

    /// Kept in memory only.
    KnownServers() = default;
    /// Kept in the INI file at \p path.
    explicit KnownServers(const QString &path);

    [[nodiscard]] Server find(const QString &hostAndPort) const;
    /// The server speaks TLS; \p pin as in Server.
    void remember(const QString &hostAndPort, const QByteArray &pin);

private:
    std::optional<QSettings> m_settings;
    QHash<QString, QString> m_inMemory; // as the values of the file
};

} // namespace maru::client
