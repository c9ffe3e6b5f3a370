// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/railbutton.h"

#include "client/model/roomtexts.h"
#include "client/widgets/displaytext.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int side = 40; // of the square
constexpr int corner = 12;
constexpr int railWidth = 56;
constexpr int buttonHeight = side + rhythm::unit;
constexpr int markSide = 14;
constexpr int badgeHeight = 16;
constexpr int mostShown = 99;

QRect squareIn(const QRect &rect)
{
    QRect square(0, 0, side, side);
    square.moveCenter(rect.center());
    return square;
}

} // namespace

RailButton::RailButton(QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(themeOf(ThemeKind::Light))
{
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
}

QSize RailButton::sizeHint() const
{
    return {railWidth - 1, buttonHeight};
}

void RailButton::setItem(const RailItem &item)
{
    m_item = item;
    describe();
    update();
}

void RailButton::setNumber(int number)
{
    if (std::exchange(m_number, number) != number) {
        describe();
    }
}

void RailButton::setTheme(const Theme &theme)
{
    m_theme = theme;
    update();
}

QString RailButton::markText() const
{
    switch (m_item.mark) {
    case RailItem::Mark::None:
        break;
    case RailItem::Mark::Connecting:
        return tr("Connecting…");
    case RailItem::Mark::Off:
        return tr("Disconnected");
    case RailItem::Mark::Trouble:
        return tr("Something has to be decided here");
    }
    return {};
}

void RailButton::describe()
{
    QStringList lines = {displayName(m_item.title)};
    if (m_item.address != m_item.title && !m_item.address.isEmpty()) {
        lines.append(m_item.address);
    }
    if (!m_item.userName.isEmpty()) {
        lines.append(tr("You are %1").arg(isolated(m_item.userName)));
    }
    QStringList state = unreadTexts({m_item.unread, m_item.forReader});
    if (const QString mark = markText(); !mark.isEmpty()) {
        state.append(mark);
    }
    if (!state.isEmpty()) {
        lines.append(state.join(u" · "_s));
    }
    setAccessibleName(lines.join(u", "_s));
    if (m_number > 0) {
        lines.append(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + m_number))
                         .toString(QKeySequence::NativeText));
    }
    // Names come from servers: plain text, whatever they look like.
    setToolTip(u"<p style='white-space:pre'>"_s + lines.join(u'\n').toHtmlEscaped() + u"</p>"_s);
}

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect square = squareIn(rect());
    const bool isContrast = m_theme.kind == ThemeKind::Contrast;
    const bool isQuiet = m_item.mark == RailItem::Mark::Off;
    const QRectF outline = QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(isContrast ? QPen(m_theme.line, 1) : QPen(Qt::NoPen));
    painter.setBrush(isChecked() ? m_theme.accent : m_theme.selected);
    painter.drawRoundedRect(outline, corner, corner);
    if (hasFocus() || (underMouse() && !isChecked())) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(hasFocus() ? m_theme.text : m_theme.muted, hasFocus() ? 2 : 1));
        painter.drawRoundedRect(outline.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    }
    const QString letters = railLetters(m_item.title);
    QFont font = strongFont(bodyFont(this->font()));
    constexpr int room = side - 6;
    while (font.pixelSize() > 9 && QFontMetrics(font).horizontalAdvance(letters) > room) {
        font.setPixelSize(font.pixelSize() - 1);
    }
    painter.setFont(font);
    painter.setPen(isChecked() ? m_theme.onAccent : isQuiet ? m_theme.muted : m_theme.text);
    painter.drawText(square, Qt::AlignCenter | Qt::TextSingleLine, letters);
    paintCount(&painter, square);
    paintMark(&painter, square);
}

// At the top right: a dot for what is not read, a number for what is addressed to the reader.
void RailButton::paintCount(QPainter *painter, const QRect &square) const
{
    if (m_item.unread <= 0 && m_item.forReader <= 0) {
        return;
    }
    QFont font = strongFont(bodyFont(this->font()));
    font.setPixelSize(11);
    const QString text = m_item.forReader <= 0 ? QString()
        : m_item.forReader > mostShown         ? u"%1+"_s.arg(mostShown)
                                               : QString::number(m_item.forReader);
    const int height = text.isEmpty() ? 10 : badgeHeight;
    const int width = std::max(height, QFontMetrics(font).horizontalAdvance(text) + rhythm::unit);
    // Inside the rail even where the number is long.
    QRectF badge(0, 0, text.isEmpty() ? height : width, height);
    badge.moveTopRight(QPointF(std::min(square.right() + 6, this->width() - 2),
                               square.top() - (text.isEmpty() ? 2 : 3)));
    painter->setPen(QPen(m_theme.window, 2));
    painter->setBrush(text.isEmpty() ? m_theme.text : m_theme.unread);
    painter->drawRoundedRect(badge, height / 2.0, height / 2.0);
    if (!text.isEmpty()) {
        painter->setFont(font);
        painter->setPen(m_theme.surface);
        painter->drawText(badge, Qt::AlignCenter, text);
    }
}

// At the bottom right: a ring while there is no connection, "!" where a person is needed.
void RailButton::paintMark(QPainter *painter, const QRect &square) const
{
    if (m_item.mark == RailItem::Mark::None) {
        return;
    }
    QRectF mark(0, 0, markSide, markSide);
    mark.moveBottomRight(QPointF(square.right() + 5, square.bottom() + 4));
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.window);
    painter->drawEllipse(mark);
    if (m_item.mark == RailItem::Mark::Trouble) {
        painter->setBrush(m_theme.danger);
        painter->drawEllipse(mark.adjusted(1, 1, -1, -1));
        QFont font = strongFont(bodyFont(this->font()));
        font.setPixelSize(10);
        painter->setFont(font);
        painter->setPen(m_theme.surface);
        painter->drawText(mark, Qt::AlignCenter, u"!"_s);
        return;
    }
    QPen pen(m_theme.muted, 2);
    if (m_item.mark == RailItem::Mark::Connecting) {
        pen.setStyle(Qt::DotLine);
    }
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(mark.adjusted(3, 3, -3, -3));
}

void RailButton::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = event->globalPosition().toPoint();
    m_isDragged = false;
    QAbstractButton::mousePressEvent(event);
}

void RailButton::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->globalPosition().toPoint();
    if ((event->buttons() & Qt::LeftButton)
        && std::abs(at.y() - m_pressedAt.y()) >= QApplication::startDragDistance()) {
        m_isDragged = true;
    }
    if (m_isDragged) {
        emit draggedTo(at.y());
    } else {
        QAbstractButton::mouseMoveEvent(event);
    }
}

void RailButton::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_isDragged, false)) {
        setDown(false); // a drag is no click
        event->accept();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void RailButton::keyPressEvent(QKeyEvent *event)
{
    const bool moves = event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    const int key = event->key();
    if ((key == Qt::Key_Up || key == Qt::Key_Down)
        && (moves || event->modifiers() == Qt::NoModifier)) {
        emit stepWanted(key == Qt::Key_Up ? -1 : 1, moves);
    } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        click();
    } else {
        QAbstractButton::keyPressEvent(event);
    }
}

void RailButton::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isMouse = event->reason() == QContextMenuEvent::Mouse;
    emit menuWanted(isMouse ? event->globalPos() : mapToGlobal(squareIn(rect()).bottomRight()));
    event->accept();
}

} // namespace maru::client
