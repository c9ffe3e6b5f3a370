// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlparts.h"

#include "common/serverlimits.h"
#include "server/storage/sql/sqlpartrows.h"
#include "server/storage/storabletext.h"

#include <QHash>
#include <QSqlQuery>
#include <QStringList>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// By what a part is read in order; messages by their number in the order of commits.
struct Key
{
    StorePart part;
    std::array<QLatin1StringView, 2> columns;
};
constexpr std::array keys{
    Key{StorePart::Store, {"id"_L1}},
    Key{StorePart::Users, {"id"_L1}},
    Key{StorePart::Tokens, {"token_hash"_L1}},
    Key{StorePart::Invites, {"code_hash"_L1}},
    Key{StorePart::ServerBans, {"user_id"_L1}},
    Key{StorePart::Rooms, {"id"_L1}},
    Key{StorePart::Members, {"user_id"_L1, "room_id"_L1}},
    Key{StorePart::RoomBans, {"room_id"_L1, "user_id"_L1}},
    Key{StorePart::Files, {"id"_L1}},
    Key{StorePart::Uploads, {"id"_L1}},
    Key{StorePart::FileUsage, {"user_id"_L1}},
    Key{StorePart::Messages, {}},
    Key{StorePart::Recovery, {"pid_hash"_L1}},
    Key{StorePart::RoomMutes, {"room_id"_L1, "user_id"_L1}},
};

QStringList keyOf(StorePart part, const SqlDialect &dialect)
{
    QStringList names;
    for (const QLatin1StringView column : keys.at(static_cast<size_t>(part)).columns) {
        if (!column.isEmpty()) {
            names += column;
        }
    }
    return names.isEmpty() ? QStringList(dialect.doc) : names;
}

QVariant valueAt(const QSqlQuery &query, int index, StoreValue type)
{
    if (query.isNull(index)) {
        return storeNull();
    }
    const QVariant value = query.value(index);
    switch (type) {
    case StoreValue::Number:
        return value.toLongLong();
    case StoreValue::Bytes:
        return value.toByteArray();
    case StoreValue::Text:
        break;
    }
    const QString text = storableText(value.toString());
    return text.isNull() ? u""_s : text;
}

StoreRow rowAt(const QSqlQuery &query, int first, std::span<const StoreColumn> columns)
{
    StoreRow row;
    row.reserve(static_cast<qsizetype>(columns.size()));
    for (size_t i = 0; i < columns.size(); ++i) {
        row.append(valueAt(query, first + static_cast<int>(i), columns[i].type));
    }
    return row;
}

// A damaged file gives an error in place of rows.
Result<void, QString> end(const QSqlQuery &query)
{
    if (!query.lastError().nativeErrorCode().isEmpty()) {
        return failure(errorOf(query));
    }
    return {};
}

// A position is the key of the last record: numbers and texts as they are (ids have no comma),
// bytes in hex.
QString positionOf(const QVariantList &key)
{
    QStringList words;
    for (const QVariant &value : key) {
        words += value.typeId() == QMetaType::QByteArray
            ? QString::fromLatin1(value.toByteArray().toHex())
            : value.toString();
    }
    return words.join(u',');
}

QVariantList keyFrom(const QString &position, StorePart part)
{
    if (part == StorePart::Messages) {
        return {position.toLongLong()};
    }
    const std::span<const StoreColumn> columns = storeColumns(part);
    QVariantList key;
    size_t i = 0;
    for (const QString &word : position.split(u',')) {
        const int column = storeColumn(part, keys.at(static_cast<size_t>(part)).columns.at(i++));
        key += columns[static_cast<size_t>(column)].type == StoreValue::Bytes
            ? QVariant(QByteArray::fromHex(word.toLatin1()))
            : QVariant(word);
    }
    return key;
}

Result<void, QString> readHanging(const QSqlDatabase &database, const SqlDialect &dialect,
                                  StoreBatch &batch, const QHash<qint64, size_t> &places,
                                  qint64 after, qint64 last)
{
    for (const HangingTable &table : hangingTables()) {
        QSqlQuery query(database);
        // CROSS JOIN: SQLite goes through the few messages, not through the other table.
        const auto done =
            run(query,
                u"SELECT m.%1, h.%2 FROM messages m CROSS JOIN %3 h WHERE h.room_id = m.room_id "
                "AND h.seq = m.seq AND m.%1 > ? AND m.%1 <= ? ORDER BY m.%1, %4"_s.arg(
                    dialect.doc, namesOf(table.columns).join(u", h."), table.name, table.order),
                {after, last});
        if (!done) {
            return done;
        }
        while (query.next()) {
            StoreRecord &record = batch.records[places.value(query.value(0).toLongLong())];
            (record.*table.rows).append(rowAt(query, 1, table.columns));
        }
        if (const auto ended = end(query); !ended) {
            return ended;
        }
    }
    return {};
}

} // namespace

SqlParts::SqlParts(QSqlDatabase database, const SqlDialect &dialect)
    : m_database(std::move(database))
    , m_dialect(dialect)
{ }

Result<qint64, QString> SqlParts::count(StorePart part) const
{
    QSqlQuery query(m_database);
    if (!query.exec(u"SELECT count(*) FROM "_s + storePartName(part)) || !query.next()) {
        return failure(errorOf(query));
    }
    return query.value(0).toLongLong();
}

Result<StoreBatch, QString> SqlParts::read(StorePart part, const QString &after) const
{
    const QStringList key = keyOf(part, m_dialect);
    const QString keyList = key.join(u", ");
    const std::span<const StoreColumn> columns = storeColumns(part);
    QVariantList values;
    QString where;
    if (!after.isEmpty()) {
        values = keyFrom(after, part);
        where = u" WHERE (%1) > (?%2)"_s.arg(keyList, u", ?"_s.repeated(key.size() - 1));
    }
    QSqlQuery query(m_database);
    const auto done =
        run(query,
            u"SELECT %1, %2 FROM %3%4 ORDER BY %1 LIMIT %5"_s
                .arg(keyList, namesOf(columns).join(u", "), storePartName(part), where)
                .arg(limits::transferRecords),
            values);
    if (!done) {
        return failure(done.error());
    }
    StoreBatch batch;
    QHash<qint64, size_t> places; // by doc
    const bool isMessages = part == StorePart::Messages;
    const int keySize = static_cast<int>(key.size());
    QVariantList last;
    while (query.next()) {
        last.clear();
        for (int i = 0; i < keySize; ++i) {
            last += query.value(i);
        }
        if (isMessages) {
            places.insert(last.constFirst().toLongLong(), batch.records.size());
        }
        batch.records.push_back({rowAt(query, keySize, columns), {}, {}, {}});
    }
    if (const auto ended = end(query); !ended) {
        return failure(ended.error());
    }
    query.finish();
    batch.isLast = batch.records.size() < static_cast<size_t>(limits::transferRecords);
    batch.next = batch.records.empty() ? after : positionOf(last);
    if (isMessages && !batch.records.empty()) {
        if (const auto hanging = readHanging(m_database, m_dialect, batch, places,
                                             after.toLongLong(), batch.next.toLongLong());
            !hanging) {
            return failure(hanging.error());
        }
    }
    return batch;
}

} // namespace maru::server
