// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/mainwindow.h"

#include "client/model/roomlistmodel.h"
#include "client/model/unreadcounts.h"
#include "client/widgets/accessiblenews.h"
#include "client/widgets/commands.h"
#include "client/widgets/composeedit.h"
#include "client/widgets/connectionbar.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/drawer.h"
#include "client/widgets/elidedlabel.h"
#include "client/widgets/messageview.h"
#include "client/widgets/paneheader.h"
#include "client/widgets/roomsbutton.h"
#include "client/widgets/roomspane.h"
#include "client/widgets/taborder.h"
#include "client/widgets/writinghelp.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr QSize firstSize(1'000, 700);
constexpr QSize smallest(360, 320);
constexpr auto roomsWidthKey = "window/roomsWidth"_L1;
constexpr int keepAfterMs = 500; // not with each pixel

QLabel *failureLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(u"failure"_s);
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
    m_rooms = new RoomsPane(this);
    auto *conversation = new QFrame(this);
    conversation->setObjectName(u"conversation"_s);
    m_banner = new ConnectionBar(conversation);
    connect(m_banner, &ConnectionBar::attemptWanted, this, &MainWindow::attemptWanted);
    m_failure = failureLabel(conversation);
    m_messages = new MessageView(conversation);
    m_column = tightColumn(conversation);
    m_column->addWidget(makeHeader());
    m_column->addWidget(m_banner);
    m_column->addWidget(makeNotice());
    m_column->addWidget(m_failure);
    m_column->addWidget(m_messages, 1);
    m_composer = new Composer(conversation);
    m_column->addWidget(m_composer);
    m_writingHelp = new WritingHelp(m_composer, m_messages, this);
    m_news = new AccessibleNews(
        m_messages, {m_banner->label(), m_noticeText, m_failure, m_composer->failure()}, this);

    m_middle = new QSplitter(this);
    m_middle->setHandleWidth(0); // the panes have their lines; Qt lets one take hold beside them
    m_middle->setChildrenCollapsible(false);
    m_middle->addWidget(m_rooms);
    m_middle->addWidget(conversation);
    m_middle->setStretchFactor(1, 1);
    m_panes = new QHBoxLayout(this);
    m_panes->setContentsMargins(0, 0, 0, 0);
    m_panes->setSpacing(0);
    m_panes->addWidget(m_middle, 1);
    m_drawer = new Drawer(this);
    connectRooms();

    m_commands = new Commands(this);
    makeCommands();
    connectActions();
    updateWriting();
    setFocusProxy(input());
    setTheme(themeOf(ThemeKind::Light));
    input()->setFocus();
}

void MainWindow::connectRooms()
{
    connect(m_rooms, &RoomsPane::roomChosen, this, [this](const QString &room) {
        m_drawer->close();
        emit roomChosen(room);
    });
    connect(m_rooms->view(), &QListView::clicked, this, [this] { input()->setFocus(); });
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(0); // a catch-up tells of each room by itself
    connect(&m_countTimer, &QTimer::timeout, this, &MainWindow::updateRoomsButton);
    connect(m_rooms, &RoomsPane::roomsChanged, &m_countTimer, qOverload<>(&QTimer::start));
    connect(m_rooms, &RoomsPane::otherServerWanted, this, &MainWindow::otherServerWanted);
    connect(m_rooms, &RoomsPane::profileWanted, this, &MainWindow::profileWanted);
    m_roomsWidthTimer.setSingleShot(true);
    m_roomsWidthTimer.setInterval(keepAfterMs);
    connect(&m_roomsWidthTimer, &QTimer::timeout, this, &MainWindow::keepRoomsWidth);
    connect(m_middle, &QSplitter::splitterMoved, this, [this] {
        m_roomsWidth = m_rooms->width();
        m_roomsWidthTimer.start();
    });
}

QWidget *MainWindow::makeHeader()
{
    QFrame *header = makePaneHeader(u"header"_s, this);
    m_roomsButton = new RoomsButton(header);
    connect(m_roomsButton, &QToolButton::clicked, this, &MainWindow::showRooms);
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
    m_rooms->setRooms(rooms);
}

QListView *MainWindow::roomView() const
{
    return m_rooms->view();
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
    m_rooms->setSecurity(text);
    m_roomDetail->setHelp(text);
}

void MainWindow::setUserName(const QString &userName)
{
    m_userName = userName;
    m_rooms->setUserName(userName);
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
    m_rooms->setCurrent(roomId);
    updateTexts();
    updateRoomsButton();
}

void MainWindow::setBanner(const QString &text, bool mayTry)
{
    const QWidget *focus = QApplication::focusWidget();
    const bool hadFocus = focus && m_banner->isAncestorOf(focus);
    m_banner->setText(text, mayTry);
    if (hadFocus && (text.isEmpty() || !mayTry)) {
        input()->setFocus(); // the button is gone
    }
}

void MainWindow::setTheme(const Theme &theme)
{
    m_rooms->setTheme(theme);
    m_messages->setTheme(theme);
    m_composer->setTheme(theme);
    m_writingHelp->setTheme(theme);
    m_roomsButton->setTheme(theme);
    fitHeaders();
    emit themeChanged(theme);
}

void MainWindow::updateTexts()
{
    const bool sameName = m_server.isEmpty() || m_server == m_address;
    const QString &serverTitle = m_server.isEmpty() ? m_address : m_server;
    const QString self =
        m_userName.isEmpty() ? QString() : tr("You are %1").arg(isolated(m_userName));
    m_rooms->setServer(serverTitle, sameName ? self : m_address);
    m_roomName->setText(shownTitle());
    const QString place = sameName ? serverTitle : u"%1 · %2"_s.arg(serverTitle, m_address);
    const QModelIndex room = m_rooms->current();
    const QString topic = displayName(room.data(RoomListModel::TopicRole).toString());
    const QString where = isNarrow() || sameName ? place : self;
    m_roomDetail->setText(topic.isEmpty() ? where : topic);
    const bool isDirect = room.data(RoomListModel::KindRole).toInt() == int(RoomKind::Direct);
    const QString offer = isDirect ? tr("Write to %1", "a person") : tr("Write to %1");
    input()->setPlaceholder(m_roomTitle.isEmpty() ? QString() : offer.arg(shownTitle()));
    setWindowTitle(m_roomTitle.isEmpty() ? serverTitle
                                         : u"%1 – %2"_s.arg(m_roomTitle, serverTitle));
}

void MainWindow::stepRoom(int step)
{
    if (const QModelIndex room = m_rooms->neighbour(step); room.isValid()) {
        emit roomChosen(room.data(RoomListModel::IdRole).toString());
    }
}

// The room that is shown is read anyway.
void MainWindow::updateRoomsButton()
{
    if (!isNarrow()) {
        return;
    }
    UnreadCounts others;
    const QAbstractItemModel *rooms = m_rooms->view()->model();
    for (int row = 0; rooms && row < rooms->rowCount(); ++row) {
        const QModelIndex index = rooms->index(row, 0);
        if (index.data(RoomListModel::IdRole).toString() != m_room) {
            const UnreadCounts counts = unreadCountsOf(index);
            others.unread += counts.unread;
            others.forReader += counts.forReader;
        }
    }
    m_roomsButton->setCounts(others);
}

void MainWindow::arrange()
{
    arrangeRooms();
    m_roomsButton->setVisible(isNarrow());
    updateRoomsButton();
    updateTexts();
}

void MainWindow::arrangeRooms()
{
    const bool isBeside = m_middle->indexOf(m_rooms) >= 0;
    if (isNarrow() && isBeside) {
        m_drawer->put(m_rooms, m_roomsWidth);
    } else if (!isNarrow() && !isBeside) {
        m_drawer->close();
        m_middle->insertWidget(0, m_rooms);
        m_rooms->show();
        setRoomsWidth(m_roomsWidth);
    }
}

void MainWindow::setRoomsWidth(int width)
{
    m_roomsWidth = std::clamp(width, rhythm::roomsLeast, rhythm::roomsMost);
    if (m_middle->indexOf(m_rooms) < 0) {
        m_drawer->put(m_rooms, m_roomsWidth);
        return;
    }
    QList<int> sizes = m_middle->sizes();
    sizes[1] = std::max(0, sizes[1] + sizes[0] - m_roomsWidth);
    sizes[0] = m_roomsWidth;
    m_middle->setSizes(sizes);
}

void MainWindow::showRooms()
{
    if (isNarrow()) {
        m_drawer->open();
    }
    m_rooms->view()->setFocus(Qt::ShortcutFocusReason);
}

// Other pages may have been given another width meanwhile.
void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    setRoomsWidth(QSettings().value(roomsWidthKey, m_roomsWidth).toInt());
}

// The next page reads it; and after the last one nothing more is written.
void MainWindow::hideEvent(QHideEvent *event)
{
    if (m_roomsWidthTimer.isActive()) {
        keepRoomsWidth();
    }
    QWidget::hideEvent(event);
}

void MainWindow::keepRoomsWidth()
{
    m_roomsWidthTimer.stop();
    QSettings().setValue(roomsWidthKey, m_roomsWidth);
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

} // namespace maru::client
