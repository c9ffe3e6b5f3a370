// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

namespace maru::server {

/// The server that a self-test starts, kills and starts again: a child process with its data in
/// `DIR/data` and its log in `DIR/server.log`.
///
/// Only loopback can reach it, and nothing of the user's own configuration does: neither the
/// environment nor a `.env`.
class SelfTestServer : public QObject
{
    Q_OBJECT

public:
    SelfTestServer(QString program, QString directory, QObject *parent = nullptr);
    ~SelfTestServer() override;

    void start(); ///< ends in `listening` or `failed`
    void kill(); ///< SIGKILL, also while it starts; ends in `killed`
    void stop(); ///< SIGTERM; ends in `stopped` or `failed`

    [[nodiscard]] quint16 port() const { return m_port; } ///< of the latest start
    [[nodiscard]] QString dataDirectory() const;

signals:
    void listening();
    void killed();
    void stopped(); ///< by itself, in time, with exit code 0
    void failed(const QString &reason); ///< what should have happened did not; nothing follows

private:
    enum class Expects : quint8 { Nothing, Listening, Running, Killed, Stopped };

    void readOutput();
    void finish(int exitCode, QProcess::ExitStatus status);
    void fail(const QString &reason);

    QString m_program;
    QString m_directory;
    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_output; // until the line with the port
    Expects m_expects = Expects::Nothing;
    quint16 m_port = 0;
};

} // namespace maru::server
