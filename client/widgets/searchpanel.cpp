// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/searchpanel.h"

#include "client/model/searchmodel.h"
#include "client/widgets/accessibleannouncer.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/icons.h"
#include "client/widgets/searchdelegate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int panelWidth = 344;
constexpr int pageStep = 5; // rows

QLabel *quietLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", u"muted"_s);
    return label;
}

} // namespace

SearchPanel::SearchPanel(QWidget *parent)
    : QFrame(parent)
    , m_delegate(new SearchDelegate(this))
    , m_field(new LineEdit(this))
    , m_scope(new QComboBox(this))
    , m_advice(quietLabel(u"searchAdvice"_s, this))
    , m_list(new QListView(this))
    , m_state(quietLabel(u"searchState"_s, this))
{
    setObjectName(u"searchPanel"_s);
    setMinimumWidth(panelWidth);
    m_field->setPlaceholderText(tr("Search messages"));
    m_field->setAccessibleName(tr("Search messages"));
    m_field->offerClearing();
    m_field->setMaxLength(limits::maxSearchChars);
    m_field->installEventFilter(this);
    connect(m_field, &LineEdit::typedChanged, this, &SearchPanel::search);
    m_scope->setAccessibleName(tr("Where to search"));
    m_scope->addItems({{}, {}});
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_scope->installEventFilter(this);
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_delegate->setShowsRoom(index == 1);
        search();
    });
    m_list->setObjectName(u"searchHits"_s);
    m_list->setAccessibleName(tr("Messages found"));
    m_list->setItemDelegate(m_delegate);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setResizeMode(QListView::Adjust);
    m_list->installEventFilter(this);
    connect(m_list, &QListView::clicked, this, &SearchPanel::choose);
    m_advice->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_advice->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, 0);
    m_state->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    auto *asking = new QVBoxLayout;
    asking->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit);
    asking->setSpacing(rhythm::unit);
    asking->addWidget(m_field);
    asking->addWidget(m_scope);
    column->addLayout(asking);
    column->addWidget(m_advice, 1);
    column->addWidget(m_list, 1);
    column->addWidget(m_state);
    nameScopes();
    showState();
    setTheme(themeOf(ThemeKind::Light));
}

QWidget *SearchPanel::makeHead()
{
    auto *head = new QFrame(this);
    head->setObjectName(u"header"_s);
    head->setFixedHeight(rhythm::header);
    auto *title = new QLabel(tr("Search"), head);
    title->setFont(strongFont(bodyFont(font())));
    m_close = new QToolButton(head);
    m_close->setFixedSize(rhythm::row, rhythm::row);
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close the search"));
    connect(m_close, &QToolButton::clicked, this, &SearchPanel::close);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(rhythm::paneSide, 0, rhythm::unit, 0);
    row->addWidget(title, 1);
    row->addWidget(m_close);
    return head;
}

void SearchPanel::setModel(SearchModel *model)
{
    m_model = model;
    m_list->setModel(model);
    sayChosenRows(m_list);
    connect(model, &SearchModel::stateChanged, this, &SearchPanel::showState);
    connect(model, &SearchModel::answered, this, [this] {
        showState();
        m_list->scrollToTop();
        m_list->setCurrentIndex(m_model->index(0));
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, &SearchPanel::showState);
    showState();
}

void SearchPanel::setTheme(const Theme &theme)
{
    m_delegate->setTheme(theme);
    m_close->setIcon(themedIcon(u"close"_s, theme.muted, 16));
    m_list->viewport()->update();
}

void SearchPanel::setRoom(const QString &roomId, const QString &title)
{
    m_roomTitle = displayName(title);
    nameScopes();
    if (m_room != roomId) {
        m_room = roomId;
        if (m_scope->currentIndex() == 0) {
            search();
        }
    }
}

void SearchPanel::nameScopes()
{
    m_scope->setItemText(0, tr("In %1", "a room or a person").arg(m_roomTitle));
    m_scope->setItemText(1, tr("In all rooms"));
}

void SearchPanel::open(bool isEverywhere)
{
    m_scope->setCurrentIndex(isEverywhere ? 1 : 0);
    m_delegate->setShowsRoom(isEverywhere);
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    search();
}

void SearchPanel::close()
{
    hide();
    if (m_model) {
        m_model->clear();
    }
    emit closed();
}

void SearchPanel::search()
{
    if (m_model && isVisible()) {
        const bool isEverywhere = m_scope->currentIndex() == 1;
        m_model->setQuery(m_field->typed(), isEverywhere ? RoomId() : RoomId(m_room));
        showState();
    }
}

QString SearchPanel::stateText() const
{
    if (!m_model) {
        return {};
    }
    const QString here = m_model->isBehind()
        ? tr("What is on this computer is still being indexed.") + u' '
        : QString();
    switch (m_model->state()) {
    case SearchModel::State::Idle:
        return {};
    case SearchModel::State::Searching:
        return here + tr("Searching…");
    case SearchModel::State::Partial:
        return here;
    case SearchModel::State::Complete:
        return m_model->rowCount() == 0 ? QString() : here + tr("That is all.");
    case SearchModel::State::Offline:
        return here + tr("No connection: only what is on this computer was searched.");
    case SearchModel::State::LocalOnly:
        return here
            + tr("Only what is on this computer was searched: the server needs a word, too.");
    case SearchModel::State::Refused:
        return here
            + tr("Only what is on this computer was searched: the server knows no such name, or "
                 "does not search just now.");
    }
    return {};
}

QString SearchPanel::adviceText() const
{
    const bool isIdle = !m_model || m_model->state() == SearchModel::State::Idle;
    const QString filters = tr("Narrow it down:\n"
                               "from:name   who wrote it (from:me)\n"
                               "in:room   where\n"
                               "has:link   has:file   has:image\n"
                               "since:2026-11-01   until:…   on:…");
    if (isIdle) {
        return tr("Type a part of what was said. Leading consonants do, too: ㅎㅇ finds 회의.")
            + u"\n\n"_s + filters;
    }
    if (m_model->state() == SearchModel::State::Searching || m_model->rowCount() > 0) {
        return {};
    }
    QString text = tr("Nothing found for “%1”.").arg(displayName(m_model->query().trimmed()));
    const bool isOneRoom = m_scope->currentIndex() == 0;
    text += u"\n\n"_s
        + (isOneRoom ? tr("Try a shorter part of the word, or all rooms (Ctrl+Shift+F).")
                     : tr("Try a shorter part of the word, or fewer filters."));
    return text;
}

void SearchPanel::showState()
{
    const QString state = stateText().trimmed();
    m_state->setText(state);
    m_state->setVisible(!state.isEmpty());
    const bool hasRows = m_model && m_model->rowCount() > 0;
    m_advice->setText(adviceText());
    m_advice->setVisible(!hasRows);
    m_list->setVisible(hasRows);
}

void SearchPanel::step(int rows)
{
    const int count = m_model ? m_model->rowCount() : 0;
    if (count == 0) {
        return;
    }
    const int row = std::clamp(m_list->currentIndex().row() + rows, 0, count - 1);
    m_list->setCurrentIndex(m_model->index(row));
    if (row == count - 1 && m_model->canFetchMore({})) {
        m_model->fetchMore({});
    }
}

void SearchPanel::choose(const QModelIndex &index)
{
    if (index.isValid()) {
        emit hitChosen(index.data(SearchModel::RoomRole).toString(),
                       index.data(SearchModel::SeqRole).toLongLong());
    }
}

bool SearchPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress) {
        return QFrame::eventFilter(watched, event);
    }
    if (watched == m_field && m_field->composes(*static_cast<QKeyEvent *>(event))) {
        return true;
    }
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex());
        return true;
    default:
        break;
    }
    if (watched != m_field) {
        return QFrame::eventFilter(watched, event);
    }
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_PageDown:
        step(pageStep);
        return true;
    case Qt::Key_PageUp:
        step(-pageStep);
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

void SearchPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_list->doItemsLayout();
    }
}

} // namespace maru::client
