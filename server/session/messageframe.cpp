// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/messageframe.h"

#include "common/protocol/socketpacket.h"

namespace maru::server {

namespace {

constexpr int offsetBase = 36;
constexpr qsizetype maxOffsetChars = 13; // 2^63 in base 36

} // namespace

QString encodeOffset(qint64 seq)
{
    return QString::number(seq, offsetBase);
}

std::optional<qint64> decodeOffset(const QString &offset)
{
    if (offset.isEmpty() || offset.size() > maxOffsetChars) {
        return std::nullopt;
    }
    bool isNumber = false;
    const qint64 seq = offset.toLongLong(&isNumber, offsetBase);
    if (!isNumber || seq < 0
        || encodeOffset(seq) != offset) { // toLongLong() also takes "+1", " 1" and "0X1"
        return std::nullopt;
    }
    return seq;
}

Frame eventFrame(const Flavour &flavour, const EncodedEvent &event, std::optional<qint64> seq)
{
    QByteArray packet = "4";
    if (flavour.hasOffset && seq) {
        packet += encodeEvent(flavour.nsp, event.name,
                              event.argument + ",\"" + encodeOffset(*seq).toLatin1() + '"');
    } else {
        packet += encodeEvent(flavour.nsp, event.name, event.argument);
    }
    return Frame::text(packet);
}

} // namespace maru::server
