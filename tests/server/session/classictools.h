// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

/// What tests of the seed's events do again and again.
namespace maru::server {

inline const QString welcomeOfKim = u"kim 님이 채팅방에 들어왔습니다."_qs;

inline QString sendFrame(const QString &argument, const QString &id = {})
{
    return u"42%1[\"sendMessage\",%2]"_qs.arg(id, argument);
}

inline bool endsInObject(const QString &packet)
{
    return packet.endsWith(u"}]"_qs);
}

} // namespace maru::server
