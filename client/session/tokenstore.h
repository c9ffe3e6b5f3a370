// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/connection/serveraddress.h"

#include <QSettings>
#include <QString>

namespace maru::client {

/// Where this user's settings of the client are kept; the file is readable for its owner only.
[[nodiscard]] QString clientSettingsPath();

/// The device tokens: who holds a name on a server proves it with one. They are secrets: never
/// logged, never shown.
class TokenStore
{
public:
    explicit TokenStore(const QString &path = clientSettingsPath());

    /// Empty if there is none.
    [[nodiscard]] QString token(const ServerAddress &server, const QString &userName) const;
    void setToken(const ServerAddress &server, const QString &userName, const QString &token);
    void removeToken(const ServerAddress &server, const QString &userName);

private:
    QSettings m_settings;
};

/// What the join dialog offers at the next start.
class ClientSettings
{
public:
    explicit ClientSettings(const QString &path = clientSettingsPath());

    [[nodiscard]] QString lastServer() const; ///< as typed
    [[nodiscard]] QString lastUserName() const;
    void remember(const QString &server, const QString &userName);

private:
    QSettings m_settings;
};

} // namespace maru::client
