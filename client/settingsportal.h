// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDBusAbstractInterface>
#include <QDBusPendingCall>
#include <QDBusVariant>

namespace maru::client {

/// org.freedesktop.portal.Settings at the session bus, as much of it as is used. Its signal is the
/// portal's: connecting to it subscribes.
class SettingsPortal : public QDBusAbstractInterface
{
    Q_OBJECT

public:
    explicit SettingsPortal(QObject *parent)
        : QDBusAbstractInterface(QStringLiteral("org.freedesktop.portal.Desktop"),
                                 QStringLiteral("/org/freedesktop/portal/desktop"),
                                 "org.freedesktop.portal.Settings", QDBusConnection::sessionBus(),
                                 parent)
    { }

    [[nodiscard]] QDBusPendingCall read(const QString &group, const QString &key)
    {
        return asyncCall(QStringLiteral("Read"), group, key);
    }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

} // namespace maru::client
