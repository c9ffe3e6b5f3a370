// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/connection/discovery.h"

#include "common/clientlimits.h"
#include "common/logging.h"

#include <array>

namespace maru::client {

namespace {

constexpr std::array firstGapsMs{250, 750}; // after the first question and the second

} // namespace

Discovery::Discovery(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Discovery::ask);
    for (BeaconSocket *const socket : {&m_listener, &m_asker}) {
        connect(socket, &BeaconSocket::received, this,
                [this, socket](const BeaconPacket &packet, const QHostAddress &from) {
                    onReceived(*socket, packet, from);
                });
    }
}

void Discovery::start()
{
    if (m_isRunning) {
        return;
    }
    m_isRunning = true;
    m_questions = 0;
    if (!m_listener.bind(beaconPort)) {
        qCInfo(lcDiscovery) << "another program holds UDP port" << beaconPort
                            << ": only servers that answer are found";
    }
    if (!m_asker.bind(0)) {
        qCInfo(lcDiscovery) << "no UDP port is free: servers are not asked";
    }
    ask();
}

void Discovery::stop()
{
    m_isRunning = false;
    m_timer.stop();
    m_listener.close();
    m_asker.close();
}

void Discovery::ask()
{
    m_asker.sendToAll(encodeBeacon(BeaconQuery()), m_asker.links());
    static_cast<void>(m_listener.links()); // joins the groups of networks that are new
    const auto question = std::size_t(m_questions);
    m_timer.start(question < firstGapsMs.size() ? firstGapsMs.at(question)
                                                : limits::queryIntervalMs);
    m_questions += question < firstGapsMs.size() ? 1 : 0;
    emit asked();
}

quint64 Discovery::droppedCount() const
{
    return m_listener.droppedCount() + m_asker.droppedCount();
}

QList<LocalLink> Discovery::links()
{
    return m_asker.links();
}

void Discovery::onReceived(BeaconSocket &socket, const BeaconPacket &packet,
                           const QHostAddress &from)
{
    const auto *const announcement = std::get_if<Announcement>(&packet);
    if (!announcement) {
        return; // others ask, too
    }
    if (!isOnLink(socket.links(), from)) {
        socket.drop();
        return;
    }
    emit announced(*announcement, from.toString());
}

} // namespace maru::client
