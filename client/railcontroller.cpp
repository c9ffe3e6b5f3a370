// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/railcontroller.h"

#include "client/model/roomtexts.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/serverrail.h"
#include "client/widgets/shellwindow.h"

#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

quint64 idOf(const OpenServer *server)
{
    return quint64(quintptr(server));
}

QMessageBox *boxOn(QWidget *parent, const QString &title, const QString &text)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(title);
    box->setText(text);
    return box;
}

} // namespace

RailController::RailController(OpenServers &servers, ShellWindow &window)
    : m_servers(servers)
    , m_window(window)
{
    ServerRail *const rail = window.rail();
    connect(&servers, &OpenServers::opened, this, &RailController::update);
    connect(&servers, &OpenServers::aboutToClose, this, &RailController::update);
    connect(&servers, &OpenServers::moved, this, &RailController::update);
    connect(&servers, &OpenServers::serverChanged, this, &RailController::update);
    connect(&servers, &OpenServers::currentChanged, rail,
            [rail](const OpenServer *server) { rail->setCurrent(idOf(server)); });
    connect(rail, &ServerRail::chosen, this, [this](quint64 id) {
        if (OpenServer *const server = serverOf(id)) {
            m_servers.setCurrent(server);
        }
    });
    connect(rail, &ServerRail::moved, &servers, &OpenServers::move);
    connect(rail, &ServerRail::addWanted, this, &RailController::addWanted);
    connect(rail, &ServerRail::menuWanted, this, [this](quint64 id, const QPoint &globalPos) {
        if (OpenServer *const server = serverOf(id)) {
            makeMenu(server)->popup(globalPos);
        }
    });
    for (int i = 0; i < 9; ++i) {
        auto *keys = new QShortcut(Qt::CTRL | Qt::Key(Qt::Key_1 + i), &window);
        connect(keys, &QShortcut::activated, this, [this, i] {
            if (OpenServer *const server = m_servers.at(i)) {
                m_servers.setCurrent(server);
            }
        });
    }
    update();
}

void RailController::update()
{
    QList<RailItem> items;
    for (const OpenServer *server : m_servers.list()) {
        items.append(itemOf(*server));
    }
    m_window.rail()->setItems(items);
    m_window.rail()->setCurrent(idOf(m_servers.current()));
    m_window.rail()->setVisible(items.size() > 1);
}

RailItem RailController::itemOf(const OpenServer &server) const
{
    RailItem item;
    item.id = idOf(&server);
    item.title = server.title();
    item.address = server.hostAndPort();
    item.userName = server.place().userName;
    item.unread = server.unread();
    item.forReader = server.forReader();
    switch (server.link()) {
    case OpenServer::Link::Online:
        break;
    case OpenServer::Link::Off:
        item.mark = RailItem::Mark::Off;
        break;
    case OpenServer::Link::Connecting:
    case OpenServer::Link::Away:
        item.mark = RailItem::Mark::Connecting;
        break;
    case OpenServer::Link::Trouble:
        item.mark = RailItem::Mark::Trouble;
        break;
    }
    return item;
}

OpenServer *RailController::serverOf(quint64 id) const
{
    for (OpenServer *server : m_servers.list()) {
        if (idOf(server) == id) {
            return server;
        }
    }
    return nullptr;
}

QMenu *RailController::makeMenu(OpenServer *server)
{
    auto *menu = new QMenu(&m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // The server is the context: it may be closed while the menu is open.
    QAction *read = menu->addAction(tr("Mark all as read"));
    connect(read, &QAction::triggered, server, [server] { server->markAllRead(); });
    read->setEnabled(server->unread() > 0);
    menu->addSeparator();
    const bool isOff = server->link() == OpenServer::Link::Off;
    QAction *link = menu->addAction(isOff ? tr("Connect") : tr("Disconnect"));
    connect(link, &QAction::triggered, server,
            [this, server, isOff] { isOff ? emit connectWanted(server) : server->switchOff(); });
    QAction *fingerprint = menu->addAction(tr("Show the fingerprint…"));
    connect(fingerprint, &QAction::triggered, server, [this, server] { showFingerprint(*server); });
    menu->addSeparator();
    QAction *leave = menu->addAction(tr("Leave this server…"));
    connect(leave, &QAction::triggered, server, [this, server] { askToLeave(server); });
    return menu;
}

void RailController::showFingerprint(const OpenServer &server)
{
    const QString known = server.link() == OpenServer::Link::Online
        ? server.conversation()->securityText()
        : QString();
    QMessageBox *const box = boxOn(
        &m_window, displayName(server.title()),
        known.isEmpty() ? tr("The fingerprint is shown while there is a connection.") : known);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->open();
}

void RailController::askToLeave(OpenServer *server)
{
    QMessageBox *const box =
        boxOn(&m_window, tr("Leave server"), tr("Leave %1?").arg(isolated(server->title())));
    const QString kept =
        tr("It goes from this window. Your name there stays yours, and what this computer has "
           "kept is still here when you join again.");
    const QString waiting = stillWaitingText(server->conversation()->waitingCount());
    box->setInformativeText(waiting.isEmpty() ? kept : kept + u"\n\n"_s + waiting);
    const QPushButton *leave = box->addButton(tr("Leave"), QMessageBox::DestructiveRole);
    QPushButton *stay = box->addButton(tr("Cancel"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    connect(leave, &QPushButton::clicked, server, [this, server] { emit leaveConfirmed(server); });
    box->open();
}

} // namespace maru::client
