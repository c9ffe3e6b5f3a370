// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/selftest.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int clientCount = 8;
constexpr qsizetype roomCount = 3; // the lobby and two more
constexpr int loadIntervalMs = 16; // one message of each client: 500 a second
constexpr qsizetype windowMessages = 8; // of one client, sent and not yet answered
constexpr int minKillDelayMs = 50;
constexpr int maxKillDelayMs = 800;
constexpr int maxAimMs = 3; // from a load to the kill: about as long as a commit takes
constexpr int stepTimeoutMs = 15'000; // joining, draining, one page of the history
constexpr int maxPaddingChars = 300;
constexpr int killsPerLine = 10;
constexpr int killsPerStartKill = 8; // of so many one comes while the server starts and recovers
constexpr int firstStartMs = 40; // about as long as a start takes, until one was measured

/// Hangul of any length: three bytes each, so that sizes in bytes and in characters differ.
QString padding(QRandomGenerator &random)
{
    QString text(random.bounded(maxPaddingChars + 1), Qt::Uninitialized);
    std::generate(text.begin(), text.end(),
                  [&random] { return QChar(char16_t(random.bounded(0xAC00, 0xD7A4))); });
    return text;
}

} // namespace

SelfTest::SelfTest(const SelfTestOptions &options, const QString &program, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_seed(options.seed.value_or(QRandomGenerator::global()->generate()))
    , m_random(m_seed)
    , m_directory(QDir::tempPath() + u"/maru-selftest-XXXXXX"_s)
    , m_server(program, m_directory.path())
    , m_startMs(firstStartMs)
{
    connect(&m_server, &SelfTestServer::listening, this, &SelfTest::onListening);
    connect(&m_server, &SelfTestServer::killed, this, &SelfTest::onKilled);
    connect(&m_server, &SelfTestServer::stopped, this, &SelfTest::onStopped);
    connect(&m_server, &SelfTestServer::failed, this, &SelfTest::fail);

    for (int i = 1; i <= clientCount; ++i) {
        m_clients.push_back(std::make_unique<SelfTestClient>(u"selftest %1"_s.arg(i)));
        SelfTestClient *client = m_clients.back().get();
        connect(client, &SelfTestClient::joined, this, [this, client] { onJoined(client); });
        connect(client, &SelfTestClient::acked, this, &SelfTest::onAcked);
        connect(client, &SelfTestClient::refused, this, &SelfTest::onRefused);
        connect(client, &SelfTestClient::failed, this, &SelfTest::fail);
    }

    m_load.setTimerType(Qt::PreciseTimer);
    m_load.setInterval(loadIntervalMs);
    connect(&m_load, &QTimer::timeout, this, &SelfTest::sendFromEach);
    m_killDelay.setSingleShot(true);
    connect(&m_killDelay, &QTimer::timeout, this, [this] { m_isKillDue = true; });
    m_kill.setTimerType(Qt::PreciseTimer);
    m_kill.setSingleShot(true);
    connect(&m_kill, &QTimer::timeout, &m_server, &SelfTestServer::kill);
    m_watchdog.setSingleShot(true);
    m_watchdog.setInterval(stepTimeoutMs);
    connect(&m_watchdog, &QTimer::timeout, this,
            [this] { fail(u"The server did not answer within 15 s."_s); });
}

SelfTest::~SelfTest() = default;

void SelfTest::start()
{
    Q_ASSERT(m_step == Step::Idle);
    emit progressed(u"selftest: %1 kills, seed %2, in %3"_s.arg(m_options.kills)
                        .arg(m_seed)
                        .arg(QDir::toNativeSeparators(m_directory.path())));
    if (!m_directory.isValid()) {
        fail(u"No temporary directory: %1."_s.arg(m_directory.errorString()));
        return;
    }
    m_step = Step::MakingRooms;
    startServer();
}

// ---- what the server does ----

void SelfTest::startServer()
{
    m_isListening = false;
    m_startTimer.start();
    m_server.start();
    // The last kill of all comes under load, and a short test has no others.
    const bool isKillOfAStart = m_kills % killsPerStartKill == 0
        && m_options.kills >= killsPerStartKill && m_kills + 1 < m_options.kills && !m_isFinished;
    if (isKillOfAStart) {
        m_kill.start(m_random.bounded(m_startMs + 1));
    }
}

void SelfTest::onListening()
{
    m_isListening = true;
    m_startMs = static_cast<int>(m_startTimer.elapsed());
    switch (m_step) {
    case Step::MakingRooms:
        m_kill.stop(); // too late: it would meet the control socket, not the start
        makeRoom();
        return;
    case Step::Loading:
        scheduleKill();
        connectClients();
        return;
    case Step::Draining:
        m_watchdog.start();
        connectClients();
        return;
    case Step::Reading:
        readNextRoom();
        return;
    default:
        Q_UNREACHABLE();
    }
}

void SelfTest::onKilled()
{
    for (const auto &client : m_clients) {
        client->disconnectNow();
    }
    m_killDelay.stop();
    m_kill.stop();
    m_isKillDue = false;
    ++m_kills;
    m_startKills += m_isListening ? 0 : 1;
    if (m_kills % killsPerLine == 0) {
        reportProgress();
    }
    if (m_kills == m_options.kills) {
        m_load.stop();
        m_step = Step::Draining;
    }
    startServer();
}

void SelfTest::reportProgress()
{
    qint64 resent = 0;
    for (const auto &client : m_clients) {
        resent += client->resentCount();
    }
    emit progressed(
        u"selftest: %1 kills (%2 during a start), %3 sent, %4 acked, %5 sent again, of them %6 stored before"_s
            .arg(m_kills)
            .arg(m_startKills)
            .arg(m_ledger.sentCount())
            .arg(m_ledger.ackedCount())
            .arg(resent)
            .arg(m_duplicates));
}

void SelfTest::onStopped()
{
    if (m_step == Step::Closing) {
        giveVerdict();
        return;
    }
    reportProgress();
    for (const auto &client : m_clients) {
        client->disconnectNow();
    }
    m_step = Step::Reading;
    startServer();
}

// ---- load ----

void SelfTest::makeRoom()
{
    if (m_isFinished) {
        return;
    }
    if (m_namespaces.size() == roomCount) {
        m_step = Step::Joining;
        m_watchdog.start();
        connectClients();
        return;
    }
    const QString name = u"selftest-%1"_s.arg(m_namespaces.size() + 1);
    m_control = std::make_unique<ControlClient>();
    m_control->send(
        m_server.dataDirectory(), {{u"command"_s, u"room.add"_s}, {u"name"_s, name}},
        [this, name](const Result<QJsonObject, ControlError> &reply) {
            if (!reply || !reply->value("ok"_L1).toBool()) {
                fail(u"The room %1 cannot be made: %2"_s.arg(
                    name, reply ? reply->value("error"_L1).toString() : reply.error().text));
                return;
            }
            m_namespaces.append(u'/' + name);
            // Not from within the client's own call: the next room replaces it.
            QMetaObject::invokeMethod(this, &SelfTest::makeRoom, Qt::QueuedConnection);
        });
}

void SelfTest::connectClients()
{
    // Everybody moves on to the next room after each kill, so that each one writes into all of
    // them.
    qsizetype place = m_kills;
    for (const auto &client : m_clients) {
        client->connectTo(m_server.port(), m_namespaces.at(place++ % m_namespaces.size()));
    }
}

void SelfTest::onJoined(SelfTestClient *client)
{
    switch (m_step) {
    case Step::Joining:
        if (std::all_of(m_clients.begin(), m_clients.end(),
                        [](const auto &other) { return other->isJoined(); })) {
            m_watchdog.stop();
            m_step = Step::Loading;
            m_load.start();
            scheduleKill();
        }
        return;
    case Step::Draining:
        stopWhenDrained();
        return;
    case Step::Reading:
        Q_ASSERT(client == m_clients.front().get());
        readPage(0);
        return;
    default:
        return;
    }
}

void SelfTest::sendFromEach()
{
    for (const auto &client : m_clients) {
        if (!client->isJoined() || client->pendingCount() >= windowMessages) {
            continue;
        }
        const QString cid = u"%1-%2"_s.arg(m_seed, 0, 16).arg(++m_messages);
        const QString chat = cid + u' ' + padding(m_random);
        m_ledger.recordSent(client->name(), client->homeRoom(), cid, chat);
        client->send({.room = client->homeRoom(), .cid = cid, .chat = chat});
    }
    // Acks are fast: a kill at any odd time would mostly find nothing on its way.
    if (m_isKillDue) {
        m_isKillDue = false;
        m_kill.start(m_random.bounded(maxAimMs + 1));
    }
}

void SelfTest::scheduleKill()
{
    m_isKillDue = false;
    m_killDelay.start(m_random.bounded(minKillDelayMs, maxKillDelayMs + 1));
}

void SelfTest::onAcked(const QString &cid, const SentReply &reply)
{
    m_ledger.recordAck(cid, reply.message);
    m_duplicates += reply.duplicate ? 1 : 0;
    stopWhenDrained();
}

void SelfTest::onRefused(const QString &cid, const ApiError &error)
{
    ++m_refusals;
    // A full disk is no broken promise: the message is not stored, and its author knows.
    if (error.code != ErrorCode::StoreFailed) {
        m_ledger.recordBrokenPromise(
            u"%1 was answered with %2: %3"_s.arg(cid, toWire(error.code), error.text));
    }
    stopWhenDrained();
}

void SelfTest::stopWhenDrained()
{
    const bool isDrained = m_step == Step::Draining
        && std::all_of(m_clients.begin(), m_clients.end(), [](const auto &client) {
                               return client->isJoined() && client->pendingCount() == 0;
                           });
    if (isDrained) {
        m_watchdog.stop();
        m_step = Step::Stopping;
        m_server.stop();
    }
}

} // namespace maru::server
