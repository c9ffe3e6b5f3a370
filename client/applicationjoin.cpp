// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How a join fails, and what else changes who one is: the application's part of it.

#include "client/application.h"
#include "client/logdialog.h"
#include "client/settingskeys.h"

#include <QSettings>

namespace maru::client {

void Application::connectAccount()
{
    connect(&m_host, &HostController::joinWanted, this, &Application::joinHosted);
    connect(&m_conversation, &Conversation::ownNameChanged, this, [this] {
        const QString name = m_conversation.ownUser().userName;
        QSettings().setValue(settingskeys::name, name);
        m_dialog.setUserName(name);
        m_window->setUserName(name);
    });
    connect(&m_account, &AccountController::signedOut, this, [this] {
        m_conversation.stop();
        QSettings().setValue(settingskeys::resume, false);
        m_window->hide();
        showDialog();
    });
}

void Application::joinHosted(const QString &server, const QString &ownerCode)
{
    m_dialog.setServer(server);
    m_dialog.setBusy(true);
    m_isStored = false;
    m_conversation.start(server, m_dialog.userName(), {{}, ownerCode});
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
    case Kind::WrongPassword:
        field = JoinDialog::Field::Password;
        break;
    case Kind::WrongInvitation:
        field = JoinDialog::Field::Invitation;
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

void Application::showLog()
{
    if (m_options.log) {
        (new LogDialog(*m_options.log, m_window.get()))->show();
    }
}

void Application::showCertificateChange(const QString &text)
{
    const auto change = m_conversation.certificateChange();
    if (change) {
        m_dialog.showCertificateChange(text, {change->known, change->knownWords},
                                       {change->seen, change->seenWords}, change->isOfLink);
    }
}

} // namespace maru::client
