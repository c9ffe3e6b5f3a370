// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/roompanels.h"

#include "client/model/memberlistmodel.h"
#include "client/model/roomtexts.h"
#include "client/widgets/icons.h"
#include "client/widgets/mainwindow.h"
#include "client/widgets/memberlist.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roombar.h"
#include "client/widgets/roomsettingsdialog.h"
#include "client/widgets/writinghelp.h"
#include "common/clientlimits.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto peopleKey = "people/shown"_L1;
constexpr auto pinnedKey = "rooms/pinned"_L1;
constexpr int toolSize = 28;
constexpr int besideFrom = 1'000; // a narrower window has no room for people beside the rest

QToolButton *toolButton(const QString &name, int sidePx, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setFixedSize(sidePx, sidePx);
    return button;
}

} // namespace

RoomPanels::RoomPanels(MainWindow *window, Conversation *conversation, const Theme &theme)
    : QObject(window)
    , m_window(window)
    , m_conversation(conversation)
    , m_actions(conversation->roomActions())
{
    const QSettings settings;
    m_isPeopleWanted = settings.value(peopleKey, true).toBool();
    m_conversation->rooms()->setPinned(settings.value(pinnedKey).toStringList());
    makeTools();
    makeCommands();
    connectPeople();
    connectList();
    window->writingHelp()->setPeopleSource(
        [panels = QPointer(this)] { return panels ? panels->nameable() : NameablePeople(); });
    connect(window, &MainWindow::resized, this, &RoomPanels::arrange);
    connect(window, &MainWindow::themeChanged, this, &RoomPanels::setTheme);
    connect(m_actions, &RoomActions::changed, this, &RoomPanels::update);
    setTheme(theme);
    update();
}

NameablePeople RoomPanels::nameable() const
{
    NameablePeople room;
    const MemberListModel *const members = m_actions->members();
    for (int row = 0; row < members->rowCount(); ++row) {
        const QModelIndex index = members->index(row);
        if (!index.data(MemberListModel::OwnRole).toBool()) {
            room.people.append({index.data(MemberListModel::IdRole).toString(),
                                index.data(MemberListModel::NameRole).toString()});
        }
    }
    const RoomPeople *const people = m_actions->people();
    room.isAll = members->rowCount() > 0 && !people->isLoading() && !people->isCut()
        && people->failure() == nullptr;
    room.mayNameAll = m_actions->roleIn(m_actions->current()) != RoomRole::Member;
    return room;
}

void RoomPanels::makeTools()
{
    m_add = toolButton(u"addRoom"_s, toolSize, m_window);
    m_add->setToolTip(tr("Find or make a room, or write to a person"));
    m_add->setAccessibleName(m_add->toolTip());
    m_add->setFocusPolicy(Qt::TabFocus);
    connect(m_add, &QToolButton::clicked, this, [this] { showRoomDialog(RoomDialog::Page::Find); });
    m_window->addRoomsTool(m_add);

    m_peopleButton = toolButton(u"peopleButton"_s, rhythm::row, m_window);
    m_peopleButton->setCheckable(true);
    m_peopleButton->setToolTip(tr("People"));
    m_peopleButton->setAccessibleName(m_peopleButton->toolTip());
    connect(m_peopleButton, &QToolButton::clicked, this, &RoomPanels::showPeople);
    m_window->addHeaderTool(m_peopleButton);

    m_bar = new RoomBar(m_window);
    m_window->addAboveInput(m_bar, m_bar->label());
    const auto showRule = [this] {
        m_bar->setRule(m_actions->writeRule());
    };
    connect(m_actions, &RoomActions::writeRuleChanged, m_bar, showRule);
    showRule();
    connect(m_bar, &RoomBar::handWanted, this, [this](bool isUp) {
        m_actions->setHand(isUp, telling(tr("The hand was not moved: %1")));
    });
    connect(m_bar, &RoomBar::unmuteWanted, this, [this] {
        RoomUpdate request{.room = m_actions->current()};
        request.muteAll = false;
        m_actions->update(request, telling(tr("The room was not changed: %1")));
    });
    connect(m_bar, &RoomBar::handsWanted, this, [this] {
        showPeople(true);
        m_people->filter()->clear();
        m_people->view()->scrollToTop();
        m_people->view()->setFocus();
    });
}

void RoomPanels::connectPeople()
{
    m_people = new MemberList(m_actions->members(), m_window);
    m_window->addPane(m_people);
    m_people->hide();
    connect(m_people, &MemberList::closeWanted, this, [this] { showPeople(false); });
    connect(m_people, &MemberList::personChosen, this, &RoomPanels::openDirect);
    connect(m_people, &MemberList::inviteWanted, this, &RoomPanels::showInvite);
    connect(m_people, &MemberList::menuWanted, this,
            [this](const QString &user, const QPoint &place) {
                makePersonMenu(UserId(user))->popup(place);
            });
    connect(m_actions->people(), &RoomPeople::stateChanged, this, &RoomPanels::updatePeopleState);
    connect(m_actions->members(), &QAbstractItemModel::rowsInserted, this,
            &RoomPanels::updatePeopleState);
}

void RoomPanels::connectList()
{
    QListView *const view = m_window->roomView();
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view, &QListView::customContextMenuRequested, this, [this, view](const QPoint &pos) {
        QModelIndex index = view->indexAt(pos);
        QPoint place = pos;
        if (!index.isValid()) { // the menu key: below the current row
            index = view->currentIndex();
            place = view->visualRect(index).bottomLeft() + QPoint(rhythm::paneSide, 0);
        }
        if (index.isValid() && m_actions->isAvailable()) {
            makeRoomMenu(RoomId(index.data(RoomListModel::IdRole).toString()))
                ->popup(view->viewport()->mapToGlobal(place));
        }
    });
    // Where the messages would be: a narrow window hides the list of rooms.
    QWidget *const messages = m_window->messageView()->viewport();
    m_empty = new QWidget(messages);
    m_empty->setObjectName(u"noRooms"_s);
    auto *text = new QLabel(tr("You are in no room yet. Find one, or make one."), m_empty);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignHCenter);
    text->setProperty("role", u"muted"_s);
    auto *find = new QPushButton(tr("Find a room"), m_empty);
    find->setObjectName(u"findRoom"_s);
    connect(find, &QPushButton::clicked, this, [this] { showRoomDialog(RoomDialog::Page::Find); });
    auto *column = new QVBoxLayout(m_empty);
    column->setSpacing(rhythm::unit + rhythm::hair);
    column->addWidget(text);
    column->addWidget(find, 0, Qt::AlignHCenter);
    m_empty->hide();
    auto *place = new QVBoxLayout(messages);
    place->addWidget(m_empty, 0, Qt::AlignVCenter);
}

void RoomPanels::setTheme(const Theme &theme)
{
    m_add->setIcon(themedIcon(u"plus"_s, theme.text, 18, theme.muted));
    m_peopleButton->setIcon(themedIcon(u"people"_s, theme.text, 20, theme.muted));
    m_people->setTheme(theme);
    m_bar->setTheme(theme);
}

void RoomPanels::arrange()
{
    const bool isBeside = m_window->freeWidth() >= besideFrom;
    if (isBeside) {
        m_isPeopleOver = false;
    }
    const bool hasPeople = m_actions->isAvailable() && m_actions->room(m_actions->current());
    const bool shown = hasPeople && (isBeside ? m_isPeopleWanted : m_isPeopleOver);
    m_window->placePane(m_people, isBeside);
    m_people->setVisible(shown);
    if (shown && !isBeside) {
        m_people->raise();
    }
    m_peopleButton->setChecked(shown);
    m_peopleButton->setVisible(hasPeople);
}

void RoomPanels::showPeople(bool shown)
{
    if (m_window->freeWidth() >= besideFrom) {
        m_isPeopleWanted = shown;
        QSettings().setValue(peopleKey, shown);
    } else {
        m_isPeopleOver = shown;
    }
    const bool hadFocus = m_people->isAncestorOf(m_window->focusWidget());
    arrange();
    if (!shown && hadFocus) {
        m_window->setFocus();
    } else if (shown && m_isPeopleOver) {
        m_people->filter()->setFocus();
    }
}

void RoomPanels::update()
{
    m_add->setVisible(m_actions->isAvailable());
    m_add->setEnabled(m_actions->isOnline());
    updateEmpty();
    m_people->setInvites(m_actions->isOnline() && m_actions->mayInvite());
    updatePeopleState();
    arrange();
}

// That there is no room is known once the server has said so, and stays so without a connection.
void RoomPanels::updateEmpty()
{
    const bool wasEmpty = !m_empty->isHidden();
    const bool isEmpty =
        m_conversation->rooms()->rowCount() == 0 && (wasEmpty || m_actions->isOnline());
    const auto *const focus = QApplication::focusWidget();
    const bool hadFocus =
        focus && (m_empty->isAncestorOf(focus) || m_window->input()->isAncestorOf(focus));
    m_empty->findChild<QPushButton *>()->setEnabled(m_actions->isOnline());
    if (isEmpty == wasEmpty) {
        return;
    }
    m_window->setHasRooms(!isEmpty);
    m_empty->setVisible(isEmpty);
    if (hadFocus) { // what had it is gone
        isEmpty ? m_empty->findChild<QPushButton *>()->setFocus() : m_window->setFocus();
    }
}

void RoomPanels::updatePeopleState()
{
    const RoomPeople *const people = m_actions->people();
    const bool isEmpty = m_actions->members()->rowCount() == 0;
    const bool isOld = m_actions->members()->earlierCount() > 0;
    QString text;
    if (const RequestFailure *failure = people->failure()) {
        text = isEmpty ? questionFailureText(*failure)
                       : tr("This may have changed: there is no answer from the server.");
    } else if (people->isCut()) {
        text = tr("There are more; only %L1 are shown.").arg(m_actions->members()->rowCount());
    } else if (people->isLoading() && (isEmpty || isOld)) {
        text = tr("Asking the server…");
    }
    m_people->setStateText(text);
}

void RoomPanels::showRoomDialog(RoomDialog::Page page)
{
    auto *dialog = new RoomDialog(m_actions, m_window);
    dialog->setPage(page);
    dialog->open();
}

void RoomPanels::showSettings(const RoomId &room)
{
    (new RoomSettingsDialog(m_actions, room, m_window))->open();
}

void RoomPanels::openDirect(const QString &user)
{
    m_isPeopleOver = false;
    m_actions->openDirect(UserId(user), telling(tr("The conversation was not opened: %1")));
}

void RoomPanels::setPinned(const RoomId &room, bool pinned)
{
    // As it is now: the page of another server may have written it.
    QStringList rooms = QSettings().value(pinnedKey).toStringList();
    rooms.removeAll(room.toString());
    if (pinned) {
        rooms.prepend(room.toString());
        rooms = rooms.mid(0, limits::maxPinnedRooms);
    }
    QSettings().setValue(pinnedKey, rooms);
    m_conversation->rooms()->setPinned(rooms);
}

RoomActions::Handler RoomPanels::telling(const QString &what)
{
    // The window may go before the answer comes.
    return [window = QPointer<MainWindow>(m_window), what](const RoomActions::Outcome &outcome) {
        if (window && !outcome.failure.isEmpty()) {
            window->showFailure(what.arg(outcome.failure));
        }
    };
}

} // namespace maru::client
