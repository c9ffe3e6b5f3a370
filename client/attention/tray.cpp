// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/attention/tray.h"

#include "client/attention/badge.h"
#include "common/clientlimits.h"

#include <QAction>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// A tray on D-Bus hands a text to a service that may read it as markup, and nobody tells whether it
// does: signs that look alike are plain everywhere.
QString withoutMarkup(QString text)
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    text.replace(u'<', u'‹').replace(u'&', u'＆');
#endif
    return text;
}

} // namespace

Tray::Tray(int lookMs, QObject *parent)
    : Notifier(parent)
{
    makeMenu();
    m_timer.setInterval(lookMs > 0 ? lookMs : limits::trayLookMs);
    connect(&m_timer, &QTimer::timeout, this, &Tray::look);
}

void Tray::start()
{
    m_timer.start();
    look();
}

void Tray::makeMenu()
{
    const auto add = [this](const QString &name, const QString &text, auto slot) {
        QAction *const action = m_menu.addAction(text);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_menu.setDefaultAction(add(u"show"_s, tr("Open Maru"), &Tray::showWanted));
    m_menu.addSeparator();
    add(u"quietHour"_s, tr("Quiet for an hour"), [this] { emit quietWanted(Quiet::Hour); });
    add(u"quietTomorrow"_s, tr("Quiet until tomorrow"),
        [this] { emit quietWanted(Quiet::Tomorrow); });
    m_endQuiet = add(u"endQuiet"_s, tr("Notify again"), [this] { emit quietWanted(Quiet::Off); });
    m_endQuiet->setVisible(false);
    add(u"settings"_s, tr("Notifications…"), &Tray::settingsWanted);
    m_menu.addSeparator();
    add(u"quit"_s, tr("Quit"), &Tray::quitWanted);
}

// Qt decides for one kind of tray when the icon is made: it is made when there is one.
void Tray::look()
{
    const bool isThere = QSystemTrayIcon::isSystemTrayAvailable();
    if (isThere == (m_icon != nullptr)) {
        return;
    }
    if (isThere) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        m_icon->setContextMenu(&m_menu);
        connect(m_icon.get(), &QSystemTrayIcon::activated, this,
                [this](QSystemTrayIcon::ActivationReason reason) {
                    if (reason == QSystemTrayIcon::Trigger
                        || reason == QSystemTrayIcon::DoubleClick) {
                        emit showWanted();
                    }
                });
        connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, [this] {
            if (!m_key.isEmpty()) {
                emit activated(std::exchange(m_key, {}));
            }
        });
        paint();
        m_icon->show();
    } else {
        m_icon.reset();
        m_key.clear();
    }
    emit thereChanged(isThere);
}

void Tray::setBadge(int unread, bool isForReader)
{
    if (unread != m_unread || isForReader != m_isForReader) {
        m_unread = unread;
        m_isForReader = isForReader;
        paint();
    }
}

void Tray::setQuiet(bool isQuiet, const QString &until)
{
    if (isQuiet != m_isQuiet || until != m_until) {
        m_isQuiet = isQuiet;
        m_until = until;
        m_endQuiet->setVisible(!until.isEmpty());
        paint();
    }
}

void Tray::paint()
{
    if (!m_icon) {
        return;
    }
    m_icon->setIcon(badgedIcon(m_unread, m_isForReader, m_isQuiet));
    QString text = u"Maru"_s;
    if (m_unread > 0) {
        text += u" – "_s + tr("%n unread message(s)", nullptr, m_unread);
    }
    if (!m_until.isEmpty()) {
        text += u" – "_s + tr("quiet until %1").arg(m_until);
    } else if (m_isQuiet) {
        text += u" – "_s + tr("quiet now");
    }
    m_icon->setToolTip(text);
}

void Tray::show(const Notice &notice)
{
    if (!m_timer.isActive()) {
        start();
    }
    if (!m_icon || !QSystemTrayIcon::supportsMessages()) {
        emit notShown(notice);
        return;
    }
    m_key = notice.key;
    const QIcon icon = notice.picture.isNull() ? badgedIcon(0, false, false)
                                               : QIcon(QPixmap::fromImage(notice.picture));
    m_icon->showMessage(notice.title, withoutMarkup(notice.text), icon);
}

void Tray::close(const QString &key)
{
    if (m_key == key) {
        m_key.clear(); // a tray takes no message back
    }
}

} // namespace maru::client
