// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/messageview.h"

#include "client/model/messagelistmodel.h"
#include "client/widgets/accessiblemessages.h"
#include "client/widgets/icons.h"
#include "client/widgets/messagedelegate.h"

#include <QPainter>
#include <QPushButton>
#include <QResizeEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int padding = rhythm::unit; // above the first and below the last row
constexpr int maxSettlePasses = 64;
constexpr int dragScrollMs = 40;

} // namespace

MessageView::MessageView(QWidget *parent)
    : QListView(parent)
    , m_messages(new AccessibleMessages(this))
    , m_delegate(new MessageDelegate(this))
    , m_newButton(new QPushButton(viewport()))
    , m_theme(themeOf(ThemeKind::Light))
{
    setObjectName(u"messages"_s);
    setAccessibleName(tr("Messages"));
    setItemDelegate(m_delegate);
    m_messages->setDelegate(m_delegate);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    m_newButton->setProperty("role", u"floating"_s);
    m_newButton->setCursor(Qt::PointingHandCursor);
    m_newButton->hide();
    connect(m_newButton, &QPushButton::clicked, this, &MessageView::goToBottom);
    m_shownTimer.setSingleShot(true);
    connect(&m_shownTimer, &QTimer::timeout, this, [this] {
        m_shown = QPersistentModelIndex();
        viewport()->update();
    });
    m_dragScroll.setInterval(dragScrollMs);
    connect(&m_dragScroll, &QTimer::timeout, this,
            [this] { extendSelection(viewport()->mapFromGlobal(QCursor::pos())); });

    const auto rowsChanged = [this] {
        m_heights.reset(m_messages->rowCount());
        forgetRowsFrom(0);
    };
    connect(m_messages, &QAbstractItemModel::layoutChanged, this, rowsChanged);
    connect(m_messages, &QAbstractItemModel::rowsMoved, this, rowsChanged);
    connect(m_messages, &QAbstractItemModel::rowsRemoved, this, [this] { forgetRowsFrom(0); });
    setModel(m_messages);
    setTheme(m_theme);
}

MessageView::~MessageView() = default;

bool MessageView::setMessages(QAbstractItemModel *messages)
{
    if (m_messages->sourceModel() == messages) {
        return false;
    }
    m_messages->setSourceModel(messages); // starts at the end again
    return true;
}

void MessageView::setTheme(const Theme &theme)
{
    if (m_theme.density != theme.density) {
        forgetHeights();
    }
    m_theme = theme;
    m_delegate->setTheme(theme);
    m_newButton->setIcon(themedIcon(u"arrow-down"_s, theme.onAccent, 16));
    viewport()->update();
}

void MessageView::reset()
{
    QListView::reset();
    m_heights.reset(m_messages->rowCount());
    m_delegate->setFirstNew({});
    m_selection.clear();
    m_atBottom = !m_hasNewer;
    m_olderWish.forget();
    m_newerWish.forget();
    m_newCount = 0;
    m_lookedAt = false;
    m_anchor = {};
    m_readSeq = -1;
    m_seenSeq = 0;
    m_wantsDivider = false;
    m_shown = QPersistentModelIndex();
    scheduleDelayedItemsLayout();
}

void MessageView::doItemsLayout()
{
    QAbstractItemView::doItemsLayout(); // not QListView's: it would measure every row
    relayout();
}

void MessageView::updateGeometries()
{
    QAbstractItemView::updateGeometries();
}

int MessageView::verticalOffset() const
{
    return verticalScrollBar()->value();
}

QModelIndex MessageView::indexOf(int row) const
{
    return m_messages->index(row, 0);
}

int MessageView::maximumScroll() const
{
    return std::max(0, m_heights.total() + 2 * padding - viewport()->height());
}

int MessageView::shortfall() const
{
    return std::max(0, viewport()->height() - m_heights.total() - 2 * padding);
}

QRect MessageView::rowRect(int row) const
{
    const int y = padding + shortfall() + m_heights.top(row) - verticalOffset();
    return {0, y, viewport()->width(), m_heights.height(row)};
}

// A question about places needs them up to date; what is seen does not change by it.
void MessageView::layOutNow() const
{
    const_cast<MessageView *>(this)->executeDelayedItemsLayout();
}

QRect MessageView::visualRect(const QModelIndex &index) const
{
    layOutNow();
    const bool known = index.isValid() && index.row() < m_heights.count();
    return known ? rowRect(index.row()) : QRect();
}

QModelIndex MessageView::indexAt(const QPoint &point) const
{
    layOutNow();
    const int row = m_heights.rowAt(point.y() - padding - shortfall() + verticalOffset());
    return row >= 0 && rowRect(row).contains(point) ? indexOf(row) : QModelIndex();
}

bool MessageView::measure(int row)
{
    if (m_heights.isKnown(row)) {
        return false;
    }
    const int before = m_heights.height(row);
    m_heights.setHeight(row, m_delegate->layoutOf(indexOf(row)).height());
    return m_heights.height(row) != before;
}

// Measures what is seen while \p row (the end, if it is the count) begins at \p y, from there down
// and up, so that what a tall row pushes out of sight is left; true if that moved something.
bool MessageView::measureAround(int row, int y)
{
    bool changed = false;
    for (int i = row, at = y; i < m_heights.count() && at < viewport()->height(); ++i) {
        changed = measure(i) || changed;
        at += m_heights.height(i);
    }
    for (int i = row - 1, at = y; i >= 0 && at > 0; --i) {
        changed = measure(i) || changed;
        at -= m_heights.height(i);
    }
    return changed;
}

// Puts the anchor where it belongs (or the end to the bottom) and corrects the heights of what is
// then seen, again and again until nothing moves: each pass measures rows that were estimates, so
// it ends.
void MessageView::settle(Place anchor)
{
    const QScopedValueRollback settling(m_settling, true);
    int scroll = 0;
    for (int pass = 0; pass < maxSettlePasses; ++pass) {
        const int maximum = maximumScroll();
        const int known = anchor.row < m_heights.count() ? anchor.row : 0;
        const int row = m_atBottom ? m_heights.count() : known;
        const int top = padding + shortfall() + m_heights.top(row);
        scroll = m_atBottom ? maximum : std::clamp(top - anchor.y, 0, maximum);
        if (!measureAround(row, top - scroll)) {
            break;
        }
    }
    QScrollBar *bar = verticalScrollBar();
    bar->setRange(0, maximumScroll());
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(2 * linePitch(font()));
    bar->setValue(scroll);
    const int first = m_heights.rowAt(scroll - padding - shortfall());
    m_anchor = first < 0 ? Place{} : Place{first, rowRect(first).top()};
    if (m_atBottom) {
        m_newCount = 0;
    }
    placeNewButton();
    viewport()->update();
    emit placeChanged();
}

void MessageView::relayout()
{
    m_delegate->setWidth(viewport()->width(), rhythm::sideOf(width()));
    settle(m_anchor);
    noteSeen();
    askForPages();
}

void MessageView::forgetRowsFrom(int row)
{
    Q_UNUSED(row)
    // The layouts are kept by row number, and those have moved.
    m_delegate->forgetAll();
    scheduleDelayedItemsLayout();
}

void MessageView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx)
    if (m_settling) {
        return;
    }
    m_atBottom = isAtEnd();
    Place anchor{m_anchor.row, m_anchor.y + dy};
    // After a long way what was seen before is no use as an anchor: everything between would have
    // to be measured.
    if (std::abs(anchor.y) > 2 * viewport()->height()) {
        const int row = std::max(0, m_heights.rowAt(verticalOffset() - padding - shortfall()));
        anchor = {row, m_heights.count() > 0 ? rowRect(row).top() : 0};
    }
    settle(anchor);
    noteSeen();
    askForPages();
}

void MessageView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    executeDelayedItemsLayout();
    if (!index.isValid() || index.row() >= m_heights.count()) {
        return;
    }
    measure(index.row());
    const QRect rect = rowRect(index.row());
    const int height = viewport()->height();
    int y = rect.top();
    if (hint == PositionAtTop || (hint == EnsureVisible && rect.top() < 0)) {
        y = 0;
    } else if (hint == PositionAtBottom || (hint == EnsureVisible && rect.bottom() >= height)) {
        y = std::max(0, height - rect.height() - padding);
    } else if (hint == PositionAtCenter) {
        y = (height - rect.height()) / 2;
    } else {
        return;
    }
    m_atBottom = !m_hasNewer && index.row() == m_heights.count() - 1 && hint != PositionAtTop
        && rect.height() < height;
    settle({index.row(), y});
    askForPages();
}

void MessageView::rowsInserted(const QModelIndex &parent, int first, int last)
{
    const int count = last - first + 1;
    const bool wasEmpty = m_heights.count() == 0;
    m_heights.insert(first, count);
    if (!wasEmpty && first <= m_anchor.row) {
        m_anchor.row += count;
    }
    if (first < m_heights.count() - count) {
        m_heights.forget(first + count); // its day and group may start elsewhere now
    }
    QAbstractItemView::rowsInserted(parent, first, last);
    forgetRowsFrom(first);
    // Older messages go in front of sent ones. What was missed may come after what arrived since.
    const QModelIndex next = indexOf(last + 1);
    const bool atEnd = !next.isValid() || next.data(MessageListModel::DeliveryRole).toInt() != 0;
    if ((atEnd || first > 0) && !wasEmpty) {
        noteArrivals(first, last);
    }
    placeDivider();
}

void MessageView::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    QAbstractItemView::rowsAboutToBeRemoved(parent, first, last);
    const int count = last - first + 1;
    m_heights.remove(first, count);
    m_delegate->forgetAll();
    if (first < m_anchor.row) {
        m_anchor.row = std::max(first, m_anchor.row - count);
    }
    if (first < m_heights.count()) {
        m_heights.forget(first);
    }
    m_newCount = std::min(m_newCount, m_heights.count());
}

void MessageView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                              const QList<int> &roles)
{
    QAbstractItemView::dataChanged(topLeft, bottomRight, roles);
    const int last =
        std::min(bottomRight.row() + 1, m_heights.count() - 1); // it may show or hide its time
    for (int row = topLeft.row(); row <= last; ++row) {
        m_heights.forget(row);
        m_delegate->forget(row);
    }
    scheduleDelayedItemsLayout();
}

void MessageView::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event); // not QListView's: it would measure every row
    if (event->size().width() != event->oldSize().width()) {
        m_heights.forgetAll();
    }
    relayout();
}

void MessageView::askForPages()
{
    if (m_heights.count() == 0 || !isVisible()) {
        return;
    }
    const bool isNearEnd = verticalOffset() > maximumScroll() - viewport()->height();
    if (m_hasNewer && isNearEnd && m_newerWish.take(m_heights.count())) {
        emit newerWanted();
    }
    if (verticalOffset() < viewport()->height() && m_olderWish.take(m_heights.count())) {
        emit olderWanted();
    }
}

void MessageView::paintEvent(QPaintEvent *event)
{
    executeDelayedItemsLayout();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.surface);
    if (m_heights.count() == 0) {
        painter.setPen(m_theme.muted);
        painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24),
                         Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    m_lookedAt = m_lookedAt || isActiveWindow();
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State base =
        option.state & ~(QStyle::State_Selected | QStyle::State_HasFocus | QStyle::State_MouseOver);
    const int top = event->rect().top() - padding - shortfall() + verticalOffset();
    for (int row = std::max(0, m_heights.rowAt(top)); row < m_heights.count(); ++row) {
        option.rect = rowRect(row);
        if (option.rect.top() > event->rect().bottom()) {
            break;
        }
        const QModelIndex index = indexOf(row);
        option.state = base;
        option.state.setFlag(QStyle::State_Selected,
                             selectionModel()->isSelected(index) || index == m_shown);
        option.state.setFlag(QStyle::State_HasFocus,
                             m_showFocus && hasFocus() && index == currentIndex());
        const qsizetype length = m_delegate->layoutOf(index).displayedText().size();
        m_delegate->paintRow(&painter, option, index,
                             m_selection.partOf(index, static_cast<int>(length)));
    }
}

} // namespace maru::client
