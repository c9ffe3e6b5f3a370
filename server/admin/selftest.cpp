// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/selftest.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Exit codes of docs/protocol.md §8.
constexpr int exitGood = 0;
constexpr int exitCheckFailed = 1;

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
    m_server.start();
}

void SelfTest::cancel()
{
    finish({.exitCode = exitCheckFailed, .output = {}, .errors = u"selftest: interrupted\n"_s});
}

// ---- what the server does ----

void SelfTest::onListening()
{
    switch (m_step) {
    case Step::MakingRooms:
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
    ++m_kills;
    if (m_kills % killsPerLine == 0) {
        reportProgress();
    }
    if (m_kills == m_options.kills) {
        m_load.stop();
        m_step = Step::Draining;
    }
    m_server.start();
}

void SelfTest::reportProgress()
{
    qint64 resent = 0;
    for (const auto &client : m_clients) {
        resent += client->resentCount();
    }
    emit progressed(
        u"selftest: %1 kills, %2 sent, %3 acked, %4 sent again, of them %5 stored before"_s
            .arg(m_kills)
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
    m_server.start();
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

// ---- the verdict ----

void SelfTest::readNextRoom()
{
    if (m_isFinished) {
        return;
    }
    if (m_roomsRead == m_namespaces.size()) {
        m_watchdog.stop();
        m_step = Step::Closing;
        m_clients.front()->disconnectNow();
        m_server.stop();
        return;
    }
    m_watchdog.start();
    m_clients.front()->connectTo(m_server.port(), m_namespaces.at(m_roomsRead));
}

void SelfTest::readPage(qint64 afterSeq)
{
    m_watchdog.start();
    SelfTestClient &reader = *m_clients.front();
    reader.readHistory(
        reader.homeRoom(), afterSeq, [this, afterSeq](Result<HistoryReply, ApiError> page) {
            if (!page) {
                fail(u"The history cannot be read: %1"_s.arg(page.error().text));
                return;
            }
            for (const Message &row : std::as_const(page->messages)) {
                m_ledger.recordStored(row);
            }
            if (page->last) {
                ++m_roomsRead;
                // The reader is busy with this ack; it changes rooms afterwards.
                QMetaObject::invokeMethod(this, &SelfTest::readNextRoom, Qt::QueuedConnection);
                return;
            }
            const qint64 lastSeq = page->messages.isEmpty() ? 0 : page->messages.constLast().seq;
            if (lastSeq <= afterSeq) {
                fail(u"The history does not go on after seq %1."_s.arg(afterSeq));
                return;
            }
            readPage(lastSeq);
        });
}

void SelfTest::giveVerdict()
{
    const LedgerReport report = m_ledger.report();
    if (report.acked == 0) {
        fail(u"Not one message was acked, so nothing is proven."_s);
        return;
    }
    CommandOutput output;
    output.exitCode = report.isClean() ? exitGood : exitCheckFailed;
    output.output = u"%1 kills, %2 acked, %3 lost, %4 doubled, %5 out of order\n"_s.arg(m_kills)
                        .arg(report.acked)
                        .arg(report.lost)
                        .arg(report.doubled)
                        .arg(report.outOfOrder);
    if (m_refusals > 0) {
        output.errors += u"selftest: %1 messages were refused\n"_s.arg(m_refusals);
    }
    for (const QString &detail : report.details) {
        output.errors += u"selftest: %1\n"_s.arg(detail);
    }
    if (!report.isClean()) {
        m_directory.setAutoRemove(false);
        output.errors += u"selftest: everything is kept in %1\n"_s.arg(
            QDir::toNativeSeparators(m_directory.path()));
    }
    finish(output);
}

void SelfTest::fail(const QString &reason)
{
    m_directory.setAutoRemove(false);
    finish({.exitCode = exitCheckFailed,
            .output = {},
            .errors =
                u"selftest: %1\nselftest: after %2 kills, everything is kept in %3\n"_s.arg(reason)
                    .arg(m_kills)
                    .arg(QDir::toNativeSeparators(m_directory.path()))});
}

void SelfTest::finish(const CommandOutput &output)
{
    if (m_isFinished) {
        return;
    }
    m_isFinished = true;
    m_step = Step::Idle;
    m_server.disconnect(this);
    m_load.stop();
    m_killDelay.stop();
    m_kill.stop();
    m_watchdog.stop();
    for (const auto &client : m_clients) {
        client->disconnectNow();
    }
    // Whoever called this may still be at work on one of our children.
    QMetaObject::invokeMethod(
        this, [this, output] { emit finished(output); }, Qt::QueuedConnection);
}

} // namespace maru::server
