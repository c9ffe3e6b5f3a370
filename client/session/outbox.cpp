// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/session/outbox.h"

#include "client/session/sendagain.h"
#include "common/clientlimits.h"

#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QUuid>

#include <algorithm>
#include <optional>
#include <utility>

namespace maru::client {

namespace {

qint64 steadyMs()
{
    return QDeadlineTimer::current().deadline();
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
    m_wake.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Outbox::pump);
    connect(&m_wake, &QTimer::timeout, this, &Outbox::pump);
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
        for (auto &[room, lane] : m_lanes) {
            lane.notBeforeMs = 0;
        }
        pump();
        return;
    }
    m_wake.stop();
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
    m_wake.stop();
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
    if (take(cid)) {
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
        lane->notBeforeMs = steadyMs() + slowDownMs(error);
        pump(); // the others go on; if it was said of all of them, each hears it once
    } else if (isWorthAnotherTry(error.code)) {
        postpone(cid);
    } else {
        static_cast<void>(stop(cid, error));
    }
}

bool Outbox::stop(const QString &cid, const ApiError &error)
{
    const auto room = m_roomOf.constFind(cid);
    if (room == m_roomOf.constEnd()) {
        return false;
    }
    const std::deque<OutgoingMessage> &queue = m_lanes.at(*room).queue;
    m_failed.insert(cid, *std::find_if(queue.begin(), queue.end(), [&cid](const auto &one) {
                        return one.cid == cid;
                    }));
    take(cid);
    emit failed(cid, error);
    pump();
    return true;
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
        take(cid);
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
    const qint64 nowMs = steadyMs(); // one for both: what is closed for the first wakes the second
    m_isPumping = true;
    sendOpen(nowMs);
    m_isPumping = false;
    armWake(nowMs);
}

void Outbox::sendOpen(qint64 nowMs)
{
    for (bool found = true; found && m_isOnline && !m_pause.isActive();) {
        found = false;
        const auto sent = std::count_if(m_lanes.begin(), m_lanes.end(),
                                        [](const auto &lane) { return lane.second.isFrontSent; });
        if (sent >= m_window) {
            break;
        }
        for (auto &[room, lane] : m_lanes) {
            const bool isOpen =
                (m_onlyRoom.isNull() || m_onlyRoom == room) && lane.notBeforeMs <= nowMs;
            if (isOpen && !lane.isFrontSent && !lane.queue.empty()) {
                lane.isFrontSent = true;
                found = true;
                const OutgoingMessage message = lane.queue.front();
                emit readyToSend(message); // may change m_lanes: start again
                break;
            }
        }
    }
}

void Outbox::armWake(qint64 nowMs)
{
    m_wake.stop();
    if (!m_isOnline) {
        return; // the next connection opens all of them
    }
    std::optional<qint64> first;
    for (const auto &[room, lane] : m_lanes) {
        if (lane.notBeforeMs > nowMs) {
            first = std::min(first.value_or(lane.notBeforeMs), lane.notBeforeMs);
        }
    }
    if (first) {
        m_wake.start(int(*first - nowMs) + 1); // a coarse timer may be early: then armed again
    }
}

void Outbox::backOff()
{
    if (m_isOnline && !m_pause.isActive()) {
        m_pause.start(std::clamp(m_policy.nextDelayMs(m_random()), 1, limits::maxRetryAfterMs));
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

bool Outbox::take(const QString &cid)
{
    if (!m_roomOf.contains(cid)) {
        return false;
    }
    const auto lane = m_lanes.find(m_roomOf.take(cid));
    std::deque<OutgoingMessage> &queue = lane->second.queue;
    const auto found = std::find_if(queue.begin(), queue.end(),
                                    [&cid](const OutgoingMessage &one) { return one.cid == cid; });
    if (found == queue.begin()) {
        lane->second.isFrontSent = false;
    }
    queue.erase(found);
    if (queue.empty()) {
        m_lanes.erase(lane);
    }
    return true;
}

} // namespace maru::client
