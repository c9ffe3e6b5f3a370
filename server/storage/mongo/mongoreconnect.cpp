// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// How the store in MongoDB stays in touch with its database: what it does when the connection is
// lost, and how it shows others that it is there.

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/mongo/mongobackend.h"

#include <QRandomGenerator>
#include <QThread>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// While the store takes nothing: how often it tries, and what. A small document would find room on
// a full disk, and zeros would be compressed.
constexpr int probeIntervalMs = 5'000;
constexpr qsizetype probeBytes = 256 * 1'024;
constexpr auto probeCollection = "maru_probe";

QByteArray noise(qsizetype bytes)
{
    QByteArray noise(bytes, Qt::Uninitialized);
    QRandomGenerator::global()->fillRange(reinterpret_cast<quint32 *>(noise.data()),
                                          bytes / qsizetype(sizeof(quint32)));
    return noise;
}

} // namespace

void MongoBackend::disconnect()
{
    m_connection.reset();
}

bool MongoBackend::reconnectOnce(CatchUp how)
{
    m_connection = std::make_unique<MongoConnection>(m_address);
    Step done = check();
    if (done && how == CatchUp::Yes) {
        const auto caught = catchUp();
        done = caught ? Step() : Step(failure(sentence(caught.error())));
    }
    if (!done || m_isBroken) {
        m_problem = m_isBroken ? m_problem : done.error();
        disconnect();
        m_lastAttempt.start();
        return false;
    }
    m_lastAttempt.invalidate();
    if (how == CatchUp::Yes) { // else that it answers says nothing of what is in doubt
        m_problem.clear();
        qCInfo(lcStorage).noquote()
            << sentence(u"is there again, after %1 ms"_s.arg(m_lost.elapsed()));
    }
    return true;
}

// Who asks when the database has just gone waits a moment for it; who asks later is refused at
// once.
bool MongoBackend::reconnect(int patienceMs, CatchUp how)
{
    if (m_isBroken) {
        return false;
    }
    if (isConnected() && (isWritten() || how == CatchUp::No)) {
        return true;
    }
    if (isConnected()) {
        if (const auto done = catchUp(); done && !m_isBroken) {
            return true;
        } else if (!done) {
            noteTrouble(done.error(), u"could not be read"_s);
        }
        if (isConnected()) {
            return false;
        }
    }
    const bool wasTriedJustNow =
        m_lastAttempt.isValid() && !m_lastAttempt.hasExpired(limits::reconnectEveryMs);
    if (wasTriedJustNow && m_lost.hasExpired(patienceMs)) {
        return false;
    }
    constexpr int pauseMs = 50;
    while (!reconnectOnce(how)) {
        if (m_isBroken || m_lost.hasExpired(patienceMs)) {
            return false;
        }
        QThread::msleep(pauseMs);
    }
    return true;
}

int MongoBackend::idleMs() const
{
    return isConnected() ? limits::storeWatchMs : limits::reconnectEveryMs;
}

// So that it is known, and said, when the database goes while nobody asks, and when it is back.
void MongoBackend::maintain()
{
    if (m_isBroken) {
        return;
    }
    if (!isConnected()) {
        static_cast<void>(reconnect(0));
        return;
    }
    if (!m_lastBeat.isValid() || m_lastBeat.hasExpired(limits::storeWatchMs)) {
        beat();
    }
    if (!m_problem.isEmpty() && isConnected() && m_tried.hasExpired(probeIntervalMs)) {
        tryToWrite();
    }
}

// Who watches /healthz sends nobody here while it says no: that the store takes changes again has
// to be found without a message.
void MongoBackend::tryToWrite()
{
    m_tried.start();
    if (!reconnect(0)) { // what is stored has to be in the collections first
        return;
    }
    Bson ours;
    ours.text("_id", m_lease.key());
    Bson probe(ours.data());
    probe.bytes("space", noise(probeBytes));
    auto done = m_connection->removeAll(probeCollection, ours); // of an attempt that was cut
    done = done ? m_connection->insert(probeCollection, probe) : done;
    done = done ? m_connection->removeAll(probeCollection, ours) : done;
    if (done) {
        m_problem.clear();
    } else if (done.error().trouble == MongoTrouble::Lost) {
        noteTrouble(done.error(), u"was lost"_s);
    }
}

void MongoBackend::beat()
{
    if (m_isBroken || !isConnected()) {
        return;
    }
    m_lastBeat.start();
    if (m_sharing != Sharing::Alone) {
        return;
    }
    const auto ours = m_lease.beat(*m_connection);
    if (!ours) {
        noteTrouble(ours.error(), u"was lost"_s);
    } else if (!*ours) {
        breakDown(u"was taken over by another maru-server"_s);
    }
}

} // namespace maru::server
