// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How a server is joined, and how that fails: the application's part of it.

#include "client/application.h"
#include "client/connection/serveraddress.h"
#include "client/model/recentservers.h"
#include "client/settingskeys.h"
#include "client/widgets/windowactivation.h"

#include <QSettings>
#include <QStackedWidget>

#include <utility>

namespace maru::client {

namespace {

constexpr int silentJoinMs = 400; // a join that takes longer shows itself

} // namespace

void Application::join(const QString &server, const QString &userName, const JoinSecrets &secrets)
{
    const auto address = parseServerAddress(server);
    OpenServer *target = address ? m_open.find(address->hostAndPort(), userName) : nullptr;
    const bool isPlain =
        address && address->roomName().isEmpty() && address->query.isEmpty() && secrets.isEmpty();
    const bool isThere = target
        && (target->link() == OpenServer::Link::Online || target->link() == OpenServer::Link::Away);
    if (isThere && isPlain) {
        m_subject = nullptr;
        m_dialog.setBusy(false);
        m_dialog.hide();
        m_open.setCurrent(target);
        bringToFront();
        warnOfLink(*address);
        return;
    }
    if (!target && address && m_subject && m_subject->trouble()
        && m_subject->hostAndPort() == address->hostAndPort()) {
        target = m_subject; // under another name
    }
    if (!target && m_open.isFull()) {
        m_dialog.showError(JoinDialog::Field::Whole,
                           tr("There are too many servers in this window. Leave one of them."));
        showDialog();
        return;
    }
    if (!target) {
        m_candidate = std::make_unique<OpenServer>(ServerPlace{server, userName});
        target = m_candidate.get();
        watch(target);
    }
    m_subject = target;
    target->start(server, userName, secrets);
}

void Application::joinSilently(const QString &server, const QString &userName)
{
    m_dialog.setBusy(true);
    QTimer::singleShot(silentJoinMs, &m_dialog, [this] {
        if (m_dialog.isBusy() && !m_options.startsHidden) {
            showDialog();
        }
    });
    join(server, userName, {});
}

void Application::watch(OpenServer *server)
{
    const Conversation *const conversation = server->conversation();
    connect(conversation, &Conversation::restored, this, [this, server] { takeContent(server); });
    connect(conversation, &Conversation::joined, this, [this, server] { finishJoin(server); });
    connect(conversation, &Conversation::ownNameChanged, this, [this, server] {
        if (server != m_open.current()) {
            return; // the name at one in the background says nothing of the next server
        }
        const QString name = server->conversation()->ownUser().userName;
        QSettings().setValue(settingskeys::name, name);
        m_dialog.offerUserName(name);
    });
    connect(server, &OpenServer::troubled, this, [this, server] {
        // Of one in the background the rail tells, and beside a dialog that is being filled in
        // for another one, the window.
        if (server == m_subject || (server == m_open.current() && !m_dialog.isVisible())) {
            showTrouble(server);
            if (server->goesBack()) {
                m_subject = nullptr; // its return is no success of what the dialog asks for
            }
        }
    });
}

// It has something to show, from the store or from the server.
void Application::takeContent(OpenServer *server)
{
    if (m_candidate.get() == server) {
        m_open.add(std::move(m_candidate));
    }
    if (m_subject == server || !m_open.current()) {
        m_open.setCurrent(server);
    }
    showServer();
    // One in the background brings no window back that was put away.
    if (!m_shell->isVisible() && (m_subject == server || !m_wasShown)) {
        m_wasShown = true;
        showShell();
        m_shell->pages()->currentWidget()->setFocus();
    }
    if (m_subject == server) {
        m_subject = nullptr;
        m_dialog.setBusy(false);
        if (m_dialog.isVisible() && m_shell->isVisible()) { // perhaps minimised, or behind others
            bringToFront();
        }
        m_dialog.hide();
    }
}

void Application::finishJoin(OpenServer *server)
{
    const bool isWanted = server == m_subject || server == m_open.current();
    takeContent(server);
    if (isWanted) { // not of one that came back by itself, behind the others
        QSettings settings;
        rememberServer(settings, {server->place().address, server->conversation()->serverName()});
        m_servers.setRecent(recentServers(settings));
        settings.setValue(settingskeys::name, server->place().userName);
    }
    m_placesTimer.start();
}

void Application::showTrouble(OpenServer *server)
{
    if (m_subject != server) {
        if (m_dialog.isBusy()) {
            return; // about another one
        }
        m_subject = server;
        m_dialog.setServer(server->wanted().address);
        m_dialog.setUserName(server->wanted().userName);
    }
    showFailure(*server->trouble());
}

void Application::showFailure(const Conversation::JoinFailure &failure)
{
    using Kind = Conversation::JoinFailure::Kind;
    auto field = JoinDialog::Field::Whole;
    switch (failure.kind) {
    case Kind::CertificateChanged:
        showDialog();
        showCertificateChange(failure.text);
        return;
    case Kind::BadAddress:
    case Kind::Unreachable:
    case Kind::NotMaru:
        field = JoinDialog::Field::Server;
        break;
    case Kind::NameTaken:
    case Kind::BadName:
        field = JoinDialog::Field::Name;
        break;
    case Kind::SecretsWanted:
    case Kind::SignedOut:
    case Kind::WrongPassword:
        field = JoinDialog::Field::Password;
        break;
    case Kind::WrongInvitation:
        field = JoinDialog::Field::Invitation;
        break;
    case Kind::WrongDeviceCode:
        field = JoinDialog::Field::DeviceCode;
        break;
    case Kind::ClassCodeWanted:
        field = JoinDialog::Field::ClassCode;
        break;
    case Kind::Refused:
        break;
    }
    showDialog();
    m_dialog.showError(field, failure.text, failure.suggestion);
    if (failure.kind == Kind::NameTaken && failure.takesSecrets) {
        m_dialog.offerPassword();
    }
}

void Application::showCertificateChange(const QString &text)
{
    const auto change = m_subject->conversation()->certificateChange();
    if (change) {
        m_dialog.showCertificateChange(text, {change->known, change->knownWords},
                                       {change->seen, change->seenWords}, change->isOfLink);
    }
}

void Application::askForServer()
{
    // What is being filled in for a new one stays.
    const bool isAsking = m_dialog.isVisible() && (!m_subject || m_subject == m_candidate.get());
    if (!isAsking) {
        resetDialog();
    }
    showDialog();
}

void Application::resetDialog()
{
    if (m_dialog.isBusy()) {
        return;
    }
    m_subject = nullptr;
    m_dialog.setBusy(true); // what was wrong with another one goes
    m_dialog.setBusy(false);
    m_dialog.setServer({});
    m_dialog.setUserName(QSettings().value(settingskeys::name).toString());
}

void Application::showDialog()
{
    m_options.startsHidden = false;
    bringForward(&m_dialog, std::exchange(m_activation, {}));
}

} // namespace maru::client
