// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Websocket frames (RFC 6455 §5.2) as the load generator sends and reads them: never fragmented,
/// and sent with less than 64 KiB.
namespace maru::bench {

enum class Opcode : unsigned char { Text = 1, Close = 8, Ping = 9, Pong = 10 };

/// As a client sends it, masked.
[[nodiscard]] std::string clientFrame(Opcode opcode, std::string_view payload);

/// What stands before the payload of a server's frame, which is not masked.
struct FrameHead
{
    size_t bytes = 0; ///< 0: it is not whole yet
    size_t payloadBytes = 0;
};
[[nodiscard]] FrameHead readHead(std::string_view bytes);

} // namespace maru::bench
