// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/datepopup.h"

#include "client/widgets/icons.h"

#include <QCalendarWidget>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QTextCharFormat>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int monthsOfYear = 12;

QTextCharFormat formatOf(const QColor &colour)
{
    QTextCharFormat format;
    format.setForeground(colour);
    return format;
}

} // namespace

DatePopup::DatePopup(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_calendar(new QCalendarWidget(this))
    , m_month(new QLabel(this))
{
    setObjectName(u"datePopup"_s);
    setAccessibleName(tr("Go to a day"));
    m_calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    m_calendar->setNavigationBarVisible(false); // it knows no theme, and no order but English
    m_calendar->setGridVisible(false);
    m_calendar->setAccessibleName(tr("Go to a day"));
    m_month->setFont(strongFont(bodyFont(font())));
    m_month->setAlignment(Qt::AlignCenter);
    m_steps = {makeStep(tr("A year earlier"), -monthsOfYear), makeStep(tr("A month earlier"), -1),
               makeStep(tr("A month later"), 1), makeStep(tr("A year later"), monthsOfYear)};
    auto *head = new QHBoxLayout;
    head->setSpacing(0);
    head->addWidget(m_steps.at(0));
    head->addWidget(m_steps.at(1));
    head->addWidget(m_month, 1);
    head->addWidget(m_steps.at(2));
    head->addWidget(m_steps.at(3));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::unit, rhythm::unit, rhythm::unit, rhythm::unit);
    column->setSpacing(rhythm::hair);
    column->addLayout(head);
    column->addWidget(m_calendar);
    connect(m_calendar, &QCalendarWidget::currentPageChanged, this, &DatePopup::showMonth);
    setTheme(themeOf(ThemeKind::Light));
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

QToolButton *DatePopup::makeStep(const QString &text, int months)
{
    auto *button = new QToolButton(this);
    button->setAccessibleName(text);
    button->setToolTip(text);
    button->setFixedSize(rhythm::row, rhythm::row);
    connect(button, &QToolButton::clicked, this, [this, months] {
        const QDate shown(m_calendar->yearShown(), m_calendar->monthShown(), 1);
        const QDate wanted = std::clamp(shown.addMonths(months), m_calendar->minimumDate(),
                                        m_calendar->maximumDate());
        m_calendar->setCurrentPage(wanted.year(), wanted.month());
    });
    return button;
}

void DatePopup::setTheme(const Theme &theme)
{
    const bool isMirrored = QGuiApplication::isRightToLeft();
    QStringList icons{u"back-far"_s, u"back"_s, u"forward"_s, u"forward-far"_s};
    if (isMirrored) {
        std::reverse(icons.begin(), icons.end());
    }
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        m_steps.at(i)->setIcon(themedIcon(icons.at(i), theme.text, 20, theme.muted));
    }
    m_calendar->setHeaderTextFormat(formatOf(theme.muted));
    for (int day = Qt::Monday; day <= Qt::Sunday; ++day) {
        const bool isFree = !QLocale().weekdays().contains(Qt::DayOfWeek(day));
        m_calendar->setWeekdayTextFormat(Qt::DayOfWeek(day),
                                         formatOf(isFree ? theme.danger : theme.text));
    }
}

void DatePopup::showMonth()
{
    const QDate shown(m_calendar->yearShown(), m_calendar->monthShown(), 1);
    //: the month of a calendar: a format of dates, as QLocale has them
    m_month->setText(QLocale().toString(shown, tr("MMMM yyyy")));
    const QDate first = m_calendar->minimumDate();
    const QDate last = m_calendar->maximumDate();
    for (QToolButton *step : m_steps.first(2)) {
        step->setEnabled(shown > first);
    }
    for (QToolButton *step : m_steps.last(2)) {
        step->setEnabled(shown.addMonths(1) <= last);
    }
}

void DatePopup::open(QDate first)
{
    const QDate today = QDate::currentDate();
    m_calendar->setDateRange(first.isValid() && first < today ? first : today.addYears(-10), today);
    m_calendar->setSelectedDate(today);
    showMonth();
    adjustSize();
    const QWidget *window = parentWidget();
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, rhythm::header)));
    show();
    m_calendar->setFocus(Qt::ShortcutFocusReason);
}

} // namespace maru::client
