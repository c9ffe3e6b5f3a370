// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QObject>

#include <optional>

namespace maru::client {

/// Keeps the whole program in one theme: the asked one, or the one that suits the system, followed
/// live. Also its density and the size of its font.
///
/// One per program, made after QApplication. Thread: GUI.
class ThemeController : public QObject
{
    Q_OBJECT

public:
    /// \p fixed: this theme always; std::nullopt follows the system.
    explicit ThemeController(std::optional<ThemeKind> fixed = {}, QObject *parent = nullptr);

    [[nodiscard]] const Theme &theme() const { return m_theme; }
    [[nodiscard]] std::optional<ThemeKind> fixed() const { return m_fixed; }

    // Each changes all windows at once.
    void setFixed(std::optional<ThemeKind> fixed);
    void setDensity(Density density);
    /// Pixels above or below the system's font, within fontsteps.
    void setFontStep(int pixels);
    /// What the desktop says beside its palette; std::nullopt: it says nothing.
    void setDesktopKind(std::optional<ThemeKind> kind);

    /// "light", "dark", "contrast" → that theme, "auto" → std::nullopt; \p ok tells whether \p name
    /// was one of them.
    [[nodiscard]] static std::optional<ThemeKind> kindFromName(const QString &name, bool *ok);
    [[nodiscard]] static QString nameOf(std::optional<ThemeKind> kind); ///< the other way

signals:
    void themeChanged(const maru::client::Theme &theme);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followSystem();
    void apply(ThemeKind kind);
    [[nodiscard]] ThemeKind systemKind(ThemeKind ofPalette) const;

    std::optional<ThemeKind> m_fixed;
    std::optional<ThemeKind> m_desktop;
    Theme m_theme;
    QFont m_systemFont; // as bodyFont() makes it
    QPalette m_applied;
    bool m_applying = false;
};

} // namespace maru::client
