// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/windowplace.h"

#include <QEvent>
#include <QGuiApplication>
#include <QRegion>
#include <QScreen>
#include <QSettings>
#include <QStyle>
#include <QTimer>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

constexpr int keepAfterMs = 1'000; // not with each pixel

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

/// A child of its window.
class PlaceKeeper : public QObject
{
public:
    PlaceKeeper(QWidget *window, QString key)
        : QObject(window)
        , m_window(window)
        , m_key(std::move(key))
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(keepAfterMs);
        connect(&m_timer, &QTimer::timeout, this, [this] { keep(); });
        window->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        switch (event->type()) {
        case QEvent::Move:
        case QEvent::Resize:
        case QEvent::WindowStateChange:
            if (m_window->isVisible()) { // else nobody put it there
                m_timer.start();
            }
            break;
        case QEvent::Close:
            m_timer.stop();
            keep();
            break;
        default:
            break;
        }
        return QObject::eventFilter(watched, event);
    }

private:
    void keep()
    {
        const QByteArray place = m_window->saveGeometry();
        if (QSettings settings; settings.value(m_key).toByteArray() != place) {
            settings.setValue(m_key, place);
        }
    }

    QWidget *m_window;
    QString m_key;
    QTimer m_timer;
};

} // namespace

void keepPlace(QWidget *window, const QString &key)
{
    // What Qt does about a vanished screen leaves a window that is wider than the next one half
    // out.
    if (window->restoreGeometry(QSettings().value(key).toByteArray())) {
        bringOntoScreen(window);
    }
    new PlaceKeeper(window, key);
}

void stayOnScreens(QWidget *window)
{
    QObject::connect(qGuiApp, &QGuiApplication::screenRemoved, window, [window] {
        // First Qt takes its windows to another screen.
        QTimer::singleShot(0, window, [window] { bringOntoScreen(window); });
    });
}

} // namespace maru::client
