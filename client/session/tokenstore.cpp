// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/tokenstore.h"

#include "client/connection/knownservers.h"
#include "common/text/username.h"

#include <QCryptographicHash>
#include <QStandardPaths>

namespace maru::client {

namespace {

/// A hash, because names and addresses may hold every character that INI keys cannot.
QString keyOf(const ServerAddress &server, const QString &userName)
{
    const QString text = server.hostAndPort() + u'\n' + nameKey(userName);
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("tokens/") + QString::fromLatin1(hash.toHex());
}

} // namespace

QString clientSettingsPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
        + QStringLiteral("/client.ini");
}

TokenStore::TokenStore(const QString &path)
    : m_settings(privateSettingsFile(path), QSettings::IniFormat)
{ }

QString TokenStore::token(const ServerAddress &server, const QString &userName) const
{
    return m_settings.value(keyOf(server, userName)).toString();
}

void TokenStore::setToken(const ServerAddress &server, const QString &userName,
                          const QString &token)
{
    m_settings.setValue(keyOf(server, userName), token);
    m_settings.sync(); // a crash must not lose the only proof of a name
}

void TokenStore::removeToken(const ServerAddress &server, const QString &userName)
{
    m_settings.remove(keyOf(server, userName));
    m_settings.sync();
}

ClientSettings::ClientSettings(const QString &path)
    : m_settings(privateSettingsFile(path), QSettings::IniFormat)
{ }

QString ClientSettings::lastServer() const
{
    return m_settings.value(QStringLiteral("last/server")).toString();
}

QString ClientSettings::lastUserName() const
{
    return m_settings.value(QStringLiteral("last/userName")).toString();
}

void ClientSettings::remember(const QString &server, const QString &userName)
{
    m_settings.setValue(QStringLiteral("last/server"), server);
    m_settings.setValue(QStringLiteral("last/userName"), userName);
    m_settings.sync();
}

} // namespace maru::client
