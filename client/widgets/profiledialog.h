// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/account.h"

#include <QDialog>

#include <functional>
#include <utility>

class QFrame;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace maru::client {

class EntryField;

/// "You": one's name, password and devices at the server one is joined at. It asks by its signals;
/// who answers is told by the application. Thread: GUI.
class ProfileDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Part : quint8 { Name, Password, Devices, SignOut };

    explicit ProfileDialog(QWidget *parent = nullptr);

    void setUserName(const QString &userName);
    /// Plain text about who could read along, and the server's fingerprint.
    void setSecurity(const QString &text);
    /// False: the connection is not encrypted, and no password is asked for.
    void setTakesPasswords(bool takesPasswords);
    /// How many messages and changes wait to be sent: looked at whenever signing out is asked for.
    void setWaitingCount(std::function<int()> count) { m_waitingCount = std::move(count); }
    /// \p failure is empty if they are known.
    void setDevices(const QList<Account::Device> &devices, const QString &failure);
    void showOutcome(Part part, const Account::Outcome &outcome);

signals:
    void renameWanted(const QString &userName);
    void passwordWanted(const QString &current, const QString &password);
    void deviceSignOutWanted(const QString &device);
    void signOutWanted(); ///< of this device
    void deviceCodeWanted(); ///< for one more device

protected:
    void hideEvent(QHideEvent *event) override; // what was typed as a password goes

private:
    void addTitle(const QString &text);
    [[nodiscard]] QLabel *makeNote(const QString &role);
    void addName();
    void addPassword();
    void addDevices();
    void addSignOut();
    void addDevice(const Account::Device &device);
    void setPasswordBusy(bool isBusy);
    void say(QLabel *label, bool isError, const QString &text);

    QVBoxLayout *m_column = nullptr;
    EntryField *m_name = nullptr;
    QPushButton *m_rename = nullptr;
    QLabel *m_nameNote = nullptr;
    EntryField *m_current = nullptr;
    EntryField *m_password = nullptr;
    QPushButton *m_setPassword = nullptr;
    QLabel *m_passwordNote = nullptr;
    QVBoxLayout *m_devices = nullptr;
    QLabel *m_devicesNote = nullptr;
    QLabel *m_security = nullptr;
    QPushButton *m_signOut = nullptr;
    QFrame *m_signOutQuestion = nullptr;
    QLabel *m_signOutNote = nullptr;
    QString m_userName;
    std::function<int()> m_waitingCount;
};

} // namespace maru::client
