// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/outbox.h"

#include "common/clientlimits.h"

#include <QRandomGenerator>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

constexpr int slowDownDefaultMs = 1'000; // SLOW_DOWN without a figure

bool isWorthAnotherTry(ErrorCode code)
{
    return code == ErrorCode::StoreFailed || code == ErrorCode::NotJoined;
}

} // namespace

Outbox::Outbox(std::function<double()> random, QObject *parent)
    : QObject(parent)
    , m_random(std::move(random))
    , m_window(limits::outboxWindow)
{
    if (!m_random) {
        m_random = [] {
            return QRandomGenerator::global()->generateDouble();
        };
    }
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Outbox::pump);
}

QString Outbox::newCid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

void Outbox::setWindow(int messages)
{
    Q_ASSERT(messages > 0);
    m_window = messages;
}

void Outbox::setOnline(bool online)
{
    m_isOnline = online;
    if (online) {
        m_policy.reset();
        m_pause.stop();
        pump();
        return;
    }
    for (auto &[room, lane] : m_lanes) {
        lane.isFrontSent = false;
    }
}

bool Outbox::enqueue(const OutgoingMessage &message)
{
    Q_ASSERT(!message.cid.isEmpty() && !m_roomOf.contains(message.cid));
    if (count() >= limits::maxOutboxMessages) {
        return false;
    }
    m_roomOf.insert(message.cid, message.room);
    m_lanes[message.room].queue.push_back(message);
    pump();
    return true;
}

bool Outbox::addFailed(const OutgoingMessage &message)
{
    Q_ASSERT(!message.cid.isEmpty() && !m_roomOf.contains(message.cid));
    if (count() >= limits::maxOutboxMessages) {
        return false;
    }
    m_failed.insert(message.cid, message);
    return true;
}

bool Outbox::retry(const QString &cid)
{
    const auto found = m_failed.find(cid);
    if (found == m_failed.end()) {
        return false;
    }
    const OutgoingMessage message = *found;
    m_failed.erase(found);
    return enqueue(message);
}

bool Outbox::discard(const QString &cid)
{
    return m_failed.remove(cid) > 0;
}

void Outbox::clear()
{
    m_lanes.clear();
    m_roomOf.clear();
    m_failed.clear();
    m_pause.stop();
    m_policy.reset();
    m_onlyRoom = {};
}

qsizetype Outbox::count() const
{
    return m_roomOf.size() + m_failed.size();
}

void Outbox::accept(const QString &cid)
{
    m_failed.remove(cid);
    if (takeFront(cid)) {
        m_policy.reset();
        pump();
    }
}

void Outbox::refuse(const QString &cid, const ApiError &error)
{
    Lane *const lane = laneWithFront(cid);
    if (!lane) {
        return;
    }
    if (error.code == ErrorCode::SlowDown) {
        lane->isFrontSent = false;
        pause(error.retryAfterMs > 0 ? error.retryAfterMs : slowDownDefaultMs);
    } else if (isWorthAnotherTry(error.code)) {
        postpone(cid);
    } else {
        m_failed.insert(cid, lane->queue.front());
        takeFront(cid);
        emit failed(cid, error);
        pump();
    }
}

void Outbox::postpone(const QString &cid)
{
    if (Lane *const lane = laneWithFront(cid)) {
        lane->isFrontSent = false;
        backOff();
    }
}

void Outbox::giveUp(const QString &cid)
{
    if (Lane *const lane = laneWithFront(cid)) {
        m_failed.insert(cid, lane->queue.front());
        takeFront(cid);
        emit unconfirmed(cid);
        pump();
    }
}

void Outbox::pump()
{
    // Whoever sends may answer at once and come back in here: the loop below already goes on then.
    if (m_isPumping || m_pause.isActive()) {
        return;
    }
    m_isPumping = true;
    for (bool found = true; found && m_isOnline && !m_pause.isActive();) {
        found = false;
        const auto sent = std::count_if(m_lanes.begin(), m_lanes.end(),
                                        [](const auto &lane) { return lane.second.isFrontSent; });
        if (sent >= m_window) {
            break;
        }
        for (auto &[room, lane] : m_lanes) {
            const bool isOpen = m_onlyRoom.isNull() || m_onlyRoom == room;
            if (isOpen && !lane.isFrontSent && !lane.queue.empty()) {
                lane.isFrontSent = true;
                found = true;
                const OutgoingMessage message = lane.queue.front();
                emit readyToSend(message); // may change m_lanes: start again
                break;
            }
        }
    }
    m_isPumping = false;
}

void Outbox::pause(int ms)
{
    const int boundedMs = std::clamp(ms, 1, limits::maxRetryAfterMs);
    if (!m_pause.isActive() || m_pause.remainingTime() < boundedMs) {
        m_pause.start(boundedMs);
    }
}

void Outbox::backOff()
{
    if (m_isOnline && !m_pause.isActive()) {
        pause(m_policy.nextDelayMs(m_random()));
    }
}

Outbox::Lane *Outbox::laneWithFront(const QString &cid)
{
    const auto room = m_roomOf.constFind(cid);
    if (room == m_roomOf.constEnd()) {
        return nullptr;
    }
    const auto lane = m_lanes.find(*room);
    const bool isFront = lane != m_lanes.end() && !lane->second.queue.empty()
        && lane->second.queue.front().cid == cid;
    return isFront ? &lane->second : nullptr;
}

bool Outbox::takeFront(const QString &cid)
{
    Lane *const lane = laneWithFront(cid);
    if (!lane) {
        return false;
    }
    lane->queue.pop_front();
    lane->isFrontSent = false;
    if (lane->queue.empty()) {
        m_lanes.erase(m_roomOf.value(cid));
    }
    m_roomOf.remove(cid);
    return true;
}

} // namespace maru::client
