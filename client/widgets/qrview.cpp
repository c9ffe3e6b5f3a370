// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/qrview.h"

#include <QPainter>

#include <algorithm>

namespace maru::client {

QrView::QrView(QWidget *parent)
    : QWidget(parent)
{
    setFixedSize(sidePx, sidePx);
    hide();
}

void QrView::setPicture(const QImage &picture)
{
    m_picture = picture;
    setVisible(!picture.isNull());
    update();
}

void QrView::paintEvent(QPaintEvent *)
{
    if (m_picture.isNull()) {
        return;
    }
    QPainter painter(this);
    painter.fillRect(rect(), Qt::white);
    const qreal ratio = painter.deviceTransform().m11();
    const int room = int(sidePx * ratio);
    const int side = std::max(1, room / m_picture.width()) * m_picture.width();
    QImage shown = m_picture.scaled(side, side);
    shown.setDevicePixelRatio(ratio);
    const int left = std::max(0, room - side) / 2;
    painter.drawImage(QPointF(left, left) / ratio, shown);
}

} // namespace maru::client
