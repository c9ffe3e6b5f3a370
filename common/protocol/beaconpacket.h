// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QMetaType>
#include <QString>

#include <variant>

/// The packets by which clients find servers in a LAN (docs/protocol.md §11). They travel
/// unauthenticated: what they say is a hint for a person, never a reason to trust.
namespace maru {

inline constexpr quint16 beaconPort = 26'500; ///< UDP
inline constexpr auto beaconGroup4 = "239.255.77.65"; ///< administratively scoped (RFC 2365)
inline constexpr auto beaconGroup6 = "ff12::4d41:5255"; ///< link-local, not assigned (RFC 4291)
/// Of every packet: a question is as long as its answer, so nobody gains by asking in another's
/// name.
inline constexpr qsizetype beaconBytes = 128;
inline constexpr qsizetype fingerprintBytes = 32;

/// "Which servers are here?"
struct BeaconQuery
{
    friend bool operator==(const BeaconQuery &, const BeaconQuery &) = default;
};

/// "I am a server, at the address this came from."
struct Announcement
{
    QString name; ///< limits::maxServerNameBytes, as announcedName() makes them
    quint16 port = 0; ///< TCP; never 0
    QByteArray fingerprint; ///< SHA-256 of its certificate; empty: it speaks no TLS

    [[nodiscard]] bool speaksTls() const { return !fingerprint.isEmpty(); }
    friend bool operator==(const Announcement &, const Announcement &) = default;
};

using BeaconPacket = std::variant<BeaconQuery, Announcement>;

enum class BeaconError : quint8 {
    Size, ///< not beaconBytes
    Magic,
    Version, ///< of a newer Maru
    Kind,
    Flags, ///< an unknown one, or TLS without a fingerprint and the other way round
    Port,
    Name, ///< empty, too long, no UTF-8, or with characters that cannot be seen
    Padding, ///< something where zeros belong
};

[[nodiscard]] Result<BeaconPacket, BeaconError> decodeBeacon(QByteArrayView bytes);
[[nodiscard]] QByteArray encodeBeacon(const BeaconPacket &packet);

/// \p name as it may stand in an announcement: without what cannot be seen, cut between two
/// characters; "Maru" if nothing is left.
[[nodiscard]] QString announcedName(const QString &name);

} // namespace maru

Q_DECLARE_METATYPE(maru::Announcement)
