// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoend.h"

#include "common/serverlimits.h"
#include "server/storage/mongo/mongosetup.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

MongoEnd::MongoEnd(MongoAddress address)
    : m_address(std::move(address))
{ }

MongoEnd::~MongoEnd()
{
    if (m_lease) {
        m_lease->leave(*m_connection);
    }
}

QString MongoEnd::sentence(const QString &rest) const
{
    return mongoSentence(m_address, rest);
}

QString MongoEnd::sentence(const MongoFailure &failure) const
{
    return mongoSentence(m_address, failure);
}

Result<void, QString> MongoEnd::connect()
{
    m_connection = std::make_unique<MongoConnection>(m_address);
    return checkMongoServer(*m_connection, m_address);
}

Result<void, QString> MongoEnd::take(const char *collection)
{
    MongoLease lease(collection);
    const auto taken = lease.take(*m_connection);
    if (!taken) {
        return failure(sentence(taken.error()));
    }
    if (*taken != MongoLease::Taken::Yes) {
        return failure(sentence(lease.problem()));
    }
    m_lease.emplace(std::move(lease));
    m_lastBeat.start();
    return {};
}

Result<void, QString> MongoEnd::stayAlive()
{
    if (!m_lease || !m_lastBeat.hasExpired(limits::storeWatchMs)) {
        return {};
    }
    const auto ours = m_lease->beat(*m_connection);
    if (!ours) {
        return failure(sentence(ours.error()));
    }
    if (!*ours) {
        m_lease.reset();
        return failure(sentence(u"was taken over by another maru-server"_s));
    }
    m_lastBeat.start();
    return {};
}

} // namespace maru::server
