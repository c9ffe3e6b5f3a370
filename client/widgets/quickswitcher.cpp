// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/quickswitcher.h"

#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/foundtext.h"
#include "client/widgets/switcherdelegate.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int mostWidth = 520;
constexpr int shownRows = 9;
constexpr int maxTyped = 256; // longer than any name

std::pair<int, QString> keyOf(const QModelIndex &index)
{
    return {index.data(QuickSwitcherModel::KindRole).toInt(),
            index.data(QuickSwitcherModel::IdRole).toString()};
}

} // namespace

QuickSwitcher::QuickSwitcher(QWidget *parent)
    : QFrame(parent)
    , m_delegate(new SwitcherDelegate(this))
    , m_field(new LineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(u"switcher"_s);
    setAccessibleName(tr("Go to a room, a person or a command"));
    m_field->setPlaceholderText(tr("Go to a room, a person or a command"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMaxLength(maxTyped);
    m_field->installEventFilter(this);
    connect(m_field, &LineEdit::typedChanged, this, &QuickSwitcher::update);
    m_list->setObjectName(u"switcherRows"_s);
    m_list->setAccessibleName(tr("Rooms, people and commands"));
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_list, &QListView::clicked, this, &QuickSwitcher::choose);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setWordWrap(true);
    m_nothing->setProperty("role", u"muted"_s);
    m_nothing->setContentsMargins(rhythm::hair, rhythm::unit, rhythm::hair, rhythm::unit);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::unit, rhythm::unit, rhythm::unit, rhythm::unit);
    column->setSpacing(rhythm::unit);
    column->addWidget(m_field);
    column->addWidget(m_nothing);
    column->addWidget(m_list);
    parent->installEventFilter(this);
    hide();
}

void QuickSwitcher::setModel(QuickSwitcherModel *model)
{
    m_model = model;
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &QuickSwitcher::noteCurrent);
    m_list->setModel(model);
    sayChosenRows(m_list);
    connect(model, &QAbstractItemModel::modelReset, this, &QuickSwitcher::showCurrent);
}

// The first row is the best match, whatever that is: nobody has chosen it.
void QuickSwitcher::noteCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    const bool isKept = index.row() > 0 && !m_isAskedAnew;
    m_current = isKept ? keyOf(index) : std::pair<int, QString>();
}

void QuickSwitcher::showCurrent()
{
    int row = std::max(0, m_model->rowCount() - 1);
    while (row > 0 && keyOf(m_model->index(row)) != m_current) {
        --row;
    }
    m_list->setCurrentIndex(m_model->index(row));
    place();
}

void QuickSwitcher::setTheme(const Theme &theme)
{
    m_delegate->setTheme(theme);
    m_list->viewport()->update();
}

void QuickSwitcher::open()
{
    m_field->clear();
    update({});
    show();
    raise();
    place();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void QuickSwitcher::update(const QString &text)
{
    if (!m_model) {
        return;
    }
    {
        const QScopedValueRollback anew(m_isAskedAnew, true);
        m_model->setQuery(text);
    }
    const QString what = displayName(text.trimmed());
    m_nothing->setText(tr("Nothing is called “%1”.").arg(what));
    emit typed(text);
}

void QuickSwitcher::place()
{
    if (!isVisible()) {
        return;
    }
    const int rows = m_model ? m_model->rowCount() : 0;
    m_nothing->setVisible(rows == 0);
    m_list->setVisible(rows > 0);
    const int rowHeight = rows > 0 ? m_list->sizeHintForRow(0) : 0;
    m_list->setFixedHeight(std::min(rows, shownRows) * rowHeight + 2 * rhythm::hair);
    const QWidget *window = parentWidget();
    const int width = std::min(mostWidth, window->width() - 2 * rhythm::paneSide);
    setFixedWidth(width);
    layout()->activate();
    adjustSize();
    move((window->width() - width) / 2,
         std::min(rhythm::header + rhythm::unit, std::max(0, window->height() - height())));
}

void QuickSwitcher::choose(const QModelIndex &index)
{
    if (!index.isValid()) {
        return;
    }
    const auto kind = QuickSwitcherModel::Kind(index.data(QuickSwitcherModel::KindRole).toInt());
    const QString id = index.data(QuickSwitcherModel::IdRole).toString();
    hide();
    emit chosen(kind, id);
}

bool QuickSwitcher::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field) {
        if (event->type() == QEvent::Resize) {
            place();
        }
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut) {
        // Its own menu gives the focus back, and so does another program.
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) {
            hide();
        }
        return false;
    }
    if (event->type() != QEvent::KeyPress) {
        return QFrame::eventFilter(watched, event);
    }
    if (m_field->composes(*static_cast<QKeyEvent *>(event))) {
        return true;
    }
    const int count = m_model ? m_model->rowCount() : 0;
    const int row = m_list->currentIndex().row();
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape:
        hide();
        parentWidget()->setFocus();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex());
        return true;
    case Qt::Key_Down:
    case Qt::Key_Up: {
        const int step = static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down ? 1 : -1;
        if (count > 0) { // round and round
            m_list->setCurrentIndex(m_model->index((row + step + count) % count));
        }
        return true;
    }
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace maru::client
