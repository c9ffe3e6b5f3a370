// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/mainwindow.h"

#include "client/model/roomlistmodel.h"
#include "client/widgets/accessiblenews.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/icons.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roomdelegate.h"
#include "client/widgets/taborder.h"
#include "client/widgets/windowplace.h"
#include "client/widgets/writinghelp.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(1'000, 700);
constexpr QSize smallest(360, 320);
constexpr int maxMenuRooms = 30;
constexpr auto geometryKey = "window/geometry"_L1;

/// Highlights the room that is shown, whichever row the mouse and the keys go to.
class RoomView : public QListView
{
public:
    using QListView::QListView;

protected:
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex & /*index*/,
                                                         const QEvent * /*event*/) const override
    {
        return QItemSelectionModel::NoUpdate; // MainWindow::selectCurrentRoom() does
    }
};

QVBoxLayout *columnOf(QWidget *widget)
{
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

QFrame *headerFrame(const QString &name, QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setObjectName(name);
    frame->setFixedHeight(rhythm::header);
    return frame;
}

// A heading over a smaller, muted line.
QVBoxLayout *twoLines(ElidedLabel *heading, ElidedLabel *detail)
{
    const QFont body = bodyFont(heading->font());
    heading->setFont(strongFont(body));
    detail->setFont(smallFont(body));
    detail->setProperty("role", u"muted"_s);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addStretch();
    lines->addWidget(heading);
    lines->addWidget(detail);
    lines->addStretch();
    return lines;
}

// A quiet line above the messages.
QLabel *bannerLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->hide();
    return label;
}

} // namespace

MainWindow::MainWindow(QWidget *parent)
    : QWidget(parent)
{
    setMinimumSize(smallest);
    resize(firstSize);
    m_roomsPane = makeRoomsPane();

    auto *conversation = new QFrame(this);
    conversation->setObjectName(u"conversation"_s);
    m_banner = bannerLabel(u"banner"_s, conversation);
    m_failure = bannerLabel(u"failure"_s, conversation);
    m_messages = new MessageView(conversation);
    m_column = columnOf(conversation);
    m_column->addWidget(makeHeader());
    m_column->addWidget(m_banner);
    m_column->addWidget(makeNotice());
    m_column->addWidget(m_failure);
    m_column->addWidget(m_messages, 1);
    m_composer = new Composer(conversation);
    m_column->addWidget(m_composer);
    m_writingHelp = new WritingHelp(m_composer, m_messages, this);
    new AccessibleNews(m_messages, {m_banner, m_noticeText, m_failure}, this);

    m_panes = new QHBoxLayout(this);
    m_panes->setContentsMargins(0, 0, 0, 0);
    m_panes->setSpacing(0);
    m_panes->addWidget(m_roomsPane);
    m_panes->addWidget(conversation, 1);

    m_commands = new Commands(this);
    makeCommands();
    connectActions();
    updateWriting();
    setFocusProxy(input());
    setTheme(themeOf(ThemeKind::Light));
    if (!parent) { // else a page
        restorePlace(this, QSettings().value(geometryKey).toByteArray());
    }
    input()->setFocus();
}

QWidget *MainWindow::makeRoomsPane()
{
    auto *pane = new QFrame(this);
    pane->setObjectName(u"roomsPane"_s);
    pane->setFixedWidth(rhythm::roomsWidth);
    auto *column = columnOf(pane);

    auto *header = headerFrame(u"roomsHeader"_s, pane);
    m_serverName = new ElidedLabel(header);
    m_serverAddress = new ElidedLabel(header);
    auto *headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(rhythm::paneSide, 0, rhythm::paneSide, 0);
    headerRow->addLayout(twoLines(m_serverName, m_serverAddress));
    column->addWidget(header);

    auto *title = new QLabel(tr("Rooms"), pane);
    title->setProperty("role", u"muted"_s);
    title->setFont(strongFont(smallFont(bodyFont(font()))));
    m_roomsTools = new QHBoxLayout;
    m_roomsTools->setContentsMargins(rhythm::paneSide, rhythm::unit, 12, rhythm::hair);
    m_roomsTools->addWidget(title, 1);
    column->addLayout(m_roomsTools);

    m_rooms = new RoomView(pane);
    m_rooms->setObjectName(u"rooms"_s);
    m_rooms->setAccessibleName(tr("Rooms"));
    m_rooms->setMouseTracking(true);
    m_rooms->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rooms->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_rooms->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_roomDelegate = new RoomDelegate(m_rooms);
    m_rooms->setItemDelegate(m_roomDelegate);
    connect(m_rooms, &QListView::clicked, this, [this](const QModelIndex &index) {
        emit roomChosen(index.data(RoomListModel::IdRole).toString());
        input()->setFocus();
    });
    connect(m_rooms, &QListView::activated, this, [this](const QModelIndex &index) {
        emit roomChosen(index.data(RoomListModel::IdRole).toString());
    });
    column->addWidget(m_rooms, 1);

    m_otherServer = new QPushButton(tr("Another server…"), pane);
    m_otherServer->setObjectName(u"otherServer"_s);
    m_otherServer->setAccessibleName(m_otherServer->text());
    m_otherServer->setProperty("role", u"link"_s);
    m_otherServer->setCursor(Qt::PointingHandCursor);
    connect(m_otherServer, &QPushButton::clicked, this, &MainWindow::otherServerWanted);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(rhythm::paneSide, rhythm::unit, rhythm::paneSide, rhythm::unit * 2);
    foot->addWidget(m_otherServer);
    foot->addStretch();
    column->addLayout(foot);
    column->addWidget(makeOwnName(pane));
    return pane;
}

QWidget *MainWindow::makeHeader()
{
    auto *header = headerFrame(u"header"_s, this);
    m_roomsButton = new QToolButton(header);
    m_roomsButton->setObjectName(u"roomsButton"_s);
    m_roomsButton->setFixedSize(rhythm::row, rhythm::row);
    m_roomsButton->setToolTip(tr("Rooms"));
    m_roomsButton->setAccessibleName(tr("Rooms"));
    m_roomMenu = new QMenu(this);
    connect(m_roomMenu, &QMenu::aboutToShow, this, &MainWindow::fillRoomMenu);
    connect(m_roomsButton, &QToolButton::clicked, m_roomMenu, [this] {
        m_roomMenu->popup(m_roomsButton->mapToGlobal(QPoint(0, m_roomsButton->height())));
    });
    m_roomName = new ElidedLabel(header);
    m_roomDetail = new ElidedLabel(header);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(rhythm::paneSide, 0, rhythm::paneSide, 0);
    row->setSpacing(rhythm::unit);
    row->addWidget(m_roomsButton);
    row->addLayout(twoLines(m_roomName, m_roomDetail), 1);
    m_headerTools = row;
    return header;
}

void MainWindow::setRooms(QAbstractItemModel *rooms)
{
    m_rooms->setModel(rooms);
    connect(rooms, &QAbstractItemModel::modelReset, this, &MainWindow::selectCurrentRoom);
    connect(rooms, &QAbstractItemModel::rowsInserted, this, &MainWindow::selectCurrentRoom);
    selectCurrentRoom();
}

bool MainWindow::setMessages(QAbstractItemModel *messages)
{
    return m_messages->setMessages(messages);
}

void MainWindow::setPoster(MessageInput::Poster poster)
{
    m_composer->setPoster(std::move(poster));
}

void MainWindow::setServer(const QString &name, const QString &address)
{
    m_server = displayName(name);
    m_address = address;
    updateTexts();
}

void MainWindow::setSecurity(const QString &text)
{
    for (ElidedLabel *label : {m_serverName, m_serverAddress, m_roomDetail}) {
        label->setHelp(text);
    }
}

void MainWindow::setUserName(const QString &userName)
{
    m_userName = userName;
    m_ownName->setText(elidedName(userName));
    m_ownName->setAccessibleName(displayName(userName));
    m_ownName->setVisible(!userName.isEmpty());
    updateTexts();
}

void MainWindow::setRoom(const QString &roomId, const QString &name)
{
    if (roomId != m_room) {
        m_drafts.insert(m_room, m_composer->draft());
        m_room = roomId;
        showDraft(m_drafts.take(roomId));
    }
    m_roomTitle = displayName(name);
    updateTexts();
    selectCurrentRoom();
}

void MainWindow::setBanner(const QString &text)
{
    m_banner->setText(displaySentence(text));
    m_banner->setAccessibleName(text);
    m_banner->setVisible(!text.isEmpty());
}

void MainWindow::setTheme(const Theme &theme)
{
    m_roomDelegate->setTheme(theme);
    m_messages->setTheme(theme);
    m_composer->setTheme(theme);
    m_writingHelp->setTheme(theme);
    m_roomsButton->setIcon(themedIcon(u"rooms"_s, theme.text));
    m_rooms->doItemsLayout(); // the rows may be of another height
    m_rooms->viewport()->update();
    fitHeaders();
    emit themeChanged(theme);
}

void MainWindow::updateTexts()
{
    const bool sameName = m_server.isEmpty() || m_server == m_address;
    const QString &serverTitle = m_server.isEmpty() ? m_address : m_server;
    m_serverName->setText(serverTitle);
    const QString self =
        m_userName.isEmpty() ? QString() : tr("You are %1").arg(isolated(m_userName));
    m_serverAddress->setText(sameName ? self : m_address);
    m_roomName->setText(shownTitle());
    const QString place = sameName ? serverTitle : u"%1 · %2"_s.arg(serverTitle, m_address);
    const QModelIndex room = currentRoomIndex();
    const QString topic = displayName(room.data(RoomListModel::TopicRole).toString());
    const QString where = m_roomsPane->isHidden() || sameName ? place : self;
    m_roomDetail->setText(topic.isEmpty() ? where : topic);
    const bool isDirect = room.data(RoomListModel::KindRole).toInt() == int(RoomKind::Direct);
    const QString offer = isDirect ? tr("Write to %1", "a person") : tr("Write to %1");
    input()->setPlaceholder(m_roomTitle.isEmpty() ? QString() : offer.arg(shownTitle()));
    setWindowTitle(m_roomTitle.isEmpty() ? serverTitle
                                         : u"%1 – %2"_s.arg(m_roomTitle, serverTitle));
}

void MainWindow::selectCurrentRoom()
{
    const QModelIndex index = currentRoomIndex();
    if (!index.isValid()) {
        m_rooms->clearSelection();
        return;
    }
    m_rooms->setCurrentIndex(index);
    m_rooms->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect);
}

void MainWindow::stepRoom(int step)
{
    const QAbstractItemModel *rooms = m_rooms->model();
    if (!rooms || rooms->rowCount() == 0) {
        return;
    }
    const int row = std::clamp(currentRoomIndex().row() + step, 0, rooms->rowCount() - 1);
    emit roomChosen(rooms->index(row, 0).data(RoomListModel::IdRole).toString());
}

void MainWindow::fillRoomMenu()
{
    m_roomMenu->clear();
    const QAbstractItemModel *rooms = m_rooms->model();
    for (int row = 0; rooms && row < std::min(rooms->rowCount(), maxMenuRooms); ++row) {
        const QModelIndex index = rooms->index(row, 0);
        const QString id = index.data(RoomListModel::IdRole).toString();
        const bool muted = index.data(RoomListModel::MutedRole).toBool();
        const int unread = muted ? 0 : index.data(RoomListModel::UnreadRole).toInt();
        QString title =
            displayName(index.data(RoomListModel::TitleRole).toString()).replace(u'&', "&&"_L1);
        if (unread > 0 && id != m_room) {
            title += u" (%1)"_s.arg(unread);
        }
        QAction *action = m_roomMenu->addAction(title, this, [this, id] { emit roomChosen(id); });
        action->setCheckable(true);
        action->setChecked(id == m_room);
    }
    if (rooms && rooms->rowCount() > maxMenuRooms) {
        m_roomMenu->addAction(tr("All rooms…"), this, &MainWindow::allRoomsWanted);
    }
    m_roomMenu->addSeparator();
    m_roomMenu->addAction(tr("Another server…"), this, &MainWindow::otherServerWanted);
    m_roomMenu->addAction(tr("You…"), this, &MainWindow::profileWanted);
    m_roomMenu->addActions(m_added);
}

void MainWindow::arrange()
{
    const bool narrow = width() < rhythm::drawerBelow;
    m_roomsPane->setVisible(!narrow);
    m_roomsButton->setVisible(narrow);
    updateTexts();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
    emit resized();
}

bool MainWindow::focusNextPrevChild(bool next)
{
    return isWindow() ? stepFocus(this, next) : QWidget::focusNextPrevChild(next);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings().setValue(geometryKey, saveGeometry());
    QWidget::closeEvent(event);
}

} // namespace maru::client
