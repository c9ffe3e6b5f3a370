// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/attention/attentionsettings.h"
#include "client/attention/autostart.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QTimeEdit;
class QToolButton;
class QVBoxLayout;

namespace maru::client {

/// What one is told, when, and how Maru behaves beside its window; a page of the settings. What is
/// changed holds at once. Thread: GUI.
class AttentionSettingsPage : public QWidget
{
    Q_OBJECT

public:
    /// \p settings outlives it.
    AttentionSettingsPage(AttentionSettings &settings, const Autostart &autostart,
                          QWidget *parent = nullptr);

    void setHasTray(bool hasTray); ///< without one a closed window would be gone

private:
    [[nodiscard]] QCheckBox *addBox(const QString &name, const QString &text, int indent = 0);
    void addHeading(const QString &text);
    void addNotifications();
    void addQuiet();
    void addHabits();
    [[nodiscard]] QWidget *makeHours();
    [[nodiscard]] QWidget *makeDays();
    void show(const AttentionChoices &choices);
    void take();
    void takeAutostart();
    void setQuietFor(qint64 untilMs);
    void updateEnabled();

    AttentionSettings &m_settings;
    Autostart m_autostart;
    QVBoxLayout *m_column = nullptr;
    QCheckBox *m_notifies = nullptr;
    QCheckBox *m_showsText = nullptr;
    QCheckBox *m_sound = nullptr;
    QLabel *m_quietNow = nullptr;
    QPushButton *m_quietHour = nullptr;
    QPushButton *m_quietTomorrow = nullptr;
    QPushButton *m_endQuiet = nullptr;
    QCheckBox *m_hasHours = nullptr;
    QTimeEdit *m_from = nullptr;
    QTimeEdit *m_until = nullptr;
    QWidget *m_hours = nullptr;
    QWidget *m_daysRow = nullptr;
    QList<QToolButton *> m_days; // Monday first
    QCheckBox *m_toTray = nullptr;
    QLabel *m_noTray = nullptr;
    QCheckBox *m_starts = nullptr;
    QCheckBox *m_hidden = nullptr;
    QLabel *m_failure = nullptr;
    bool m_hasTray = true;
    bool m_isShowing = false;
};

} // namespace maru::client
