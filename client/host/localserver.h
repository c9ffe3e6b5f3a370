// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>

namespace maru::client {

/// What others need to come to a server that runs on this computer.
struct HostedServer
{
    QString name;
    quint16 port = 0;
    QStringList addresses; ///< host:port for other computers, the likely one first
    QByteArray fingerprint; ///< of its certificate, 32 bytes
    QString classCode; ///< of the room that others come into
    QString ownerCode; ///< whoever joins with it is the owner; empty once there is one
};

/// A server of one's own: finds it running, or starts it, without a terminal. It is a process of
/// its own and goes on until it is stopped. Thread: GUI.
class LocalServer : public QObject
{
    Q_OBJECT

public:
    enum class Problem : quint8 {
        NoProgram, ///< no maru-server beside this program or in PATH
        NoFolder, ///< its data directory cannot be made
        PortInUse,
        Ended, ///< it was started and ended; `detail` is its own last line
        NoAnswer,
    };
    Q_ENUM(Problem)

    struct Options
    {
        QString program = {}; ///< empty: looked for
        QString dataDirectory = {}; ///< empty: this user's
        quint16 port = 5000; ///< 0: any that is free
        QStringList arguments = {}; ///< more of them, for tests
        QString roomName = QStringLiteral("class"); ///< of the room that others come into
    };

    /// What becomes of a server into which no class code leads.
    enum class ClassCode : quint8 {
        Open, ///< the room of its name gets one, and is made if it is not there
        AsItIs, ///< somebody may have closed it
    };

    explicit LocalServer(Options options, QObject *parent = nullptr);

    /// Ends in running() or failed(). Not while one is under way.
    void start(ClassCode code = ClassCode::Open);
    void start(quint16 port, ClassCode code = ClassCode::Open);
    /// Ends in stopped(), or failed().
    void stop();
    /// The same for the end of this program, also while it starts: waits for nothing but that the
    /// order is given.
    void stopNow();

    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    [[nodiscard]] bool isRunning() const { return m_isRunning; } ///< as far as is known
    [[nodiscard]] QString dataDirectory() const { return m_options.dataDirectory; }

    /// Beside this program, else in PATH; empty if there is none.
    [[nodiscard]] static QString findProgram();

signals:
    void running(const maru::client::HostedServer &server);
    void failed(maru::client::LocalServer::Problem problem, const QString &detail);
    void stopped();

private:
    void ask(const QString &command, QJsonObject question,
             std::function<void(const std::optional<QJsonObject> &)> handler);
    void askAgainBy(void (LocalServer::*question)());
    void look();
    void launch();
    void poll();
    void takeStatus(const QJsonObject &status);
    void askClassCode();
    void makeClassRoom();
    void askOwnerCode();
    void fail(Problem problem, const QString &detail = {});
    void waitForEnd();
    void endStarting() const;
    [[nodiscard]] QString logPath() const;
    [[nodiscard]] QString lastLogLine() const;

    Options m_options;
    HostedServer m_found;
    QTimer m_poll;
    QElapsedTimer m_since;
    ClassCode m_code = ClassCode::Open;
    qint64 m_pid = 0; // of the one that was started here
    bool m_isBusy = false;
    bool m_isRunning = false;
};

} // namespace maru::client

Q_DECLARE_METATYPE(maru::client::HostedServer)
