// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/desktoplook.h"

#ifdef MARU_HAS_DBUS
#include "client/settingsportal.h"

#include <QDBusConnection>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto schemeKey = "color-scheme"_L1;
constexpr auto contrastKey = "contrast"_L1;

#ifdef MARU_HAS_DBUS
constexpr auto appearance = "org.freedesktop.appearance"_L1;
constexpr int answerMs = 5'000;

// Read() wraps the value in a second variant, the signal does not.
uint numberIn(const QDBusVariant &value)
{
    const QVariant inner = value.variant();
    return inner.canConvert<QDBusVariant>() ? numberIn(inner.value<QDBusVariant>())
                                            : inner.toUInt();
}
#endif

} // namespace

DesktopLook::DesktopLook(QObject *parent)
    : QObject(parent)
{
#ifdef MARU_HAS_DBUS
    if (!QDBusConnection::sessionBus().isConnected()) {
        return;
    }
    auto *portal = new SettingsPortal(this);
    portal->setTimeout(answerMs);
    connect(portal, &SettingsPortal::SettingChanged, this,
            [this](const QString &group, const QString &key, const QDBusVariant &value) {
                if (group == appearance) {
                    take(key, numberIn(value));
                }
            });
    ask(portal, schemeKey);
    ask(portal, contrastKey);
#endif
}

std::optional<ThemeKind> DesktopLook::kind() const
{
    if (m_contrast == 1) {
        return ThemeKind::Contrast;
    }
    if (m_scheme == 1) {
        return ThemeKind::Dark;
    }
    return m_scheme == 2 ? std::optional(ThemeKind::Light) : std::nullopt;
}

void DesktopLook::ask(SettingsPortal *portal, const QString &key)
{
#ifdef MARU_HAS_DBUS
    auto *watcher = new QDBusPendingCallWatcher(portal->read(appearance, key), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (reply.isValid()) { // else: no portal, or one that does not know the key
            take(key, numberIn(reply.value()));
        }
        watcher->deleteLater();
    });
#else
    Q_UNUSED(portal)
    Q_UNUSED(key)
#endif
}

void DesktopLook::take(const QString &key, uint value)
{
    const std::optional<ThemeKind> before = kind();
    if (key == schemeKey) {
        m_scheme = value;
    } else if (key == contrastKey) {
        m_contrast = value;
    }
    if (kind() != before) {
        emit changed(kind());
    }
}

} // namespace maru::client
