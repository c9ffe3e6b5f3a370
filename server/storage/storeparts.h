// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QLatin1StringView>
#include <QList>
#include <QVariant>

#include <span>

/// Everything a store holds, as rows of plain values whose meaning is that of
/// resources/migrations/sqlite, for all kinds of stores. The index for searching is not among it:
/// each store makes its own.
namespace maru::server {

/// In the order in which they are copied: what is referred to comes first.
enum class StorePart : quint8 {
    Store, ///< one record: the id by which a data directory knows the store
    Users,
    Tokens,
    Invites,
    ServerBans,
    Rooms,
    Members,
    RoomBans,
    Files,
    Uploads,
    FileUsage,
    Messages, ///< with their reactions, edits and files; mentions are those in the message's column
    Recovery,
    RoomMutes, ///< last: copies and what is carried beside MongoDB's documents know parts by number
    Count
};

enum class StoreValue : quint8 { Text, Number, Bytes };

struct StoreColumn
{
    QLatin1StringView name; ///< as in the SQL tables
    StoreValue type = StoreValue::Text;
    bool isNullable = false;
};

/// One value for each column: a QString, qint64 or QByteArray, or an invalid QVariant for NULL.
/// An empty text or hash is not NULL.
using StoreRow = QVariantList;

struct StoreRecord
{
    StoreRow values;
    // Of a message only; each ascending by its first column, then by the next ones.
    QList<StoreRow> reactions; ///< reactionColumns, as a set
    QList<StoreRow> edits; ///< editColumns
    QList<StoreRow> files; ///< messageFileColumns
};

/// The table of \p part in SQL.
[[nodiscard]] QLatin1StringView storePartName(StorePart part);
[[nodiscard]] std::span<const StoreColumn> storeColumns(StorePart part);
/// Which column of \p part has this name; -1: none.
[[nodiscard]] int storeColumn(StorePart part, QLatin1StringView name);

/// What hangs on a message, without the message's room and seq.
[[nodiscard]] std::span<const StoreColumn> reactionColumns();
[[nodiscard]] std::span<const StoreColumn> editColumns();
[[nodiscard]] std::span<const StoreColumn> messageFileColumns();

/// The NULL of a StoreRow.
[[nodiscard]] inline QVariant storeNull()
{
    return {};
}

} // namespace maru::server
