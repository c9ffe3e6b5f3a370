// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/serverapplication.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "common/version.h"
#include "server/admin/adminservices.h"
#include "server/config/configkeys.h"
#include "server/http/healthroute.h"
#include "server/http/iconroute.h"
#include "server/http/welcomeroute.h"
#include "server/keepingcommands.h"
#include "server/metricsreport.h"
#include "server/startlines.h"
#include "server/transport/addresses.h"
#include "server/transport/owntlsidentity.h"

#include <QDir>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int expiryIntervalMs = 60 * 60 * 1'000;
constexpr int byeRetryMs = 1'000;

FrontDoorConfig frontDoorConfig(const ServerConfig &config)
{
    FrontDoorConfig door;
    door.plain = config.plain;
    door.rateLimit = config.limitsRates;
    door.trustedProxies = config.trustedProxies;
    door.engine.origins.ownNames = ownNames().dnsNames;
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

} // namespace

ServerApplication::ServerApplication(const ServerConfig &config, BackendMaker makeBackend,
                                     QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_live(config)
    , m_store(std::move(makeBackend))
    , m_hub(hubConfig(config))
    , m_people(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock}, config.identity,
               config.limitsRates)
    , m_rooms(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock}, roomRules(config))
    , m_messages(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock}, config.limitsRates)
    , m_files(DomainBasics{m_store, m_hub, m_members, m_knownRooms, m_clock}, config,
              m_people.identity, m_hub)
    , m_frontDoor(frontDoorConfig(config))
    , m_metrics(m_metricsRoutes)
    , m_control([this](const QJsonObject &request, const ControlServer::Reply &reply) {
        if (!answersHost(request, reply)) {
            handleAdminRequest(
                {.rooms = m_rooms, .people = m_people, .database = storeAddress(m_config)}, request,
                reply);
        }
    })
{
    m_hub.setDomain({.people = m_people,
                     .rooms = m_rooms,
                     .messages = m_messages,
                     .members = m_members,
                     .store = m_store,
                     .clock = m_clock});

    m_routes.addGet("/healthz", healthRoute([this] { return m_store.problem().isEmpty(); }));
    m_routes.addGet("/", welcomeRoute([this] {
                        return WelcomeInfo{.serverName = serverName(),
                                           .fingerprint = m_fingerprint,
                                           .addresses = [this] {
                                               return joinAddresses(m_config, m_port);
                                           }};
                    }));
    m_routes.addGet("/icon.svg", iconRoute());
    m_routes.addGet("/favicon.ico", iconRoute()); // browsers ask for it beside any answer
    m_frontDoor.setHandler(&m_routes);
    m_frontDoor.setRoute(&m_files.route);

    connect(&m_frontDoor, &FrontDoor::connected, this, &ServerApplication::admit);
    connect(&m_hub, &SessionHub::sessionOver, &m_people.presence, &Presence::depart);
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
        .and_then([this] { return openMetrics(); })
        .map([this] {
            if (const Result<void, QString> control = m_control.listen(m_config.dataDir);
                !control) {
                qCWarning(lcServer).noquote()
                    << "commands cannot reach this server:" << control.error();
            }
            m_files.service.start();
            expireRecoveries(true);
            offerOwnership();
            m_expiryTimer.start();
            announce();
            m_service.ready(m_store, [this] { return statusLine(); });
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
            .exitCode = ExitNotNow,
            .text = u"Port %1 is in use by another program. Stop it, or choose another port "
                    u"with --port."_s.arg(m_config.port)});
    }
    if (error.kind == ListenError::Kind::AddressNotAvailable) { // yet, after a power cut perhaps
        return failure(
            StartError{.exitCode = ExitNotNow,
                       .text = u"Cannot listen on %1, port %2: this machine does not have that "
                               u"address now."_s.arg(error.address.toString())
                                   .arg(m_config.port)});
    }
    if (error.kind == ListenError::Kind::NotPermitted && m_config.port < 1'024) {
        return failure(StartError{
            .exitCode = ExitUsage,
            .text =
                u"Port %1 needs a right that this user has not, as all ports below 1024. Choose "
                u"another with --port, or give the right: AmbientCapabilities=CAP_NET_BIND_SERVICE "
                u"in a unit, or setcap cap_net_bind_service=+ep maru-server."_s.arg(
                    m_config.port)});
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
    const bool isOwn = m_live.certFile.isEmpty();
    const Result<TlsIdentity, TlsError> identity = isOwn
        ? ensureTlsIdentity(m_config.dataDir, ownNames())
        : loadTlsIdentity(m_live.certFile, m_live.keyFile);
    if (!identity) {
        const bool isEarly = identity.error().kind == TlsError::Kind::NotYetValid;
        return failure(StartError{.exitCode = isEarly ? ExitNotNow : ExitUsage,
                                  .text = identity.error().text});
    }
    const Result<TlsContext, TlsError> context = makeTlsContext(*identity);
    if (!context) {
        return failure(StartError{.exitCode = ExitUsage,
                                  .text = u"%1: %2"_s.arg(m_live.certFile, context.error().text)});
    }
    m_frontDoor.setTls(*context);
    m_fingerprint = identity->fingerprint;
    return {};
}

Result<void, StartError> ServerApplication::openMetrics()
{
    if (m_config.metricsAddress.isNull()) {
        return {};
    }
    m_metricsRoutes.addGet(
        "/metrics",
        metricsRoute(
            {.door = m_frontDoor, .hub = m_hub, .store = m_store, .announcer = m_announcer}));
    const auto port = m_metrics.listen(m_config.metricsAddress, m_config.metricsPort);
    if (!port) {
        return failure(StartError{.exitCode = port.error().mayPass ? ExitNotNow : ExitUsage,
                                  .text = u"Cannot give metrics on %1, port %2: %3."_s
                                              .arg(m_config.metricsAddress.toString())
                                              .arg(m_config.metricsPort)
                                              .arg(port.error().text)});
    }
    m_metricsPort = *port;
    return {};
}

QByteArray ServerApplication::statusLine() const
{
    return "port " + QByteArray::number(m_port) + ", " + QByteArray::number(m_hub.userCount())
        + " people, " + QByteArray::number(m_frontDoor.connectionCount()) + " connections"
        + (m_store.problem().isEmpty() ? "" : ", the store does not take messages");
}

QStringList ServerApplication::startLines() const
{
    QStringList lines = server::startLines(m_config, m_port, m_fingerprint);
    if (m_metricsPort != 0) {
        QUrl url;
        url.setScheme(u"http"_s);
        url.setHost(m_config.metricsAddress.toString());
        url.setPort(m_metricsPort);
        url.setPath(u"/metrics"_s);
        lines += u"Metrics: %1"_s.arg(url.toString());
    }
    return lines;
}

void ServerApplication::setConfigReader(ConfigReader reader)
{
    m_readConfig = std::move(reader);
}

void ServerApplication::reload()
{
    m_service.reloading();
    if (m_readConfig) {
        if (const Result<ServerConfig, QString> config = m_readConfig(); config) {
            reconfigure(*config);
        } else {
            qCCritical(lcServer).noquote()
                << "the configuration stays as it was:" << config.error();
        }
    }
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
    m_service.reloaded();
}

void ServerApplication::reconfigure(const ServerConfig &config)
{
    QStringList applied;
    for (const ConfigKey *key : changedKeys(m_live, config)) {
        if (key->isLive) {
            applied += key->name;
        }
    }
    QStringList left; // held against the start: told again each time until somebody restarts
    for (const ConfigKey *key : changedKeys(m_config, config)) {
        if (!key->isLive) {
            left += key->name;
        }
    }
    m_live = config;
    if (const Result<void, QString> log = configureLog(logOptions(config)); !log) {
        qCCritical(lcServer).noquote() << "the log stays where it was:" << log.error();
    }
    m_frontDoor.reconfigure(frontDoorConfig(config));
    m_hub.limitRates(config.limitsRates);
    m_files.reconfigure(config);
    m_messages.marks.limitRates(config.limitsRates);
    m_rooms.service.setRules(roomRules(config));
    m_people.identity.setMode(config.identity);
    m_people.identity.setLimitsRates(config.limitsRates);
    if (!applied.isEmpty()) {
        qCInfo(lcServer).noquote() << "configuration read again, changed:" << applied.join(u", ");
    }
    if (!left.isEmpty()) {
        qCWarning(lcServer).noquote()
            << "changed too, but needs a restart of the server:" << left.join(u", ");
    }
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
                        {.address = countingKey(info.peer.address).toString(),
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

// A new code at each start until somebody has used one: only its hash is stored.
void ServerApplication::offerOwnership()
{
    m_people.invitations.ownerCode([this](const Result<Invitations::Code, ApiError> &made) {
        if (made) {
            emit ownerCodeMade(made->code);
        }
    });
}

void ServerApplication::stop()
{
    if (m_isStopping) {
        return;
    }
    m_isStopping = true;
    qCInfo(lcServer) << "stopping";
    m_service.stopping();
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
