// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/serverlimits.h"
#include "server/chat/stored.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

/// What the store is asked about messages. See changes.h and queries.h. Every change of a message
/// takes the next rev of its room in the same transaction.
namespace maru::server {

/// For each `@` of a text the nameKey()s that may stand behind it, longest first. The store knows
/// who is a member of the room, so it decides in the transaction that keeps the text.
struct MentionSearch
{
    QList<QStringList> names;
    bool mayNameAll = false; ///< `all` means everybody
};

/// What stands in Message::mentions and counts for every member; no user has it as an id.
inline constexpr QLatin1StringView everybodyId("all");

/// Appends one message: gives it the room's next seq and rev. The same (author, cid) again yields
/// the stored message with `duplicate`, or Conflict when \c contentHash differs. Of \c replyTo only
/// the id is read, and of \c files only theirs. Errors: NotFound (room; the message it answers,
/// also a deleted one), Forbidden (a file that is not its author's or not of this room), Conflict.
struct AppendMessage
{
    struct Reply
    {
        Message message;
        bool duplicate = false;
    };
    Message message; ///< seq and rev are filled in by the store
    QByteArray contentHash; ///< 32 bytes; empty without a cid
    MentionSearch search = {}; ///< adds to the mentions of \c message
    bool isRepeatOnly = false; ///< appends nothing: what was not sent before is Conflict
};

/// What became of a message. \c isNew is false when it was like that before: then nothing was
/// written, and there is nothing to tell.
struct ChangedMessage
{
    Message message;
    bool isNew = false;
};

/// Another text, the old one goes into the history of edits. Errors: NotFound (also a deleted one),
/// Forbidden (not \c editor's).
struct EditMessage
{
    using Reply = ChangedMessage;
    RoomId room;
    MessageId message;
    UserId editor;
    QString chat;
    QList<UserId> mentions;
    qint64 nowMs = 0;
    MentionSearch search = {}; ///< adds to \c mentions
};

/// Keeps the place and nothing else; the last text goes into the history of edits, and files that
/// no other message carries expire at once. Errors: NotFound, Forbidden (not \c user's, unless \c
/// mayDeleteOthers).
struct DeleteMessage
{
    using Reply = ChangedMessage;
    RoomId room;
    MessageId message;
    UserId user;
    bool mayDeleteOthers = false;
    qint64 nowMs = 0;
};

/// Errors: NotFound (also a deleted one), Full (limits::maxReactionKinds, limits::maxReactions).
struct SetReaction
{
    using Reply = ChangedMessage;
    RoomId room;
    MessageId message;
    UserId user;
    QString emoji;
    bool on = false;
    qint64 nowMs = 0;
};

/// Moves a member's read mark, only forward and not past the room's last message. Errors: NotFound
/// (room, or not a member).
struct SetRead
{
    struct Reply
    {
        qint64 seq = 0; ///< the mark now
        bool isNew = false; ///< false: it stood there or further already
    };
    RoomId room;
    UserId user;
    qint64 seq = 0;
    qint64 nowMs = 0;
};

using MessageChange = std::variant<AppendMessage, EditMessage, DeleteMessage, SetReaction, SetRead>;

/// Messages of a room by seq, at most \c limit rows and limits::maxPageBytes of text, at least one
/// row if there is one. Before: the newest below \c seq. After: the oldest above it. Around: half
/// before, \c seq itself and half after.
struct ReadHistory
{
    struct Reply
    {
        QList<Message> messages; ///< ascending seq
        bool first = false; ///< nothing older than these
        bool last = false; ///< nothing newer
    };
    enum class Direction : quint8 { Before, After, Around };
    RoomId room;
    Direction direction = Direction::Before;
    qint64 seq = 0;
    int limit = 0;
};

/// Messages whose rev is above \c afterRev, ascending rev; the same bounds. Errors: NotFound
/// (room).
struct ReadChanges
{
    struct Reply
    {
        QList<Message> messages;
        qint64 rev = 0; ///< the room's now
        bool more = false;
    };
    RoomId room;
    qint64 afterRev = 0;
    int limit = 0;
};

/// What a message said before its edits and its deletion, oldest first: the newest
/// limits::maxEdits and one more, if there are more. Errors: NotFound.
struct ReadEdits
{
    struct Edit
    {
        QString chat;
        UserId editor;
        qint64 atMs = 0; ///< until then it said this

        friend bool operator==(const Edit &, const Edit &) = default;
    };
    using Reply = QList<Edit>;
    RoomId room;
    MessageId message;
};

/// The members of a room but for the author of \c message, by id: who has read it, and who has not.
/// Who became a member after it is not among them. At most limits::maxReaders. Errors:
/// NotFound.
struct ReadReaders
{
    struct Reader
    {
        User user;
        qint64 atMs = 0; ///< when its mark moved last
        bool hasRead = false;
    };
    using Reply = QList<Reader>;
    RoomId room;
    MessageId message;
};

using MessageQuery = std::variant<ReadHistory, ReadChanges, ReadEdits, ReadReaders>;

} // namespace maru::server
