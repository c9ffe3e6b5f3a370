// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongounit.h"

#include <optional>

/// What is written once and never changed: what messages said before, and who banned whom.
namespace maru::server {

struct MongoEdit
{
    MessageId message;
    RoomId room;
    qint64 rev =
        0; ///< of the change that ended this, as in the other stores: unique in its message
    QString chat;
    UserId editor;
    qint64 atMs = 0;
};

struct MongoBanNote
{
    UserId user;
    RoomId room; ///< null: of the server
    UserId by; ///< null: the administrator
    QString reason;
    std::optional<qint64> untilMs; ///< none: for ever
    qint64 atMs = 0;
};

[[nodiscard]] MongoOperation operationOf(const MongoEdit &edit);
[[nodiscard]] MongoEdit editFrom(const BsonView &document);
[[nodiscard]] MongoOperation operationOf(const MongoBanNote &note);
[[nodiscard]] MongoBanNote banNoteFrom(const BsonView &document);

} // namespace maru::server
