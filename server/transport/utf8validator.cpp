// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/utf8validator.h"

#include <cstring>

namespace maru::server {

bool Utf8Validator::accepts(QByteArrayView bytes)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at < end) {
        if (m_missing == 0) {
            // ASCII, eight at a time
            quint64 word = 0;
            while (end - at >= qptrdiff(sizeof(word))) {
                std::memcpy(&word, at, sizeof(word));
                if ((word & 0x8080808080808080u) != 0) {
                    break;
                }
                at += sizeof(word);
            }
            if (at == end) {
                break;
            }
        }
        const auto byte = static_cast<uchar>(*at++);
        if (m_missing > 0) {
            if (byte < m_low || byte > m_high) {
                return false;
            }
            --m_missing;
            m_low = 0x80;
            m_high = 0xbf;
        } else if (byte >= 0x80 && !begin(byte)) {
            return false;
        }
    }
    return true;
}

/// The first byte of a character says how many follow, and what the second one may be.
bool Utf8Validator::begin(uchar byte)
{
    if (byte < 0xc2 || byte > 0xf4) {
        return false;
    }
    m_missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    m_low = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    m_high = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    return true;
}

} // namespace maru::server
