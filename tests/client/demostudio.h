// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/themecontroller.h"

#include <QApplication>
#include <QTranslator>

#include <memory>

namespace maru::client {

/// What the programs demo_* share, which draw windows into PNG files to be looked at: the look and
/// the language that are asked for, and where the pictures go.
///   demo_NAME DIRECTORY [light|dark|contrast] [ko|en|ja] [SCALE] [more] [-reverse]
/// -reverse is Qt's own: from right to left.
class DemoStudio
{
public:
    DemoStudio(int &argc, char **argv);

    /// \p otherwise where there are not so many.
    [[nodiscard]] QString argument(int i, const char *otherwise = "") const;
    [[nodiscard]] QString language() const { return argument(3, "ko"); }
    [[nodiscard]] const Theme &theme() const { return m_themes->theme(); }
    [[nodiscard]] ThemeController &themes() { return *m_themes; }

    /// The file is called \p name, and after how it looks.
    void save(QWidget *widget, const QString &name) const;

private:
    int &m_argc; // without Qt's own options
    char **m_argv;
    QApplication m_app;
    QTranslator m_words;
    std::unique_ptr<ThemeController> m_themes; // made after the font is set
    bool m_isReversed = false;
};

} // namespace maru::client
