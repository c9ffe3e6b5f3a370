// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/notifier.h"

#include <QMenu>
#include <QSystemTrayIcon>
#include <QTimer>

#include <memory>

namespace maru::client {

/// The icon in the desktop's tray: the badge, a menu, and notices where nothing better shows them.
/// Where there is no tray it looks again every limits::trayLookMs, and comes when one does.
class Tray : public Notifier
{
    Q_OBJECT

public:
    enum class Quiet : quint8 { Off, Hour, Tomorrow };

    /// \p lookMs: 0 for limits::trayLookMs.
    explicit Tray(int lookMs = 0, QObject *parent = nullptr);

    [[nodiscard]] bool isThere() const { return m_icon != nullptr; }
    void setBadge(int unread, bool isForReader);
    /// \p until: as shown to people; empty if notices are told.
    void setQuiet(bool isQuiet, const QString &until);

    void start() override;
    /// Shows \p notice if there is a tray, else notShown(). Only the last one can be clicked.
    void show(const Notice &notice) override;
    void close(const QString &key) override;

    [[nodiscard]] QMenu *menu() { return &m_menu; }

signals:
    void thereChanged(bool isThere);
    void showWanted();
    void quietWanted(maru::client::Tray::Quiet quiet);
    void settingsWanted();
    void quitWanted();

private:
    void makeMenu();
    void look();
    void paint();

    QMenu m_menu; // before the icon, which shows it
    QAction *m_endQuiet = nullptr;
    QTimer m_timer;
    std::unique_ptr<QSystemTrayIcon> m_icon; // null: there is no tray
    QString m_key; // of the notice that is shown
    QString m_until;
    int m_unread = 0;
    bool m_isForReader = false;
    bool m_isQuiet = false;
};

} // namespace maru::client
