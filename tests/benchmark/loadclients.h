// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "deliverycheck.h"
#include "loadlink.h"
#include "loadmeter.h"
#include "loadoptions.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace maru::bench {

/// All connections of the load generator: Engine.IO 4 and Socket.IO 5 over websockets, by hand, in
/// one thread.
///
/// A client is ready when its join is acked; one that does not join, when its namespace is open; an
/// idler, when the open packet is there.
class LoadClients
{
public:
    /// Keeps a reference to \p options.
    explicit LoadClients(const LoadOptions &options);
    ~LoadClients();
    LoadClients(const LoadClients &) = delete;
    LoadClients &operator=(const LoadClients &) = delete;

    /// Opens one more connection. Empty, or why it cannot be.
    [[nodiscard]] std::string openNext();
    /// Takes what has come; waits at most \p timeoutNs for it.
    void turn(uint64_t timeoutNs);

    /// The next sender in turn may have one more on its way, with LoadOptions::window.
    [[nodiscard]] bool hasRoom() const;
    /// The next message, of the next sender in turn, as if it were sent at \p stampNs.
    void sendMessage(uint64_t stampNs);

    [[nodiscard]] unsigned opened() const { return m_opened; }
    [[nodiscard]] unsigned ready() const { return m_ready; }
    [[nodiscard]] unsigned dead() const { return m_dead; }
    [[nodiscard]] const DeliveryCheck &check() const { return m_check; }
    /// Deliveries that clients which are still there did not get.
    [[nodiscard]] uint64_t lost() const;
    /// In how many different orders messages came.
    [[nodiscard]] size_t orders() const;

    /// What came since startMeasuring().
    struct Measured
    {
        Histogram latency; ///< from the stamp to the delivery
        uint64_t bytes = 0; ///< of packets
        uint64_t reads = 0;
    };
    void startMeasuring() { m_isMeasuring = true; }
    [[nodiscard]] const Measured &measured() const { return m_measured; }
    /// Packets that are neither deliveries nor answers.
    [[nodiscard]] uint64_t others() const { return m_others; }

private:
    enum class State : uint8_t {
        Connecting,
        Upgrading,
        EngineOpen,
        NamespaceAsked,
        Joining,
        Ready,
        Dead
    };
    struct Client
    {
        LoadLink link;
        State state = State::Connecting;
        bool isWritableWatched = false;
        unsigned inFlight = 0;
        std::string in; // the beginning of a frame
    };

    void upgrade(unsigned index);
    void read(unsigned index);
    [[nodiscard]] bool takeHandshake(unsigned index, std::string_view &bytes);
    [[nodiscard]] bool takeFrame(unsigned index, std::string_view &bytes);
    void takePacket(unsigned index, std::string_view packet);
    void takeDelivery(unsigned index, std::string_view packet);
    void becomeReady(Client &client);
    void put(unsigned index, std::string_view bytes);
    void watch(unsigned index, int operation);
    void lose(Client &client, const std::string &why);

    const LoadOptions &m_options;
    std::shared_ptr<SSL_CTX> m_tls;
    int m_epoll;
    std::vector<Client> m_clients;
    DeliveryCheck m_check;
    unsigned m_joiners;
    unsigned m_opened = 0;
    unsigned m_ready = 0;
    unsigned m_dead = 0;
    uint64_t m_readAtNs = 0; // when what is being taken was read
    uint64_t m_others = 0;
    bool m_isMeasuring = false;
    Measured m_measured;
};

} // namespace maru::bench
