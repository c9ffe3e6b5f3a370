// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/personcontroller.h"

#include "client/process/instance.h"
#include "client/process/profile.h"
#include "client/widgets/commands.h"
#include "common/clientlimits.h"

#include <QAction>
#include <QCoreApplication>
#include <QProcess>
#include <QProcessEnvironment>

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
    : m_action(makeCommand({&staticMetaObject, QT_TR_NOOP("New window as another person")}, this))
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
    QProcess other;
    other.setProgram(QCoreApplication::applicationFilePath());
    other.setArguments(arguments);
    if (!m_server.isEmpty()) {
        // Everybody on this computer can read a command line, and the address may have a class
        // code.
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QString::fromLatin1(serverVariable), m_server);
        other.setProcessEnvironment(environment);
    }
    if (!other.startDetached()) {
        emit failed(tr("The new window did not start."));
    }
}

} // namespace maru::client
