// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <functional>

namespace maru::server {

class StorageThread;

/// What is told to a service manager that asked for it by NOTIFY_SOCKET: systemd's protocol of one
/// datagram a message (sd_notify(3)), spoken here in a few lines, so that no library of systemd is
/// needed. Without the variable, and where there is no systemd, nothing happens.
///
/// With WATCHDOG_USEC the manager is told three times in that time that all is well, each time
/// after the storage thread has answered: a network thread that hangs does not ask, a storage
/// thread that hangs does not answer, and in both cases the manager ends the process. Whatever the
/// answer is: no new process brings back a database that is away, it only loses the connections.
class ServiceManager : public QObject
{
    Q_OBJECT

public:
    /// Reads the environment.
    explicit ServiceManager(QObject *parent = nullptr);

    /// The server accepts; the watchdog begins. \p store outlives this object. \p status is asked
    /// now and then for one line for people.
    void ready(StorageThread &store, std::function<QByteArray()> status);
    void reloading();
    void reloaded();
    void stopping();

private:
    void send(const QByteArray &state) const;
    void look();

    QByteArray m_address; // of the manager's socket; empty: nobody asked
    QTimer m_timer;
    StorageThread *m_store = nullptr;
    std::function<QByteArray()> m_status;
    QByteArray m_lastStatus;
    bool m_hasWatchdog = false;
    bool m_isAsking = false; // the storage thread
    bool m_isHandedOn = false; // the question, to that thread
};

} // namespace maru::server
