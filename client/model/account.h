// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace maru::client {

class ChatSession;
struct RequestFailure;

/// The own account at the server one is joined at: name, password, devices. Handlers are called
/// once, later, unless this has gone. Thread: GUI.
class Account : public QObject
{
    Q_OBJECT

public:
    enum class Field : quint8 { None, Name, CurrentPassword, NewPassword, Whole };

    /// What became of a change; `text` is translated and belongs under `field`.
    struct Outcome
    {
        Field field = Field::None; ///< None: it was done
        QString text;
        QString suggestion; ///< of a name that is taken: a free one
    };
    using Done = std::function<void(const Outcome &outcome)>;

    struct Device
    {
        QString id;
        QString name; ///< as it called itself; may be empty
        bool isCurrent = false; ///< this one
        qint64 createdMs = 0;
        qint64 lastSeenMs = 0;
    };
    using DevicesDone = std::function<void(const QList<Device> &devices, const QString &failure)>;

    /// A code for the next device, good for `lifeMs` from now on; or why there is none.
    struct DeviceCode
    {
        QString code;
        qint64 lifeMs = 0;
        QString failure; ///< translated; empty: there is one
    };
    using CodeDone = std::function<void(const DeviceCode &code)>;

    /// \p session outlives this.
    explicit Account(ChatSession &session, QObject *parent = nullptr);

    void rename(const QString &name, const Done &done);
    /// \p current is empty if there is none yet. All other devices are signed out.
    void setPassword(const QString &current, const QString &password, const Done &done);
    /// This device first, then the one used last.
    void loadDevices(const DevicesDone &done);
    /// The one of before is worth nothing any more.
    void makeDeviceCode(const CodeDone &done);
    void signOut(const QString &device, const Done &done);
    /// Of this device: the name can be taken back with a password only.
    void signOutHere(const Done &done);
    /// A password could be sent: nobody listens.
    [[nodiscard]] bool takesPasswords() const;

signals:
    void changed(const maru::User &user); ///< by a change from here
    void signedOut(); ///< this device: its token is gone

private:
    ChatSession &m_session;
};

} // namespace maru::client
