// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/admin/commandoutput.h"
#include "server/admin/controlclient.h"
#include "server/admin/ledger.h"
#include "server/admin/selftestclient.h"
#include "server/admin/selftestoptions.h"
#include "server/admin/selftestserver.h"

#include <QElapsedTimer>
#include <QObject>
#include <QRandomGenerator>
#include <QStringList>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <vector>

namespace maru::server {

/// `maru-server selftest`: a server under load is killed again and again, now and then while it
/// starts; then its history must hold every acked message, once and in order (docs/protocol.md,
/// promises P1 to P3).
///
/// Everything happens in a temporary directory, over loopback, in the event loop of the caller. The
/// directory is removed if all is well and kept if not.
class SelfTest : public QObject
{
    Q_OBJECT

public:
    /// \p program is started as the server: QCoreApplication::applicationFilePath().
    SelfTest(const SelfTestOptions &options, const QString &program, QObject *parent = nullptr);
    ~SelfTest() override;

    void start();
    /// Ends early, without a verdict: exit code 1, nothing on stdout, directory removed.
    void cancel();

signals:
    void progressed(const QString &line); ///< for stderr, without the line's end
    /// Once, from the event loop. `output` is the verdict, one line; it is empty if the test could
    /// not be carried out. The exit code is 0 only if nothing was lost, doubled or out of order.
    void finished(const maru::server::CommandOutput &output);

private:
    enum class Step : quint8 {
        Idle,
        MakingRooms,
        Joining, ///< everybody must have a token before the first kill
        Loading, ///< under load until the kill, and through the next start
        Draining, ///< the last start: what is unanswered is sent again
        Stopping,
        Reading, ///< after a good stop and one more start
        Closing,
    };

    void startServer();
    void onListening();
    void onKilled();
    void onStopped();
    void onJoined(SelfTestClient *client);
    void onAcked(const QString &cid, const SentReply &reply);
    void onRefused(const QString &cid, const ApiError &error);

    void makeRoom();
    void connectClients();
    void sendFromEach();
    void scheduleKill();
    void reportProgress();
    void stopWhenDrained();
    void readNextRoom();
    void readPage(qint64 afterSeq);
    void giveVerdict();
    void fail(const QString &reason);
    void finish(const CommandOutput &output);

    SelfTestOptions m_options;
    quint32 m_seed;
    QRandomGenerator m_random;
    QTemporaryDir m_directory;
    SelfTestServer m_server;
    std::unique_ptr<ControlClient> m_control;
    std::vector<std::unique_ptr<SelfTestClient>> m_clients;
    Ledger m_ledger;
    QStringList m_namespaces{QStringLiteral("/")}; // one per room
    QTimer m_load;
    QTimer m_killDelay; // until a kill is due
    QTimer m_kill; // from the load before the kill, or from the start, to the kill
    QTimer m_watchdog;
    Step m_step = Step::Idle;
    QElapsedTimer m_startTimer;
    int m_startMs; // of the latest start that came to its end
    int m_kills = 0;
    int m_startKills = 0; // of them, those before the server listened
    qint64 m_messages = 0; // composed so far; part of each cid
    qint64 m_duplicates = 0; // acked as stored before: the kill came between COMMIT and ack
    qint64 m_refusals = 0;
    bool m_isKillDue = false; // at the next load
    bool m_isListening = false;
    qsizetype m_roomsRead = 0;
    bool m_isFinished = false;
};

} // namespace maru::server
