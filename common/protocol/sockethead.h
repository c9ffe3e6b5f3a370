// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/protocol/socketpacket.h"

namespace maru {

/// What stands before the JSON of a Socket.IO packet: `type [attachments "-"] [namespace ","]
/// [ackId] [JSON]`.
struct SocketHead
{
    SocketPacketType type = SocketPacketType::Event;
    int attachments = 0;
    QString nsp = QStringLiteral("/");
    std::optional<quint64> id;
    bool isIdTooLarge = false; ///< over limits::maxAckId; \c id says nothing then
    QByteArrayView json; ///< the rest of the text, not looked at

    [[nodiscard]] bool isBinary() const
    {
        return type == SocketPacketType::BinaryEvent || type == SocketPacketType::BinaryAck;
    }
};

/// Errors: an unknown type, a bad number of attachments, a namespace that is too long or no UTF-8.
/// Time is linear.
[[nodiscard]] Result<SocketHead, DecodeError> readSocketHead(QByteArrayView text);

} // namespace maru
