// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What mouse and keyboard do in the message view; its geometry is in messageview.cpp.

#include "client/model/messagelistmodel.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/messageview.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

QString cidOf(const QModelIndex &index)
{
    return index.data(MessageListModel::CidRole).toString();
}

bool hasFailed(const QModelIndex &index)
{
    return index.data(MessageListModel::DeliveryRole).toInt() == static_cast<int>(Delivery::Failed);
}

// As everywhere under X11: what is selected is there for the middle button.
void offerSelection(const QString &text)
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (clipboard->supportsSelection()) {
        clipboard->setText(text, QClipboard::Selection);
    }
}

} // namespace

QString MessageView::selectedText() const
{
    if (!m_selection.isEmpty()) {
        return copiedText(m_selection, *model(), *m_delegate);
    }
    return copiedMessages(selectionModel()->selectedIndexes());
}

void MessageView::copy()
{
    QString text = selectedText();
    if (text.isEmpty() && currentIndex().isValid()) {
        text = currentIndex().data(MessageListModel::TextRole).toString();
    }
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

TextPlace MessageView::placeAt(QPoint point) const
{
    if (m_heights.count() == 0) {
        return {};
    }
    // Above the first and below the last row the nearest one counts.
    const int y = std::clamp(point.y(), rowRect(0).top(), rowRect(m_heights.count() - 1).bottom());
    const QModelIndex index = indexAt(QPoint(viewport()->width() / 2, y));
    if (!index.isValid()) {
        return {};
    }
    const QPoint inRow = QPoint(point.x(), y) - rowRect(index.row()).topLeft();
    return {index, m_delegate->layoutOf(index).positionAt(inRow)};
}

void MessageView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid()) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    }
    if (event->button() != Qt::LeftButton) {
        return;
    }
    m_showFocus = false;
    selectionModel()->clearSelection();
    const TextPlace place = placeAt(event->position().toPoint());
    if (event->modifiers().testFlag(Qt::ShiftModifier) && m_selection.hasStart()) {
        m_selection.extendTo(place);
    } else {
        m_selection.start(place);
    }
    m_selecting = true;
    m_pressed = {index, index.isValid() ? rowRect(index.row()).topLeft() : QPoint()};
    viewport()->update();
}

void MessageView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (!m_selecting) {
        updatePointer(point);
        return;
    }
    extendSelection(point);
}

void MessageView::extendSelection(QPoint point)
{
    const int height = viewport()->height();
    const int outside = point.y() < 0 ? point.y() : std::max(0, point.y() - height);
    if (outside != 0) {
        QScrollBar *bar = verticalScrollBar();
        bar->setValue(bar->value() + std::clamp(outside, -height / 4, height / 4));
        if (!m_dragScroll.isActive()) {
            m_dragScroll.start();
        }
    } else {
        m_dragScroll.stop();
    }
    m_selection.extendTo(placeAt({point.x(), std::clamp(point.y(), 0, std::max(0, height - 1))}));
    viewport()->update();
}

void MessageView::mouseReleaseEvent(QMouseEvent *event)
{
    m_dragScroll.stop();
    const bool wasSelecting = m_selecting;
    m_selecting = false;
    if (event->button() != Qt::LeftButton || !wasSelecting) {
        return;
    }
    if (!m_selection.isEmpty()) {
        offerSelection(selectedText());
        return;
    }
    const QModelIndex index = m_pressed.index;
    if (!index.isValid()) {
        return;
    }
    const MessageLayout &layout = m_delegate->layoutOf(index);
    const QPoint inRow = event->position().toPoint() - m_pressed.origin;
    if (const auto link = layout.linkAt(inRow)) {
        openLink(index, *link);
    } else if (copyCodeAt(index, inRow) || activateExtra(index, inRow)
               || activateFile(index, layout.fileAt(inRow))) {
        return;
    } else if (layout.content().isRead && layout.statusRect().contains(inRow)) {
        emit readersWanted(index.data(MessageListModel::IdRole).toString());
    } else if (layout.statusRect().contains(inRow) && hasFailed(index)) {
        emit retryRequested(cidOf(index));
    } else if (layout.moreRect().contains(inRow)) {
        m_delegate->expand(index);
        m_heights.forget(index.row());
        m_atBottom = false;
        relayout();
    }
}

void MessageView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const TextPlace place = placeAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !place.isValid()) {
        return;
    }
    const auto [start, end] = m_delegate->layoutOf(place.index).wordAt(place.position);
    m_selection.select(place.index, start, end);
    if (!m_selection.isEmpty()) {
        offerSelection(selectedText()); // the release that follows ends no selecting
    }
    viewport()->update();
}

void MessageView::updatePointer(QPoint point)
{
    const QModelIndex index = indexAt(point);
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (index.isValid()) {
        const MessageLayout &layout = m_delegate->layoutOf(index);
        const QPoint inRow = point - rowRect(index.row()).topLeft();
        const bool retry =
            layout.statusRect().contains(inRow) && (hasFailed(index) || layout.content().isRead);
        const bool extra = layout.copyButtonAt(inRow) >= 0 || layout.fileAt(inRow) >= 0
            || (m_rights.canReact(index) && layout.pillAt(inRow) >= 0)
            || (m_rights.canChange() && layout.quoteRect().contains(inRow));
        if (layout.linkAt(inRow) || retry || extra || layout.moreRect().contains(inRow)) {
            shape = Qt::PointingHandCursor;
        } else if (layout.textRect().contains(inRow)) {
            shape = Qt::IBeamCursor;
        }
    }
    viewport()->setCursor(shape);
}

// Where a link really leads, or why a message failed.
QString MessageView::tipAt(QPoint point) const
{
    const QModelIndex index = indexAt(point);
    if (!index.isValid()) {
        return {};
    }
    const MessageLayout &layout = m_delegate->layoutOf(index);
    const QPoint inRow = point - rowRect(index.row()).topLeft();
    if (const auto link = layout.linkAt(inRow)) {
        return tr("Opens %1").arg(isolated(realHost(link->url)));
    }
    if (hasFailed(index) && layout.statusRect().contains(inRow)) {
        return index.data(MessageListModel::FailureRole).toString();
    }
    if (layout.content().isRead && layout.statusRect().contains(inRow)) {
        return tr("Click to see who has read this");
    }
    if (const int file = layout.fileAt(inRow); file >= 0) {
        const FileCard &card = layout.content().files.at(file);
        return u"%1\n%2"_s.arg(card.name, card.detail);
    }
    if (layout.copyButtonAt(inRow) >= 0) {
        return tr("Copy code");
    }
    if (m_rights.canChange() && layout.quoteRect().contains(inRow)) {
        return tr("Click to go to this message");
    }
    if (const int pill = layout.pillAt(inRow); m_rights.canReact(index) && pill >= 0) {
        return layout.content().pills.at(pill).own ? tr("Click to take your reaction back")
                                                   : tr("Click to react too");
    }
    return {};
}

bool MessageView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        // Plain text: a reason may come from the server.
        const QString tip = tipAt(help->pos()).toHtmlEscaped();
        QToolTip::showText(help->globalPos(),
                           tip.isEmpty() ? QString() : u"<span>%1</span>"_s.arg(tip), viewport());
        return true;
    }
    return QListView::viewportEvent(event);
}

void MessageView::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange
        || event->type() == QEvent::LocaleChange) {
        m_delegate->setFont(font());
        forgetHeights();
    }
}

void MessageView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void MessageView::setFormatsText(bool formats)
{
    m_delegate->setFormatsText(formats);
    forgetHeights();
}

void MessageView::forgetHeights()
{
    m_heights.forgetAll();
    scheduleDelayedItemsLayout();
}

QModelIndex MessageView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    Q_UNUSED(modifiers)
    const int last = m_heights.count() - 1;
    if (last < 0) {
        return {};
    }
    const int current = currentIndex().isValid() ? currentIndex().row() : last + 1;
    const int page = std::max(1, viewport()->height() - linePitch(font()));
    switch (action) {
    case MoveUp:
    case MovePrevious:
        return indexOf(std::max(0, current - 1));
    case MoveDown:
    case MoveNext:
        return indexOf(std::min(last, current + 1));
    case MoveHome:
        return indexOf(0);
    case MoveEnd:
        return indexOf(last);
    case MovePageUp: {
        const int from = std::min(current, last);
        const int row = m_heights.rowAt(m_heights.top(from) - page);
        return indexOf(std::clamp(row, 0, std::max(0, from - 1)));
    }
    case MovePageDown: {
        const int from = std::min(current, last);
        const int row = m_heights.rowAt(m_heights.top(from) + page);
        return indexOf(std::clamp(row, std::min(last, from + 1), last));
    }
    case MoveLeft:
    case MoveRight:
        break;
    }
    return currentIndex();
}

void MessageView::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags)
{
    if (m_heights.count() == 0) {
        return;
    }
    const QRect area = rect.normalized();
    const int origin = rowRect(0).top();
    const int first = m_heights.rowAt(area.top() - origin);
    const int last = m_heights.rowAt(area.bottom() - origin);
    selectionModel()->select(QItemSelection(indexOf(first), indexOf(last)), flags);
}

QRegion MessageView::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    const QRect visible = viewport()->rect();
    for (const QItemSelectionRange &range : selection) {
        const QRect rows = visualRect(range.topLeft()).united(visualRect(range.bottomRight()));
        region += rows & visible;
    }
    return region;
}

void MessageView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    const QModelIndex index = currentIndex();
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && index.isValid()) {
        activate(index);
        return;
    }
    if (pressedKey(*event, index)) {
        return;
    }
    // Letters belong to no row: QListView would jump to a message that starts with them.
    const bool letter = !event->text().isEmpty() && event->text().front().isPrint();
    if (letter
        && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
        event->ignore();
        return;
    }
    m_showFocus = true;
    if (event->key() != Qt::Key_Shift && event->key() != Qt::Key_Control) {
        m_selection.clear();
    }
    QListView::keyPressEvent(event);
    viewport()->update();
}

void MessageView::focusInEvent(QFocusEvent *event)
{
    const Qt::FocusReason reason = event->reason();
    const bool byKey = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason
        || reason == Qt::ShortcutFocusReason;
    // After a menu, a dialog or another window one goes on where one was.
    const bool isBack = reason == Qt::PopupFocusReason || reason == Qt::ActiveWindowFocusReason;
    m_showFocus = byKey || (isBack && m_showFocus);
    if (byKey && !currentIndex().isValid() && m_heights.count() > 0) {
        selectionModel()->setCurrentIndex(indexOf(m_heights.count() - 1),
                                          QItemSelectionModel::NoUpdate);
    }
    QListView::focusInEvent(event);
}

} // namespace maru::client
