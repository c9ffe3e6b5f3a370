// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/logo.h"

#include "client/widgets/icons.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace maru::client {

Logo::Logo(QWidget *parent)
    : QLabel(parent)
{
    setFixedSize(sidePx, sidePx);
    setAccessibleName(u"Maru"_s);
}

void Logo::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const qreal ratio = painter.deviceTransform().m11();
    if (m_drawn.isNull() || !qFuzzyCompare(m_drawn.devicePixelRatio(), ratio)) {
        m_drawn = applicationPixmap(sidePx, ratio);
    }
    painter.drawPixmap(0, 0, m_drawn);
}

} // namespace maru::client
