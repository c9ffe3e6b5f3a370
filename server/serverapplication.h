// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/admin/controlserver.h"
#include "server/chat/clock.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/messageservices.h"
#include "server/chat/peopleservices.h"
#include "server/chat/roomservices.h"
#include "server/config/serverconfig.h"
#include "server/discovery/announcer.h"
#include "server/exitcode.h"
#include "server/http/routes.h"
#include "server/http/sideserver.h"
#include "server/metricsreport.h"
#include "server/serverfiles.h"
#include "server/servicemanager.h"
#include "server/session/sessionhub.h"
#include "server/storage/storagethread.h"
#include "server/transport/frontdoor.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <optional>

namespace maru::server {

/// Why a server did not start: one sentence and the exit code that goes with it.
struct StartError
{
    ExitCode exitCode = ExitUsage;
    QString text;
};

/// The composition root: creates the rings, connects them, starts and drains them.
class ServerApplication : public QObject
{
    Q_OBJECT

public:
    /// \p makeBackend: of the store that \p config names.
    ServerApplication(const ServerConfig &config, BackendMaker makeBackend,
                      QObject *parent = nullptr);
    ~ServerApplication() override;

    /// Takes the port, opens the store, lets people in.
    [[nodiscard]] Result<void, StartError> start();

    /// What a person at the console wants to know: the first line is the one programs wait for.
    [[nodiscard]] QStringList startLines() const;

    /// Says goodbye, stores what waits, ends in `finished`.
    void stop();
    /// Reads the configuration again, if it was told how, and the certificate with its key: for the
    /// connections from now on. What is not good stays as it was, and the log says why; what cannot
    /// change at run time is named there.
    void reload();

    using ConfigReader = std::function<Result<ServerConfig, QString>()>;
    void setConfigReader(ConfigReader reader);

signals:
    /// Nobody is the owner yet: whoever joins with this code becomes it.
    void ownerCodeMade(const QString &code);
    void finished(int exitCode);

private:
    [[nodiscard]] QList<QHostAddress> listenAddresses() const;
    [[nodiscard]] Result<void, StartError> listen();
    [[nodiscard]] Result<void, StartError> openStore();
    [[nodiscard]] Result<void, StartError> prepareTls();
    [[nodiscard]] Result<void, StartError> openMetrics();
    [[nodiscard]] QByteArray statusLine() const;
    void reconfigure(const ServerConfig &config);
    void admit(EngineSession *session, const HandshakeInfo &info);
    void expireRecoveries(bool isStart);
    void finishStop();
    void announce();
    void offerOwnership();
    [[nodiscard]] bool answersHost(const QJsonObject &request, const ControlServer::Reply &reply);

    ServerConfig m_config; // it started with
    ServerConfig m_live; // what SIGHUP may change holds here
    ConfigReader m_readConfig;
    Clock m_clock;
    StorageThread m_store;
    KnownRooms m_knownRooms;
    Members m_members; // outlives the hub, whose last sessions leave it
    SessionHub m_hub;
    PeopleServices m_people;
    RoomServices m_rooms;
    MessageServices m_messages;
    ServerFiles m_files;
    Routes m_routes;
    FrontDoor m_frontDoor;
    Routes m_metricsRoutes;
    SideServer m_metrics;
    ControlServer m_control;
    std::optional<Announcer> m_announcer; // unless --beacon off
    ServiceManager m_service;
    QTimer m_expiryTimer;
    QTimer m_stopTimer;
    quint16 m_port = 0;
    quint16 m_metricsPort = 0; // 0: none
    QByteArray m_fingerprint; // of the certificate
    bool m_isStopping = false;
    bool m_isFinished = false;
};

} // namespace maru::server
