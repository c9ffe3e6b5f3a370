// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/drawer.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace maru::client {

namespace {

constexpr int besidePx = 56; // at least, to be clicked
constexpr QColor shade(0, 0, 0, 96);

} // namespace

Drawer::Drawer(QWidget *parent)
    : QWidget(parent)
{
    hide();
    parent->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this,
            [this](const QWidget * /*old*/, const QWidget *now) { followFocus(now); });
}

void Drawer::put(QWidget *pane, int widthPx)
{
    m_pane = pane;
    m_paneWidth = widthPx;
    pane->setParent(this);
    pane->show(); // as soon as this is
    arrange();
}

void Drawer::open()
{
    if (!isVisible()) {
        m_focus = QApplication::focusWidget();
    }
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void Drawer::close()
{
    const QWidget *focus = QApplication::focusWidget();
    const bool hadFocus = focus && isAncestorOf(focus);
    hide();
    if (hadFocus) {
        const bool isThere = m_focus && m_focus->isVisible() && m_focus->isEnabled();
        (isThere ? m_focus.data() : parentWidget())->setFocus();
    }
}

// A dialog or a menu that was opened from here leaves it as it is.
void Drawer::followFocus(const QWidget *now)
{
    if (isVisible() && now && now->window() == window() && !isAncestorOf(now)) {
        hide();
    }
}

void Drawer::arrange()
{
    if (m_pane && m_pane->parentWidget() == this) {
        const int wide = std::clamp(m_paneWidth, 0, std::max(0, width() - besidePx));
        m_pane->setGeometry(
            QStyle::visualRect(layoutDirection(), rect(), QRect(0, 0, wide, height())));
    }
}

bool Drawer::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void Drawer::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void Drawer::mousePressEvent(QMouseEvent *event)
{
    event->accept();
    if (!m_pane || !m_pane->geometry().contains(event->position().toPoint())) {
        close(); // what does not want a click in the pane hands it on to here
    }
}

void Drawer::paintEvent(QPaintEvent * /*event*/)
{
    QPainter(this).fillRect(rect(), shade);
}

void Drawer::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace maru::client
