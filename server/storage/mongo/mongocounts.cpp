// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoconnection.h"

// What a connection counts.

namespace maru::server {

MongoResult<qint64> MongoConnection::count(const char *collection, const Bson &filter)
{
    Bson command;
    command.text("count", QString::fromLatin1(collection)).document("query", filter);
    return ask(command).map([](const QByteArray &reply) { return BsonView(reply).number("n"); });
}

MongoResult<qint64> MongoConnection::bytes()
{
    return ask(Bson().number("dbStats", 1)).map([](const QByteArray &reply) {
        return BsonView(reply).number("dataSize");
    });
}

MongoResult<QHash<QString, qint64>>
MongoConnection::countBy(const char *collection, const Bson &filter, const char *field, qint64 most)
{
    Bson group;
    group.text("_id", u'$' + QString::fromLatin1(field))
        .document("count", Bson().number("$sum", 1));
    std::vector<Bson> stages(2);
    stages[0].document("$match", filter);
    stages[1].document("$group", group);
    Bson command;
    command.text("aggregate", QString::fromLatin1(collection))
        .documents("pipeline", stages)
        .document("cursor", Bson().number("batchSize", most + 1)); // all, and it is known
    return ask(command).map([](const QByteArray &reply) {
        QHash<QString, qint64> counts;
        BsonView(reply).document("cursor").eachDocument(
            "firstBatch",
            [&counts](const BsonView &one) { counts.insert(one.id("_id"), one.number("count")); });
        return counts;
    });
}

} // namespace maru::server
