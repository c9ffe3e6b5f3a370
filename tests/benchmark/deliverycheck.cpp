// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "deliverycheck.h"

#include <algorithm>

namespace maru::bench {

DeliveryCheck::DeliveryCheck(unsigned clients, unsigned senders)
    : m_clients(clients)
    , m_senders(senders)
    , m_last(size_t(clients) * senders)
    , m_orders(clients)
{ }

uint64_t DeliveryCheck::addMessage()
{
    m_seen.emplace_back((m_clients + 63) / 64);
    return m_seen.size() - 1;
}

bool DeliveryCheck::addDelivery(unsigned client, uint64_t message)
{
    uint64_t &seen = m_seen[message][client / 64];
    const uint64_t bit = uint64_t{1} << (client % 64);
    if ((seen & bit) != 0) {
        ++m_doubled;
        return false;
    }
    seen |= bit;
    ++m_deliveries;
    uint64_t &last = m_last[size_t(client) * m_senders + message % m_senders];
    if (last > message + 1) {
        ++m_reordered;
    } else {
        last = message + 1;
    }
    m_orders[client] = (m_orders[client] ^ message) * 0x9E3779B97F4A7C15;
    return true;
}

uint64_t DeliveryCheck::missing(unsigned client) const
{
    return uint64_t(std::count_if(m_seen.begin(), m_seen.end(), [client](const auto &seen) {
        return ((seen[client / 64] >> (client % 64)) & 1) == 0;
    }));
}

} // namespace maru::bench
