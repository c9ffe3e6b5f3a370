// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/personcontroller.h"

#include "client/process/instance.h"
#include "client/process/profile.h"
#include "common/clientlimits.h"

#include <QAction>
#include <QCoreApplication>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

// The first of person-2, person-3 … that no window has: whoever was the second person is it again.
QString freeProfile(const QString &own)
{
    for (int i = 2; i < 2 + limits::maxPersonProfiles; ++i) {
        const QString name = u"person-%1"_s.arg(i);
        if (name != own && !Instance(profileFolder(name)).isTaken()) {
            return name;
        }
    }
    return {};
}

} // namespace

PersonController::PersonController(const QString &ownProfile, const QStringList &arguments)
    : m_action(new QAction(tr("New window as another person"), this))
    , m_ownProfile(ownProfile)
    , m_arguments(arguments)
{
    m_action->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_A);
    connect(m_action, &QAction::triggered, this, &PersonController::open);
}

void PersonController::open()
{
    const QString profile = freeProfile(m_ownProfile);
    if (profile.isEmpty()) {
        emit failed(tr("There are too many windows already."));
        return;
    }
    QStringList arguments = {u"--profile"_s, profile};
    arguments += m_arguments;
    if (!m_server.isEmpty()) {
        arguments += {u"--server"_s, m_server};
    }
    if (!QProcess::startDetached(QCoreApplication::applicationFilePath(), arguments)) {
        emit failed(tr("The new window did not start."));
    }
}

} // namespace maru::client
