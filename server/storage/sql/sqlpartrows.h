// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/storeparts.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>

#include <array>

/// What reading and writing the parts of a store share.
namespace maru::server {

[[nodiscard]] inline QStringList namesOf(std::span<const StoreColumn> columns)
{
    QStringList names;
    for (const StoreColumn &column : columns) {
        names += column.name;
    }
    return names;
}

[[nodiscard]] inline QString errorOf(const QSqlQuery &query)
{
    return query.lastError().databaseText().simplified();
}

[[nodiscard]] inline Result<void, QString> run(QSqlQuery &query, const QString &sql,
                                               const QVariantList &values)
{
    query.setForwardOnly(true);
    if (!query.prepare(sql)) {
        return failure(errorOf(query));
    }
    for (const QVariant &value : values) {
        query.addBindValue(value);
    }
    if (!query.exec()) {
        return failure(errorOf(query));
    }
    return {};
}

/// A table whose rows hang on a message, by room and seq.
struct HangingTable
{
    QLatin1StringView name;
    QLatin1StringView order;
    std::span<const StoreColumn> columns;
    QList<StoreRow> StoreRecord::*rows;
};

[[nodiscard]] inline std::array<HangingTable, 3> hangingTables()
{
    using namespace Qt::StringLiterals;
    return {{{"reactions"_L1, "h.emoji, h.user_id"_L1, reactionColumns(), &StoreRecord::reactions},
             {"edits"_L1, "h.rev"_L1, editColumns(), &StoreRecord::edits},
             {"message_files"_L1, "h.position"_L1, messageFileColumns(), &StoreRecord::files}}};
}

} // namespace maru::server
