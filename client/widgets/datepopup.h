// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDate>
#include <QFrame>

class QCalendarWidget;

namespace maru::client {

/// A calendar to go to a day with: arrows and Enter, or a click; Esc closes. Thread: GUI.
class DatePopup : public QFrame
{
    Q_OBJECT

public:
    explicit DatePopup(QWidget *parent);

    void open(QDate first); ///< from \p first to today, in the upper middle of the window
    [[nodiscard]] QCalendarWidget *calendar() const { return m_calendar; }

signals:
    void chosen(QDate day);

private:
    QCalendarWidget *m_calendar;
};

} // namespace maru::client
