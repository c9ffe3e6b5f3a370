// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/desktoplook.h"

#include "client/settingsportal.h"
#include "common/clientlimits.h"
#include "common/logging.h"

#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QMap>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto appearance = "org.freedesktop.appearance"_L1;
constexpr auto schemeKey = "color-scheme"_L1;
constexpr auto contrastKey = "contrast"_L1;
constexpr uint dark = 1;
constexpr uint light = 2;
constexpr uint high = 1;

using Groups = QMap<QString, QVariantMap>; // a{sa{sv}}

// Some portals put the value into a second variant. What is no number is no preference.
uint numberIn(QVariant value)
{
    constexpr int mostVariants = 3;
    for (int i = 0; i < mostVariants && value.metaType() == QMetaType::fromType<QDBusVariant>();
         ++i) {
        value = value.value<QDBusVariant>().variant();
    }
    return value.metaType() == QMetaType::fromType<uint>() ? value.toUInt() : 0;
}

} // namespace

DesktopLook::DesktopLook(Bus bus, QObject *parent)
    : QObject(parent)
    , m_source(std::move(bus))
{ }

std::optional<ThemeKind> DesktopLook::kind() const
{
    if (m_contrast == high) {
        return ThemeKind::Contrast;
    }
    if (m_scheme == dark) {
        return ThemeKind::Dark;
    }
    return m_scheme == light ? std::optional(ThemeKind::Light) : std::nullopt;
}

void DesktopLook::start()
{
    qDBusRegisterMetaType<Groups>();
    // Qt finds the type of a signal's argument by its name; without it the signal is not listened
    // to.
    qRegisterMetaType<QDBusVariant>();
    m_bus = m_source();
    if (!m_bus->isConnected()) {
        emit told(std::nullopt);
        return;
    }
    const auto *portal = new SettingsPortal(*m_bus, this);
    connect(portal, &SettingsPortal::SettingChanged, this,
            [this](const QString &group, const QString &key, const QDBusVariant &value) {
                if (group == appearance) {
                    take(key, value.variant());
                    emit told(kind());
                }
            });
    const auto *watcher =
        new QDBusServiceWatcher(QLatin1StringView(SettingsPortal::service), *m_bus,
                                QDBusServiceWatcher::WatchForRegistration, this);
    connect(watcher, &QDBusServiceWatcher::serviceRegistered, this, &DesktopLook::ask);
    ask();
}

// It also starts a portal that the desktop starts on demand. One question for both keys: what is
// dark and of high contrast is not dark in between.
void DesktopLook::ask()
{
    const quint64 question = ++m_question;
    QDBusMessage call = QDBusMessage::createMethodCall(
        QLatin1StringView(SettingsPortal::service), QLatin1StringView(SettingsPortal::path),
        QLatin1StringView(SettingsPortal::interface), u"ReadAll"_s);
    call << QStringList{appearance};
    auto *watcher =
        new QDBusPendingCallWatcher(m_bus->asyncCall(call, limits::notifyAnswerMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, question](QDBusPendingCallWatcher *answer) {
                answer->deleteLater();
                if (question == m_question) {
                    takeAnswer(answer);
                }
            });
}

void DesktopLook::takeAnswer(QDBusPendingCallWatcher *call)
{
    const QDBusPendingReply<Groups> reply = *call;
    if (reply.isError()) {
        qCInfo(lcClient) << "no settings portal:" << reply.error().name();
    } else {
        const QVariantMap values = reply.value().value(appearance);
        take(schemeKey, values.value(schemeKey));
        take(contrastKey, values.value(contrastKey));
    }
    emit told(kind());
}

void DesktopLook::take(const QString &key, const QVariant &value)
{
    if (key == schemeKey) {
        m_scheme = numberIn(value);
    } else if (key == contrastKey) {
        m_contrast = numberIn(value);
    }
}

} // namespace maru::client
