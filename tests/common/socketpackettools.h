// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/socketpacket.h"

/// What tests of the Socket.IO codec ask again and again.
namespace maru {

using namespace Qt::StringLiterals;

using Added = Result<std::optional<SocketPacket>, DecodeError>;

enum class Outcome { Packet, Nothing, Waiting, Refused };

inline QByteArray nested(int depth)
{
    return QByteArray("[").repeated(depth) + QByteArray("]").repeated(depth);
}

/// An event whose JSON, the outer array included, is \p depth deep.
inline QByteArray deepEvent(int depth, const QByteArray &head = "2")
{
    return head + R"(["x",)" + nested(depth - 1) + ']';
}

inline Outcome outcomeOf(SocketPacketDecoder &decoder, const Added &added)
{
    if (!added) {
        return Outcome::Refused;
    }
    if (added->has_value()) {
        return Outcome::Packet;
    }
    return decoder.isWaiting() ? Outcome::Waiting : Outcome::Nothing;
}

inline Outcome outcomeOf(const QByteArray &text, PacketSource source = PacketSource::Client)
{
    SocketPacketDecoder decoder(source);
    return outcomeOf(decoder, decoder.addText(text));
}

inline SocketPacket decoded(const QByteArray &text, const QByteArrayList &attachments = {},
                            PacketSource source = PacketSource::Client)
{
    SocketPacketDecoder decoder(source);
    Added added = decoder.addText(text);
    for (const QByteArray &bytes : attachments) {
        added = decoder.addBinary(bytes);
    }
    return added && added->has_value() ? **added : SocketPacket{.nsp = u"refused"_s};
}

} // namespace maru

Q_DECLARE_METATYPE(maru::Outcome)
