// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/knownservers.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace maru::client {

namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr qsizetype pinBytes = 32;
const QString vouchedFor = QStringLiteral("authority");

/// A hash, because addresses may hold every character that INI keys cannot.
QString keyOf(const QString &hostAndPort)
{
    const QByteArray hash =
        QCryptographicHash::hash(hostAndPort.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("servers/") + QString::fromLatin1(hash.toHex());
}

} // namespace

QString privateSettingsFile(const QString &path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly)) {
        file.close();
    }
    file.setPermissions(ownerOnly);
    return path;
}

KnownServers::KnownServers(const QString &path)
{
    m_settings.emplace(privateSettingsFile(path), QSettings::IniFormat);
}

KnownServers::Server KnownServers::find(const QString &hostAndPort) const
{
    const QString key = keyOf(hostAndPort);
    const QString value = m_settings ? m_settings->value(key).toString() : m_inMemory.value(key);
    if (value.isEmpty()) {
        return {};
    }
    const QByteArray pin =
        value == vouchedFor ? QByteArray() : QByteArray::fromHex(value.toLatin1());
    // An entry that cannot be read still says that there was TLS; without a pin only a certificate
    // authority can vouch for the server, or the person anew.
    return {true, pin.size() == pinBytes ? pin : QByteArray()};
}

void KnownServers::remember(const QString &hostAndPort, const QByteArray &pin)
{
    Q_ASSERT(pin.isEmpty() || pin.size() == pinBytes);
    const QString value = pin.isEmpty() ? vouchedFor : QString::fromLatin1(pin.toHex());
    const QString key = keyOf(hostAndPort);
    if (m_settings) {
        m_settings->setValue(key, value);
        m_settings->sync(); // a crash must not open the way back to plain text
    } else {
        m_inMemory.insert(key, value);
    }
}

} // namespace maru::client
