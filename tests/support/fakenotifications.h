// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QList>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include <utility>

namespace maru::testing {

/// A scripted org.freedesktop.Notifications on a connection of its own. All is public and plain.
class FakeNotifications : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        uint id = 0;
        uint replaces = 0;
        QString title;
        QString body;
        QStringList actions;
        QVariantMap hints;
    };

    enum class Manner : quint8 { Prompt, Refusing, Silent };

    explicit FakeNotifications(QDBusConnection bus)
        : m_bus(std::move(bus))
    { }

    [[nodiscard]] bool appear()
    {
        return m_bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), this,
                                    QDBusConnection::ExportAllSlots
                                        | QDBusConnection::ExportAllSignals)
            && m_bus.registerService(QStringLiteral("org.freedesktop.Notifications"));
    }
    void vanish()
    {
        m_bus.unregisterService(QStringLiteral("org.freedesktop.Notifications"));
        m_bus.unregisterObject(QStringLiteral("/org/freedesktop/Notifications"));
        withheld.clear();
    }
    void answerWithheld()
    {
        manner = Manner::Prompt;
        const QList<QDBusMessage> all = std::exchange(withheld, {});
        for (const QDBusMessage &call : all) {
            m_bus.send(call.createReply(QVariant(nextId++)));
        }
    }

    Manner manner = Manner::Prompt;
    QStringList capabilities{QStringLiteral("body"), QStringLiteral("body-markup"),
                             QStringLiteral("actions"), QStringLiteral("inline-reply")};
    QList<Shown> shown;
    QList<uint> closed;
    QList<QDBusMessage> withheld; ///< Silent: calls of Notify without an answer
    uint nextId = 100;

public slots:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &, uint replaces, const QString &, const QString &title,
                const QString &body, const QStringList &actions, const QVariantMap &hints, int)
    {
        const uint id = replaces != 0 ? replaces : nextId;
        shown.append({id, replaces, title, body, actions, hints});
        if (manner == Manner::Silent) {
            setDelayedReply(true);
            withheld.append(message());
            return 0;
        }
        if (manner == Manner::Refusing) {
            sendErrorReply(QStringLiteral("org.maru.Test.Refused"), QStringLiteral("no"));
            return 0;
        }
        nextId += replaces == 0 ? 1 : 0;
        return id;
    }
    void CloseNotification(uint id) { closed.append(id); }

signals:
    void NotificationClosed(uint id, uint reason);
    void ActivationToken(uint id, const QString &token);
    void ActionInvoked(uint id, const QString &action);
    void NotificationReplied(uint id, const QString &text);

private:
    QDBusConnection m_bus;
};

} // namespace maru::testing
