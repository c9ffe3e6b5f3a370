// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/fitheight.h"

#include <QDialog>
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
    const int most = dialog->screen()->availableGeometry().height() - windowFrame;
    int height = 0;
    if (area) {
        area->setMinimumHeight(0);
        const int inside = heightOf(area->widget()->layout(), width);
        const int outside = heightOf(dialog->layout(), width) - area->sizeHint().height();
        height = inside + outside;
    } else {
        height = heightOf(dialog->layout(), width);
    }
    dialog->resize(width, std::min(height, most));
}

} // namespace maru::client
