// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/serverlist.h"

#include "client/model/serverlistmodel.h"
#include "client/widgets/serverdelegate.h"

#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int mostVisibleRows = 3; // more scroll

} // namespace

ServerList::ServerList(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel(tr("Servers"), this))
    , m_view(new QListView(this))
    , m_delegate(new ServerDelegate(this))
    , m_state(new QLabel(tr("Looking for servers…"), this))
    , m_trouble(new QFrame(this))
{
    m_title->setFont(strongFont(bodyFont(font())));
    m_title->setBuddy(m_view);
    m_view->setObjectName(u"servers"_s);
    m_view->setAccessibleName(m_title->text());
    m_view->setItemDelegate(m_delegate);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setTabKeyNavigation(false);
    m_state->setProperty("role", u"muted"_s);
    m_trouble->setObjectName(u"trouble"_s);

    m_sentences = new QVBoxLayout(m_trouble);
    m_sentences->setContentsMargins(12, rhythm::unit, 12, rhythm::unit);
    m_sentences->setSpacing(rhythm::hair);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, rhythm::unit * 2);
    column->setSpacing(rhythm::hair);
    column->addWidget(m_title);
    column->addWidget(m_view);
    column->addWidget(m_state);
    column->addWidget(m_trouble);
    hide();
}

void ServerList::setTheme(const Theme &theme)
{
    m_delegate->setTheme(theme);
    m_view->viewport()->update();
}

void ServerList::setModel(ServerListModel *model)
{
    m_model = model;
    m_view->setModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, &ServerList::refresh);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &ServerList::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &ServerList::refresh);
    connect(model, &ServerListModel::searchChanged, this, &ServerList::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ServerList::onSelected);
    refresh();
}

void ServerList::refresh()
{
    using Search = ServerListModel::Search;
    const int rows = m_model->rowCount();
    const int visibleRows = std::min(rows, mostVisibleRows);
    const bool mayShrink = m_model->search() != Search::Successful;
    m_mostRows = mayShrink ? visibleRows : std::max(m_mostRows, visibleRows);
    m_view->setVisible(m_mostRows > 0);
    QStyleOptionViewItem option;
    option.initFrom(m_view);
    m_view->setFixedHeight(m_mostRows * m_delegate->sizeHint(option, {}).height());
    m_state->setVisible(m_model->search() == Search::Running);
    m_trouble->setVisible(m_model->search() == Search::InVain);
    if (m_model->search() == Search::InVain) {
        showAdvice(m_model->advice());
    }
    setVisible(m_model->search() != Search::Off || rows > 0);
    m_trouble->updateGeometry(); // now, and not with the next turn: the window is fitted to it
    updateGeometry();
    emit heightChanged();
}

void ServerList::showAdvice(const QStringList &advice)
{
    if (advice == m_advice) {
        return;
    }
    m_advice = advice;
    while (QLayoutItem *const item = m_sentences->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QStringList sentences = advice;
    sentences.prepend(tr("No server was found."));
    for (const QString &sentence : std::as_const(sentences)) {
        auto *label = new QLabel(sentence, m_trouble);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        const QFont body = bodyFont(font());
        label->setFont(m_sentences->count() == 0 ? strongFont(body) : smallFont(body));
        m_sentences->addWidget(label);
        label->show(); // or it counts for nothing until the next turn
    }
    m_trouble->setAccessibleName(sentences.join(u' '));
}

void ServerList::onSelected()
{
    const QModelIndexList selected = m_view->selectionModel()->selectedIndexes();
    if (!selected.isEmpty()) {
        const QModelIndex index = selected.constFirst();
        emit picked(index.data(ServerListModel::AddressRole).toString(),
                    index.data(ServerListModel::LinkRole).toString());
    }
}

void ServerList::select(int row)
{
    m_view->setCurrentIndex(m_model->index(row));
}

void ServerList::clearSelection()
{
    m_view->clearSelection();
}

void ServerList::hideEvent(QHideEvent *event)
{
    m_mostRows = 0;
    QFrame::hideEvent(event);
}

} // namespace maru::client
