// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/host/localserver.h"
#include "client/widgets/hostdialog.h"

#include <QObject>

namespace maru::client {

class JoinDialog;

/// "Start a chat here": ties the server of this computer to its dialog and to the join. Thread:
/// GUI.
class HostController : public QObject
{
    Q_OBJECT

public:
    /// \p joinDialog outlives this. \p server: for tests.
    explicit HostController(JoinDialog &joinDialog, const LocalServer::Options &server = {},
                            QObject *parent = nullptr);
    ~HostController() override; ///< the server goes too, unless the person wants it to stay

    /// Starts the server again that was running when Maru ended, if \p address is its own: nothing
    /// else would, and who is there waits for it. Says nothing, unless it does not start, and opens
    /// no class code that was closed.
    void resume(const QString &address);
    /// It is being started, or stopped.
    [[nodiscard]] bool isBusy() const { return m_server.isBusy(); }

signals:
    /// As the name in the join dialog. \p ownerCode is empty if the server has an owner.
    void joinWanted(const QString &server, const QString &ownerCode);

private:
    void openDialog();
    void start(bool onAnyPort);
    [[nodiscard]] static quint16 keptPort();
    void showRunning(const HostedServer &server);
    void showProblem(LocalServer::Problem problem, const QString &detail);

    JoinDialog &m_joinDialog;
    LocalServer m_server;
    HostDialog m_dialog;
    bool m_joinsNext = false; // the person has just started it
    bool m_isResuming = false; // nobody has: the dialog is not open
};

} // namespace maru::client
