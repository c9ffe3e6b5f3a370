// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QObject>
#include <QString>

#include <optional>

namespace maru::client {

/// What a person has chosen about looks and writing. What a settings file says that is none of the
/// values known here counts as not chosen.
struct PreferenceValues
{
    std::optional<ThemeKind> theme; ///< std::nullopt follows the system
    Density density = Density::Comfortable;
    int fontStep = 0; ///< pixels above or below the system's font
    QString language; ///< "ko", "en", "ja"; empty: the system's. Read at the start.
    bool enterSends = true; ///< else Ctrl+Enter does, and Enter breaks the line
    bool formatsText = true; ///< signs as *this* are drawn as what they mean
    bool showsMenuBar = true;

    friend bool operator==(const PreferenceValues &, const PreferenceValues &) = default;
};

/// The languages the client speaks, as "ko".
[[nodiscard]] const QStringList &knownLanguages();

/// The choices of this user, in QSettings: written and on the disk at once, read when made. Thread:
/// GUI.
class Preferences : public QObject
{
    Q_OBJECT

public:
    explicit Preferences(QObject *parent = nullptr);

    [[nodiscard]] const PreferenceValues &values() const { return m_values; }
    /// What is out of its bounds is brought into them.
    void set(const PreferenceValues &values);
    /// The theme that the command line has chosen: shown as one's choice, and not written.
    void setThemeOfRun(std::optional<ThemeKind> theme);
    void stepFont(int pixels) { setFontStep(m_values.fontStep + pixels); }
    void setFontStep(int pixels);
    /// False if the last change could not be written; it holds until the program ends.
    [[nodiscard]] bool isSaved() const { return m_isSaved; }

    /// The language of the settings file alone, before anything else is made.
    [[nodiscard]] static QString storedLanguage();

signals:
    void changed(const maru::client::PreferenceValues &values);

private:
    void read();

    PreferenceValues m_values;
    bool m_isSaved = true;
};

} // namespace maru::client
