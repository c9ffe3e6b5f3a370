// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/paneheader.h"

#include "client/widgets/elidedlabel.h"
#include "client/widgets/theme.h"

#include <QFrame>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

QFrame *makePaneHeader(const QString &name, QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setObjectName(name);
    frame->setFixedHeight(rhythm::header);
    return frame;
}

QVBoxLayout *twoLines(ElidedLabel *heading, ElidedLabel *detail)
{
    const QFont body = bodyFont(heading->font());
    heading->setFont(strongFont(body));
    detail->setFont(smallFont(body));
    detail->setProperty("role", u"muted"_s);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addStretch();
    lines->addWidget(heading);
    lines->addWidget(detail);
    lines->addStretch();
    return lines;
}

QVBoxLayout *tightColumn(QWidget *pane)
{
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

} // namespace maru::client
