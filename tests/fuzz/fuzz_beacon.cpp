// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/limits.h"
#include "common/protocol/beaconpacket.h"
#include "tests/fuzz/fuzztools.h"

using namespace maru;
using fuzz::require;

// Datagrams of anybody in the LAN. What is accepted has one form only, and a name that can be shown
// in one line.

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    const auto packet = decodeBeacon(bytes);
    if (packet) {
        require(encodeBeacon(*packet) == bytes);
        if (const auto *announcement = std::get_if<Announcement>(&*packet)) {
            require(announcement->port != 0);
            require(announcement->fingerprint.isEmpty()
                    || announcement->fingerprint.size() == fingerprintBytes);
            require(!announcement->name.isEmpty()
                    && announcement->name.toUtf8().size() <= limits::maxServerNameBytes);
            for (const char32_t c : announcement->name.toUcs4()) {
                require(QChar::category(c) != QChar::Other_Control
                        && QChar::category(c) != QChar::Other_Format);
            }
        }
    }

    // Host names are the administrator's, and may be anything too.
    const QString name = announcedName(QString::fromUtf8(bytes));
    require(announcedName(name) == name);
    require(decodeBeacon(encodeBeacon(Announcement{name, 1, {}})).has_value());
    return 0;
}
