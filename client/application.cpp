// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/application.h"

#include "client/firstpaint.h"
#include "client/logdialog.h"
#include "client/settingskeys.h"

#include <QAction>
#include <QSettings>
#include <QStackedWidget>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

Application::Application(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_themes(options.theme)
    , m_looks(m_themes, options.isThemeGiven)
    , m_host(m_dialog)
    , m_person(options.profile, options.passedOn)
{
    connect(&m_themes, &ThemeController::themeChanged, this, [this](const Theme &theme) {
        m_dialog.setTheme(theme);
        if (m_shell) {
            m_shell->setTheme(theme);
        }
        for (const auto &[server, page] : m_pages) {
            page->setTheme(theme);
        }
    });
    m_placesTimer.setSingleShot(true);
    m_placesTimer.setInterval(0);
    connect(&m_placesTimer, &QTimer::timeout, this, &Application::keepPlaces);
    connectDialog();
    connectServers();
    connectAttention();
}

Application::~Application()
{
    if (m_placesTimer.isActive()) {
        keepPlaces();
    }
    m_open.disconnect(this);
}

void Application::connectDialog()
{
    m_dialog.setTheme(m_themes.theme());
    m_looks.attachDialog(&m_dialog);
    m_dialog.setServers(&m_servers);
    connect(&m_discovery, &Discovery::announced, &m_servers, &ServerListModel::take);
    connect(&m_discovery, &Discovery::asked, &m_servers,
            [this] { m_servers.setLinks(m_discovery.links()); });
    connect(&m_dialog, &JoinDialog::searchWanted, this, &Application::setSearching);
    connect(&m_dialog, &JoinDialog::joinRequested, this,
            [this](const QString &server, const QString &userName) {
                join(server, userName,
                     {m_dialog.password(), m_dialog.inviteCode(), m_dialog.deviceCode()});
            });
    connect(&m_dialog, &JoinDialog::certificateTrusted, this, [this] {
        if (m_subject) {
            m_subject->conversation()->trustCertificate();
        }
    });
    connect(&m_dialog, &JoinDialog::cancelled, this, [this] {
        // First, as an open server goes back to where it was: that is no success of this.
        if (OpenServer *const subject = std::exchange(m_subject, nullptr)) {
            subject->cancel();
        }
    });
    connect(&m_host, &HostController::joinWanted, this,
            [this](const QString &server, const QString &ownerCode) {
                m_subject = nullptr;
                m_dialog.setServer(server);
                m_dialog.setBusy(true);
                join(server, m_dialog.userName(), {{}, ownerCode});
            });
}

void Application::connectServers()
{
    connect(&m_open, &OpenServers::currentChanged, this, [this](OpenServer *server) {
        showServer();
        m_person.setServer(server ? server->place().address : QString());
        if (server && m_shell) {
            m_shell->pages()->currentWidget()->setFocus();
            if (server->trouble() && m_shell->isVisible()) {
                showTrouble(server);
            }
        }
    });
    connect(&m_open, &OpenServers::serverChanged, this, [this](const OpenServer *server) {
        if (server == m_open.current()) {
            showServer();
        }
    });
    connect(&m_open, &OpenServers::aboutToClose, this, &Application::forgetServer);
    connect(&m_open, &OpenServers::placesChanged, &m_placesTimer, qOverload<>(&QTimer::start));
}

void Application::connectAttention()
{
    connect(new FirstPaint(this), &FirstPaint::painted, &m_attention, &AttentionController::start);
    m_attention.setProfile(m_options.profile);
    m_looks.addPage(u"bell"_s, [this] { return m_attention.makeSettingsPage(); });
    m_attention.setShownConversation([this]() -> const Conversation * {
        return m_open.current() ? m_open.current()->conversation() : nullptr;
    });
    connect(&m_looks, &LooksController::quitWanted, &m_attention, &AttentionController::quit);
    connect(&m_open, &OpenServers::currentChanged, &m_attention, &AttentionController::noteSeen);
    connect(&m_open, &OpenServers::opened, this,
            [this](OpenServer *server) { m_attention.watch(*server->conversation()); });
    connect(&m_attention, &AttentionController::windowWanted, this,
            [this](const QString &activation) {
                m_activation = activation;
                bringToFront();
            });
    connect(&m_attention, &AttentionController::conversationWanted, this,
            [this](const Conversation *conversation) {
                for (OpenServer *server : m_open.list()) {
                    if (server->conversation() == conversation) {
                        m_open.setCurrent(server);
                    }
                }
            });
}

void Application::makeShell()
{
    if (m_shell) {
        return;
    }
    m_shell = std::make_unique<ShellWindow>();
    m_shell->setTheme(m_themes.theme());
    m_shell->addAction(m_person.action());
    connect(m_shell.get(), &ShellWindow::noticeAction, this, &Application::doNoticeAction);
    m_rail = std::make_unique<RailController>(m_open, *m_shell);
    connect(m_rail.get(), &RailController::addWanted, this, &Application::askForServer);
    connect(m_rail.get(), &RailController::connectWanted, this,
            [](OpenServer *server) { server->start(); });
    connect(m_rail.get(), &RailController::leaveConfirmed, &m_open, &OpenServers::close);
    m_attention.setWindow(m_shell.get());
}

// In the tray, at a start with the session.
void Application::showShell()
{
    m_options.startsHidden ? m_attention.startHidden() : m_shell->show();
    m_options.startsHidden = false;
}

void Application::showLog()
{
    if (m_options.log) {
        (new LogDialog(*m_options.log, m_shell.get()))->show();
    }
}

ServerPage *Application::pageOf(OpenServer *server)
{
    std::unique_ptr<ServerPage> &page = m_pages[server];
    if (!page) {
        makeShell();
        page = std::make_unique<ServerPage>(*server, m_shell->pages(), m_themes.theme());
        m_looks.attach(page->window());
        m_attention.addPage(page->window(), m_themes.theme());
        page->window()->addCommand(m_person.action());
        connect(page.get(), &ServerPage::logWanted, this, &Application::showLog);
        if (!m_options.notice.isEmpty()) {
            page->window()->showNotice(std::exchange(m_options.notice, {}));
        }
        connect(page.get(), &ServerPage::otherServerWanted, this, &Application::askForServer);
        connect(page.get(), &ServerPage::signedOut, this, [this, server] { m_open.close(server); });
        connect(&m_person, &PersonController::failed, page->window(), &MainWindow::showFailure);
    }
    return page.get();
}

// What there is to see of the current server. A window that is not there yet comes with the first
// that has something to show, or that waits for nothing.
void Application::showServer()
{
    OpenServer *const server = m_open.current();
    if (!server) {
        return;
    }
    makeShell();
    if (server->hasContent()) {
        m_shell->showPage(pageOf(server)->window());
        return;
    }
    switch (server->link()) {
    case OpenServer::Link::Connecting:
    case OpenServer::Link::Away:
        m_shell->showNotice(server->title(), tr("Connecting…"), tr("Cancel"));
        break;
    case OpenServer::Link::Trouble:
        m_shell->showNotice(server->title(), server->trouble()->text, tr("Join again…"));
        break;
    default:
        m_shell->showNotice(server->title(),
                            tr("You are not connected to this server. What this computer has kept "
                               "of it is still here."),
                            tr("Connect"));
        break;
    }
}

void Application::doNoticeAction()
{
    OpenServer *const server = m_open.current();
    if (!server) {
        return;
    }
    switch (server->link()) {
    case OpenServer::Link::Trouble:
        showTrouble(server);
        break;
    case OpenServer::Link::Connecting:
    case OpenServer::Link::Away:
        server->cancel();
        break;
    default:
        server->start();
        break;
    }
}

// Its page goes; without a server left the dialog asks for one.
void Application::forgetServer(OpenServer *server)
{
    m_attention.forget(*server->conversation());
    if (m_subject == server) { // nothing answers the dialog any more
        m_subject = nullptr;
        m_dialog.setBusy(false);
        m_dialog.hide();
    }
    const auto page = m_pages.find(server);
    if (page != m_pages.end()) {
        // It may be what is clicked just now.
        page->second->window()->hide();
        page->second.release()->deleteLater();
        m_pages.erase(page);
    }
    if (m_open.count() == 0) {
        keepPlaces();
        askForServer();
        if (m_shell) {
            m_shell->hide();
        }
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

} // namespace maru::client
