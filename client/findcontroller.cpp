// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/findcontroller.h"

#include "client/model/searchmodel.h"
#include "client/widgets/commands.h"
#include "client/widgets/messageview.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto searchHere = "searchHere"_L1;
constexpr auto searchAll = "searchAll"_L1;
constexpr auto goToDay = "goToDay"_L1;
constexpr auto goToNewest = "goToNewest"_L1;
constexpr auto otherServer = "otherServer"_L1;
constexpr auto showLog = "showLog"_L1;

} // namespace

FindController::FindController(MainWindow &window, Conversation &conversation)
    : m_window(window)
    , m_conversation(conversation)
    , m_theme(themeOf(ThemeKind::Light))
{
    listCommands();
    connect(&conversation, &Conversation::currentRoomChanged, this, &FindController::noteRoom);
    connect(&conversation, &Conversation::peopleFound, this, &FindController::listPeople);
    window.installEventFilter(this);
    makeShortcuts();
    connectJumps();
    noteRoom();
}

void FindController::setTheme(const Theme &theme)
{
    m_theme = theme;
    if (m_panel) {
        m_panel->setTheme(theme);
    }
    if (m_switcher) {
        m_switcher->setTheme(theme);
    }
    if (m_days) {
        m_days->setTheme(theme);
    }
}

void FindController::makePanel()
{
    m_panel = new SearchPanel(&m_window);
    m_panel->hide();
    m_panel->setModel(m_conversation.search());
    m_panel->setTheme(m_theme);
    if (auto *panes = qobject_cast<QBoxLayout *>(m_window.layout())) {
        panes->addWidget(m_panel);
    }
    connect(m_panel, &SearchPanel::hitChosen, this, [this](const QString &room, qint64 seq) {
        if (m_window.width() < rhythm::drawerBelow) {
            m_panel->close(); // there is no room for both
        }
        m_conversation.jumpToRoom(RoomId(room), seq);
    });
    connect(m_panel, &SearchPanel::closed, this, [this] {
        arrange();
        m_window.input()->setFocus();
    });
}

void FindController::makeShortcuts()
{
    const auto add = [this](Commands::Menu menu, const QString &text, const QKeySequence &keys,
                            auto slot) {
        connect(m_window.commands()->add(menu, text, keys), &QAction::triggered, this, slot);
    };
    add(Commands::Menu::Edit, tr("&Search this room"), QKeySequence::Find,
        [this] { openPanel(false); });
    add(Commands::Menu::Edit, tr("Search all &rooms"), Qt::CTRL | Qt::SHIFT | Qt::Key_F,
        [this] { openPanel(true); });
    add(Commands::Menu::Go, tr("&Room, person or command…"), Qt::CTRL | Qt::Key_K,
        [this] { openSwitcher(); });
    add(Commands::Menu::Go, tr("A &day…"), Qt::CTRL | Qt::Key_G, [this] { openDays(); });
}

// A window into the past, in the view.
void FindController::connectJumps()
{
    MessageView *const view = m_window.messageView();
    connect(&m_conversation, &Conversation::hasNewerChanged, view, &MessageView::setHasNewer);
    connect(view, &MessageView::newerWanted, &m_conversation, &Conversation::loadNewer);
    connect(view, &MessageView::newestWanted, this, [this, view] {
        m_conversation.backToNewest();
        view->goToBottom();
    });
}

void FindController::openPanel(bool isEverywhere)
{
    if (!m_panel) {
        makePanel();
    }
    noteRoom();
    m_panel->open(isEverywhere);
    arrange();
}

// In a narrow window there is room for one of them.
void FindController::arrange()
{
    const bool isNarrow = m_window.width() < rhythm::drawerBelow;
    if (auto *conversation = m_window.findChild<QWidget *>(u"conversation"_s)) {
        conversation->setVisible(!isNarrow || m_panel->isHidden());
    }
    m_panel->setMaximumWidth(isNarrow ? QWIDGETSIZE_MAX : m_panel->minimumWidth());
    // The people give way where both would leave the conversation too little.
    m_window.setSideWidth(m_panel->isHidden() || isNarrow ? 0 : m_panel->minimumWidth());
}

bool FindController::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && m_panel && !m_panel->isHidden()) {
        arrange();
    }
    return QObject::eventFilter(watched, event);
}

void FindController::openSwitcher()
{
    if (!m_switcher) {
        m_switcher = new QuickSwitcher(&m_window);
        m_switcher->setTheme(m_theme);
        m_switcher->setModel(&m_entries);
        connect(m_switcher, &QuickSwitcher::chosen, this, &FindController::go);
    }
    listRooms();
    m_conversation.findPeople();
    m_switcher->open();
}

void FindController::openDays()
{
    if (!m_days) {
        m_days = new DatePopup(&m_window);
        m_days->setTheme(m_theme);
        connect(m_days, &DatePopup::chosen, &m_conversation, &Conversation::jumpToDate);
    }
    m_days->open({});
}

void FindController::listPeople(const QList<User> &people)
{
    QList<QuickSwitcherModel::Entry> entries;
    for (const User &user : people) {
        if (user.id != m_conversation.ownUser().id) {
            entries.append({QuickSwitcherModel::Kind::Person, user.id.toString(), user.userName,
                            user.isOnline ? tr("online") : QString()});
        }
    }
    m_entries.setEntries(QuickSwitcherModel::Kind::Person, entries);
}

void FindController::listRooms()
{
    QList<QuickSwitcherModel::Entry> entries;
    const RoomListModel *rooms = m_conversation.rooms();
    for (int row = 0; row < rooms->rowCount(); ++row) {
        const QModelIndex index = rooms->index(row);
        QuickSwitcherModel::Entry entry;
        entry.id = index.data(RoomListModel::IdRole).toString();
        entry.name = index.data(RoomListModel::NameRole).toString();
        entry.unread = index.data(RoomListModel::UnreadRole).toInt();
        if (entry.id == m_conversation.currentRoom().toString()) {
            entry.detail = tr("open");
        }
        entries.append(entry);
    }
    m_entries.setEntries(QuickSwitcherModel::Kind::Room, entries);
}

void FindController::listCommands()
{
    // Found by the other language's words, too.
    const auto command = [](QLatin1StringView id, const QString &name, const QString &keys,
                            const QStringList &words) {
        return QuickSwitcherModel::Entry{QuickSwitcherModel::Kind::Command, id, name, keys, words};
    };
    const QString here = QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText);
    m_entries.setEntries(
        QuickSwitcherModel::Kind::Command,
        {command(searchHere, tr("Search this room"), here, {u"search"_s, u"find"_s, u"검색"_s}),
         command(searchAll, tr("Search all rooms"), u"Ctrl+Shift+F"_s,
                 {u"search"_s, u"find"_s, u"전체 검색"_s}),
         command(goToDay, tr("Go to a day…"), u"Ctrl+G"_s,
                 {u"date"_s, u"calendar"_s, u"날짜"_s, u"달력"_s}),
         command(goToNewest, tr("Go to the newest message"), u"Ctrl+End"_s,
                 {u"newest"_s, u"bottom"_s, u"최신"_s, u"맨 아래"_s}),
         command(otherServer, tr("Another server…"), {}, {u"server"_s, u"서버"_s}),
         command(showLog, tr("Log for a bug report…"), {},
                 {u"log"_s, u"bug"_s, u"기록"_s, u"로그"_s})});
}

void FindController::go(QuickSwitcherModel::Kind kind, const QString &id)
{
    using Kind = QuickSwitcherModel::Kind;
    switch (kind) {
    case Kind::Room:
        m_conversation.setCurrentRoom(RoomId(id));
        break;
    case Kind::Person:
        m_entries.noteUsed(kind, id);
        m_conversation.openDirect(UserId(id));
        break;
    case Kind::Day:
        m_conversation.jumpToDate(QDate::fromString(id, Qt::ISODate));
        break;
    case Kind::Command:
        if (id == searchHere || id == searchAll) {
            openPanel(id == searchAll);
            return; // it has the focus
        }
        if (id == goToDay) {
            openDays();
            return;
        }
        if (id == goToNewest) {
            m_window.messageView()->goToBottom();
        } else if (id == otherServer) {
            emit m_window.otherServerWanted();
            return;
        } else if (id == showLog) {
            emit logWanted();
            return;
        }
        break;
    }
    m_window.input()->setFocus();
}

void FindController::noteRoom()
{
    const QString room = m_conversation.currentRoom().toString();
    if (m_panel) {
        m_panel->setRoom(room, m_conversation.currentRoomName());
    }
    if (!room.isEmpty()) {
        m_entries.noteUsed(QuickSwitcherModel::Kind::Room, room);
    }
}

} // namespace maru::client
