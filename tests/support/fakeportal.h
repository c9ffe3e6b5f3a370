// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QMap>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include <utility>

namespace maru::testing {

using PortalGroups = QMap<QString, QVariantMap>;

/// A scripted org.freedesktop.portal.Settings on a connection of its own. All is public and plain.
class FakePortal : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    explicit FakePortal(QDBusConnection bus)
        : m_bus(std::move(bus))
    {
        qDBusRegisterMetaType<PortalGroups>();
    }

    [[nodiscard]] bool appear()
    {
        return m_bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), this,
                                    QDBusConnection::ExportAllSlots
                                        | QDBusConnection::ExportAllSignals)
            && m_bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop"));
    }
    void vanish()
    {
        m_bus.unregisterService(QStringLiteral("org.freedesktop.portal.Desktop"));
        m_bus.unregisterObject(QStringLiteral("/org/freedesktop/portal/desktop"));
    }
    void tell(const QString &group, const QString &key, const QVariant &value)
    {
        emit SettingChanged(group, key, QDBusVariant(value));
    }

    QVariantMap values; ///< of org.freedesktop.appearance
    bool answersWithText = false; ///< instead of groups
    int asked = 0;
    QStringList askedFor; ///< the groups, at last

public slots:
    maru::testing::PortalGroups ReadAll(const QStringList &groups)
    {
        ++asked;
        askedFor = groups;
        if (answersWithText) {
            setDelayedReply(true);
            m_bus.send(message().createReply(QStringLiteral("dark, please")));
            return {};
        }
        return {{QStringLiteral("org.freedesktop.appearance"), values}};
    }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    QDBusConnection m_bus;
};

} // namespace maru::testing
