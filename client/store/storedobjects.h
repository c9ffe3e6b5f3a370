// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/clientlimits.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

/// What the client keeps on this computer.
namespace maru::client {

/// A room and how far this client knows it.
struct StoredRoom
{
    Room room;
    qint64 knownRev = 0; ///< every change up to here is in the rows
    qint64 highestSeq = 0; ///< counted for unread
    int unread = 0;
    qint64 newestSeq = 0; ///< of its messages in the store, when it is read; 0: none
    int mentions = 0; ///< of the unread ones, those that name the reader

    friend bool operator==(const StoredRoom &, const StoredRoom &) = default;
};

/// Where a reader was in a room; a null room or seq 0: at its end.
struct ReadingPlace
{
    RoomId room;
    qint64 seq = 0; ///< of the topmost message seen
    int offsetPx = 0; ///< of its top below that of the view

    friend bool operator==(const ReadingPlace &, const ReadingPlace &) = default;
};

/// What is shown before the server answers.
struct StoredAccount
{
    User ownUser; ///< null id: nothing is known yet
    QString serverName;
    int maxChatCodePoints = 0;
    RoomId homeRoom;
    QString homeAddress = {}; ///< at which it was that: ServerAddress::shown()

    friend bool operator==(const StoredAccount &, const StoredAccount &) = default;
};

struct StoredState
{
    StoredAccount account;
    QList<StoredRoom> rooms;
    ReadingPlace place; ///< of the room that was open
    QList<Message> page; ///< the newest messages of that room, ascending, down to the place
};

// Changes of the cache, written together and in order.
struct PutMessages
{
    RoomId room;
    QList<Message> messages;
    qint64 floorSeq = 0; ///< into an empty room go those from here on
};
/// Those that stand directly in front of what is there; otherwise nothing happens.
struct PutOlder
{
    RoomId room;
    QList<Message> messages; ///< ascending, without a gap
    qint64 beforeSeq = 0;
};
struct ForgetMessages
{
    RoomId room;
};
/// All rooms there are; others go with their messages.
struct KeepRooms
{
    QList<RoomId> rooms;
};
/// All people of a room, in place of those that were known of it.
struct PutMembers
{
    RoomId room;
    QList<Member> members; ///< at most limits::maxKeptMembers
};
using CacheChange = std::variant<StoredRoom, PutMessages, PutOlder, ForgetMessages, KeepRooms,
                                 PutMembers, StoredAccount, ReadingPlace>;

/// A file of this computer that goes with a message.
struct OutboxFile
{
    QString path;
    QString name;
    qint64 bytes = 0;
    qint64 modifiedMs = 0; ///< as it was when it was attached
    FileId id = {}; ///< the server's, once the upload has begun
    bool isUploaded = false; ///< all of it
    bool isOurs = false; ///< made by us (a pasted picture); it goes with the message

    friend bool operator==(const OutboxFile &, const OutboxFile &) = default;
};

/// An own message that the server has not confirmed.
struct OutboxRow
{
    QString cid;
    RoomId room;
    QString text;
    qint64 createdMs = 0;
    QString failure; ///< a code for why it failed; empty: it waits to be sent
    std::optional<ReplyTo> replyTo = {}; ///< seq 0: only the id is known
    QList<OutboxFile> files = {};

    friend bool operator==(const OutboxRow &, const OutboxRow &) = default;
};

/// An edit, a deletion or a reaction that the server has not confirmed.
struct ChangeRow
{
    enum class Kind : quint8 { Edit, Delete, React }; // as numbers in the file

    QString key; ///< its own, as a cid
    Kind kind = Kind::Edit;
    RoomId room;
    MessageId message;
    QString value; ///< Edit: the text; React: the emoji
    bool isOn = false; ///< React
    qint64 createdMs = 0;

    friend bool operator==(const ChangeRow &, const ChangeRow &) = default;
};

struct OutboxContents
{
    QList<OutboxRow> rows; ///< in the order in which they are sent
    QHash<RoomId, QString> drafts;
    QHash<RoomId, ReplyTo> draftReplies; ///< what a draft answers; seq 0: only the id is known
    QHash<RoomId, QList<OutboxFile>> draftFiles; ///< attached and not sent
    QList<ChangeRow> changes; ///< in the order in which they are sent
};

/// What a person has to be told about the outbox, once.
struct OutboxNotice
{
    enum class Kind : quint8 {
        Nothing,
        Damaged, ///< set aside; `rows` could be read and are in the new one
        Newer, ///< a later version's; set aside until that version comes back
        InUse, ///< another Maru has it: what is written here is in memory only
        Unwritable, ///< what is written is in memory only
    };
    Kind kind = Kind::Nothing;
    int rows = 0; ///< Damaged: messages and drafts that were read
    bool isComplete = false; ///< Damaged: nothing is missing, as far as one can know
    QString path; ///< where it was put
};

/// What tests replace.
struct StoreBounds
{
    qint64 cacheBytes = limits::maxCacheBytes;
    int restoredRows = limits::maxRestoredRows;
};

} // namespace maru::client
