// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roomsbutton.h"

#include "client/model/roomtexts.h"
#include "client/widgets/icons.h"

#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int dot = 10;

} // namespace

RoomsButton::RoomsButton(QWidget *parent)
    : QToolButton(parent)
    , m_theme(themeOf(ThemeKind::Light))
{
    setObjectName(u"roomsButton"_s);
    setFixedSize(rhythm::row, rhythm::row);
    setToolTip(tr("Rooms"));
    setCounts({});
}

void RoomsButton::setCounts(const UnreadCounts &counts)
{
    m_counts = counts;
    setAccessibleName((QStringList(toolTip()) + unreadTexts(counts)).join(u", "_s));
    update();
}

void RoomsButton::setTheme(const Theme &theme)
{
    m_theme = theme;
    setIcon(themedIcon(u"rooms"_s, theme.text));
    update();
}

// As on the rail: of the colour of text, or of "unread" for what is for the reader.
void RoomsButton::paintEvent(QPaintEvent *event)
{
    QToolButton::paintEvent(event);
    if (m_counts.unread <= 0 && m_counts.forReader <= 0) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.surface, 2));
    painter.setBrush(m_counts.forReader > 0 ? m_theme.unread : m_theme.text);
    painter.drawEllipse(
        QStyle::visualRect(layoutDirection(), rect(), QRect(width() - dot - 2, 2, dot, dot)));
}

} // namespace maru::client
