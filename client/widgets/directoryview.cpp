// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/directoryview.h"

#include "client/model/directorymodel.h"
#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/panerows.h"
#include "common/chat/objects.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int iconPx = 16;
constexpr int side = 12;
constexpr int dot = 8;

QString iconOf(RoomKind kind)
{
    return kind == RoomKind::Private     ? u"lock"_s
        : kind == RoomKind::Announcement ? u"megaphone"_s
                                         : QString();
}

} // namespace

QSize DirectoryDelegate::sizeHint(const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    const QFont body = bodyFont(option.font);
    const bool hasDetail = !index.data(DirectoryModel::DetailRole).toString().isEmpty();
    const int lines =
        QFontMetrics(body).height() + (hasDetail ? QFontMetrics(smallFont(body)).height() : 0);
    return {iconPx, std::max(36, lines + rhythm::unit + rhythm::hair)};
}

// The colours are those of the palette, which is the theme's.
void DirectoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect.adjusted(rhythm::hair, 0, -rhythm::hair, 0);
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    if (isCurrent || option.state.testFlag(QStyle::State_MouseOver)) {
        QColor back = option.palette.color(QPalette::Midlight);
        back.setAlphaF(isCurrent ? 1.0F : 0.5F);
        painter->setBrush(back);
        painter->setPen(option.state.testFlag(QStyle::State_HasFocus)
                            ? QPen(option.palette.color(QPalette::Highlight), 1)
                            : QPen(Qt::NoPen));
        painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), rhythm::cornerRow,
                                 rhythm::cornerRow);
    }
    const int left = paintMarks(painter, row, option, index);
    const QString detail = displayName(index.data(DirectoryModel::DetailRole).toString());
    const QString name = displayName(index.data(DirectoryModel::NameRole).toString());
    const QRect lines =
        panerows::inDirection(row,
                              QRect(left, row.top() + rhythm::hair, row.right() - side - left,
                                    row.height() - rhythm::unit));
    const QFont body = bodyFont(option.font);
    painter->setFont(body);
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(lines,
                      int(detail.isEmpty() ? Qt::AlignVCenter : Qt::AlignTop) | int(Qt::AlignLeft)
                          | int(Qt::TextSingleLine),
                      QFontMetrics(body).elidedText(name, Qt::ElideRight, lines.width()));
    if (!detail.isEmpty()) {
        const QFont small = smallFont(body);
        painter->setFont(small);
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(lines, Qt::AlignBottom | Qt::AlignLeft | Qt::TextSingleLine,
                          QFontMetrics(small).elidedText(detail, Qt::ElideRight, lines.width()));
    }
    painter->restore();
}

// The box and the icon; where the text begins.
int DirectoryDelegate::paintMarks(QPainter *painter, const QRect &row,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QColor muted = option.palette.color(QPalette::PlaceholderText);
    const int middle = row.center().y() + 1;
    int left = row.left() + side;
    const auto place = [&] { // of the next mark
        return panerows::inDirection(row, QRect(left, middle - iconPx / 2, iconPx, iconPx));
    };
    if (const QVariant check = index.data(Qt::CheckStateRole); check.isValid()) {
        // Our own: the style's outline is hardly seen on a dark surface.
        const bool isOn = check.toInt() == int(Qt::Checked);
        const QRectF box = QRectF(place()).adjusted(0.5, 0.5, -0.5, -0.5);
        painter->setPen(QPen(isOn ? option.palette.color(QPalette::Highlight) : muted, 1));
        painter->setBrush(isOn ? QBrush(option.palette.color(QPalette::Highlight))
                               : QBrush(Qt::NoBrush));
        painter->drawRoundedRect(box, rhythm::hair, rhythm::hair);
        if (isOn) {
            painter->setPen(QPen(option.palette.color(QPalette::HighlightedText), 2, Qt::SolidLine,
                                 Qt::RoundCap, Qt::RoundJoin));
            painter->drawPolyline(
                QPolygonF({box.topLeft() + QPointF(3.5, 7.5), box.topLeft() + QPointF(6.5, 10.5),
                           box.topLeft() + QPointF(11.5, 4.5)}));
        }
        left += iconPx + rhythm::unit;
    }
    const int kind = index.data(DirectoryModel::KindRole).toInt();
    const QString icon = kind < 0 ? QString() : iconOf(RoomKind(kind));
    if (kind < 0) {
        const bool online = index.data(DirectoryModel::OnlineRole).toBool();
        painter->setPen(online ? QPen(Qt::NoPen) : QPen(muted, 1.5));
        painter->setBrush(online ? QBrush(option.palette.color(QPalette::Highlight))
                                 : QBrush(Qt::NoBrush));
        constexpr int inset = (iconPx - dot) / 2;
        painter->drawEllipse(place().adjusted(inset, inset, -inset, -inset));
    } else if (icon.isEmpty()) {
        painter->setFont(bodyFont(option.font));
        painter->setPen(muted);
        painter->drawText(place(), Qt::AlignCenter | Qt::TextDontClip, u"#"_s);
    } else {
        panerows::drawIcon(painter, icon, muted, place().topLeft(), iconPx);
    }
    return left + iconPx + rhythm::unit;
}

bool DirectoryDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QString name = displayName(index.data(DirectoryModel::NameRole).toString());
    const QString detail = displayName(index.data(DirectoryModel::DetailRole).toString());
    return panerows::showTip(*event, view, option.rect, {name, detail})
        || QStyledItemDelegate::helpEvent(event, view, option, index);
}

bool DirectoryDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                    const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QVariant check = index.data(Qt::CheckStateRole);
    const bool isClick = event->type() == QEvent::MouseButtonRelease
        && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton;
    const bool isKey = event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
    if (!check.isValid() || (!isClick && !isKey)) {
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    }
    const bool wasOn = check.toInt() == int(Qt::Checked);
    return model->setData(index, int(wasOn ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

DirectoryView::DirectoryView(DirectoryModel *model, const Texts &texts, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_texts(texts)
    , m_filter(new LineEdit(this))
    , m_view(new QListView(this))
    , m_state(new QLabel(this))
{
    model->setParent(this);
    m_filter->setObjectName(u"directoryFilter"_s);
    m_filter->setPlaceholderText(texts.placeholder);
    m_filter->setAccessibleName(texts.placeholder);
    m_filter->offerClearing();
    m_filter->installEventFilter(this);
    connect(m_filter, &LineEdit::typedChanged, model, &DirectoryModel::setQuery);
    m_view->setObjectName(u"directory"_s);
    m_view->setAccessibleName(texts.placeholder);
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setItemDelegate(new DirectoryDelegate(m_view));
    m_view->setModel(model);
    sayChosenRows(m_view);
    m_state->setObjectName(u"directoryState"_s);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setProperty("role", u"muted"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(rhythm::unit);
    column->addWidget(m_filter);
    column->addWidget(m_view, 1);
    auto *middle = new QVBoxLayout(m_view->viewport());
    middle->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DirectoryView::currentChanged);
    connect(m_view, &QListView::activated, this, [this](const QModelIndex &index) {
        emit activated(index.data(DirectoryModel::IdRole).toString());
    });
    connect(model, &DirectoryModel::stateChanged, this, &DirectoryView::showState);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_model->query().isEmpty() && m_model->rowCount() > 0) {
            m_view->setCurrentIndex(m_model->index(0)); // type and press Enter
        }
        emit currentChanged();
    });
    connect(model, &DirectoryModel::queryChanged, m_view->selectionModel(),
            &QItemSelectionModel::clear); // Enter takes nothing of the words before
    setFocusProxy(m_filter);
    showState();
}

QString DirectoryView::currentId() const
{
    return m_view->currentIndex().data(DirectoryModel::IdRole).toString();
}

void DirectoryView::showState()
{
    QString text = m_model->failure();
    if (text.isEmpty() && m_model->rowCount() == 0) {
        text = m_model->isAsking()       ? tr("Asking the server…")
            : m_model->query().isEmpty() ? m_texts.nothing
                                         : m_texts.noHit.arg(displayName(m_model->query()));
    }
    // In the middle of an empty list, under one with rows.
    const bool isEmpty = m_model->rowCount() == 0;
    m_state->setAlignment(isEmpty ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter);
    (isEmpty ? m_view->viewport() : this)->layout()->addWidget(m_state);
    m_state->setProperty("role", m_model->failure().isEmpty() ? u"muted"_s : u"error"_s);
    m_state->style()->polish(m_state);
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
}

// Who stands first, and the field is free for the next one.
void DirectoryView::checkFound()
{
    const QModelIndex found = m_view->currentIndex();
    if (found.isValid()) {
        const bool wasOn = found.data(Qt::CheckStateRole).toInt() == int(Qt::Checked);
        m_model->setData(found, int(wasOn ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
        m_filter->clear();
    }
}

// The arrow keys choose while one types. Where several are chosen, Enter takes who was found, and
// only without words it is for the dialog: it would else go without them.
bool DirectoryView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        if (m_filter->composes(*static_cast<QKeyEvent *>(event))) {
            return true;
        }
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown
            || key == Qt::Key_PageUp) {
            QApplication::sendEvent(m_view, event);
            return true;
        }
        const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (isEnter && m_model->isCheckable() && !m_filter->text().isEmpty()) {
            checkFound();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace maru::client
