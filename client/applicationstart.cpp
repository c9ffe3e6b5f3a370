// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How the client begins: with the servers of the last run, and what the command line or a later
// start asks for.

#include "client/application.h"
#include "client/connection/knownservers.h"
#include "client/connection/serveraddress.h"
#include "client/model/recentservers.h"
#include "client/session/tokenstore.h"
#include "client/settingskeys.h"
#include "client/widgets/windowactivation.h"

#include <QMessageBox>
#include <QSettings>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr int startOthersMs = 300; // the one that is shown comes first

// An earlier Maru knew of one server only.
OpenPlaces placesOfLastRun(QSettings &settings, const QList<RecentServer> &recent)
{
    OpenPlaces places = readOpenPlaces(settings);
    const QString name = settings.value(settingskeys::name).toString();
    if (places.servers.isEmpty() && settings.value(settingskeys::resume).toBool()
        && !recent.isEmpty() && !name.isEmpty()) {
        places.servers.append({recent.constFirst().address, name});
    }
    return places;
}

} // namespace

void Application::start()
{
    if (m_options.startsHidden) {
        m_attention.start(); // the tray is all there is to see
    }
    QSettings settings;
    const QList<RecentServer> recent = recentServers(settings);
    m_servers.setRecent(recent);
    const QString lastServer = recent.isEmpty() ? QString() : recent.constFirst().address;
    const QString lastName = settings.value(settingskeys::name).toString();
    m_dialog.setUserName(m_options.userName.isEmpty() ? lastName : m_options.userName);
    m_dialog.setServer(m_options.server.isEmpty() ? lastServer : m_options.server);
    const bool isNamed = !m_options.server.isEmpty() && !m_options.userName.isEmpty();
    restoreServers(m_options.server.isEmpty() && m_options.userName.isEmpty());
    if (isNamed) {
        joinSilently(m_options.server, m_options.userName);
    } else if (!m_options.server.isEmpty()) {
        openLink(m_options.server);
    } else if (m_open.count() == 0 || !m_options.userName.isEmpty()) {
        showDialog();
    }
}

void Application::restoreServers(bool startsCurrent)
{
    QSettings settings;
    const OpenPlaces places = placesOfLastRun(settings, recentServers(settings));
    for (const ServerPlace &place : places.servers) {
        OpenServer *const server = m_open.add(std::make_unique<OpenServer>(place));
        server->noteEarlierRun();
        watch(server);
        if (!place.isOff) {
            m_host.resume(server->hostAndPort());
        }
    }
    OpenServer *const first = m_open.at(places.current);
    if (first) {
        m_open.setCurrent(first);
        if (first->place().isOff) {
            showShell();
        } else if (startsCurrent) {
            m_subject = first;
            m_dialog.setServer(first->place().address);
            m_dialog.setUserName(first->place().userName);
            joinSilently(first->place().address, first->place().userName);
            QTimer::singleShot(0, this, [this, first] { // meanwhile the store is read
                if (m_open.indexOf(first) >= 0) {
                    static_cast<void>(pageOf(first));
                }
            });
        }
        QTimer::singleShot(startOthersMs, this, &Application::startOthers);
    }
}

void Application::startOthers()
{
    for (OpenServer *server : m_open.list()) {
        if (server->link() == OpenServer::Link::Off && !server->place().isOff) {
            server->resume();
        }
    }
}

void Application::keepPlaces()
{
    m_placesTimer.stop();
    OpenPlaces places;
    for (const OpenServer *server : m_open.list()) {
        if (server == m_open.current()) {
            places.current = int(places.servers.size());
        }
        places.servers.append(server->place());
    }
    QSettings settings;
    const bool resumes = !places.servers.isEmpty();
    if (places == readOpenPlaces(settings)
        && settings.value(settingskeys::resume).toBool() == resumes) {
        return; // as at every start: a disk may take longer than the whole window
    }
    writeOpenPlaces(settings, places);
    settings.setValue(settingskeys::resume, resumes);
    settings.sync(); // a crash must not take it away
}

// A server that is open is shown; any other the person has to join themselves, whoever sent them
// here.
void Application::openLink(const QString &link)
{
    const auto address = parseServerAddress(link);
    const bool isPlain = address && address->roomName().isEmpty() && address->query.isEmpty();
    OpenServer *const known = address ? m_open.find(address->hostAndPort()) : nullptr;
    if (known && isPlain) {
        if (known->link() == OpenServer::Link::Off && !known->place().isOff) {
            known->start(); // nobody has yet
        }
        m_open.setCurrent(known);
        bringToFront();
        warnOfLink(*address);
        return;
    }
    if (!m_dialog.isBusy()) {
        resetDialog();
        m_dialog.setServer(link);
        if (known) {
            m_dialog.setUserName(known->place().userName);
        }
    }
    showDialog();
}

// The connection stays as it is, so nothing else would compare what the link says of the server.
void Application::warnOfLink(const ServerAddress &link)
{
    const KnownServers::Server known = KnownServers(clientSettingsPath()).find(link.hostAndPort());
    const bool isByAuthority = known.speaksTls && known.pin.isEmpty(); // which may renew it
    if (!m_shell || link.fingerprint.isEmpty() || isByAuthority || known.pin == link.fingerprint) {
        return;
    }
    constexpr auto name = "linkWarning"_L1;
    if (m_shell->findChild<QMessageBox *>(name)) {
        return; // it is read first
    }
    auto *box = new QMessageBox(m_shell.get());
    box->setObjectName(name);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Warning);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("Another certificate"));
    box->setText(tr("This server does not have the certificate that the link names."));
    box->setInformativeText(
        tr("Either the link is wrong or old, or somebody stands between you and the server. Ask "
           "the person who runs the server before you write something that others must not read."));
    box->open();
}

void Application::takeHandOver(const HandOver &wish)
{
    m_activation = wish.activation;
    if (wish.server.isEmpty()) {
        bringToFront();
    } else if (wish.userName.isEmpty() || m_dialog.isBusy()) {
        openLink(wish.server);
    } else {
        if (m_shell && m_shell->isVisible()) {
            bringForward(m_shell.get(), std::exchange(m_activation, {}));
        }
        m_subject = nullptr;
        m_dialog.setServer(wish.server);
        m_dialog.setUserName(wish.userName);
        joinSilently(wish.server, wish.userName);
    }
}

QString Application::noAnswerText()
{
    return tr("Maru is already running but does not answer. End it, then start it again.");
}

void Application::bringToFront()
{
    const bool hasPage = m_shell && m_open.current();
    if (hasPage && (m_shell->isVisible() || !m_dialog.isVisible())) {
        bringForward(m_shell.get(), std::exchange(m_activation, {}));
    } else {
        showDialog();
    }
}

} // namespace maru::client
