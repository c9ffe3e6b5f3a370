// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArrayView>

namespace maru::server {

/// Whether bytes that come in pieces are UTF-8 (RFC 3629: no surrogates, nothing overlong, nothing
/// over U+10FFFF).
class Utf8Validator
{
public:
    /// False from the first byte on that cannot be.
    [[nodiscard]] bool accepts(QByteArrayView bytes);
    /// Nothing is missing.
    [[nodiscard]] bool isComplete() const { return m_missing == 0; }
    void reset() { m_missing = 0; }

private:
    [[nodiscard]] bool begin(uchar byte);

    int m_missing = 0; // continuation bytes
    uchar m_low = 0x80; // what the next one may be
    uchar m_high = 0xbf;
};

} // namespace maru::server
