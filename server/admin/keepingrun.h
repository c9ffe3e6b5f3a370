// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/commandoutput.h"
#include "server/admin/controlclient.h"
#include "server/storage/sql/datadirectory.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace maru::server {

/// What `backup`, `restore`, `check` and `export` work on.
struct KeepingPlace
{
    QString dataDirectory;
    QString databasePath; ///< of SQLite
    QString serverName;
    bool isRunning = false; ///< a server has the store open
};

/// Finds out what is to be worked on, from the server that runs on the data directory or from the
/// configuration, and does it in this process.
///
/// The server is only asked: its own unit may write nowhere but to its data directory, and a
/// backup must not take its time.
class KeepingRun : public QObject
{
    Q_OBJECT

public:
    using Work = std::function<CommandOutput(const KeepingPlace &)>;

    /// \p database: as the configuration says. \p work does what is asked for and may take long.
    KeepingRun(QString dataDirectory, QString databaseUrl, QString serverName, Work work,
               QObject *parent = nullptr);
    ~KeepingRun() override;

    void start();

signals:
    /// Once, from the event loop. The first line of `errors` names the data directory.
    void finished(const maru::server::CommandOutput &output);

private:
    void work(const QString &databaseUrl, bool isRunning);
    void finish(const QString &how, CommandOutput output);

    QString m_dataDirectory;
    QString m_databaseUrl;
    QString m_serverName;
    Work m_work;
    ControlClient m_client;
};

/// Keeps servers from starting on the store of \p place while it is looked at, if none runs. What
/// came into being meanwhile goes with it, and nothing else. Errors: a sentence, also if there is
/// no store.
[[nodiscard]] Result<std::unique_ptr<DataDirectory>, QString> holdStore(const KeepingPlace &place);

/// The file that a `sqlite:` URL names; empty for any other.
[[nodiscard]] QString sqlitePath(const QString &databaseUrl);

/// One line, and the exit code of docs/protocol.md §8: 1 unless another is given.
[[nodiscard]] CommandOutput keepingFailure(const QString &sentence, int exitCode = 1);

} // namespace maru::server
