// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/emojipicker.h"

#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/emojimodel.h"
#include "client/widgets/emojitable.h"
#include "client/widgets/lineedit.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QScreen>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int cell = 40;
constexpr int columns = 9;
constexpr int rowsShown = 6;
constexpr int emojiPx = 24;
constexpr int groupPx = 18;
constexpr int groupSize = 34;
constexpr int maxFound = 200;
constexpr int recentGroup = -1;

QString groupName(int group)
{
    switch (group) {
    case recentGroup:
        return EmojiPicker::tr("Recently used");
    case 0:
        return EmojiPicker::tr("Faces and feelings");
    case 1:
        return EmojiPicker::tr("People and gestures");
    case 2:
        return EmojiPicker::tr("Animals and nature");
    case 3:
        return EmojiPicker::tr("Food and drink");
    case 4:
        return EmojiPicker::tr("Travel and places");
    case 5:
        return EmojiPicker::tr("Activities");
    case 6:
        return EmojiPicker::tr("Objects");
    case 7:
        return EmojiPicker::tr("Symbols");
    default:
        return EmojiPicker::tr("Flags");
    }
}

QString groupSign(int group)
{
    constexpr std::array<const char *, EmojiTable::groups + 1> signs = {
        "🕘", "😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "❤️", "🏳️"};
    return QString::fromUtf8(signs.at(static_cast<std::size_t>(group + 1)));
}

// The colour font first: what is one sign in Unicode may be a black one in the font of the text.
QFont sized(const QFont &base, int px)
{
    QFont font = base;
    font.setFamilies({withFallbacks(base).families().constLast()});
    font.setPixelSize(px);
    return font;
}

} // namespace

EmojiPicker::EmojiPicker(const EmojiTable &table, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_table(table)
    , m_model(new EmojiModel(table, this))
    , m_search(new LineEdit(this))
    , m_groups(new QButtonGroup(this))
    , m_grid(new QListView(this))
    , m_name(new QLabel(this))
{
    setObjectName(u"emojiPicker"_s);
    setAccessibleName(tr("Emojis"));
    m_search->setObjectName(u"emojiSearch"_s);
    m_search->setPlaceholderText(tr("Search emojis"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->offerClearing();
    m_search->installEventFilter(this);
    m_grid->setObjectName(u"emojiGrid"_s);
    m_grid->setAccessibleName(tr("Emojis"));
    m_grid->setModel(m_model);
    m_grid->setViewMode(QListView::IconMode);
    m_grid->setMovement(QListView::Static);
    m_grid->setResizeMode(QListView::Adjust);
    m_grid->setUniformItemSizes(true);
    m_grid->setTextElideMode(Qt::ElideNone);
    m_grid->setGridSize({cell, cell});
    m_grid->setFrameShape(NoFrame);
    m_grid->setMouseTracking(true);
    m_grid->setFocusPolicy(Qt::NoFocus); // the search keeps it: typing always searches
    m_grid->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_grid->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_grid->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_grid->setFont(sized(font(), emojiPx));
    m_grid->setFixedSize(columns * cell + m_grid->verticalScrollBar()->sizeHint().width() + 2,
                         rowsShown * cell);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setProperty("role", u"muted"_s);
    m_name->setFont(smallFont(bodyFont(font())));
    m_name->setFixedWidth(m_grid->width());

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(rhythm::unit, rhythm::unit, rhythm::unit, rhythm::unit);
    column->setSpacing(rhythm::unit);
    column->addWidget(m_search);
    column->addWidget(makeGroups());
    column->addWidget(m_grid);
    column->addWidget(m_name);
    connect(m_search, &LineEdit::typedChanged, this, &EmojiPicker::search);
    connect(m_groups, &QButtonGroup::idClicked, this, [this](int group) {
        m_search->clear();
        showGroup(group - 1);
        m_search->setFocus();
    });
    connect(m_grid, &QListView::clicked, this, &EmojiPicker::pick);
    connect(m_grid, &QListView::entered, this, &EmojiPicker::showName);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &EmojiPicker::showName);
    sayChosenRows(m_grid);
}

QWidget *EmojiPicker::makeGroups()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int group = recentGroup; group < EmojiTable::groups; ++group) {
        auto *button = new QToolButton(bar);
        button->setText(groupSign(group));
        button->setFont(sized(font(), groupPx));
        button->setToolTip(groupName(group));
        button->setAccessibleName(groupName(group));
        button->setFixedSize(groupSize, groupSize);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        m_groups->addButton(button, group + 1);
        row->addWidget(button);
    }
    row->addStretch();
    return bar;
}

void EmojiPicker::setTheme(const Theme &theme)
{
    QPalette palette = paletteOf(theme);
    palette.setColor(QPalette::Base, theme.surface);
    m_grid->setPalette(palette);
}

void EmojiPicker::setRecent(const QStringList &emojis)
{
    m_recent.clear();
    for (const QString &emoji : emojis) {
        if (const int index = m_table.indexOf(emoji); index >= 0) {
            m_recent.append(index);
        }
    }
}

void EmojiPicker::openAt(const QRect &anchor)
{
    m_search->clear();
    showGroup(m_recent.isEmpty() ? 0 : recentGroup);
    adjustSize();
    const QRect screen = parentWidget() ? parentWidget()->screen()->availableGeometry() : anchor;
    const int above = anchor.top() - height() - rhythm::hair;
    const int y = above >= screen.top() ? above : anchor.bottom() + rhythm::hair;
    move(std::clamp(anchor.right() + 1 - width(), screen.left(),
                    std::max(screen.left(), screen.right() + 1 - width())),
         std::clamp(y, screen.top(), std::max(screen.top(), screen.bottom() + 1 - height())));
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void EmojiPicker::search(const QString &query)
{
    if (query.trimmed().isEmpty()) {
        showGroup(m_groups->checkedId() - 1);
        return;
    }
    m_model->show(m_table.search(query, maxFound));
    m_grid->setCurrentIndex(m_model->index(0, 0));
    if (m_model->rowCount() == 0) {
        m_name->setText(tr("Nothing is called “%1”.").arg(query.trimmed()));
    }
}

void EmojiPicker::showGroup(int group)
{
    QAbstractButton *button = m_groups->button(group + 1);
    button->setChecked(true);
    if (group == recentGroup) {
        m_model->show(m_recent);
    } else {
        m_model->showGroup(group);
    }
    m_grid->scrollToTop();
    m_grid->setCurrentIndex(m_model->index(0, 0));
    if (m_model->rowCount() == 0) {
        m_name->setText(tr("Emojis you use appear here."));
    }
}

void EmojiPicker::showName(const QModelIndex &index)
{
    if (index.isValid()) {
        m_name->setText(m_name->fontMetrics().elidedText(index.data(Qt::ToolTipRole).toString(),
                                                         Qt::ElideRight, m_name->width()));
    }
}

void EmojiPicker::pick(const QModelIndex &index)
{
    if (index.isValid()) {
        const QString emoji = index.data().toString();
        hide(); // first: the focus goes back to where the emoji belongs
        emit picked(emoji);
    }
}

void EmojiPicker::moveBy(int key)
{
    const int last = m_model->rowCount() - 1;
    const int row = m_grid->currentIndex().row();
    int next = row;
    switch (key) {
    case Qt::Key_Left:
        next = row - 1;
        break;
    case Qt::Key_Right:
        next = row + 1;
        break;
    case Qt::Key_Up:
        next = row - columns;
        break;
    case Qt::Key_Down:
        next = row + columns;
        break;
    case Qt::Key_PageUp:
        next = std::max(row % columns, row - columns * rowsShown);
        break;
    default:
        next = std::min(last, row + columns * rowsShown);
        break;
    }
    if (next >= 0 && next <= last) {
        m_grid->setCurrentIndex(m_model->index(next, 0));
    }
}

bool EmojiPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress) {
        return QFrame::eventFilter(watched, event);
    }
    if (m_search->composes(*static_cast<QKeyEvent *>(event))) {
        return true;
    }
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool isEmpty = m_search->text().isEmpty();
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (!isEmpty && static_cast<QKeyEvent *>(event)->modifiers() != Qt::NoModifier) {
            return false; // within what is typed
        }
        moveBy(key);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        moveBy(key);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        pick(m_grid->currentIndex());
        return true;
    default:
        return false;
    }
}

} // namespace maru::client
