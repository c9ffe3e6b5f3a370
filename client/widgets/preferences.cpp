// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/preferences.h"

#include "client/widgets/themecontroller.h"

#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto themeKey = "look/theme"_L1;
constexpr auto densityKey = "look/density"_L1;
constexpr auto fontKey = "look/fontStep"_L1;
constexpr auto menuBarKey = "look/menuBar"_L1;
constexpr auto languageKey = "language"_L1;
constexpr auto enterKey = "writing/enterSends"_L1;
constexpr auto formatKey = "writing/formats"_L1;

constexpr auto compact = "compact"_L1;
constexpr auto comfortable = "comfortable"_L1;

// Any other word in the file is no choice; QVariant would take it for true.
bool readBool(const QSettings &settings, QLatin1StringView key, bool usual)
{
    const QString text = settings.value(key).toString();
    return text == "true"_L1 || (text != "false"_L1 && usual);
}

int boundedStep(int pixels)
{
    return std::clamp(pixels, fontsteps::least, fontsteps::most);
}

} // namespace

const QStringList &knownLanguages()
{
    static const QStringList languages = {u"en"_s, u"ko"_s, u"ja"_s};
    return languages;
}

Preferences::Preferences(QObject *parent)
    : QObject(parent)
{
    read();
}

QString Preferences::storedLanguage()
{
    const QString language = QSettings().value(languageKey).toString();
    return knownLanguages().contains(language) ? language : QString();
}

void Preferences::read()
{
    const QSettings settings;
    bool isKnown = false;
    m_values.theme = ThemeController::kindFromName(settings.value(themeKey).toString(), &isKnown);
    m_values.density =
        settings.value(densityKey) == compact ? Density::Compact : Density::Comfortable;
    m_values.fontStep = boundedStep(settings.value(fontKey).toInt());
    m_values.language = storedLanguage();
    m_values.enterSends = readBool(settings, enterKey, true);
    m_values.formatsText = readBool(settings, formatKey, true);
    m_values.showsMenuBar = readBool(settings, menuBarKey, true);
}

void Preferences::set(const PreferenceValues &values)
{
    PreferenceValues next = values;
    next.fontStep = boundedStep(next.fontStep);
    if (next == m_values) {
        return;
    }
    QSettings settings;
    const auto write = [&settings](QLatin1StringView key, const auto &was, const auto &is,
                                   const QVariant &written) {
        if (was != is) {
            settings.setValue(key, written);
        }
    };
    write(themeKey, m_values.theme, next.theme, ThemeController::nameOf(next.theme));
    write(densityKey, m_values.density, next.density,
          next.density == Density::Compact ? compact : comfortable);
    write(fontKey, m_values.fontStep, next.fontStep, next.fontStep);
    write(languageKey, m_values.language, next.language, next.language);
    write(enterKey, m_values.enterSends, next.enterSends, next.enterSends);
    write(formatKey, m_values.formatsText, next.formatsText, next.formatsText);
    write(menuBarKey, m_values.showsMenuBar, next.showsMenuBar, next.showsMenuBar);
    settings.sync(); // at once, not when the event loop comes to it: the power may fail
    m_isSaved = settings.status() == QSettings::NoError;
    m_values = next;
    emit changed(m_values);
}

void Preferences::setThemeOfRun(std::optional<ThemeKind> theme)
{
    if (m_values.theme != theme) {
        m_values.theme = theme;
        emit changed(m_values);
    }
}

void Preferences::setFontStep(int pixels)
{
    PreferenceValues next = m_values;
    next.fontStep = pixels;
    set(next);
}

} // namespace maru::client
