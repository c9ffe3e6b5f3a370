// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/commandoutput.h"
#include "server/admin/controlclient.h"
#include "server/admin/roomcommand.h"
#include "server/storage/backendfactory.h"

#include <QObject>
#include <QString>

#include <memory>

namespace maru::server {

/// Carries a room command out: through the server that runs on the data directory, or, where none
/// runs, on the store itself.
class RoomCommandRun : public QObject
{
    Q_OBJECT

public:
    /// \p makeBackend is the store of \p dataDirectory; used only where no server answers.
    RoomCommandRun(RoomCommand command, QString dataDirectory, BackendMaker makeBackend,
                   QObject *parent = nullptr);
    ~RoomCommandRun() override;

    void start();

signals:
    /// Once, from the event loop. The first line of `errors` names the data directory.
    void finished(const maru::server::CommandOutput &output);

private:
    struct OwnStore;

    void askStore();
    void finish(const QString &how, CommandOutput output);

    RoomCommand m_command;
    QString m_dataDirectory;
    BackendMaker m_makeBackend;
    ControlClient m_client;
    std::unique_ptr<OwnStore> m_store;
};

} // namespace maru::server
