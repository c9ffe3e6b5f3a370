// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/application.h"

#include "client/settingskeys.h"
#include "client/strandedcontroller.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/filepanels.h"
#include "client/widgets/messageview.h"
#include "client/widgets/roompanels.h"
#include "common/clientlimits.h"

#include <QApplication>
#include <QDesktopServices>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTimer>
#include <QTranslator>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int silentJoinMs = 400; // a join that takes longer shows itself

QLocale localeFor(const QString &language)
{
    const QLocale system = QLocale::system();
    if (language == "ko"_L1 && system.language() != QLocale::Korean) {
        return {QLocale::Korean, QLocale::SouthKorea};
    }
    if (language == "en"_L1 && system.language() != QLocale::English) {
        return {QLocale::English, QLocale::UnitedStates};
    }
    return system;
}

} // namespace

void installLanguage(const QString &language)
{
    const QLocale locale = localeFor(language);
    QLocale::setDefault(locale);
    const auto install = [&locale](const QString &file, const QString &directory) {
        auto *translator = new QTranslator(qApp);
        if (translator->load(locale, file, u"_"_s, directory)) {
            QCoreApplication::installTranslator(translator);
            return true;
        }
        delete translator;
        return false;
    };
    install(u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    if (!install(u"maru"_s, u":/i18n"_s)) {
        // Neither Korean nor English: the source is English, only its plurals are missing.
        auto *plurals = new QTranslator(qApp);
        if (plurals->load(u":/i18n/maru_en.qm"_s)) {
            QCoreApplication::installTranslator(plurals);
        }
    }
}

Application::Application(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_themes(options.theme)
    , m_looks(m_themes, options.theme.has_value())
    , m_account(m_conversation)
    , m_host(m_dialog)
{
    m_notice = options.notice;
    m_looks.attachDialog(&m_dialog);
    m_dialog.setTheme(m_themes.theme());
    m_dialog.setServers(&m_servers);
    connect(&m_discovery, &Discovery::announced, &m_servers, &ServerListModel::take);
    connect(&m_discovery, &Discovery::asked, &m_servers,
            [this] { m_servers.setLinks(m_discovery.links()); });
    connect(&m_dialog, &JoinDialog::searchWanted, this, &Application::setSearching);
    connect(&m_dialog, &JoinDialog::joinRequested, this, &Application::join);
    connect(&m_dialog, &JoinDialog::certificateTrusted, &m_conversation,
            &Conversation::trustCertificate);
    connect(&m_dialog, &JoinDialog::cancelled, &m_conversation, &Conversation::stop);
    connect(&m_themes, &ThemeController::themeChanged, this, [this](const Theme &theme) {
        m_dialog.setTheme(theme);
        if (m_window) {
            m_window->setTheme(theme);
            m_find->setTheme(theme);
        }
    });
    connectAccount();
    m_attention.watch(m_conversation);
    connect(&m_attention, &AttentionController::windowWanted, this, &Application::showDialog);
    m_place.setSingleShot(true);
    m_place.setInterval(limits::placeDelayMs);
    connect(&m_place, &QTimer::timeout, this, &Application::keepPlace);
    connect(&m_conversation, &Conversation::noticed, this, [this](const QString &text) {
        m_window ? m_window->showNotice(text) : static_cast<void>(m_notice = text);
    });
    connect(&m_conversation, &Conversation::restored, this, &Application::showStored);
    connect(&m_conversation, &Conversation::joined, this, &Application::finishJoin);
    connect(&m_conversation, &Conversation::joinFailed, this, &Application::showFailure);
    connect(&m_conversation, &Conversation::stateChanged, this, &Application::showState);
    connect(&m_conversation, &Conversation::currentRoomChanged, this, &Application::showRoom);
}

Application::~Application()
{
    keepPlace();
}

void Application::start()
{
    QSettings settings;
    const QList<RecentServer> recent = recentServers(settings);
    m_servers.setRecent(recent);
    const QString lastServer = recent.isEmpty() ? QString() : recent.constFirst().address;
    const QString lastName = settings.value(settingskeys::name).toString();
    m_dialog.setUserName(m_options.userName.isEmpty() ? lastName : m_options.userName);
    m_dialog.setServer(m_options.server.isEmpty() ? lastServer : m_options.server);
    const bool isNamed = !m_options.server.isEmpty() && !m_options.userName.isEmpty();
    const bool resumes = settings.value(settingskeys::resume).toBool() && !lastServer.isEmpty()
        && !lastName.isEmpty() && m_options.server.isEmpty() && m_options.userName.isEmpty();
    if (!isNamed && !resumes) {
        showDialog();
        return;
    }
    m_dialog.setBusy(true);
    if (resumes) {
        QTimer::singleShot(0, this, [this] { // meanwhile the store is read
            if (!m_window) {
                makeWindow();
            }
        });
    }
    QTimer::singleShot(silentJoinMs, &m_dialog, [this] {
        if (m_dialog.isBusy() && !m_options.startsHidden) {
            showDialog();
        }
    });
    isNamed ? join(m_options.server, m_options.userName) : join(lastServer, lastName);
}

void Application::join(const QString &server, const QString &userName)
{
    m_isStored = false;
    m_conversation.start(server, userName, {m_dialog.password(), m_dialog.inviteCode()});
}

void Application::finishJoin()
{
    QSettings settings;
    rememberServer(settings, {shownAddress(m_dialog.server()), m_conversation.serverName()});
    m_servers.setRecent(recentServers(settings));
    settings.setValue(settingskeys::name, m_conversation.ownUser().userName);
    // A classic server has nothing that could be shown without it.
    settings.setValue(settingskeys::resume, !m_conversation.isClassic());
    const bool isShown = m_isStored;
    showAccount();
    m_window->setBanner({});
    if (!isShown) {
        m_window->input()->setFocus();
    }
}

void Application::showStored()
{
    showAccount();
    m_isStored = true;
    m_window->setBanner(tr("Connecting…"));
    goToPlace();
    m_window->input()->setFocus();
}

void Application::showAccount()
{
    if (!m_window) {
        makeWindow();
    }
    if (!m_isStored) { // else what was typed since then stays
        m_window->setDrafts(m_conversation.drafts(), m_conversation.draftReplies());
    }
    m_window->setServer(m_conversation.serverName(), m_conversation.serverAddress());
    m_window->setSecurity(m_conversation.securityText());
    m_window->setUserName(m_conversation.ownUser().userName);
    m_window->setWritable(true);
    showRoom();
    m_options.startsHidden ? m_attention.startHidden() : m_window->show();
    m_dialog.setBusy(false);
    m_dialog.hide();
}

void Application::goToPlace()
{
    const ReadingPlace place = m_conversation.restoredPlace();
    const int row = m_conversation.messages()->rowOfSeq(place.seq);
    if (row >= 0) {
        m_window->messageView()->goTo({row, place.offsetPx});
    }
}

void Application::keepPlace()
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

void Application::makeWindow()
{
    m_window = std::make_unique<MainWindow>();
    m_window->setTheme(m_themes.theme());
    m_window->setRooms(m_conversation.rooms());
    new RoomPanels(m_window.get(), &m_conversation, m_themes.theme());
    new StrandedController(m_window.get(), &m_conversation);
    new FilePanels(m_window.get(), &m_conversation, m_themes.theme());
    if (!m_notice.isEmpty()) {
        m_window->showNotice(std::exchange(m_notice, {}));
    }
    connect(m_window.get(), &MainWindow::draftChanged, &m_conversation,
            [this](const QString &room, const QString &text, const QString &answered) {
                m_conversation.setDraft(RoomId(room), text, MessageId(answered));
            });
    connect(m_window.get(), &MainWindow::otherServerWanted, this, &Application::showDialog);
    connect(m_window.get(), &MainWindow::profileWanted, &m_account,
            [this] { m_account.showProfile(m_window.get()); });
    m_window->setPoster([this](const QString &text) { return m_conversation.post(text); });
    connect(m_window.get(), &MainWindow::roomChosen, &m_conversation,
            [this](const QString &room) { m_conversation.setCurrentRoom(RoomId(room)); });

    connectView();
    connectComposer();
    m_find = std::make_unique<FindController>(*m_window, m_conversation);
    m_find->setTheme(m_themes.theme());
    connect(m_find.get(), &FindController::logWanted, this, &Application::showLog);
    m_attention.setWindow(m_window.get(), m_themes.theme());
    m_looks.attach(m_window.get());
}

void Application::connectView()
{
    MessageView *const view = m_window->messageView();
    connect(view, &MessageView::olderWanted, &m_conversation, [this] {
        if (m_conversation.hasOlder()) {
            m_conversation.loadOlder();
        }
    });
    connect(view, &MessageView::placeChanged, this, [this] { m_place.start(); });
    connect(view, &MessageView::retryRequested, &m_conversation, &Conversation::retry);
    connect(view, &MessageView::discardRequested, &m_conversation, &Conversation::discard);
    connect(view, &MessageView::linkActivated, this, [](const QUrl &url) {
        if (isSafeLink(url)) {
            QDesktopServices::openUrl(url);
        }
    });
    connect(view, &MessageView::newestSeen, &m_conversation, &Conversation::markRead);
    connect(view, &MessageView::jumpWanted, &m_conversation, &Conversation::jumpTo);
    connect(&m_conversation, &Conversation::jumpReady, view, &MessageView::showSeq);
    connect(view, &MessageView::reactionWanted, &m_conversation,
            [this](const QString &message, const QString &emoji, bool on) {
                m_conversation.react(MessageId(message), emoji, on);
            });
    connect(m_window.get(), &MainWindow::deleteConfirmed, &m_conversation,
            [this](const QString &message) { m_conversation.erase(MessageId(message)); });
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

void Application::connectComposer()
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
    connect(&m_conversation, &Conversation::typingChanged, m_window.get(),
            [this] { m_window->setTypingText(m_conversation.typingText()); });
    connect(&m_conversation, &Conversation::actionFailed, m_window.get(), &MainWindow::showFailure);
}

void Application::showState(Conversation::State state, const QString &text)
{
    if (!m_window) {
        return; // the dialog shows how a join goes
    }
    m_window->setBanner(state == Conversation::State::Online ? QString() : text);
    if (state == Conversation::State::Left) {
        m_window->setWritable(false);
        showFailure(m_conversation.leftBecause());
    } else if (state == Conversation::State::Online) {
        m_window->setSecurity(m_conversation.securityText());
    }
}

void Application::showRoom()
{
    if (m_window) {
        m_window->setServer(m_conversation.serverName(), m_conversation.serverAddress());
        const qint64 readSeq = m_conversation.readSeq(); // before anything is seen
        MessageView *const view = m_window->messageView();
        view->setAbilities(m_conversation.canChangeMessages(), m_conversation.mayModerate());
        m_window->setRoom(m_conversation.currentRoom().toString(),
                          m_conversation.currentRoomName());
        if (m_window->setMessages(m_conversation.messages())) {
            view->setReadSeq(readSeq);
        }
        m_window->setTypingText(m_conversation.typingText());
    }
}

void Application::setSearching(bool isSearching)
{
    if (isSearching && m_options.searches) {
        m_servers.startSearch();
        m_discovery.start();
    } else {
        m_discovery.stop();
        m_servers.stopSearch();
    }
}

void Application::showDialog()
{
    m_options.startsHidden = false;
    m_dialog.show();
    m_dialog.activateWindow();
}

} // namespace maru::client
