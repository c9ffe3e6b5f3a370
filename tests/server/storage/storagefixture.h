// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storagebackend.h"

#include <QCryptographicHash>

#include <utility>

/// Makes what the tests of the store put into it, and asks it what they want to know.
namespace maru::server::fixture {

inline QString hexId(int number)
{
    return QStringLiteral("%1").arg(number, 24, 16, QLatin1Char('0'));
}

inline QByteArray hashOf(const QString &text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

inline RoomId roomId(int number)
{
    return RoomId(hexId(number));
}

inline UserId userId(int number)
{
    return UserId(hexId(number));
}

inline CreateUser user(int number, const QString &token = {})
{
    const QString name = QStringLiteral("User %1").arg(number);
    CreateUser change;
    change.user = {userId(number), name, UserRole::Guest, false, 1'000, 1'000};
    change.nameKey = name.toLower();
    change.skeleton = QStringLiteral("skeleton ") + name.toLower();
    change.tokenHash = token.isEmpty() ? QByteArray() : hashOf(token);
    return change;
}

inline CreateRoom room(int number, const QString &name, RoomKind kind = RoomKind::Public,
                       const QString &code = {})
{
    StoredRoom stored;
    stored.room.id = roomId(number);
    stored.room.name = name;
    stored.room.kind = kind;
    stored.room.createdMs = 2'000;
    stored.nameKey = name.toLower();
    stored.classCode = code;
    return {stored};
}

/// Message \p number of a test, by user 1; \p cid empty: a classic client's.
inline AppendMessage message(const RoomId &room, int number, const QString &text,
                             const QString &cid = {})
{
    AppendMessage change;
    change.message.id = MessageId(hexId(0x10'0000 + number));
    change.message.room = room;
    change.message.cid = cid;
    change.message.chat = text;
    change.message.user = {userId(1), QStringLiteral("User 1")};
    change.message.createdMs = 10'000 + number;
    change.message.updatedMs = 10'000 + number;
    change.contentHash = cid.isEmpty() ? QByteArray() : hashOf(text);
    return change;
}

/// Applies one change alone. A reply of another type than the change's is a bug in the backend: it
/// throws.
template<class T>
Result<typename T::Reply, StoreError> apply(StorageBackend &backend, const T &change)
{
    auto replies = backend.apply({Change(change)});
    return std::move(replies.at(0)).map([](ChangeReply &&all) {
        return std::get<typename T::Reply>(std::move(all));
    });
}

template<class T>
Result<typename T::Reply, StoreError> read(StorageBackend &backend, const T &query)
{
    return backend.read(Query(query)).map([](QueryReply &&all) {
        return std::get<typename T::Reply>(std::move(all));
    });
}

inline ReadHistory history(const RoomId &room, ReadHistory::Direction direction, qint64 seq,
                           int limit = 100)
{
    return {room, direction, seq, limit};
}

/// The seqs of a page as "1 2 3".
inline QString seqsOf(const QList<Message> &messages)
{
    QStringList seqs;
    for (const Message &message : messages) {
        seqs.append(QString::number(message.seq));
    }
    return seqs.join(u' ');
}

/// A page as "2 banned 5000 why by name, 3 muted", with "…" if there are more.
inline QString sanctionText(const SanctionPage &page)
{
    QStringList lines;
    for (const Sanction &one : page.sanctions) {
        QStringList words{QString::number(one.user.id.toString().toInt(nullptr, 16)),
                          one.kind == Sanction::Kind::Banned ? QStringLiteral("banned")
                                                             : QStringLiteral("muted")};
        if (one.untilMs) {
            words.append(QString::number(*one.untilMs));
        }
        if (!one.reason.isEmpty()) {
            words.append(one.reason);
        }
        if (!one.by.id.isNull()) {
            words.append(QStringLiteral("by ") + one.by.userName);
        }
        lines.append(words.join(u' '));
    }
    return lines.join(QStringLiteral(", ")) + (page.more ? QStringLiteral("…") : QString());
}

} // namespace maru::server::fixture
