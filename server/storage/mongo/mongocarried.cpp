// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongorow.h"
#include "server/storage/mongo/mongorows.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

void put(Bson &bson, const char *name, const QVariant &value)
{
    if (!value.isValid()) {
        bson_append_null(bson.get(), name, -1);
    } else if (value.typeId() == QMetaType::LongLong) {
        bson.number(name, value.toLongLong());
    } else if (value.typeId() == QMetaType::QByteArray) {
        bson.bytes(name, value.toByteArray());
    } else {
        bson.text(name, value.toString());
    }
}

QVariant valueFrom(const BsonView &document, const char *name, StoreValue type)
{
    if (!document.has(name)) {
        return storeNull();
    }
    switch (type) {
    case StoreValue::Number:
        return document.number(name);
    case StoreValue::Bytes:
        return document.bytes(name);
    case StoreValue::Text:
        break;
    }
    return valueOf(document.text(name));
}

} // namespace

QList<MongoCarried> leftOut(const StoreRow &row, const StoreRow &documents)
{
    QList<MongoCarried> carried;
    for (qsizetype i = 0; i < row.size(); ++i) {
        if (row[i] != documents.value(i)) {
            carried.append({static_cast<int>(i), documents.value(i), row[i]});
        }
    }
    return carried;
}

void applyCarried(StoreRow &row, const QList<MongoCarried> &carried)
{
    for (const MongoCarried &one : carried) {
        if (row.value(one.column) == one.here) {
            row[one.column] = one.was;
        }
    }
}

Bson documentOf(StorePart part, const QString &key, const QList<MongoCarried> &carried)
{
    std::vector<Bson> columns;
    for (const MongoCarried &one : carried) {
        Bson column;
        column.text("name", storeColumns(part)[static_cast<size_t>(one.column)].name);
        put(column, "here", one.here);
        put(column, "was", one.was);
        columns.push_back(std::move(column));
    }
    Bson document;
    document.text("_id", carriedKey(part, key))
        .number("part", static_cast<int>(part))
        .text("key", key)
        .documents("columns", columns);
    return document;
}

void takeCarried(MongoHeld &held, const BsonView &document)
{
    const qint64 number = document.number("part", -1);
    if (number < 0 || number >= static_cast<qint64>(StorePart::Count)) {
        return; // nothing that we write
    }
    const auto part = static_cast<StorePart>(number);
    QList<MongoCarried> carried;
    document.eachDocument("columns", [&carried, part](const BsonView &column) {
        const int index = storeColumn(part, QLatin1StringView(column.text("name").toLatin1()));
        if (index >= 0) {
            const StoreValue type = storeColumns(part)[static_cast<size_t>(index)].type;
            carried.append(
                {index, valueFrom(column, "here", type), valueFrom(column, "was", type)});
        }
    });
    held.carried.insert(carriedKey(part, document.text("key")), carried);
}

} // namespace maru::server
