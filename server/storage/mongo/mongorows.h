// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/memorystate.h"
#include "server/storage/mongo/mongomessage.h"
#include "server/storage/mongo/mongonotes.h"
#include "server/storage/storeparts.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QVariant>

#include <map>
#include <vector>

/// What lies in MongoDB as the rows of storeparts.h, and back.
namespace maru::server {

/// What another store said in one column and our documents have no place for: of no use to a
/// server, but it comes along where the store goes next. It counts as long as the documents say
/// what they said then.
struct MongoCarried
{
    int column = 0;
    QVariant here; ///< what the documents said
    QVariant was;
};

/// All of a store but its messages.
struct MongoHeld
{
    MemoryState state;
    std::map<QString, MongoBanNote> notes; ///< the newest; by twoIds(user, room)
    std::map<QString, qint64> usage; ///< by user: bytes beside those of files and uploads
    QHash<QString, QList<MongoCarried>> carried; ///< by carriedKey()

    void note(const MongoBanNote &ban);
    /// Bytes of the files and uploads of each user.
    [[nodiscard]] std::map<QString, qint64> bytesOfOwners() const;
};

using MongoRows = std::map<QString, StoreRow>; ///< by keyOf()

/// Which record of its part it is: ids and hex digits, with a space between.
[[nodiscard]] QString keyOf(StorePart part, const StoreRow &row);
[[nodiscard]] QString carriedKey(StorePart part, const QString &key);

/// The records of \p part; not of messages.
[[nodiscard]] MongoRows rowsOf(StorePart part, const MongoHeld &held);
/// Makes \p held hold what \p row says, and tells of which document; std::nullopt: of none of its
/// own. Not for messages and FileUsage.
[[nodiscard]] std::optional<MongoKey> takeRow(MongoHeld &held, StorePart part, const StoreRow &row);

/// What \p documents leave out of \p row.
[[nodiscard]] QList<MongoCarried> leftOut(const StoreRow &row, const StoreRow &documents);
void applyCarried(StoreRow &row, const QList<MongoCarried> &carried);
[[nodiscard]] Bson documentOf(StorePart part, const QString &key,
                              const QList<MongoCarried> &carried);
void takeCarried(MongoHeld &held, const BsonView &document);

/// \p edits as edits of \p message.
[[nodiscard]] StoreRecord recordOf(const MongoMessage &message,
                                   const std::vector<MongoEdit> &edits);
/// Without what it answers, and of its files only the ids.
[[nodiscard]] MongoMessage messageFrom(const StoreRecord &record);
[[nodiscard]] std::vector<MongoEdit> editsOf(const StoreRecord &record,
                                             const MongoMessage &message);

} // namespace maru::server
