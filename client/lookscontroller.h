// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/preferences.h"
#include "client/widgets/settingsdialog.h"
#include "client/widgets/themecontroller.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace maru::client {

class MainWindow;

/// Ties what the person has chosen to the theme and the windows, and shows the settings, the sheet
/// of shortcuts and "About". Thread: GUI.
class LooksController : public QObject
{
    Q_OBJECT

public:
    /// \p themes outlives it. \p isThemeGiven: the command line has chosen the theme of this run,
    /// and \p themes has it.
    LooksController(ThemeController &themes, bool isThemeGiven, QObject *parent = nullptr);

    /// Adds the commands and keeps \p window as it was chosen. It may go before this.
    void attach(MainWindow *window);
    /// A window without menus gets the shortcuts alone.
    void attachDialog(QWidget *window);

    /// Makes a page of the settings whenever they are shown; its title is its window title.
    using PageMaker = std::function<QWidget *()>;
    void addPage(const QString &icon, PageMaker make) { m_pages.append({icon, std::move(make)}); }

    void showSettings(QWidget *window);

signals:
    void quitWanted(); ///< by the command, whatever closing a window does

private:
    void followDesktop();
    void take(const PreferenceValues &values);
    void showProblem();

    struct Page
    {
        QString icon;
        PageMaker make;
    };

    ThemeController &m_themes;
    Preferences m_preferences;
    QList<Page> m_pages;
    QPointer<SettingsDialog> m_dialog;
    std::optional<ThemeKind> m_chosenTheme; // of the settings, as it was last taken
};

/// What to say about the settings file and the fonts, in plain words; empty: nothing. Looks at them
/// before anything reads them, may change \p language, which is the one asked for, and has it
/// installed, so that the words are in it.
[[nodiscard]] QString prepareLooks(QString &language,
                                   const std::function<void(const QString &)> &install);

} // namespace maru::client
