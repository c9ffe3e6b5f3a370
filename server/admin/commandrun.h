// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/commandoutput.h"
#include "server/admin/controlclient.h"
#include "server/storage/backendfactory.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace maru::server {

/// A subcommand that works on a data directory.
struct AdminCommand
{
    QJsonObject request; ///< of the control socket
    std::function<CommandOutput(const QJsonObject &reply)> output;
};

/// Carries a subcommand out: through the server that runs on the data directory, or, where none
/// runs, on the store itself.
class CommandRun : public QObject
{
    Q_OBJECT

public:
    /// \p makeBackend is the store of \p dataDirectory; used only where no server answers.
    CommandRun(AdminCommand command, QString dataDirectory, BackendMaker makeBackend,
               QObject *parent = nullptr);
    ~CommandRun() override;

    void start();

signals:
    /// Once, from the event loop. The first line of `errors` names the data directory.
    void finished(const maru::server::CommandOutput &output);

private:
    struct OwnStore;

    void askStore();
    void finish(const QString &how, CommandOutput output);

    AdminCommand m_command;
    QString m_dataDirectory;
    BackendMaker m_makeBackend;
    ControlClient m_client;
    std::unique_ptr<OwnStore> m_store;
};

} // namespace maru::server
