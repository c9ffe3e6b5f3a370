// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/fitheight.h"

#include "client/widgets/theme.h"

#include <QCoreApplication>
#include <QDialog>
#include <QEvent>
#include <QLayout>
#include <QScreen>
#include <QScrollArea>

#include <algorithm>

namespace maru::client {

namespace {

constexpr int windowFrame = 40; // title and borders of a window

int heightOf(QLayout *layout, int width)
{
    layout->invalidate(); // a label that is hidden or has other words tells it late
    return layout->hasHeightForWidth() ? layout->totalHeightForWidth(width)
                                       : layout->totalSizeHint().height();
}

} // namespace

void fitHeight(QDialog *dialog, int width, QScrollArea *area)
{
    const QRect room = dialog->screen()->availableGeometry();
    int height = 0;
    if (area) {
        area->setMinimumHeight(0);
        const int inside = heightOf(area->widget()->layout(), width);
        const int outside = heightOf(dialog->layout(), width) - area->sizeHint().height();
        height = inside + outside;
    } else {
        height = heightOf(dialog->layout(), width);
    }
    const int before = dialog->height();
    dialog->resize(width, std::min(height, room.height() - windowFrame));
    const int below = dialog->frameGeometry().bottom() - room.bottom();
    if (dialog->isVisible() && dialog->height() > before && below > 0) {
        dialog->move(dialog->x(), std::max(room.top(), dialog->y() - below));
    }
}

void scrollTo(QScrollArea *area, QWidget *part)
{
    if (!area->isVisible()) {
        return;
    }
    QEvent wish(QEvent::LayoutRequest); // else its place is known with the next turn only
    QCoreApplication::sendEvent(area, &wish);
    area->widget()->layout()->activate();
    area->ensureWidgetVisible(part, 0, rhythm::unit * 2);
}

} // namespace maru::client
