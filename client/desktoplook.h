// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QDBusConnection>
#include <QObject>
#include <QVariant>

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
    explicit DesktopLook(QDBusConnection bus, QObject *parent = nullptr);

    /// Asks and listens, once the first window is painted: it costs the start nothing.
    void startAfterFirstPaint();
    void start();

    /// std::nullopt: no answer yet, or the desktop leaves it open.
    [[nodiscard]] std::optional<ThemeKind> kind() const;

signals:
    /// Whenever the portal has said something, also if that is the same, and when there is none.
    void told(std::optional<maru::client::ThemeKind> kind);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void ask();
    void takeAnswer(QDBusPendingCallWatcher *call);
    void take(const QString &key, const QVariant &value);

    QDBusConnection m_bus;
    quint64 m_question = 0; // counts them: the answer to an earlier one is void
    uint m_scheme = 0; // 0 no preference, 1 dark, 2 light
    uint m_contrast = 0; // 0 no preference, 1 high
};

} // namespace maru::client
