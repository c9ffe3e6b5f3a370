// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/accountcontroller.h"

#include "client/model/conversation.h"
#include "client/widgets/shellwindow.h"

namespace maru::client {

AccountController::AccountController(Conversation &conversation, QObject *parent)
    : QObject(parent)
    , m_conversation(conversation)
{
    connect(&m_conversation, &Conversation::ownNameChanged, this, [this] {
        if (m_dialog) {
            m_dialog->setUserName(m_conversation.ownUser().userName);
        }
        if (m_code) {
            m_code->setPlace(m_conversation.serverName(), m_conversation.ownUser().userName);
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
    m_dialog->setWaitingCount([conversation = QPointer(&m_conversation)] {
        return conversation ? conversation->waitingCount() : 0;
    });
    connectDialog();
    loadDevices();
    m_dialog->setProperty(ShellWindow::waitsWithPage, true);
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
    m_code->setProperty(ShellWindow::waitsWithPage, true);
    m_code->show();
}

void AccountController::makeDeviceCode()
{
    m_conversation.account()->makeDeviceCode(
        [code = m_code](const Account::DeviceCode &made) { // which may come when this is gone
            if (code) {
                code->showCode(made);
            }
        });
}

void AccountController::connectDialog()
{
    connect(m_dialog, &ProfileDialog::deviceCodeWanted, this,
            [this] { showDeviceCode(m_dialog->parentWidget()); });
    using Part = ProfileDialog::Part;
    Account *const account = m_conversation.account();
    // The account outlives this, and answers even when its server is left.
    const QPointer<AccountController> self(this);
    const auto tell = [dialog = m_dialog](Part part) {
        return [dialog, part](const Account::Outcome &outcome) {
            if (dialog) {
                dialog->showOutcome(part, outcome);
            }
        };
    };
    connect(m_dialog, &ProfileDialog::renameWanted, account,
            [account, tell](const QString &name) { account->rename(name, tell(Part::Name)); });
    connect(m_dialog, &ProfileDialog::passwordWanted, account,
            [self, account, tell](const QString &current, const QString &password) {
                account->setPassword(current, password,
                                     [self, tell](const Account::Outcome &outcome) {
                                         tell(Part::Password)(outcome);
                                         if (self && outcome.field == Account::Field::None) {
                                             self->loadDevices(); // a new password ends the others
                                         }
                                     });
            });
    connect(m_dialog, &ProfileDialog::deviceSignOutWanted, account,
            [self, account, tell](const QString &device) {
                account->signOut(device, [self, tell](const Account::Outcome &outcome) {
                    if (outcome.field != Account::Field::None) {
                        tell(Part::Devices)(outcome);
                    } else if (self) {
                        self->loadDevices();
                    }
                });
            });
    connect(m_dialog, &ProfileDialog::signOutWanted, account, [self, account, tell] {
        account->signOutHere([self, tell](const Account::Outcome &outcome) {
            tell(Part::SignOut)(outcome);
            if (self && outcome.field == Account::Field::None) {
                if (self->m_dialog) {
                    self->m_dialog->close();
                }
                emit self->signedOut();
            }
        });
    });
}

void AccountController::loadDevices()
{
    m_conversation.account()->loadDevices(
        [dialog = m_dialog](const QList<Account::Device> &devices, const QString &failure) {
            if (dialog) {
                dialog->setDevices(devices, failure);
            }
        });
}

} // namespace maru::client
