// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QDBusConnection>
#include <QObject>
#include <QVariant>

#include <functional>
#include <optional>

class QDBusPendingCallWatcher;

namespace maru::client {

/// What a Linux desktop says about dark colours and high contrast, followed live: its settings
/// portal (org.freedesktop.portal.Settings, the group org.freedesktop.appearance), which Qt reads
/// from 6.5 on only. A portal that comes later, or anew, is asked then; one that has gone has still
/// said what it has said. Without a bus or a portal it says nothing.
///
/// Waits for no answer. Thread: GUI.
class DesktopLook : public QObject
{
    Q_OBJECT

public:
    /// \p bus: asked once, by start().
    using Bus = std::function<QDBusConnection()>;

    explicit DesktopLook(Bus bus, QObject *parent = nullptr);

    /// Opens the bus, asks and listens. Not before the first window, which it would hold up.
    void start();

    /// std::nullopt: no answer yet, or the desktop leaves it open.
    [[nodiscard]] std::optional<ThemeKind> kind() const;

signals:
    /// Whenever the portal has said something, also if that is the same, and when there is none.
    void told(std::optional<maru::client::ThemeKind> kind);

private:
    void ask();
    void takeAnswer(QDBusPendingCallWatcher *call);
    void take(const QString &key, const QVariant &value);

    Bus m_source;
    std::optional<QDBusConnection> m_bus; // none before start()
    quint64 m_question = 0; // counts them: the answer to an earlier one is void
    uint m_scheme = 0; // 0 no preference, 1 dark, 2 light
    uint m_contrast = 0; // 0 no preference, 1 high
};

} // namespace maru::client
