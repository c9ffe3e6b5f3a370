// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "hubworld.h"

namespace maru::server {

inline QString frame(int id, const QString &event, const QJsonObject &argument)
{
    return u"42%1[\"%2\",%3]"_qs.arg(QString::number(id), event, json(argument));
}

/// With one room, and native packets.
struct World : HubWorld
{
    explicit World(const WorldConfig &config = {})
        : HubWorld(config)
        , lobby(roomNamed(u"lobby"_qs).room.id.toString())
    { }

    [[nodiscard]] QString send(int id, const QString &chat, const QString &cid) const
    {
        return frame(id, u"message:send"_qs,
                     {{u"cid"_qs, cid}, {u"room"_qs, lobby}, {u"chat"_qs, chat}});
    }

    QString lobby;
};

} // namespace maru::server
