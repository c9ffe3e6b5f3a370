// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/searchindex.h"

/// Messages to be found, and how they are asked for.
namespace maru::client {

using namespace Qt::StringLiterals;

inline const RoomId lobby(u"r1"_s);
inline const RoomId other(u"r2"_s);

inline Message said(qint64 seq, const QString &text, const RoomId &room = lobby,
                    const QString &name = u"이영희"_s)
{
    Message message;
    message.id = MessageId(u"%1-%2"_s.arg(room.toString()).arg(seq));
    message.room = room;
    message.seq = seq;
    message.rev = seq;
    message.chat = text;
    message.user = {UserId(u"u-"_s + name), name};
    message.createdMs = 1'700'000'000'000 + seq * 1'000;
    message.updatedMs = message.createdMs;
    return message;
}

inline StoredRoom storedRoom(const RoomId &id)
{
    StoredRoom stored;
    stored.room.id = id;
    stored.room.name = id.toString();
    return stored;
}

inline LocalQuery query(const QString &text, int limit = 100)
{
    LocalQuery asked;
    asked.text = text;
    asked.limit = limit;
    return asked;
}

/// All pieces of the answer.
inline QList<LocalHit> findAll(SearchIndex &index, LocalQuery asked)
{
    QList<LocalHit> hits;
    do {
        const LocalAnswer answer = index.answer(asked);
        hits += answer.hits;
        asked.before = answer.nextBefore;
    } while (asked.before > 0);
    return hits;
}

inline QStringList found(SearchIndex &index, const LocalQuery &asked)
{
    QStringList texts;
    for (const LocalHit &hit : findAll(index, asked)) {
        texts.append(hit.message.chat);
    }
    return texts;
}

} // namespace maru::client
