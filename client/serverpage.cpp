// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/serverpage.h"

#include "client/model/roomactions.h"
#include "client/strandedcontroller.h"
#include "client/widgets/composer.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roompanels.h"
#include "common/clientlimits.h"

#include <QDesktopServices>

#include <utility>

namespace maru::client {

ServerPage::ServerPage(OpenServer &server, QWidget *parent, const Theme &theme)
    : m_server(server)
    , m_conversation(*server.conversation())
    , m_window(new MainWindow(parent))
    , m_account(m_conversation)
{
    m_window->setTheme(theme);
    m_window->setRooms(m_conversation.rooms());
    new RoomPanels(m_window, &m_conversation, theme);
    new StrandedController(m_window, &m_conversation);
    new FilePanels(m_window, &m_conversation, theme);
    m_place.setSingleShot(true);
    m_place.setInterval(limits::placeDelayMs);
    connect(&m_place, &QTimer::timeout, this, &ServerPage::keepPlace);
    connectWindow();
    connectView();
    connectEdits();
    connectComposer();
    m_find = std::make_unique<FindController>(*m_window, m_conversation);
    m_find->setTheme(theme);
    connect(m_find.get(), &FindController::logWanted, this, &ServerPage::logWanted);
    connect(&m_conversation, &Conversation::noticed, this, &ServerPage::takeNotices);
    connect(&m_conversation, &Conversation::restored, this, &ServerPage::showStored);
    connect(&m_conversation, &Conversation::joined, this, &ServerPage::showJoined);
    connect(&m_conversation, &Conversation::stateChanged, this, &ServerPage::showState);
    connect(&m_conversation, &Conversation::currentRoomChanged, this, &ServerPage::showRoom);
    connect(&m_account, &AccountController::signedOut, this, &ServerPage::signedOut);
    takeNotices();
    if (server.hasContent()) { // it came before anybody looked
        showAccount();
        goToPlace();
        m_isStored = m_conversation.state() == Conversation::State::Connecting;
        m_isStored ? m_window->setBanner(tr("Connecting…"))
                   : showState(m_conversation.state(), server.stateText());
    }
}

ServerPage::~ServerPage()
{
    keepPlace();
    m_find.reset();
    delete m_window;
}

void ServerPage::setTheme(const Theme &theme)
{
    m_window->setTheme(theme);
    m_find->setTheme(theme);
}

void ServerPage::takeNotices()
{
    const QStringList notices = m_server.takeNotices();
    for (const QString &notice : notices) {
        m_window->showNotice(notice);
    }
}

void ServerPage::showJoined()
{
    const bool isShown = m_isStored;
    showAccount();
    m_window->setBanner({});
    if (!isShown && m_window->isVisible()) { // behind another server it would be typed in unseen
        m_window->input()->setFocus();
    }
}

void ServerPage::showStored()
{
    showAccount();
    m_isStored = true;
    m_window->setBanner(tr("Connecting…"));
    goToPlace();
    if (m_window->isVisible()) {
        m_window->input()->setFocus();
    }
}

void ServerPage::showAccount()
{
    if (!m_isStored) { // else what was typed since then stays
        m_window->setDrafts(m_conversation.drafts(), m_conversation.draftReplies());
    }
    m_window->setServer(m_conversation.serverName(), m_conversation.serverAddress());
    m_window->setSecurity(m_conversation.securityText());
    m_window->setUserName(m_conversation.ownUser().userName);
    m_window->setWritable(true);
    showRoom();
}

void ServerPage::goToPlace()
{
    const ReadingPlace place = m_conversation.restoredPlace();
    const int row = m_conversation.messages()->rowOfSeq(place.seq);
    if (row >= 0) {
        m_window->messageView()->goTo({row, place.offsetPx});
    }
}

void ServerPage::keepPlace()
{
    m_place.stop();
    if (!m_window) {
        return;
    }
    const MessageView *view = m_window->messageView();
    const MessageView::Place place = view->place();
    const QModelIndex top = m_conversation.messages()->index(place.row);
    const qint64 seq = view->isAtBottom() ? 0 : top.data(MessageListModel::SeqRole).toLongLong();
    m_conversation.setReadingPlace(seq, place.y);
}

void ServerPage::connectWindow()
{
    connect(m_window, &MainWindow::draftChanged, &m_conversation,
            [this](const QString &room, const QString &text, const QString &answered) {
                m_conversation.setDraft(RoomId(room), text, MessageId(answered));
            });
    connect(m_window, &MainWindow::attemptWanted, &m_conversation, &Conversation::tryNow);
    connect(m_window, &MainWindow::otherServerWanted, this, &ServerPage::otherServerWanted);
    connect(m_window, &MainWindow::profileWanted, &m_account,
            [this] { m_account.showProfile(m_window); });
    connect(m_window, &MainWindow::otherDeviceWanted, &m_account,
            [this] { m_account.showDeviceCode(m_window); });
    m_window->setPoster([this](const QString &text) { return m_conversation.post(text); });
    connect(m_window, &MainWindow::roomChosen, &m_conversation,
            [this](const QString &room) { m_conversation.setCurrentRoom(RoomId(room)); });
    connect(&m_conversation, &Conversation::ownNameChanged, m_window,
            [this] { m_window->setUserName(m_conversation.ownUser().userName); });
}

void ServerPage::connectView()
{
    MessageView *const view = m_window->messageView();
    connect(view, &MessageView::olderWanted, &m_conversation, [this] {
        if (m_conversation.hasOlder()) {
            m_conversation.loadOlder();
        }
    });
    connect(view, &MessageView::placeChanged, this, [this] { m_place.start(); });
    connect(view, &MessageView::retryRequested, &m_conversation, &Conversation::retry);
    connect(view, &MessageView::takeBackWanted, &m_conversation, &Conversation::takeBackFiles);
    connect(view, &MessageView::discardRequested, &m_conversation, &Conversation::discard);
    connect(view, &MessageView::withdrawRequested, &m_conversation, &Conversation::withdraw);
    connect(&m_conversation, &Conversation::withdrawn, m_window, [this](const QString &text) {
        if (!text.isEmpty()) {
            m_window->composer()->takeBack(text);
        }
    });
    connect(view, &MessageView::linkActivated, this, [](const QUrl &url) {
        if (isSafeLink(url)) {
            QDesktopServices::openUrl(url);
        }
    });
    connect(view, &MessageView::newestSeen, &m_conversation, &Conversation::markRead);
    connect(view, &MessageView::jumpWanted, &m_conversation, &Conversation::jumpTo);
    connect(&m_conversation, &Conversation::jumpReady, view, &MessageView::showSeq);
    connect(&m_conversation, &Conversation::openedAtUnread, view, [this, view] {
        view->setReadSeq(m_conversation.readSeq());
        view->goToFirstNew();
    });
    connect(m_conversation.rooms(), &QAbstractItemModel::dataChanged, this,
            &ServerPage::showUnread);
    connect(m_conversation.roomActions(), &RoomActions::writeRuleChanged, view,
            [this] { showAbilities(); });
    connect(view, &MessageView::reactionWanted, &m_conversation,
            [this](const QString &message, const QString &emoji, bool on) {
                m_conversation.react(MessageId(message), emoji, on);
            });
    connect(m_window, &MainWindow::deleteConfirmed, &m_conversation,
            [this](const QString &message, const QString &room) {
                m_conversation.erase(MessageId(message), RoomId(room));
            });
    m_window->setReadersSource(
        [this](const QString &message, const MainWindow::ReadersHandler &handler) {
            m_conversation.loadReaders(MessageId(message),
                                       [handler](const Conversation::Readers &readers) {
                                           QList<ReadersDialog::Reader> read;
                                           for (const auto &reader : readers.read) {
                                               read.append({reader.name, reader.atMs});
                                           }
                                           handler(read, readers.unread, readers.failure);
                                       });
        });
}

void ServerPage::connectEdits()
{
    m_window->setEditsSource([this](const QString &message,
                                    const MainWindow::EditsHandler &handler) {
        m_conversation.loadEdits(MessageId(message), [handler](const Conversation::Edits &edits) {
            QList<EditsDialog::Version> versions;
            for (const auto &version : edits.versions) {
                versions.append({version.text, version.untilMs});
            }
            handler(versions, edits.more, edits.failure);
        });
    });
}

void ServerPage::connectComposer()
{
    m_window->setReplier([this](const QString &text, const QString &message) {
        return m_conversation.reply(text, MessageId(message));
    });
    m_window->setEditor(
        [this](const QString &message, const QString &text, const Composer::Done &done) {
            m_conversation.edit(MessageId(message), text, done);
        });
    connect(m_window->composer(), &Composer::typingChanged, &m_conversation,
            &Conversation::setTyping);
    connect(&m_conversation, &Conversation::typingChanged, m_window,
            [this] { m_window->setTypingText(m_conversation.typingText()); });
    connect(&m_conversation, &Conversation::actionFailed, m_window, &MainWindow::showFailure);
}

void ServerPage::showState(Conversation::State state, const QString &text)
{
    m_window->setBanner(state == Conversation::State::Online ? QString() : text,
                        state == Conversation::State::Reconnecting);
    if (state == Conversation::State::Connecting) {
        m_isStored = false; // of an earlier run
    } else if (state == Conversation::State::Left) {
        m_window->setWritable(false);
    } else if (state == Conversation::State::Online) {
        m_window->setSecurity(m_conversation.securityText());
    }
}

void ServerPage::showRoom()
{
    m_window->setServer(m_conversation.serverName(), m_conversation.serverAddress());
    const qint64 readSeq = m_conversation.readSeq(); // before anything is seen
    MessageView *const view = m_window->messageView();
    showAbilities();
    const RoomId room = m_conversation.currentRoom();
    const RoomId before = std::exchange(m_room, room);
    m_window->setRoom(room.toString(), m_conversation.currentRoomName());
    if (!room.isNull() && !before.isNull() && m_conversation.rooms()->rowOf(before) < 0) {
        leaveInput();
    }
    view->setHasNewer(m_conversation.hasNewer()); // of a room that is gone nobody tells the end
    if (m_window->setMessages(m_conversation.messages())) {
        view->setReadSeq(readSeq);
    }
    m_window->setTypingText(m_conversation.typingText());
    showUnread();
}

void ServerPage::showAbilities()
{
    m_window->messageView()->setAbilities({m_conversation.canChangeMessages(),
                                           m_conversation.mayModerate(),
                                           m_conversation.roomActions()->writeRule()});
}

// The room in which one typed is gone: what comes next was not meant for the one that is shown now.
void ServerPage::leaveInput()
{
    if (m_window->isVisible() && m_window->input()->isAncestorOf(m_window->focusWidget())) {
        m_window->messageView()->setFocus();
    }
}

void ServerPage::showUnread()
{
    const RoomListModel *const rooms = m_conversation.rooms();
    const QModelIndex room = rooms->index(rooms->rowOf(m_conversation.currentRoom()));
    m_window->messageView()->setUnread(room.data(RoomListModel::UnreadRole).toInt());
}

} // namespace maru::client
