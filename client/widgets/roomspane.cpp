// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roomspane.h"

#include "client/model/roomlistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/paneheader.h"
#include "client/widgets/roomdelegate.h"
#include "client/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

/// Highlights the room that is shown, whichever row the mouse and the keys go to.
class RoomView : public QListView
{
public:
    using QListView::QListView;

protected:
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex & /*index*/,
                                                         const QEvent * /*event*/) const override
    {
        return QItemSelectionModel::NoUpdate; // RoomsPane::selectCurrent() does
    }
};

QPushButton *linkButton(const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(name);
    button->setProperty("role", u"link"_s);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

} // namespace

RoomsPane::RoomsPane(QWidget *parent)
    : QFrame(parent)
{
    setObjectName(u"roomsPane"_s);
    setMinimumWidth(rhythm::roomsLeast);
    setMaximumWidth(rhythm::roomsMost);
    auto *column = tightColumn(this);
    column->addWidget(makeHeader());
    auto *title = new QLabel(tr("Rooms"), this);
    title->setProperty("role", u"muted"_s);
    title->setFont(strongFont(smallFont(bodyFont(font()))));
    m_tools = new QHBoxLayout;
    m_tools->setContentsMargins(rhythm::paneSide, rhythm::unit, 12, rhythm::hair);
    m_tools->addWidget(title, 1);
    column->addLayout(m_tools);
    makeList();
    column->addWidget(m_view, 1);
    column->addWidget(makeFoot());
}

QWidget *RoomsPane::makeHeader()
{
    QFrame *header = makePaneHeader(u"roomsHeader"_s, this);
    m_serverTitle = new ElidedLabel(header);
    m_serverDetail = new ElidedLabel(header);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(rhythm::paneSide, 0, rhythm::paneSide, 0);
    row->addLayout(twoLines(m_serverTitle, m_serverDetail));
    return header;
}

void RoomsPane::makeList()
{
    m_view = new RoomView(this);
    m_view->setObjectName(u"rooms"_s);
    m_view->setAccessibleName(tr("Rooms"));
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setResizeMode(QListView::Adjust); // rows are as wide as the pane
    m_delegate = new RoomDelegate(m_view);
    m_view->setItemDelegate(m_delegate);
    const auto choose = [this](const QModelIndex &index) {
        emit roomChosen(index.data(RoomListModel::IdRole).toString());
    };
    connect(m_view, &QListView::clicked, this, choose);
    connect(m_view, &QListView::activated, this, choose);
}

// The ways to elsewhere, and who one is here with the way to change it.
QWidget *RoomsPane::makeFoot()
{
    auto *foot = new QWidget(this);
    m_otherServer = linkButton(u"otherServer"_s, foot);
    m_otherServer->setAccessibleName(tr("Another server…"));
    connect(m_otherServer, &QPushButton::clicked, this, &RoomsPane::otherServerWanted);
    m_ownName = linkButton(u"ownName"_s, foot);
    m_ownName->setToolTip(tr("Your name, password and devices"));
    m_ownName->setAccessibleDescription(m_ownName->toolTip());
    m_ownName->hide();
    connect(m_ownName, &QPushButton::clicked, this, &RoomsPane::profileWanted);
    auto *column = new QVBoxLayout(foot);
    column->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit * 2);
    column->setSpacing(rhythm::unit * 2);
    column->addWidget(m_otherServer, 0, Qt::AlignLeft);
    column->addWidget(m_ownName, 0, Qt::AlignLeft);
    return foot;
}

void RoomsPane::setRooms(QAbstractItemModel *rooms)
{
    m_view->setModel(rooms);
    const auto changed = [this] {
        selectCurrent();
        emit roomsChanged();
    };
    connect(rooms, &QAbstractItemModel::modelReset, this, changed);
    connect(rooms, &QAbstractItemModel::rowsInserted, this, changed);
    connect(rooms, &QAbstractItemModel::dataChanged, this, &RoomsPane::roomsChanged);
    changed();
}

void RoomsPane::setCurrent(const QString &roomId)
{
    m_room = roomId;
    selectCurrent();
}

QModelIndex RoomsPane::current() const
{
    const QAbstractItemModel *rooms = m_view->model();
    for (int row = 0; rooms && row < rooms->rowCount(); ++row) {
        const QModelIndex index = rooms->index(row, 0);
        if (index.data(RoomListModel::IdRole).toString() == m_room) {
            return index;
        }
    }
    return {};
}

QModelIndex RoomsPane::neighbour(int step) const
{
    const QAbstractItemModel *rooms = m_view->model();
    if (!rooms || rooms->rowCount() == 0) {
        return {};
    }
    return rooms->index(std::clamp(current().row() + step, 0, rooms->rowCount() - 1), 0);
}

void RoomsPane::selectCurrent()
{
    const QModelIndex index = current();
    if (!index.isValid()) {
        m_view->clearSelection();
        return;
    }
    m_view->setCurrentIndex(index);
    m_view->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect);
}

void RoomsPane::setServer(const QString &title, const QString &detail)
{
    m_serverTitle->setText(title);
    m_serverDetail->setText(detail);
}

void RoomsPane::setSecurity(const QString &text)
{
    m_serverTitle->setHelp(text);
    m_serverDetail->setHelp(text);
}

void RoomsPane::setUserName(const QString &userName)
{
    m_userName = userName;
    m_ownName->setAccessibleName(displayName(userName));
    m_ownName->setVisible(!userName.isEmpty());
    fitTexts();
}

void RoomsPane::setTheme(const Theme &theme)
{
    m_delegate->setTheme(theme);
    m_view->doItemsLayout(); // the rows may be of another height
    m_view->viewport()->update();
    fitTexts();
}

void RoomsPane::addTool(QWidget *tool)
{
    m_tools->addWidget(tool);
}

// Large letters and long names need a shorter text.
void RoomsPane::fitTexts()
{
    for (const auto &[button, text] : {std::pair(m_otherServer, m_otherServer->accessibleName()),
                                       std::pair(m_ownName, displayName(m_userName))}) {
        button->setText(button->fontMetrics()
                            .elidedText(text, Qt::ElideRight, width() - 3 * rhythm::paneSide)
                            .replace(u'&', "&&"_L1));
    }
}

void RoomsPane::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fitTexts();
}

} // namespace maru::client
