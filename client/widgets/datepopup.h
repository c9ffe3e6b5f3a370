// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/widgets/theme.h"

#include <QDate>
#include <QFrame>

class QCalendarWidget;
class QLabel;
class QToolButton;

namespace maru::client {

/// A calendar to go to a day with: arrows and Enter, or a click; Esc closes. Thread: GUI.
class DatePopup : public QFrame
{
    Q_OBJECT

public:
    explicit DatePopup(QWidget *parent);

    void setTheme(const Theme &theme);
    void open(QDate first); ///< from \p first to today, in the upper middle of the window
    [[nodiscard]] QCalendarWidget *calendar() const { return m_calendar; }

signals:
    void chosen(QDate day);

private:
    /// At the side of the month's name: \p months before or after what is shown.
    [[nodiscard]] QToolButton *makeStep(const QString &text, int months);
    void showMonth();

    QCalendarWidget *m_calendar;
    QLabel *m_month;
    QList<QToolButton *> m_steps; // as read: a year and a month back, a month and a year on
};

} // namespace maru::client
