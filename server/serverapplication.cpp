// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/serverapplication.h"

#include "common/logging.h"
#include "common/version.h"
#include "server/admin/roomcommand.h"
#include "server/http/healthroute.h"
#include "server/http/welcomeroute.h"
#include "server/transport/owntlsidentity.h"

#include <QDir>
#include <QFileInfo>
#include <QNetworkInterface>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int expiryIntervalMs = 60 * 60 * 1'000;
constexpr int byeRetryMs = 1'000;

QString serverName()
{
    const QString host = QSysInfo::machineHostName();
    return host.isEmpty() ? u"Maru"_s : host;
}

FrontDoorConfig frontDoorConfig(const ServerConfig &config)
{
    FrontDoorConfig door;
    door.plain = config.plain;
    door.rateLimit = config.limitsRates;
    door.trustedProxies = config.trustedProxies;
    door.engine.origins.ownNames = {QSysInfo::machineHostName()};
    door.engine.origins.allowed = config.origins;
    door.engine.setsStickyCookie = config.setsStickyCookie;
    return door;
}

HubConfig hubConfig(const ServerConfig &config)
{
    HubConfig hub;
    hub.serverName = serverName();
    hub.serverVersion = version();
    hub.limitsRates = config.limitsRates;
    return hub;
}

RoomRules roomRules(const ServerConfig &config)
{
    return {.createsNamespaces = config.createsNamespaces,
            .isKorean = config.isKorean,
            .limitsRates = config.limitsRates};
}

/// IPv4 addresses other machines can use, the likely ones first.
QStringList lanAddresses()
{
    QStringList addresses;
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &interface : interfaces) {
        const auto flags = interface.flags();
        if (!flags.testFlag(QNetworkInterface::IsUp)
            || flags.testFlag(QNetworkInterface::IsLoopBack)) {
            continue;
        }
        const QList<QNetworkAddressEntry> entries = interface.addressEntries();
        for (const QNetworkAddressEntry &entry : entries) {
            if (entry.ip().protocol() == QAbstractSocket::IPv4Protocol) {
                addresses += entry.ip().toString();
            }
        }
    }
    return addresses;
}

} // namespace

QString databaseUrl(const ServerConfig &config)
{
    return config.databaseUrl.isEmpty() ? u"sqlite:"_s + config.dataDir + u"/maru.db"_s
                                        : config.databaseUrl;
}

std::optional<QString> dataDirProblem(const ServerConfig &config)
{
    const QFileInfo directory(config.dataDir);
    if (config.isDataDirDefault || directory.isDir()) {
        return std::nullopt;
    }
    if (directory.exists()) {
        return u"The data directory %1 is no directory. Nothing was changed."_s.arg(config.dataDir);
    }
    return u"The data directory %1 does not exist. Create it, or choose another with --data."_s.arg(
        config.dataDir);
}

ServerApplication::ServerApplication(const ServerConfig &config, BackendMaker makeBackend,
                                     QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_store(std::move(makeBackend))
    , m_hub(hubConfig(config))
    , m_people(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock}, config.identity)
    , m_rooms(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock}, roomRules(config))
    , m_messages(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock})
    , m_frontDoor(frontDoorConfig(config))
    , m_control([this](const QJsonObject &request, const ControlServer::Reply &reply) {
        handleControlRequest(m_rooms.service, request, reply);
    })
{
    m_hub.setDomain({.people = m_people,
                     .rooms = m_rooms,
                     .messages = m_messages,
                     .members = m_members,
                     .store = m_store,
                     .clock = m_clock});

    m_routes.addGet("/healthz", healthRoute([this]() -> std::optional<QString> {
                        return m_store.problem().isEmpty() ? std::nullopt
                                                           : std::optional(m_store.problem());
                    }));
    m_routes.addGet("/", welcomeRoute(serverName()));
    m_frontDoor.setHandler(&m_routes);

    connect(&m_frontDoor, &FrontDoor::connected, this, &ServerApplication::admit);
    connect(&m_hub, &SessionHub::stopped, this, &ServerApplication::finishStop);
    connect(&m_store, &StorageThread::broken, this, [this](const QString &reason) {
        qCCritical(lcServer).noquote()
            << "the store failed and cannot be trusted any more, stopping:" << reason;
        m_isFinished = true;
        emit finished(ExitStore);
    });

    m_expiryTimer.setInterval(expiryIntervalMs);
    connect(&m_expiryTimer, &QTimer::timeout, this, [this] { expireRecoveries(false); });

    m_stopTimer.setSingleShot(true);
    m_stopTimer.setInterval(limits::stopTimeoutMs / 2); // the other half is the store's
    connect(&m_stopTimer, &QTimer::timeout, this, &ServerApplication::finishStop);
}

ServerApplication::~ServerApplication()
{
    // Answers that come from now on would find half a house: the store goes first and drops them.
    m_store.stop(limits::stopTimeoutMs / 2);
}

Result<void, StartError> ServerApplication::start()
{
    // The port first: a second server by mistake is told so, and not that the store is locked.
    return listen()
        .and_then([this] { return openStore(); })
        .and_then([this] { return prepareTls(); })
        .map([this] {
            if (const Result<void, QString> control = m_control.listen(m_config.dataDir);
                !control) {
                qCWarning(lcServer).noquote()
                    << "commands cannot reach this server:" << control.error();
            }
            expireRecoveries(true);
            m_expiryTimer.start();
            announce();
        });
}

QList<QHostAddress> ServerApplication::listenAddresses() const
{
    QList<QHostAddress> addresses;
    for (const QString &address : std::as_const(m_config.listen)) {
        addresses +=
            address == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(address);
    }
    return addresses.isEmpty() ? QList{QHostAddress(QHostAddress::Any)} : addresses;
}

Result<void, StartError> ServerApplication::listen()
{
    const QList<QHostAddress> addresses = listenAddresses();
    const Result<quint16, ListenError> port = m_frontDoor.listen(addresses, quint16(m_config.port));
    if (port) {
        m_port = *port;
        return {};
    }
    const ListenError &error = port.error();
    if (error.kind == ListenError::Kind::AddressInUse) {
        return failure(StartError{
            .exitCode = ExitAddressInUse,
            .text = u"Port %1 is in use by another program. Stop it, or choose another port "
                    u"with --port."_s.arg(m_config.port)});
    }
    return failure(
        StartError{.exitCode = ExitUsage,
                   .text = u"Cannot listen on %1, port %2: %3."_s.arg(error.address.toString())
                               .arg(m_config.port)
                               .arg(error.text)});
}

Result<void, StartError> ServerApplication::openStore()
{
    if (const std::optional<QString> problem = dataDirProblem(m_config)) {
        return failure(StartError{.exitCode = ExitStore, .text = *problem});
    }
    return m_store.start().map_error([](const OpenError &error) {
        return StartError{.exitCode = ExitStore, .text = error.text};
    });
}

Result<void, StartError> ServerApplication::prepareTls()
{
    const bool isOwn = m_config.certFile.isEmpty();
    const Result<TlsIdentity, TlsError> identity = isOwn
        ? ensureTlsIdentity(m_config.dataDir, ownNames())
        : loadTlsIdentity(m_config.certFile, m_config.keyFile);
    if (!identity) {
        return failure(StartError{.exitCode = ExitUsage, .text = identity.error().text});
    }
    m_frontDoor.setTls(serverTlsConfiguration(*identity));
    m_fingerprint = identity->fingerprint;
    return {};
}

void ServerApplication::reload()
{
    if (const Result<void, StartError> prepared = prepareTls(); prepared) {
        qCInfo(lcServer).noquote()
            << "certificate read again, SHA-256" << fingerprintText(m_fingerprint);
        if (m_announcer) {
            m_announcer->setFingerprint(m_fingerprint);
        }
    } else {
        qCCritical(lcServer).noquote()
            << "the certificate stays as it was:" << prepared.error().text;
    }
}

QStringList ServerApplication::startLines() const
{
    const QString port = QString::number(m_port);
    QStringList join;
    if (m_config.listen.isEmpty()) {
        const QString scheme = m_config.plain == Plain::Lan ? u"http"_s : u"https"_s;
        for (const QString &address : lanAddresses()) {
            join += u"%1://%2:%3"_s.arg(scheme, address, port);
        }
    }
    const QString local = m_config.listen.isEmpty() || m_config.listen.contains(u"localhost"_s)
        ? u"127.0.0.1"_s
        : m_config.listen.constFirst();
    return {
        u"maru-server listening on http://%1:%2"_s.arg(
            local.contains(u':') ? u'[' + local + u']' : local, port),
        u"Data: %1"_s.arg(m_config.dataDir),
        join.isEmpty() ? u"Others cannot reach this server: it listens on this machine only."_s
                       : u"Others join with the Maru client or a Socket.IO client at %1"_s.arg(
                           join.join(u" or ")),
        u"Certificate: SHA-256 %1"_s.arg(fingerprintText(m_fingerprint)),
    };
}

void ServerApplication::announce()
{
    if (m_config.isAnnounced) {
        m_announcer.emplace(Announcement{announcedName(serverName()), m_port, m_fingerprint},
                            listenAddresses());
        m_announcer->start();
    }
}

void ServerApplication::admit(EngineSession *session, const HandshakeInfo &info)
{
    m_hub.addConnection(session,
                        {.address = info.peer.address.toString(),
                         .classCode = queryValue(info.query, "classCode"_L1).value_or(QString()),
                         .wantsRecovery = queryValue(info.query, "recovery"_L1) != u"0"_s,
                         .isPrivate = info.peer.isPrivate()});
}

void ServerApplication::expireRecoveries(bool isStart)
{
    const qint64 now = m_clock.nowMs();
    m_store.apply(ExpireRecovery{.nowMs = now,
                                 .beforeMs = now - limits::recoveryMs,
                                 .markConnectedLost = isStart},
                  [](const Result<Nothing, StoreError> &) {});
}

void ServerApplication::stop()
{
    if (m_isStopping) {
        return;
    }
    m_isStopping = true;
    qCInfo(lcServer) << "stopping";
    m_expiryTimer.stop();
    m_control.close();
    m_announcer.reset(); // nobody comes from now on
    m_frontDoor.stopListening();
    m_stopTimer.start();
    m_hub.stop(u"stop"_s, byeRetryMs);
}

void ServerApplication::finishStop()
{
    if (m_isFinished) {
        return;
    }
    m_isFinished = true;
    m_stopTimer.stop();
    m_store.stop(limits::stopTimeoutMs / 2);
    emit finished(ExitGood);
}

} // namespace maru::server
