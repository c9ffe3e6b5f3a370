// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "loadframe.h"

#include <array>
#include <cstdint>

namespace maru::bench {

namespace {

constexpr unsigned length16 = 126; // the length follows in two bytes
constexpr unsigned length64 = 127; // in eight

size_t bigEndian(std::string_view bytes)
{
    size_t value = 0;
    for (const char c : bytes) {
        value = value << 8 | uint8_t(c);
    }
    return value;
}

} // namespace

std::string clientFrame(Opcode opcode, std::string_view payload)
{
    constexpr std::array<uint8_t, 4> mask{0x5a, 0xc3, 0x17, 0x88};
    std::string frame;
    frame.reserve(payload.size() + 8);
    frame += char(0x80U | unsigned(opcode));
    if (payload.size() < length16) {
        frame += char(0x80U | payload.size());
    } else {
        frame += char(0x80U | length16);
        frame += char(payload.size() >> 8);
        frame += char(payload.size() & 0xFF);
    }
    frame.append(reinterpret_cast<const char *>(mask.data()), mask.size());
    for (size_t i = 0; i < payload.size(); ++i) {
        frame += char(uint8_t(payload[i]) ^ mask[i % mask.size()]);
    }
    return frame;
}

FrameHead readHead(std::string_view bytes)
{
    if (bytes.size() < 2) {
        return {};
    }
    const unsigned length = uint8_t(bytes[1]) & 0x7FU;
    const size_t more = length == length16 ? 2 : length == length64 ? 8 : 0;
    if (bytes.size() < 2 + more) {
        return {};
    }
    return {2 + more, more == 0 ? length : bigEndian(bytes.substr(2, more))};
}

} // namespace maru::bench
