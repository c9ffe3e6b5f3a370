// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/beaconpacket.h"

#include "common/limits.h"

#include <QList>
#include <QtEndian>

#include <algorithm>
#include <optional>

namespace maru {

namespace {

constexpr QByteArrayView magic("MARU");
constexpr char protocolVersion = 1;
constexpr char queryKind = 1;
constexpr char announcementKind = 2;
constexpr char tlsFlag = 1;

// Where things stand.
constexpr qsizetype versionAt = 4;
constexpr qsizetype kindAt = 5;
constexpr qsizetype flagsAt = 6;
constexpr qsizetype nameSizeAt = 7;
constexpr qsizetype portAt = 8;
constexpr qsizetype fingerprintAt = 10;
constexpr qsizetype nameAt = fingerprintAt + fingerprintBytes;
static_assert(nameAt + limits::maxServerNameBytes <= beaconBytes);

bool isZero(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

bool isVisible(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi overrides among them
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

std::optional<QString> nameFrom(QByteArrayView bytes)
{
    const QString name = QString::fromUtf8(bytes);
    // What the rule or the decoder would change was not made by them.
    if (bytes.isEmpty() || name.toUtf8() != bytes || announcedName(name) != name) {
        return std::nullopt;
    }
    return name;
}

Result<BeaconPacket, BeaconError> decodeAnnouncement(QByteArrayView bytes)
{
    const char flags = bytes[flagsAt];
    const QByteArrayView fingerprint = bytes.sliced(fingerprintAt, fingerprintBytes);
    if ((flags != 0 && flags != tlsFlag) || isZero(fingerprint) != (flags == 0)) {
        return failure(BeaconError::Flags);
    }
    const auto port = qFromBigEndian<quint16>(bytes.data() + portAt);
    if (port == 0) {
        return failure(BeaconError::Port);
    }
    const auto nameSize = qsizetype{static_cast<quint8>(bytes[nameSizeAt])};
    if (nameSize > limits::maxServerNameBytes) {
        return failure(BeaconError::Name);
    }
    const std::optional<QString> name = nameFrom(bytes.sliced(nameAt, nameSize));
    if (!name) {
        return failure(BeaconError::Name);
    }
    if (!isZero(bytes.sliced(nameAt + nameSize))) {
        return failure(BeaconError::Padding);
    }
    return Announcement{*name, port, flags == 0 ? QByteArray() : fingerprint.toByteArray()};
}

} // namespace

Result<BeaconPacket, BeaconError> decodeBeacon(QByteArrayView bytes)
{
    if (bytes.size() != beaconBytes) {
        return failure(BeaconError::Size);
    }
    if (!bytes.startsWith(magic)) {
        return failure(BeaconError::Magic);
    }
    if (bytes[versionAt] != protocolVersion) {
        return failure(BeaconError::Version);
    }
    switch (bytes[kindAt]) {
    case queryKind:
        return isZero(bytes.sliced(flagsAt)) ? Result<BeaconPacket, BeaconError>(BeaconQuery())
                                             : failure(BeaconError::Padding);
    case announcementKind:
        return decodeAnnouncement(bytes);
    default:
        return failure(BeaconError::Kind);
    }
}

QByteArray encodeBeacon(const BeaconPacket &packet)
{
    QByteArray bytes(beaconBytes, '\0');
    const auto put = [&bytes](qsizetype at, QByteArrayView what) {
        std::copy(what.begin(), what.end(), bytes.begin() + at);
    };
    put(0, magic);
    bytes[versionAt] = protocolVersion;
    const auto *announcement = std::get_if<Announcement>(&packet);
    bytes[kindAt] = announcement ? announcementKind : queryKind;
    if (announcement) {
        const QByteArray name = announcedName(announcement->name).toUtf8();
        Q_ASSERT(announcement->port != 0);
        Q_ASSERT(!announcement->speaksTls()
                 || announcement->fingerprint.size() == fingerprintBytes);
        bytes[flagsAt] = announcement->speaksTls() ? tlsFlag : char(0);
        bytes[nameSizeAt] = static_cast<char>(name.size());
        qToBigEndian(announcement->port, bytes.data() + portAt);
        put(fingerprintAt, announcement->fingerprint);
        put(nameAt, name);
    }
    return bytes;
}

QString announcedName(const QString &name)
{
    QString kept;
    qsizetype size = 0;
    for (const char32_t c : name.trimmed().toUcs4()) {
        const QString text = QString::fromUcs4(&c, 1);
        const qsizetype bytes = text.toUtf8().size();
        if (!isVisible(c)) {
            continue;
        }
        if (size + bytes > limits::maxServerNameBytes) {
            break;
        }
        kept += text;
        size += bytes;
    }
    kept = kept.trimmed();
    return kept.isEmpty() ? QStringLiteral("Maru") : kept;
}

} // namespace maru
