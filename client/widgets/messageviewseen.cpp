// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What the message view knows of reading: where new messages begin, which was seen, where to jump.

#include "client/model/messagelistmodel.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/messagedelegate.h"
#include "client/widgets/messageview.h"

#include <QApplication>
#include <QPushButton>
#include <QScrollBar>

namespace maru::client {

namespace {

constexpr int bottomSlack = 4; // so near to the end counts as the end
constexpr int shownMs = 1'600;

qint64 seqOf(const QModelIndex &index)
{
    return index.data(MessageListModel::SeqRole).toLongLong();
}

bool isOfOthers(const QModelIndex &index)
{
    return !index.data(MessageListModel::IsOwnRole).toBool()
        && !index.data(MessageListModel::IsSystemRole).toBool();
}

} // namespace

QModelIndex MessageView::firstNew() const
{
    return m_delegate->firstNew();
}

void MessageView::clearFirstNew()
{
    const QModelIndex old = m_delegate->firstNew();
    m_delegate->setFirstNew({});
    if (old.isValid()) {
        m_heights.forget(old.row());
        scheduleDelayedItemsLayout();
    }
}

// Counts what came in unseen, and follows an own message to the end.
void MessageView::noteArrivals(int first, int last)
{
    if (m_hasNewer) {
        return; // the past grows
    }
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = indexOf(row);
        if (index.data(MessageListModel::IsOwnRole).toBool()) {
            // One written elsewhere does not tear the reader away; one written here is looked at.
            const int delivery = index.data(MessageListModel::DeliveryRole).toInt();
            if (delivery != static_cast<int>(Delivery::Sent)) {
                m_atBottom = true;
                clearFirstNew();
            }
            continue;
        }
        // What is there before the window was ever looked at is not new but the history.
        const bool seen = !m_lookedAt || (m_atBottom && isLookedAt());
        const QModelIndex old = m_delegate->firstNew();
        // All was seen since, and nobody is on the way through it.
        const bool isOver = m_atBottom && seqOf(old) > 0 && seqOf(old) <= m_seenSeq;
        if (!seen && (!old.isValid() || row < old.row() || isOver)
            && !index.data(MessageListModel::IsSystemRole).toBool()) {
            m_delegate->setFirstNew(index);
            if (old.isValid()) {
                m_heights.forget(old.row());
            }
        }
        if (!m_atBottom) {
            ++m_newCount;
        }
    }
}

void MessageView::placeNewButton()
{
    if (m_newCount == 0 && !m_hasNewer) {
        m_newButton->hide();
        return;
    }
    const int count = m_hasNewer ? m_unread : m_newCount;
    m_newButton->setText(count > 0 ? tr("%n new message(s)", nullptr, count)
                                   : tr("Back to newest"));
    m_newButton->adjustSize();
    const int x = (viewport()->width() - m_newButton->width()) / 2;
    m_newButton->move(x, viewport()->height() - m_newButton->height() - 2 * rhythm::unit);
    m_newButton->show();
}

void MessageView::setReadSeq(qint64 seq)
{
    m_readSeq = seq;
    m_wantsDivider = seq >= 0;
    placeDivider();
}

// Rows stand by seq, those on their way (without one) last.
int MessageView::rowOfSeq(qint64 seq) const
{
    int low = 0;
    int high = m_messages->rowCount();
    while (low < high) {
        const int middle = low + (high - low) / 2;
        const qint64 there = seqOf(indexOf(middle));
        if (there > 0 && there < seq) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const bool found = seq > 0 && low < m_messages->rowCount() && seqOf(indexOf(low)) == seq;
    return found ? low : -1;
}

void MessageView::placeDivider()
{
    if (!m_wantsDivider || m_messages->rowCount() == 0) {
        return;
    }
    const int read = rowOfSeq(m_readSeq);
    const int first = rowOfSeq(m_readSeq + 1);
    if (first < 0) {
        m_wantsDivider = read < 0; // else nothing is new; if neither is there, older ones will come
        return;
    }
    placeDividerFrom(first);
    m_wantsDivider = m_hasNewer && !firstNew().isValid(); // what follows may be for the reader
    if (!m_lookedAt && firstNew().isValid()) {
        bring(firstNew(), PositionAtTop); // reading goes on where it ended
        m_newCount = 0;
        for (int row = firstNew().row(); row < m_messages->rowCount(); ++row) {
            m_newCount += !m_atBottom && !m_hasNewer && isOfOthers(indexOf(row)) ? 1 : 0;
        }
        placeNewButton();
    }
}

void MessageView::placeDividerFrom(int row)
{
    while (row < m_messages->rowCount() && !isOfOthers(indexOf(row))) {
        ++row;
    }
    if (row < m_messages->rowCount()) {
        clearFirstNew();
        m_delegate->setFirstNew(indexOf(row));
        m_heights.forget(row);
    }
}

// Where the first of the unread is not here, the line stands above what is, until it comes.
void MessageView::goToFirstNew()
{
    if (m_wantsDivider && !firstNew().isValid()) {
        placeDividerFrom(0);
    }
    if (firstNew().isValid()) {
        bring(firstNew(), PositionAtTop);
    }
}

void MessageView::setUnread(int unread)
{
    m_unread = unread;
    placeNewButton();
}

bool MessageView::isAtEnd() const
{
    return !m_hasNewer && verticalOffset() >= maximumScroll() - bottomSlack;
}

void MessageView::setHasNewer(bool hasNewer)
{
    if (m_hasNewer == hasNewer) {
        return;
    }
    m_hasNewer = hasNewer;
    // Without rows it begins at the end, as after a reset.
    m_atBottom = !hasNewer && (m_atBottom || m_heights.count() == 0);
    m_newCount = 0;
    m_newerWish.forget();
    placeNewButton();
}

void MessageView::goToBottom()
{
    if (m_hasNewer) {
        emit newestWanted();
        return;
    }
    m_atBottom = true;
    relayout();
}

void MessageView::goTo(Place place)
{
    executeDelayedItemsLayout();
    if (place.row < 0 || place.row >= m_heights.count()) {
        return;
    }
    m_atBottom = false;
    settle(place);
    m_atBottom = isAtEnd();
    askForPages();
}

void MessageView::bring(const QModelIndex &index, ScrollHint hint)
{
    m_atBottom = false; // nothing counts as seen on the way
    scrollTo(index, hint);
    m_atBottom = isAtEnd();
    noteSeen();
    viewport()->update();
}

bool MessageView::showSeq(qint64 seq)
{
    const int row = rowOfSeq(seq);
    if (row < 0) {
        return false;
    }
    const QModelIndex index = indexOf(row);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    m_shown = index;
    m_shownTimer.start(shownMs);
    bring(index, PositionAtCenter);
    return true;
}

// The window is in front: neither behind another program's, nor under a dialog, nor minimised.
bool MessageView::isLookedAt() const
{
    return isVisible() && isActiveWindow() && !window()->isMinimized()
        && !QApplication::activeModalWidget();
}

void MessageView::noteSeen()
{
    if (m_hasNewer || !isLookedAt()) {
        return;
    }
    int row = m_messages->rowCount() - 1;
    while (row >= 0 && seqOf(indexOf(row)) == 0) {
        --row; // on its way
    }
    const bool isWhole = row >= 0 && (m_atBottom || rowRect(row).bottom() < viewport()->height());
    const qint64 seq = isWhole ? seqOf(indexOf(row)) : 0;
    if (seq > 0 && seq != m_seenSeq) { // less: of another past
        m_seenSeq = seq;
        emit newestSeen(seq);
    }
}

void MessageView::showEvent(QShowEvent *event)
{
    QListView::showEvent(event);
    noteSeen();
}

// Unlike ActivationChange, which only the window itself gets, these reach its parts.
bool MessageView::event(QEvent *event)
{
    const bool isDone = QListView::event(event);
    if (event->type() == QEvent::WindowActivate || event->type() == QEvent::WindowUnblocked) {
        layOutNow();
        noteSeen();
    }
    return isDone;
}

} // namespace maru::client
