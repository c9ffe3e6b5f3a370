// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "panelsfixture.h"

#include <memory>

class QAction;
class QTranslator;

namespace maru::client {

class FindController;
class LooksController;
class QuickSwitcher;
class ThemeController;

/// A whole window with its commands, against a scripted server.
class CommandsFixture : public PanelsFixture
{
    Q_OBJECT

public:
    CommandsFixture();
    ~CommandsFixture() override;

protected:
    /// As ServerPage and Application put one together; \p language: of translations, or the source.
    void openWindow(const QString &language = {});
    void closeWindow() override;
    [[nodiscard]] bool join(const QString &role);

    [[nodiscard]] QAction *command(const char *source) const; ///< null if there is none
    QuickSwitcher *openSwitcher();
    /// What is listed for \p typed: names, a bar, details.
    QStringList found(const QString &typed);
    [[nodiscard]] static QString line(const QAction *action); ///< the same of a command
    void choose(const QString &typed); ///< the first that is found

    std::unique_ptr<QTranslator> m_translator;
    std::unique_ptr<ThemeController> m_themes;
    std::unique_ptr<LooksController> m_looks;
    std::unique_ptr<FindController> m_find;
};

} // namespace maru::client
