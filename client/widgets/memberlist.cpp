// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/memberlist.h"

#include "client/model/memberlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/icons.h"
#include "client/widgets/memberdelegate.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int closeSize = 28;
constexpr int filterSide = 12;

} // namespace

MemberList::MemberList(MemberListModel *members, QWidget *parent)
    : QFrame(parent)
    , m_members(members)
    , m_shown(new MemberFilterModel(this))
    , m_delegate(new MemberDelegate(this))
{
    setObjectName(u"peoplePane"_s);
    setFixedWidth(rhythm::peopleWidth);
    m_shown->setSourceModel(members);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());

    m_filter = new LineEdit(this);
    m_filter->setObjectName(u"peopleFilter"_s);
    m_filter->setPlaceholderText(tr("Find a person"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->offerClearing();
    connect(m_filter, &LineEdit::typedChanged, this, [this](const QString &text) {
        m_shown->setQuery(text);
        showState();
    });
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(filterSide, filterSide, filterSide, 0);
    filterRow->addWidget(m_filter);
    column->addLayout(filterRow);

    makeView();
    column->addWidget(m_view, 1);

    m_state = new QLabel(this);
    m_state->setObjectName(u"peopleState"_s);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setProperty("role", u"muted"_s);
    m_state->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit);
    column->addWidget(m_state);

    m_invite = new QPushButton(tr("Invite people…"), this);
    m_invite->setObjectName(u"invite"_s);
    m_invite->setAccessibleName(m_invite->text());
    m_invite->setProperty("role", u"link"_s);
    m_invite->setCursor(Qt::PointingHandCursor);
    connect(m_invite, &QPushButton::clicked, this, &MemberList::inviteWanted);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit * 2);
    foot->addWidget(m_invite);
    foot->addStretch();
    column->addLayout(foot);

    connect(members, &MemberListModel::countsChanged, this, &MemberList::showCounts);
    showCounts();
    setTheme(themeOf(ThemeKind::Light));
}

QWidget *MemberList::makeHeader()
{
    auto *header = new QFrame(this);
    header->setObjectName(u"peopleHeader"_s);
    header->setFixedHeight(rhythm::header);
    m_title = new QLabel(tr("People"), header);
    m_title->setFont(strongFont(bodyFont(font())));
    m_count = new QLabel(header);
    m_count->setObjectName(u"peopleCount"_s);
    m_count->setProperty("role", u"muted"_s);
    m_count->setFont(smallFont(bodyFont(font())));
    m_close = new QToolButton(header);
    m_close->setObjectName(u"closePeople"_s);
    m_close->setFixedSize(closeSize, closeSize);
    m_close->setToolTip(tr("Hide people"));
    m_close->setAccessibleName(m_close->toolTip());
    connect(m_close, &QToolButton::clicked, this, &MemberList::closeWanted);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(rhythm::paneSide, 0, rhythm::unit, 0);
    row->addWidget(m_title);
    row->addStretch();
    row->addWidget(m_count);
    row->addWidget(m_close);
    return header;
}

void MemberList::makeView()
{
    m_view = new QListView(this);
    m_view->setObjectName(u"people"_s);
    m_view->setAccessibleName(tr("People"));
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setItemDelegate(m_delegate);
    m_view->setModel(m_shown);
    connect(m_view, &QListView::customContextMenuRequested, this, [this](const QPoint &pos) {
        QModelIndex index = m_view->indexAt(pos);
        QPoint at = pos;
        if (!index.isValid()) { // the menu key: below the current row
            index = m_view->currentIndex();
            at = m_view->visualRect(index).bottomLeft() + QPoint(rhythm::paneSide, 0);
        }
        if (index.isValid()) {
            emit menuWanted(index.data(MemberListModel::IdRole).toString(),
                            m_view->viewport()->mapToGlobal(at));
        }
    });
    connect(m_view, &QListView::activated, this, [this](const QModelIndex &index) {
        if (!index.data(MemberListModel::OwnRole).toBool()) {
            emit personChosen(index.data(MemberListModel::IdRole).toString());
        }
    });
}

void MemberList::setTheme(const Theme &theme)
{
    m_delegate->setTheme(theme);
    m_close->setIcon(themedIcon(u"close"_s, theme.muted, 16));
    m_view->doItemsLayout(); // the rows may be of another height
    m_view->viewport()->update();
}

void MemberList::setStateText(const QString &text)
{
    m_stateText = text;
    showState();
}

void MemberList::setInvites(bool mayInvite)
{
    m_invite->setVisible(mayInvite);
}

void MemberList::showCounts()
{
    const QLocale locale;
    const int all = m_members->rowCount();
    const bool isKnown = m_members->earlierCount() == 0;
    m_count->setText(all == 0      ? QString()
                         : isKnown ? u"%1 / %2"_s.arg(locale.toString(m_members->onlineCount()),
                                                      locale.toString(all))
                                   : locale.toString(all));
    m_count->setAccessibleName(
        isKnown ? tr("%1 of %2 online").arg(m_members->onlineCount()).arg(all) : m_count->text());
    showState();
}

void MemberList::showState()
{
    QString text = m_stateText;
    if (m_shown->rowCount() == 0 && m_members->rowCount() > 0) {
        text = tr("Nobody here is called “%1”.").arg(isolated(displayName(m_filter->typed())));
    }
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
}

void MemberList::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        m_filter->text().isEmpty() ? emit closeWanted() : m_filter->clear();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace maru::client
