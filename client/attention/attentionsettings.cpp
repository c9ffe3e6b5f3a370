// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/attentionsettings.h"

#include <QSettings>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto notifiesKey = "attention/notifies"_L1;
constexpr auto showsTextKey = "attention/showsText"_L1;
constexpr auto soundKey = "attention/sound"_L1;
constexpr auto closesToTrayKey = "attention/closesToTray"_L1;
constexpr auto startsHiddenKey = "attention/startsHidden"_L1;
constexpr auto quietOnKey = "attention/quietHours"_L1;
constexpr auto quietFromKey = "attention/quietFrom"_L1;
constexpr auto quietUntilKey = "attention/quietUntil"_L1;
constexpr auto quietDaysKey = "attention/quietDays"_L1;
constexpr auto disturbKey = "attention/doNotDisturbUntil"_L1; // ms since 1970 UTC
constexpr auto firstCloseKey = "attention/saidThatItGoesOn"_L1;

constexpr auto timeFormat = "HH:mm"_L1;

// QVariant makes "true" of any word but a few: a damaged line should not turn something on.
bool flag(const QSettings &settings, QLatin1StringView key, bool usual)
{
    const QString word = settings.value(key).toString();
    return word == "true"_L1 || (word != "false"_L1 && usual);
}

QTime timeOf(const QSettings &settings, QLatin1StringView key, QTime usual)
{
    const QTime time = QTime::fromString(settings.value(key).toString(), timeFormat);
    return time.isValid() ? time : usual;
}

} // namespace

AttentionSettings::AttentionSettings(QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    read();
}

void AttentionSettings::read()
{
    const AttentionChoices usual;
    AttentionChoices &now = m_choices;
    now.notifies = flag(m_settings, notifiesKey, usual.notifies);
    now.showsText = flag(m_settings, showsTextKey, usual.showsText);
    now.hasSound = flag(m_settings, soundKey, usual.hasSound);
    now.closesToTray = flag(m_settings, closesToTrayKey, usual.closesToTray);
    now.startsHidden = flag(m_settings, startsHiddenKey, usual.startsHidden);
    now.quiet.isOn = flag(m_settings, quietOnKey, usual.quiet.isOn);
    now.quiet.from = timeOf(m_settings, quietFromKey, usual.quiet.from);
    now.quiet.until = timeOf(m_settings, quietUntilKey, usual.quiet.until);
    bool isNumber = false;
    const int days = m_settings.value(quietDaysKey).toInt(&isNumber);
    const bool isDays = isNumber && days >= 0 && days <= QuietHours::everyDay;
    now.quiet.days = isDays ? days : usual.quiet.days;
    const qint64 until = m_settings.value(disturbKey).toLongLong(&isNumber);
    now.quietUntilMs = isNumber && until > 0 ? until : 0;
}

void AttentionSettings::setChoices(const AttentionChoices &choices)
{
    if (choices == m_choices) {
        return;
    }
    m_choices = choices;
    m_settings.setValue(notifiesKey, choices.notifies);
    m_settings.setValue(showsTextKey, choices.showsText);
    m_settings.setValue(soundKey, choices.hasSound);
    m_settings.setValue(closesToTrayKey, choices.closesToTray);
    m_settings.setValue(startsHiddenKey, choices.startsHidden);
    m_settings.setValue(quietOnKey, choices.quiet.isOn);
    m_settings.setValue(quietFromKey, choices.quiet.from.toString(timeFormat));
    m_settings.setValue(quietUntilKey, choices.quiet.until.toString(timeFormat));
    m_settings.setValue(quietDaysKey, choices.quiet.days);
    m_settings.setValue(disturbKey, choices.quietUntilMs);
    emit changed();
}

bool AttentionSettings::takeFirstClose()
{
    const bool isFirst = !flag(m_settings, firstCloseKey, false);
    m_settings.setValue(firstCloseKey, true);
    return isFirst;
}

} // namespace maru::client
