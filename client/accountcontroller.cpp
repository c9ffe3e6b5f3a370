// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/accountcontroller.h"

#include "client/model/conversation.h"

namespace maru::client {

AccountController::AccountController(Conversation &conversation, QObject *parent)
    : QObject(parent)
    , m_conversation(conversation)
{
    connect(&m_conversation, &Conversation::ownNameChanged, this, [this] {
        if (m_dialog) {
            m_dialog->setUserName(m_conversation.ownUser().userName);
        }
    });
}

void AccountController::showProfile(QWidget *window)
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new ProfileDialog(window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setUserName(m_conversation.ownUser().userName);
    m_dialog->setSecurity(m_conversation.securityText());
    m_dialog->setTakesPasswords(m_conversation.account()->takesPasswords());
    connectDialog();
    loadDevices();
    m_dialog->show();
}

void AccountController::showDeviceCode(QWidget *window)
{
    if (m_code) {
        m_code->raise();
        m_code->activateWindow();
        return;
    }
    m_code = new DeviceCodeDialog(window);
    m_code->setAttribute(Qt::WA_DeleteOnClose);
    m_code->setPlace(m_conversation.serverName(), m_conversation.ownUser().userName);
    connect(m_code, &DeviceCodeDialog::codeWanted, this, &AccountController::makeDeviceCode);
    makeDeviceCode();
    m_code->show();
}

void AccountController::makeDeviceCode()
{
    m_conversation.account()->makeDeviceCode([this](const Account::DeviceCode &code) {
        if (m_code) {
            m_code->showCode(code);
        }
    });
}

void AccountController::connectDialog()
{
    connect(m_dialog, &ProfileDialog::deviceCodeWanted, this,
            [this] { showDeviceCode(m_dialog->parentWidget()); });
    using Part = ProfileDialog::Part;
    Account *const account = m_conversation.account();
    const auto tell = [this](Part part) {
        return [this, part](const Account::Outcome &outcome) {
            if (m_dialog) {
                m_dialog->showOutcome(part, outcome);
            }
        };
    };
    connect(m_dialog, &ProfileDialog::renameWanted, account,
            [account, tell](const QString &name) { account->rename(name, tell(Part::Name)); });
    connect(m_dialog, &ProfileDialog::passwordWanted, account,
            [this, account, tell](const QString &current, const QString &password) {
                account->setPassword(current, password,
                                     [this, tell](const Account::Outcome &outcome) {
                                         tell(Part::Password)(outcome);
                                         loadDevices(); // a new password ends the others
                                     });
            });
    connect(m_dialog, &ProfileDialog::deviceSignOutWanted, account,
            [this, account, tell](const QString &device) {
                account->signOut(device, [this, tell](const Account::Outcome &outcome) {
                    if (outcome.field == Account::Field::None) {
                        loadDevices();
                    } else {
                        tell(Part::Devices)(outcome);
                    }
                });
            });
    connect(m_dialog, &ProfileDialog::signOutWanted, account, [this, account, tell] {
        account->signOutHere([this, tell](const Account::Outcome &outcome) {
            tell(Part::SignOut)(outcome);
            if (outcome.field == Account::Field::None) {
                if (m_dialog) {
                    m_dialog->close();
                }
                emit signedOut();
            }
        });
    });
}

void AccountController::loadDevices()
{
    m_conversation.account()->loadDevices(
        [this](const QList<Account::Device> &devices, const QString &failure) {
            if (m_dialog) {
                m_dialog->setDevices(devices, failure);
            }
        });
}

} // namespace maru::client
