// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDBusAbstractInterface>
#include <QDBusConnection>
#include <QString>

namespace maru::client {

/// The signals of org.freedesktop.Notifications, under the names that the bus knows. They come from
/// whoever owns the service at the time, and from nobody else.
class NotificationsProxy : public QDBusAbstractInterface
{
    Q_OBJECT

public:
    static constexpr const char *service = "org.freedesktop.Notifications";
    static constexpr const char *path = "/org/freedesktop/Notifications";

    explicit NotificationsProxy(const QDBusConnection &bus)
        : QDBusAbstractInterface(QLatin1StringView(service), QLatin1StringView(path), service, bus,
                                 nullptr)
    { }

signals:
    void NotificationClosed(uint id, uint reason);
    void ActivationToken(uint id, const QString &token); // before ActionInvoked
    void ActionInvoked(uint id, const QString &action);
    void NotificationReplied(uint id, const QString &text);
};

} // namespace maru::client
