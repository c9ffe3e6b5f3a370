// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/encodedevent.h"
#include "common/chat/objects.h"
#include "common/result.h"

#include <QList>
#include <QString>

/// The events of docs/protocol.md §5 about messages, read marks and typing.
namespace maru {

// ---- client → server ----

struct MessageSend
{
    QString cid;
    RoomId room;
    QString chat;
    MessageId replyTo = {}; ///< null: none
    QList<FileId> files = {};
};
struct MessageEdit
{
    RoomId room;
    MessageId message;
    QString chat;
};
struct MessageDelete
{
    RoomId room;
    MessageId message;
};
struct MessageReact
{
    RoomId room;
    MessageId message;
    QString emoji; ///< 1 … limits::maxEmojiChars; whether it is one is the domain's business
    bool on = false;
};
struct MessageReaders
{
    RoomId room;
    MessageId message;
};
/// What a message said before: message:edits, for moderators.
struct MessageEditHistory
{
    RoomId room;
    MessageId message;
};
struct MessageHistory
{
    enum class Direction : quint8 { Before, After, Around };

    RoomId room;
    Direction direction = Direction::Before;
    qint64 seq = 0; ///< without before, after and around: Before and the largest number
    int limit = 0;
};
struct MessageChanges
{
    RoomId room;
    qint64 afterRev = 0;
    int limit = 0;
};
struct ReadSet
{
    RoomId room;
    qint64 seq = 0;
};
struct TypingSet
{
    RoomId room;
    bool on = false;
};

// ---- acks ----

struct SentReply
{
    Message message;
    bool duplicate = false;
};
/// Of message:edit, message:delete and message:react.
struct MessageReply
{
    Message message;
};
struct HistoryReply
{
    QList<Message> messages; ///< ascending seq
    bool first = false; ///< nothing older
    bool last = false; ///< nothing newer
};
struct ChangesReply
{
    QList<Message> messages; ///< ascending rev
    qint64 rev = 0; ///< the room's now
    bool more = false;
};
struct ReadersReply
{
    struct Reader
    {
        User user;
        qint64 atMs = 0;
    };
    QList<Reader> read;
    QList<User> unread;
};
struct EditHistoryReply
{
    struct Edit
    {
        QString chat;
        qint64 atMs = 0; ///< until then it said this
    };
    QList<Edit> edits; ///< oldest first
    bool more = false; ///< older ones are not among them
};

[[nodiscard]] QByteArray encodeReply(const SentReply &reply);
[[nodiscard]] QByteArray encodeReply(const MessageReply &reply);
[[nodiscard]] QByteArray encodeReply(const HistoryReply &reply);
[[nodiscard]] QByteArray encodeReply(const ChangesReply &reply);
[[nodiscard]] QByteArray encodeReply(const ReadersReply &reply);
[[nodiscard]] QByteArray encodeReply(const EditHistoryReply &reply);
[[nodiscard]] Result<SentReply, DecodeError> sentFromAck(const QJsonObject &ack);
[[nodiscard]] Result<MessageReply, DecodeError> messageFromAck(const QJsonObject &ack);
[[nodiscard]] Result<HistoryReply, DecodeError> historyFromAck(const QJsonObject &ack);
[[nodiscard]] Result<ChangesReply, DecodeError> changesFromAck(const QJsonObject &ack);
[[nodiscard]] Result<ReadersReply, DecodeError> readersFromAck(const QJsonObject &ack);
[[nodiscard]] Result<EditHistoryReply, DecodeError> editsFromAck(const QJsonObject &ack);

// ---- server → client ----

/// A new one: `message`.
struct MessageEvent
{
    Message message;
};
/// The whole message after an edit, a delete or a reaction.
struct MessageChanged
{
    Message message;
};
struct ReadChanged
{
    RoomId room;
    User user;
    qint64 seq = 0;
    qint64 atMs = 0;
};
/// Volatile.
struct TypingChanged
{
    RoomId room;
    User user;
    bool on = false;
};

[[nodiscard]] EncodedEvent encodeEvent(const MessageSend &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageEdit &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageDelete &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageReact &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageReaders &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageEditHistory &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageHistory &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageChanges &event);
[[nodiscard]] EncodedEvent encodeEvent(const ReadSet &event);
[[nodiscard]] EncodedEvent encodeEvent(const TypingSet &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageEvent &event);
[[nodiscard]] EncodedEvent encodeEvent(const MessageChanged &event);
[[nodiscard]] EncodedEvent encodeEvent(const ReadChanged &event);
[[nodiscard]] EncodedEvent encodeEvent(const TypingChanged &event);

} // namespace maru
