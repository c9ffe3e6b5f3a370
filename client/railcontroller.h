// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/servers/openservers.h"

#include <QObject>

class QMenu;

namespace maru::client {

class ShellWindow;
struct RailItem;

/// The rail of servers: shows OpenServers in it, and does what is asked there. Thread: GUI.
class RailController : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    RailController(OpenServers &servers, ShellWindow &window);

    /// What may be done with \p server; deletes itself when closed.
    [[nodiscard]] QMenu *makeMenu(OpenServer *server);

signals:
    void connectWanted(maru::client::OpenServer *server);
    void addWanted();
    void leaveConfirmed(maru::client::OpenServer *server);

private:
    void update();
    [[nodiscard]] RailItem itemOf(const OpenServer &server) const;
    [[nodiscard]] OpenServer *serverOf(quint64 id) const;
    void showFingerprint(const OpenServer &server);
    void askToLeave(OpenServer *server);

    OpenServers &m_servers;
    ShellWindow &m_window;
};

} // namespace maru::client
