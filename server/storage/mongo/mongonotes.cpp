// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongonotes.h"

#include <utility>

namespace maru::server {

MongoOperation operationOf(const MongoEdit &edit)
{
    const MongoKey key{MongoKind::Edit, twoIds(edit.message.toString(), QString::number(edit.rev))};
    Bson document;
    appendKey(document, "_id", key);
    document.id("message", edit.message.toString())
        .id("room", edit.room.toString())
        .number("rev", edit.rev)
        .text("chat", edit.chat)
        .id("editor", edit.editor.toString())
        .time("at", edit.atMs);
    return {key, std::move(document)};
}

MongoEdit editFrom(const BsonView &document)
{
    return {.message = MessageId(document.id("message")),
            .room = RoomId(document.id("room")),
            .rev = document.number("rev"),
            .chat = document.text("chat"),
            .editor = UserId(document.id("editor")),
            .atMs = document.number("at")};
}

MongoOperation operationOf(const MongoBanNote &note)
{
    const MongoKey key{
        MongoKind::BanNote,
        twoIds(twoIds(note.user.toString(), note.room.toString()), QString::number(note.atMs))};
    Bson document;
    appendKey(document, "_id", key);
    document.id("user", note.user.toString())
        .id("room", note.room.toString())
        .id("by", note.by.toString())
        .text("reason", note.reason)
        .time("at", note.atMs);
    if (note.untilMs) {
        document.number("until", *note.untilMs);
    }
    return {key, std::move(document)};
}

MongoBanNote banNoteFrom(const BsonView &document)
{
    return {.user = UserId(document.id("user")),
            .room = RoomId(document.id("room")),
            .by = UserId(document.id("by")),
            .reason = document.text("reason"),
            .untilMs = document.time("until"),
            .atMs = document.number("at")};
}

} // namespace maru::server
