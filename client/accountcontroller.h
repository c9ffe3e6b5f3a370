// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/account.h"
#include "client/widgets/devicecodedialog.h"
#include "client/widgets/profiledialog.h"

#include <QObject>
#include <QPointer>

namespace maru::client {

class Conversation;

/// Ties the "You" dialog, and the one with a code for the next device, to the account. Thread: GUI.
class AccountController : public QObject
{
    Q_OBJECT

public:
    /// \p conversation outlives this.
    explicit AccountController(Conversation &conversation, QObject *parent = nullptr);

    /// In front of \p window; a second call brings the one that is there to the front.
    void showProfile(QWidget *window);
    /// The same with a new code for another device.
    void showDeviceCode(QWidget *window);

signals:
    void signedOut(); ///< this device, from the server it is joined at

private:
    void connectDialog();
    void loadDevices();
    void makeDeviceCode();

    Conversation &m_conversation;
    QPointer<ProfileDialog> m_dialog;
    QPointer<DeviceCodeDialog> m_code;
};

} // namespace maru::client
