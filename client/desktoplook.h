// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QObject>

#include <optional>

namespace maru::client {

class SettingsPortal;

/// What the desktop says about dark colours and high contrast, followed live: the settings portal
/// of Linux desktops (org.freedesktop.portal.Settings, namespace org.freedesktop.appearance), which
/// Qt before 6.5 does not read. Without a portal, or without Qt's D-Bus, it says nothing.
///
/// Never waits for an answer. Thread: GUI.
class DesktopLook : public QObject
{
    Q_OBJECT

public:
    explicit DesktopLook(QObject *parent = nullptr);

    /// std::nullopt: no answer yet, or the desktop leaves it open.
    [[nodiscard]] std::optional<ThemeKind> kind() const;

signals:
    void changed(std::optional<maru::client::ThemeKind> kind);

private:
    void ask(SettingsPortal *portal, const QString &key);
    void take(const QString &key, uint value);

    uint m_scheme = 0; // 0 no preference, 1 dark, 2 light
    uint m_contrast = 0; // 0 no preference, 1 high
};

} // namespace maru::client
