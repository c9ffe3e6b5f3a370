// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/session/socketsession.h"

#include <QQueue>
#include <QSet>

namespace maru::server {

/// One namespace of a SocketSession: how far it is, and what waits in it.
struct SocketSession::Namespace
{
    enum class State : quint8 {
        Asked, ///< CONNECT is with the owner
        Open,
        Refused, ///< only until what waited is thrown away
        Left, ///< we said DISCONNECT: what the peer sent before it knew is ignored
    };
    /// As it came: taken apart it is forty times as large (`[[0],[0],…]`), and may wait for
    /// minutes.
    struct Waiting
    {
        SocketPacketType type;
        QByteArray text;
        QList<QByteArray> attachments;
        qsizetype bytes = 0; ///< of both

        [[nodiscard]] SocketPacket packet() const
        {
            SocketPacketDecoder decoder(PacketSource::Client);
            auto decoded = decoder.addText(text);
            for (const QByteArray &part : attachments) {
                decoded = decoder.addBinary(part);
            }
            Q_ASSERT(decoded && *decoded); // as it did before it waited
            return **std::move(decoded);
        }
    };

    State state = State::Asked;
    bool isHeld = false;
    bool isPumping = false;
    QQueue<Waiting> waiting;
    QSet<quint64> unanswered; // ack ids

    [[nodiscard]] bool isShut() const { return isHeld || state == State::Asked; }
};

} // namespace maru::server
