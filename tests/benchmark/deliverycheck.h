// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <vector>

namespace maru::bench {

/// Whether every client gets every message once, and all in one order.
class DeliveryCheck
{
public:
    DeliveryCheck(unsigned clients, unsigned senders);

    /// The number of a new message; message k is of sender k modulo the senders.
    uint64_t addMessage();
    /// False for the second time that \p client gets \p message, which must be one that was added.
    bool addDelivery(unsigned client, uint64_t message);

    [[nodiscard]] uint64_t messages() const { return m_seen.size(); }
    [[nodiscard]] uint64_t deliveries() const { return m_deliveries; }
    [[nodiscard]] uint64_t doubled() const { return m_doubled; }
    /// Before one that its sender had sent earlier.
    [[nodiscard]] uint64_t reordered() const { return m_reordered; }
    [[nodiscard]] uint64_t missing(unsigned client) const;
    /// The same for two clients that got the same messages in the same order.
    [[nodiscard]] uint64_t orderOf(unsigned client) const { return m_orders[client]; }

private:
    unsigned m_clients;
    unsigned m_senders;
    std::vector<std::vector<uint64_t>> m_seen; // by message, one bit for each client
    std::vector<uint64_t> m_last; // by client and sender: the newest message, plus 1
    std::vector<uint64_t> m_orders; // by client
    uint64_t m_deliveries = 0;
    uint64_t m_doubled = 0;
    uint64_t m_reordered = 0;
};

} // namespace maru::bench
