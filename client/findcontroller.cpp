// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/findcontroller.h"

#include "client/model/searchmodel.h"
#include "client/widgets/commands.h"
#include "client/widgets/commandwords.h"
#include "client/widgets/icons.h"
#include "client/widgets/messageview.h"
#include "common/text/nameorder.h"

#include <QAction>
#include <QEvent>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// The same in every run and language.
QString idOf(const QAction *command)
{
    const auto text = command->data().value<CommandText>();
    return text.owner ? QString::fromUtf8(text.source) : command->text();
}

} // namespace

FindController::FindController(MainWindow &window, Conversation &conversation)
    : m_window(window)
    , m_conversation(conversation)
    , m_theme(themeOf(ThemeKind::Light))
{
    connect(&conversation, &Conversation::currentRoomChanged, this, &FindController::noteRoom);
    connect(&conversation, &Conversation::peopleFound, this, &FindController::listPeople);
    connect(&window, &MainWindow::roomChosen, this, &FindController::giveWay);
    connect(&conversation, &Conversation::jumpReady, this, &FindController::giveWay);
    window.installEventFilter(this);
    makeButton();
    makeCommands();
    connectJumps();
    noteRoom();
}

void FindController::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_button->setIcon(themedIcon(u"search"_s, theme.text));
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
    m_window.addPane(m_panel);
    connect(m_panel, &SearchPanel::hitChosen, this, [this](const QString &room, qint64 seq) {
        giveWay();
        m_conversation.jumpToRoom(RoomId(room), seq);
    });
    connect(m_panel, &SearchPanel::closed, this, [this] {
        arrange();
        if (m_window.isVisible()) {
            m_window.input()->setFocus();
        }
    });
}

void FindController::makeButton()
{
    m_button = new QToolButton(&m_window);
    m_button->setObjectName(u"searchButton"_s);
    m_button->setFixedSize(rhythm::row, rhythm::row);
    m_button->setToolTip(tr("Search"));
    m_button->setAccessibleName(m_button->toolTip());
    connect(m_button, &QToolButton::clicked, this, [this] { openPanel(false); });
    m_window.addHeaderTool(m_button);
}

void FindController::makeCommands()
{
    using Menu = Commands::Menu;
    const auto add = [this](Menu menu, const char *text, const QKeySequence &keys, auto slot) {
        connect(m_window.commands()->add(menu, {&staticMetaObject, text}, keys),
                &QAction::triggered, this, slot);
    };
    add(Menu::Edit, QT_TR_NOOP("&Search this room"), QKeySequence::Find,
        [this] { openPanel(false); });
    add(Menu::Edit, QT_TR_NOOP("Search all r&ooms"), Qt::CTRL | Qt::SHIFT | Qt::Key_F,
        [this] { openPanel(true); });
    add(Menu::Go, QT_TR_NOOP("&Room, person or command…"), Qt::CTRL | Qt::Key_K,
        [this] { openSwitcher(); });
    add(Menu::Go, QT_TR_NOOP("Go to a &day…"), Qt::CTRL | Qt::Key_G, [this] { openDays(); });
    add(Menu::Help, QT_TR_NOOP("Log for a &bug report…"), Qt::CTRL | Qt::SHIFT | Qt::Key_F1,
        [this] { emit logWanted(); });
}

// A window into the past, in the view.
void FindController::connectJumps()
{
    MessageView *const view = m_window.messageView();
    view->setHasNewer(m_conversation.hasNewer()); // it may be one before anybody looks
    connect(&m_conversation, &Conversation::hasNewerChanged, view, &MessageView::setHasNewer);
    connect(view, &MessageView::newerWanted, &m_conversation, &Conversation::loadNewer);
    connect(view, &MessageView::newestWanted, this, [this, view] {
        m_conversation.backToNewest();
        if (!view->hasNewer()) { // else it would ask again, and again
            view->goToBottom();
        }
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

// Whoever goes somewhere wants to see it.
void FindController::giveWay()
{
    if (m_panel && !m_panel->isHidden() && m_window.isNarrow()) {
        m_panel->close();
    }
}

// In a narrow window there is room for one of them.
void FindController::arrange()
{
    const bool isAlone = m_window.isNarrow();
    m_window.setConversationShown(!isAlone || m_panel->isHidden());
    m_panel->setMaximumWidth(isAlone ? QWIDGETSIZE_MAX : m_panel->minimumWidth());
    // The people give way where both would leave the conversation too little.
    m_window.setSideWidth(m_panel->isHidden() || isAlone ? 0 : m_panel->minimumWidth());
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
    if (m_switcher->isHidden()) {
        m_focus = m_window.focusWidget();
    }
    listRooms();
    listCommands();
    m_conversation.findPeople();
    m_switcher->open();
}

void FindController::openDays()
{
    if (!m_days) {
        m_days = new DatePopup(&m_window);
        m_days->setTheme(m_theme);
        connect(m_days, &DatePopup::chosen, this, [this](const QDate &day) {
            giveWay();
            m_conversation.jumpToDate(day);
        });
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
    std::sort(entries.begin(), entries.end(),
              [names = NameOrder()](const auto &one, const auto &other) {
                  return names.isBefore(one.name, other.name);
              });
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

// As they are now: most would do nothing in some room or without a connection.
void FindController::listCommands()
{
    const CommandWords words;
    QList<QuickSwitcherModel::Entry> entries;
    for (const QAction *command : m_window.commands()->possible()) {
        entries.append({QuickSwitcherModel::Kind::Command, idOf(command),
                        withoutMenuKey(command->text()),
                        command->shortcut().toString(QKeySequence::NativeText), words.of(command)});
    }
    m_entries.setEntries(QuickSwitcherModel::Kind::Command, entries);
}

// It works on what had the focus before: copies from there, say.
void FindController::run(const QString &id)
{
    QWidget *const focus = m_focus ? m_focus.data() : m_window.input();
    focus->setFocus();
    for (QAction *command : m_window.commands()->possible()) {
        if (idOf(command) == id) {
            m_entries.noteUsed(QuickSwitcherModel::Kind::Command, id);
            command->trigger();
            return;
        }
    }
}

void FindController::go(QuickSwitcherModel::Kind kind, const QString &id)
{
    using Kind = QuickSwitcherModel::Kind;
    if (kind != Kind::Command) {
        giveWay();
    }
    switch (kind) {
    case Kind::Room:
        m_conversation.setCurrentRoom(RoomId(id));
        break;
    case Kind::Person:
        m_entries.noteUsed(kind, id);
        openDirect(id);
        return;
    case Kind::Day:
        m_conversation.jumpToDate(QDate::fromString(id, Qt::ISODate));
        break;
    case Kind::Command:
        run(id);
        return; // with the focus where it put it
    }
    m_window.input()->setFocus();
}

// Until the server has answered the input is that of another room, in which many may read: what is
// typed before goes nowhere.
void FindController::openDirect(const QString &user)
{
    m_window.messageView()->setFocus();
    m_conversation.openDirect(UserId(user), [self = QPointer<FindController>(this)] {
        if (self && self->m_window.isVisible()
            && self->m_window.focusWidget() == self->m_window.messageView()) {
            self->m_window.input()->setFocus();
        }
    });
}

void FindController::noteRoom()
{
    const QString room = m_conversation.currentRoom().toString();
    if (std::exchange(m_shownRoom, room) != room) {
        giveWay(); // a notification leads to a room, too
    }
    if (m_panel) {
        const RoomListModel *const rooms = m_conversation.rooms();
        const QModelIndex index = rooms->index(rooms->rowOf(m_conversation.currentRoom()));
        m_panel->setRoom(room, index.data(RoomListModel::TitleRole).toString());
    }
    if (!room.isEmpty()) {
        m_entries.noteUsed(QuickSwitcherModel::Kind::Room, room);
    }
}

} // namespace maru::client
