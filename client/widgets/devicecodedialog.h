// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/account.h"

#include <QDeadlineTimer>
#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;

namespace maru::client {

/// A code that a person types on another device to be themselves there, large, with the time it is
/// still good. It asks by its signal. Thread: GUI.
class DeviceCodeDialog : public QDialog
{
    Q_OBJECT

public:
    explicit DeviceCodeDialog(QWidget *parent = nullptr);

    /// Where the code is for, and under which name.
    void setPlace(const QString &server, const QString &userName);
    /// Until the next one is asked for; its time runs by this computer's steady clock.
    void showCode(const Account::DeviceCode &code);
    [[nodiscard]] QString code() const; ///< as shown; empty if there is none, or no longer

signals:
    void codeWanted(); ///< another one: that of before is over

private:
    void build();
    void askAgain();
    void showTime();
    void say(const QString &text, bool isError);

    QLabel *m_how;
    QLabel *m_code;
    QLabel *m_time;
    QPushButton *m_copy;
    QPushButton *m_again;
    QTimer m_tick;
    QDeadlineTimer m_end;
};

} // namespace maru::client
