// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/windowplace.h"

#include <QGuiApplication>
#include <QRegion>
#include <QScreen>
#include <QStyle>
#include <QTimer>
#include <QWidget>

#include <algorithm>

namespace maru::client {

namespace {

void bringOntoScreen(QWidget *window)
{
    if (window->isMaximized() || window->isFullScreen()) {
        return;
    }
    const QRect saved = window->geometry();
    QRegion outside(saved);
    for (const QScreen *screen : QGuiApplication::screens()) {
        outside -= screen->availableGeometry();
    }
    const QScreen *screen = QGuiApplication::screenAt(saved.center());
    if (!screen) {
        screen = QGuiApplication::primaryScreen();
    }
    if (outside.isEmpty() || !screen) {
        return;
    }
    QRect free = screen->availableGeometry();
    // The frame is not known before the window is shown; without its title a window is held fast.
    const int side = window->style()->pixelMetric(QStyle::PM_MdiSubWindowFrameWidth);
    free.adjust(side, window->style()->pixelMetric(QStyle::PM_TitleBarHeight), -side, -side);
    const QSize size = saved.size().boundedTo(free.size()).expandedTo(window->minimumSize());
    const int left =
        std::max(std::min(saved.left(), free.left() + free.width() - size.width()), free.left());
    const int top =
        std::max(std::min(saved.top(), free.top() + free.height() - size.height()), free.top());
    window->setGeometry(QRect(QPoint(left, top), size));
}

} // namespace

void restorePlace(QWidget *window, const QByteArray &geometry)
{
    // What Qt does about a vanished screen leaves a window that is wider than the next one half
    // out.
    if (window->restoreGeometry(geometry)) {
        bringOntoScreen(window);
    }
}

void stayOnScreens(QWidget *window)
{
    QObject::connect(qGuiApp, &QGuiApplication::screenRemoved, window, [window] {
        // First Qt takes its windows to another screen.
        QTimer::singleShot(0, window, [window] { bringOntoScreen(window); });
    });
}

} // namespace maru::client
