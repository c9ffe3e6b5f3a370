// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDBusAbstractInterface>
#include <QDBusConnection>
#include <QDBusVariant>
#include <QString>

namespace maru::client {

/// The signal of org.freedesktop.portal.Settings, under the name that the bus knows. It comes from
/// whoever owns the service at the time, and from nobody else.
class SettingsPortal : public QDBusAbstractInterface
{
    Q_OBJECT

public:
    static constexpr const char *service = "org.freedesktop.portal.Desktop";
    static constexpr const char *path = "/org/freedesktop/portal/desktop";
    static constexpr const char *interface = "org.freedesktop.portal.Settings";

    explicit SettingsPortal(const QDBusConnection &bus, QObject *parent = nullptr)
        : QDBusAbstractInterface(QLatin1StringView(service), QLatin1StringView(path), interface,
                                 bus, parent)
    { }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

} // namespace maru::client
