// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace maru::bench {

/// What the load generator is told, with its defaults; each field is the option of the same name.
struct LoadOptions
{
    std::string host = "127.0.0.1";
    unsigned port = 5'000;
    std::string path = "/socket.io/?EIO=4&transport=websocket";
    bool tls = false; ///< without looking at the certificate, each connection a full handshake

    unsigned clients = 100;
    int joiners = -1; ///< so many clients join; -1: all, or none with `idle`. Classic servers
                      ///< answer each join with a broadcast: O(N²)
    unsigned idlers = 0; ///< more connections that stop after the open packet of Engine.IO: they
                         ///< cost, but get no message
    unsigned senders = 20;
    double rate = 100; ///< messages a second, all senders together
    unsigned window = 0; ///< above 0: closed loop, so many messages of each sender on their way
    double warmup = 1; ///< seconds, as the next three
    double duration = 5;
    double drain = 5; ///< at most, for what is still on its way at the end
    double connectTimeout = 120;
    unsigned payload = 100; ///< bytes of a message's text
    bool idle = false; ///< only open the connections, hold them for `duration`, tell the memory

    std::vector<std::string> serverPids; ///< `server-pid`, with commas between them
    std::string label;
    unsigned connectWindow = 128; ///< connections that are opened at a time
    unsigned portsPerIp = 20'000; ///< then the next source address: one has too few ports
    double pollUs = 250; ///< sleep so long between two looks at the sockets, so that the server's
                         ///< send() wakes nobody, as with a distant client; 0: wait in epoll

    std::string connPacket = "40";
    std::string join = "420[\"join\",\"%s\"]";
    std::string joinAck = "430"; ///< how the answer to `join` begins
    std::string send = "42[\"sendMessage\",\"%s\"]";
    std::string deliver = "42"; ///< how a message for everybody begins

    [[nodiscard]] unsigned connections() const { return clients + idlers; }
};

/// Reads `--name value …`. The error is one line.
[[nodiscard]] Result<LoadOptions, std::string> readLoadOptions(int count, char **arguments);

/// \p pattern with \p value for its `%s`.
[[nodiscard]] std::string filled(std::string pattern, std::string_view value);

} // namespace maru::bench
