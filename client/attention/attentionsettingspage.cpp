// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/attentionsettingspage.h"

#include "client/widgets/theme.h"
#include "common/clientlimits.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTimeEdit>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int daysOfWeek = 7;
constexpr int underBox = 24; // what belongs to a box stands below its text
constexpr int followMs = 30'000; // how long "quiet until" may be behind the clock

QLabel *textLabel(const QString &name, const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", QLatin1StringView(role));
    label->hide();
    return label;
}

QHBoxLayout *rowOf(QWidget *widget, int indent)
{
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(indent, 0, 0, 0);
    row->setSpacing(rhythm::unit);
    return row;
}

} // namespace

AttentionSettingsPage::AttentionSettingsPage(AttentionSettings &settings,
                                             const Autostart &autostart, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_autostart(autostart)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0); // as the other pages
    m_column->setSpacing(rhythm::unit);
    addNotifications();
    addQuiet();
    addHabits();
    m_column->addStretch();
    show(settings.choices());
    connect(&settings, &AttentionSettings::changed, this, [this] { show(m_settings.choices()); });
    auto *follow = new QTimer(this);
    connect(follow, &QTimer::timeout, this, [this] { show(m_settings.choices()); });
    follow->start(followMs);
}

QCheckBox *AttentionSettingsPage::addBox(const QString &name, const QString &text, int indent)
{
    auto *box = new QCheckBox(text, this);
    box->setObjectName(name);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(indent, 0, 0, 0);
    row->addWidget(box);
    row->addStretch();
    m_column->addLayout(row);
    return box;
}

void AttentionSettingsPage::addHeading(const QString &text)
{
    if (m_column->count() > 0) {
        m_column->addSpacing(rhythm::unit);
    }
    auto *label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    label->setFont(strongFont(bodyFont(font())));
    m_column->addWidget(label);
}

void AttentionSettingsPage::addNotifications()
{
    m_notifies = addBox(u"notifies"_s, tr("Notify me of new messages"));
    m_showsText = addBox(u"showsText"_s, tr("Show what they say"), underBox);
    m_sound = addBox(u"sound"_s, tr("With a sound"), underBox);
    for (QCheckBox *box : {m_notifies, m_showsText, m_sound}) {
        connect(box, &QCheckBox::toggled, this, &AttentionSettingsPage::take);
    }
}

void AttentionSettingsPage::addQuiet()
{
    addHeading(tr("Do not disturb"));
    auto *now = new QWidget(this);
    QHBoxLayout *const row = rowOf(now, 0);
    m_quietNow = textLabel(u"quietNow"_s, "muted", now);
    m_quietNow->setWordWrap(false);
    const auto button = [this, now, row](const QString &name, const QString &text, auto slot) {
        auto *made = new QPushButton(text, now);
        made->setObjectName(name);
        made->setAutoDefault(false);
        made->setProperty("role", u"small"_s);
        connect(made, &QPushButton::clicked, this, slot);
        row->addWidget(made);
        return made;
    };
    row->addWidget(m_quietNow);
    m_quietHour = button(u"quietHour"_s, tr("For an hour"), [this] {
        setQuietFor(QDateTime::currentMSecsSinceEpoch() + limits::quietHourMs);
    });
    m_quietTomorrow = button(u"quietTomorrow"_s, tr("Until tomorrow"),
                             [this] { setQuietFor(tomorrowMs(QDateTime::currentDateTime())); });
    m_endQuiet = button(u"endQuiet"_s, tr("Notify again"), [this] { setQuietFor(0); });
    row->addStretch();
    m_column->addWidget(now);

    m_hasHours = addBox(u"quietHours"_s, tr("Quiet hours"));
    connect(m_hasHours, &QCheckBox::toggled, this, &AttentionSettingsPage::take);
    m_hours = makeHours();
    m_daysRow = makeDays();
    m_column->addWidget(m_hours);
    m_column->addWidget(m_daysRow);
}

QWidget *AttentionSettingsPage::makeHours()
{
    auto *hours = new QWidget(this);
    QHBoxLayout *const row = rowOf(hours, underBox);
    const auto edit = [this, hours, row](const QString &name, const QString &label) {
        auto *text = new QLabel(label, hours);
        auto *made = new QTimeEdit(hours);
        made->setObjectName(name);
        made->setAccessibleName(label);
        made->setMinimumHeight(rhythm::row);
        made->setLayoutDirection(Qt::LeftToRight); // first: else the format is turned around
        made->setDisplayFormat(QLocale().timeFormat(QLocale::ShortFormat));
        text->setBuddy(made);
        row->addWidget(text);
        row->addWidget(made);
        connect(made, &QTimeEdit::timeChanged, this, &AttentionSettingsPage::take);
        return made;
    };
    m_from = edit(u"quietFrom"_s, tr("From"));
    m_until = edit(u"quietUntil"_s, tr("to"));
    row->addStretch();
    return hours;
}

QWidget *AttentionSettingsPage::makeDays()
{
    auto *days = new QWidget(this);
    QHBoxLayout *const row = rowOf(days, underBox);
    row->setSpacing(rhythm::hair);
    const QLocale locale;
    for (int day = 1; day <= daysOfWeek; ++day) {
        auto *made = new QToolButton(days);
        made->setObjectName(u"quietDay%1"_s.arg(day));
        made->setText(locale.standaloneDayName(day, QLocale::ShortFormat));
        made->setAccessibleName(locale.standaloneDayName(day, QLocale::LongFormat));
        made->setCheckable(true);
        made->setMinimumSize(rhythm::row, rhythm::row);
        connect(made, &QToolButton::toggled, this, &AttentionSettingsPage::take);
        row->addWidget(made);
        m_days.append(made);
    }
    row->addStretch();
    return days;
}

void AttentionSettingsPage::addHabits()
{
    addHeading(tr("Startup and tray"));
    m_toTray = addBox(u"closesToTray"_s, tr("Keep running in the tray when the window is closed"));
    m_noTray = textLabel(u"noTray"_s, "muted", this);
    m_noTray->setText(tr("This desktop has no tray."));
    m_noTray->setContentsMargins(underBox, 0, 0, 0);
    m_column->addWidget(m_noTray);
    m_starts = addBox(u"autostart"_s, tr("Start Maru when I sign in to this computer"));
    m_hidden = addBox(u"startsHidden"_s, tr("Without showing the window"), underBox);
    m_failure = textLabel(u"attentionFailure"_s, "error", this);
    m_column->addWidget(m_failure);
    connect(m_toTray, &QCheckBox::toggled, this, &AttentionSettingsPage::take);
    connect(m_starts, &QCheckBox::toggled, this, &AttentionSettingsPage::takeAutostart);
    connect(m_hidden, &QCheckBox::toggled, this, &AttentionSettingsPage::takeAutostart);
}

void AttentionSettingsPage::show(const AttentionChoices &choices)
{
    const QScopedValueRollback showing(m_isShowing, true);
    m_notifies->setChecked(choices.notifies);
    m_showsText->setChecked(choices.showsText);
    m_sound->setChecked(choices.hasSound);
    m_hasHours->setChecked(choices.quiet.isOn);
    m_from->setTime(choices.quiet.from);
    m_until->setTime(choices.quiet.until);
    for (int day = 0; day < daysOfWeek; ++day) {
        m_days[day]->setChecked((choices.quiet.days & (1 << day)) != 0);
    }
    m_toTray->setChecked(choices.closesToTray);
    m_hidden->setChecked(choices.startsHidden);
    m_starts->setChecked(m_autostart.isOn());
    AttentionChoices byHand = choices;
    byHand.quiet.isOn = false;
    const QDateTime now = QDateTime::currentDateTime();
    const bool isQuietNow = isQuiet(byHand, now);
    m_quietNow->setText(tr("Quiet until %1").arg(quietEndText(choices.quietUntilMs, now)));
    m_quietNow->setVisible(isQuietNow);
    m_endQuiet->setVisible(isQuietNow);
    m_quietHour->setVisible(!isQuietNow);
    m_quietTomorrow->setVisible(!isQuietNow);
    updateEnabled();
}

void AttentionSettingsPage::updateEnabled()
{
    const bool notifies = m_notifies->isChecked();
    m_showsText->setEnabled(notifies);
    m_sound->setEnabled(notifies);
    m_hours->setEnabled(m_hasHours->isChecked());
    m_daysRow->setEnabled(m_hasHours->isChecked());
    m_toTray->setEnabled(m_hasTray);
    m_noTray->setVisible(!m_hasTray);
    m_hidden->setEnabled(m_starts->isChecked());
}

void AttentionSettingsPage::take()
{
    if (m_isShowing) {
        return;
    }
    AttentionChoices choices = m_settings.choices();
    choices.notifies = m_notifies->isChecked();
    choices.showsText = m_showsText->isChecked();
    choices.hasSound = m_sound->isChecked();
    choices.quiet.isOn = m_hasHours->isChecked();
    choices.quiet.from = m_from->time();
    choices.quiet.until = m_until->time();
    choices.quiet.days = 0;
    for (int day = 0; day < daysOfWeek; ++day) {
        choices.quiet.days |= m_days[day]->isChecked() ? 1 << day : 0;
    }
    choices.closesToTray = m_toTray->isChecked();
    choices.startsHidden = m_hidden->isChecked();
    m_settings.setChoices(choices);
    updateEnabled();
}

void AttentionSettingsPage::takeAutostart()
{
    if (m_isShowing) {
        return;
    }
    const auto done = m_autostart.setOn(m_starts->isChecked(), m_hidden->isChecked());
    m_failure->setText(done ? QString() : done.error());
    m_failure->setVisible(!done);
    take();
    show(m_settings.choices()); // what was not written is not on
}

void AttentionSettingsPage::setQuietFor(qint64 untilMs)
{
    AttentionChoices choices = m_settings.choices();
    choices.quietUntilMs = untilMs;
    m_settings.setChoices(choices);
}

void AttentionSettingsPage::setHasTray(bool hasTray)
{
    m_hasTray = hasTray;
    updateEnabled();
}

} // namespace maru::client
