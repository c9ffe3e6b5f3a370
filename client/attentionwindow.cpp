// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The attention controller's side of the window and the tray: badge, title, bell, closing.

#include "client/attention/attentionsettingspage.h"
#include "client/attention/badge.h"
#include "client/attentioncontroller.h"
#include "client/widgets/icons.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/windowactivation.h"
#include "common/clientlimits.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int bellPx = 28; // as the button beside it
constexpr auto colourProperty = "maruColour";

} // namespace

void AttentionController::setWindow(QWidget *window)
{
    m_window = window;
    window->installEventFilter(this);
    updateTitle();
    updateQuitting();
}

void AttentionController::addPage(MainWindow *page, const Theme &theme)
{
    auto *bell = new QToolButton(page);
    bell->setObjectName(u"bell"_s);
    bell->setAccessibleName(tr("Notifications"));
    bell->setFixedSize(bellPx, bellPx);
    bell->setProperty(colourProperty, theme.text);
    page->addRoomsTool(bell);
    connect(bell, &QToolButton::clicked, this, [this, bell] { showQuietMenu(bell); });
    connect(page, &MainWindow::themeChanged, bell,
            [this, bell](const Theme &changed) { showBell(bell, changed.text); });
    connect(this, &AttentionController::quietChanged, bell,
            [this, bell] { showBell(bell, bell->property(colourProperty).value<QColor>()); });
    showBell(bell, theme.text);
}

void AttentionController::showBell(QToolButton *bell, const QColor &colour) const
{
    const AttentionChoices &choices = m_settings.choices();
    const QString shown = quietUntil();
    const bool isQuietNow = !choices.notifies || isQuiet(choices, QDateTime::currentDateTime());
    bell->setProperty(colourProperty, colour);
    bell->setIcon(themedIcon(isQuietNow ? u"bell-off"_s : u"bell"_s, colour));
    bell->setToolTip(shown.isEmpty() ? tr("Notifications")
                                     : tr("Notifications: quiet until %1").arg(shown));
}

bool AttentionController::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window) {
        switch (event->type()) {
        case QEvent::WindowTitleChange:
            updateTitle();
            break;
        case QEvent::WindowActivate:
            noteSeen();
            break;
        case QEvent::Close:
            sayThatItGoesOn();
            break;
        default:
            break;
        }
    }
    return QObject::eventFilter(watched, event);
}

void AttentionController::updateBadge()
{
    ConversationWatch::Counts counts;
    for (const auto &watch : m_watches) {
        counts.unread += watch->counts().unread;
        counts.forReader += watch->counts().forReader;
    }
    m_counts = counts;
    m_tray.setBadge(counts.unread, counts.forReader > 0);
    updateTitle();
}

// "(3) # 전체 – school": the window sets the rest.
void AttentionController::updateTitle()
{
    if (!m_window) {
        return;
    }
    if (m_window->windowTitle() != m_shownTitle) {
        m_title = m_window->windowTitle();
    }
    const QString count = badgeText(m_counts.unread);
    m_shownTitle = count.isEmpty() ? m_title : u"(%1) "_s.arg(count) + m_title;
    if (m_window->windowTitle() != m_shownTitle) {
        m_window->setWindowTitle(m_shownTitle); // comes back here, and is as it should be
    }
}

QString AttentionController::quietUntil() const
{
    AttentionChoices byHand = m_settings.choices();
    byHand.quiet.isOn = false;
    const QDateTime now = QDateTime::currentDateTime();
    return isQuiet(byHand, now) ? quietEndText(byHand.quietUntilMs, now) : QString();
}

void AttentionController::updateQuiet()
{
    const AttentionChoices &choices = m_settings.choices();
    const QString shown = quietUntil();
    const bool isQuietNow = !choices.notifies || isQuiet(choices, QDateTime::currentDateTime());
    m_tray.setQuiet(isQuietNow, shown);
    emit quietChanged();
}

void AttentionController::setQuiet(Tray::Quiet quiet)
{
    const QDateTime now = QDateTime::currentDateTime();
    AttentionChoices choices = m_settings.choices();
    switch (quiet) {
    case Tray::Quiet::Off:
        choices.quietUntilMs = 0;
        break;
    case Tray::Quiet::Hour:
        choices.quietUntilMs = now.toMSecsSinceEpoch() + limits::quietHourMs;
        break;
    case Tray::Quiet::Tomorrow:
        choices.quietUntilMs = tomorrowMs(now);
        break;
    }
    m_settings.setChoices(choices);
}

void AttentionController::showQuietMenu(const QToolButton *bell)
{
    auto *menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"quietMenu"_s);
    const auto add = [this, menu](const QString &text, Tray::Quiet quiet) {
        menu->addAction(text, this, [this, quiet] { setQuiet(quiet); });
    };
    if (!quietUntil().isEmpty()) {
        add(tr("Notify again"), Tray::Quiet::Off);
    } else {
        add(tr("Quiet for an hour"), Tray::Quiet::Hour);
        add(tr("Quiet until tomorrow"), Tray::Quiet::Tomorrow);
    }
    menu->addSeparator();
    menu->addAction(tr("Notifications…"), this, &AttentionController::showSettings);
    menu->popup(bell->mapToGlobal(QPoint(0, bell->height())));
}

void AttentionController::showSettings()
{
    if (!m_dialog) {
        m_dialog = new QDialog(m_window && m_window->isVisible() ? m_window.data() : nullptr);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_dialog->setAttribute(Qt::WA_QuitOnClose, false); // it is not the window that is closed
        m_dialog->setObjectName(u"attentionDialog"_s);
        m_dialog->setWindowTitle(tr("Notifications"));
        auto *column = new QVBoxLayout(m_dialog);
        column->setContentsMargins(rhythm::conversationSide, rhythm::conversationSide,
                                   rhythm::conversationSide, rhythm::conversationSide);
        column->addWidget(makeSettingsPage());
    }
    m_dialog->show();
    m_dialog->activateWindow();
}

QWidget *AttentionController::makeSettingsPage()
{
    auto *page = new AttentionSettingsPage(m_settings, Autostart({}, {}, m_profile));
    page->setWindowTitle(tr("Notifications"));
    page->setHasTray(m_tray.isThere());
    connect(&m_tray, &Tray::thereChanged, page, &AttentionSettingsPage::setHasTray);
    return page;
}

void AttentionController::startHidden()
{
    start();
    if (m_window && !m_window->isVisible() && !m_tray.isThere()) {
        m_window->showMinimized();
    }
}

void AttentionController::showWindow(const QString &activation)
{
    const bool isJoined = std::any_of(m_watches.begin(), m_watches.end(), [](const auto &watch) {
        const Conversation::State state = watch->conversation().state();
        return state != Conversation::State::Idle && state != Conversation::State::Connecting;
    });
    if (!m_window || !isJoined) {
        emit windowWanted(activation);
        return;
    }
    bringForward(m_window, activation);
}

bool AttentionController::keepsRunning() const
{
    const bool isJoined = std::any_of(m_watches.begin(), m_watches.end(), [](const auto &watch) {
        return watch->conversation().state() != Conversation::State::Idle;
    });
    return isJoined && m_window && m_tray.isThere() && m_settings.choices().closesToTray;
}

// Closing hides the window then: who has no tray, or is not joined, would never find it again.
void AttentionController::updateQuitting()
{
    const bool keeps = keepsRunning();
    const bool kept = !QGuiApplication::quitOnLastWindowClosed();
    QGuiApplication::setQuitOnLastWindowClosed(!keeps);
    if (kept && !keeps && m_window && !m_window->isVisible()) {
        showWindow();
    }
}

void AttentionController::quit()
{
    m_isQuitting = true;
    QApplication::quit();
}

void AttentionController::sayThatItGoesOn()
{
    if (!m_isQuitting && keepsRunning() && m_settings.takeFirstClose()) {
        show({u"goes-on"_s,
              tr("Maru keeps running"),
              tr("Messages still reach you. Open or quit Maru with its icon in the tray."),
              {},
              false,
              false});
    }
}

} // namespace maru::client
