// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/hostcontroller.h"

#include "client/host/qrpicture.h"
#include "client/model/recentservers.h"
#include "client/model/securitytexts.h"
#include "client/session/tokenstore.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/joindialog.h"

#include <QSettings>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

constexpr auto keepsKey = "host/keepsRunning"_L1;
constexpr auto portKey = "host/port"_L1;
constexpr auto wantedKey = "host/wanted"_L1; // it was running, and nobody stopped it
constexpr int usualPort = 5000;

LocalServer::Options named(LocalServer::Options options)
{
    options.roomName = HostController::tr("Class", "the name of a room");
    return options;
}

} // namespace

HostController::HostController(JoinDialog &joinDialog, const LocalServer::Options &server,
                               QObject *parent)
    : QObject(parent)
    , m_joinDialog(joinDialog)
    , m_server(named(server))
{
    m_dialog.setKeepsRunning(QSettings().value(keepsKey).toBool());
    connect(&m_joinDialog, &JoinDialog::hostWanted, this, [this] {
        openDialog();
        start(false);
    });
    connect(&m_dialog, &HostDialog::startWanted, this, [this] { start(false); });
    connect(&m_dialog, &HostDialog::otherPortWanted, this, [this] { start(true); });
    connect(&m_dialog, &HostDialog::stopWanted, this, [this] {
        m_dialog.showStopping();
        QSettings().setValue(wantedKey, false);
        m_server.stop();
    });
    connect(&m_dialog, &HostDialog::keepsRunningChanged, this,
            [](bool keeps) { QSettings().setValue(keepsKey, keeps); });
    connect(&m_server, &LocalServer::running, this, &HostController::showRunning);
    connect(&m_server, &LocalServer::failed, this, &HostController::showProblem);
    connect(&m_server, &LocalServer::stopped, this, [this] { m_dialog.showStopped(); });
}

HostController::~HostController()
{
    const bool isThere = m_server.isRunning() || m_server.isBusy();
    if (isThere && !QSettings().value(keepsKey).toBool()) {
        m_server.stopNow();
    }
}

void HostController::openDialog()
{
    m_dialog.show();
    m_dialog.raise();
    m_dialog.activateWindow();
}

void HostController::start(bool onAnyPort)
{
    if (m_server.isBusy()) {
        return;
    }
    m_joinsNext = true;
    m_isResuming = false;
    m_dialog.showStarting();
    m_server.start(onAnyPort ? quint16(0) : keptPort());
}

quint16 HostController::keptPort()
{
    const int kept = QSettings().value(portKey, usualPort).toInt();
    return quint16(kept > 0 && kept <= 65'535 ? kept : usualPort);
}

void HostController::resume(const QString &address)
{
    const bool isOwn = !TokenStore().hosted(address).isEmpty();
    if (isOwn && QSettings().value(wantedKey).toBool() && !m_server.isBusy()
        && !m_server.isRunning()) {
        m_isResuming = true;
        m_dialog.showStarting();
        m_server.start(keptPort(), LocalServer::ClassCode::AsItIs);
    }
}

void HostController::showRunning(const HostedServer &server)
{
    m_isResuming = false;
    QSettings().setValue(portKey, server.port);
    QSettings().setValue(wantedKey, true);
    HostDialog::Ways ways;
    ways.addresses = server.addresses;
    ways.classCode = server.classCode;
    ways.words = fingerprintWordsText(server.fingerprint);
    if (!server.addresses.isEmpty()) {
        ways.picture = qrPicture(u"http://%1/"_s.arg(server.addresses.constFirst()));
    }
    m_dialog.showRunning(ways);
    const QString here = u"127.0.0.1:%1"_s.arg(server.port);
    TokenStore().setHosted(here, server.fingerprint); // on any port it knows its people
    if (std::exchange(m_joinsNext, false) && !m_joinDialog.isBusy()) {
        emit joinWanted(server.classCode.isEmpty() ? here : withClassCode(here, server.classCode),
                        server.ownerCode);
    }
}

void HostController::showProblem(LocalServer::Problem problem, const QString &detail)
{
    using Problem = LocalServer::Problem;
    QString text;
    switch (problem) {
    case Problem::NoProgram:
        text = tr("The program maru-server is not on this computer. Please install it: it is the "
                  "part of Maru that others connect to.");
        break;
    case Problem::NoFolder:
        text = tr("The folder %1 cannot be written to.").arg(isolated(detail));
        break;
    case Problem::PortInUse:
        text = tr("Another program on this computer uses port %1.").arg(detail);
        break;
    case Problem::Ended:
        text = detail.isEmpty() ? tr("The chat could not start.")
                                : tr("The chat could not start. It says: %1").arg(isolated(detail));
        break;
    case Problem::NoAnswer:
        text = tr("The chat on this computer does not answer. Please try again in a moment.");
        break;
    }
    m_dialog.showProblem(text, problem == Problem::PortInUse);
    if (std::exchange(m_isResuming, false)) {
        openDialog();
    }
}

} // namespace maru::client
