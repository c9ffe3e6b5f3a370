// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/datepopup.h"

#include "client/widgets/theme.h"

#include <QCalendarWidget>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

DatePopup::DatePopup(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_calendar(new QCalendarWidget(this))
{
    setObjectName(u"switcher"_s);
    setAccessibleName(tr("Go to a day"));
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setGridVisible(false);
    m_calendar->setAccessibleName(tr("Go to a day"));
    auto *title = new QLabel(tr("Go to a day"), this);
    title->setFont(strongFont(bodyFont(font())));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::unit, rhythm::unit, rhythm::unit, rhythm::unit);
    column->addWidget(title);
    column->addWidget(m_calendar);
    // A click alone, too; activated() comes with Enter and a double click.
    const auto choose = [this](QDate day) {
        if (isVisible()) {
            hide();
            emit chosen(day);
        }
    };
    connect(m_calendar, &QCalendarWidget::clicked, this, choose);
    connect(m_calendar, &QCalendarWidget::activated, this, choose);
}

void DatePopup::open(QDate first)
{
    const QDate today = QDate::currentDate();
    m_calendar->setDateRange(first.isValid() && first < today ? first : today.addYears(-10), today);
    m_calendar->setSelectedDate(today);
    adjustSize();
    const QWidget *window = parentWidget();
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, rhythm::header)));
    show();
    m_calendar->setFocus(Qt::ShortcutFocusReason);
}

} // namespace maru::client
