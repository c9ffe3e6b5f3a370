// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/firstpaint.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>

namespace maru::client {

FirstPaint::FirstPaint(QObject *parent)
    : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        QCoreApplication::instance()->removeEventFilter(this);
        QTimer::singleShot(0, this, &FirstPaint::painted); // that paint comes first
    }
    return QObject::eventFilter(watched, event);
}

} // namespace maru::client
