// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "hubworld.h"

#include <algorithm>
#include <memory>
#include <numeric>

/// What tests of lost connections do again and again.
namespace maru::server {

inline constexpr qint64 dayMs = 24LL * 60 * 60 * 1'000;

inline QString sendFrame(const QString &chat, const QString &id = {})
{
    return u"42%1[\"sendMessage\",\"%2\"]"_qs.arg(id, chat);
}

inline QList<qint64> range(qint64 from, qint64 to)
{
    QList<qint64> seqs(std::max<qint64>(0, to - from + 1));
    std::iota(seqs.begin(), seqs.end(), from);
    return seqs;
}

/// A peer that joined as kim, heard its welcome (seq 1), and then was lost.
inline std::unique_ptr<Peer> lostPeer(HubWorld &world)
{
    auto peer = std::make_unique<Peer>(world);
    peer->joinClassic(u"kim"_qs);
    peer->breaks();
    return peer;
}

inline void sayMany(HubWorld &world, int count)
{
    for (int i = 0; i < count; ++i) {
        world.say(QString::number(i));
    }
}

/// server:hello has come, which stands behind the replay.
inline bool isBack(const Peer &peer)
{
    const QList<Received> all = peer.received();
    return std::any_of(all.begin(), all.end(),
                       [](const Received &got) { return got.event() == u"server:hello"; });
}

/// The answer to `sendMessage`: "ok" who it is, or the code.
inline QString whoIs(Peer &peer)
{
    static int id = 100;
    ++id;
    peer.says(sendFrame(u"who am I"_qs, QString::number(id)));
    const QJsonObject ack = peer.ack(id);
    return codeOf(ack) == u"ok" ? ack[u"message"][u"user"][u"userName"].toString() : codeOf(ack);
}

} // namespace maru::server
