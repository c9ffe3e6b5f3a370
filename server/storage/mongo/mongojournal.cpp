// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongojournal.h"

#include "common/mongolimits.h"

#include <QDateTime>

#include <array>
#include <map>

namespace maru::server {

namespace {

// Taken away first when documents of one batch hand them on in a circle.
constexpr std::array uniqueFields{"nameKey", "skeleton", "openKey", "classCode", "directKey"};

Bson documentIn(const MongoOperation &operation, qint64 number)
{
    Bson document;
    if (!operation.document) {
        appendKey(document, "_id", operation.key);
        document.flag("gone", true); // so that a writer that lags cannot bring it back
    } else {
        document.append(*operation.document);
        if (operation.key.kind == MongoKind::Message) {
            const QStringList terms = termsOf(messageFrom(BsonView(operation.document->get())));
            if (!terms.isEmpty()) {
                document.texts("terms", terms);
            }
        }
    }
    document.number("n", number);
    return document;
}

// Itself, unless it knows this batch or a later one.
Bson olderThan(const MongoKey &key, qint64 number, const char *op)
{
    Bson bound;
    bound.number(op, number);
    Bson filter;
    appendKey(filter, "_id", key);
    filter.document("n", bound);
    return filter;
}

// Those of the refused that do not know the batch: another document has what they are to have.
MongoResult<std::vector<size_t>>
reallyRefused(MongoConnection &connection, const char *collection,
              const std::vector<const MongoOperation *> &operations,
              const std::vector<size_t> &refused, qint64 number)
{
    std::vector<size_t> real;
    for (const size_t index : refused) {
        const auto known =
            connection.count(collection, olderThan(operations.at(index)->key, number, "$gte"));
        if (!known) {
            return failure(known.error());
        }
        if (*known == 0) {
            real.push_back(index);
        }
    }
    return real;
}

MongoResult<std::vector<size_t>> putAll(MongoConnection &connection, const char *collection,
                                        const std::vector<const MongoOperation *> &operations,
                                        qint64 number)
{
    std::vector<MongoPut> puts;
    for (const MongoOperation *operation : operations) {
        puts.push_back({olderThan(operation->key, number, "$lt"), documentIn(*operation, number)});
    }
    const auto refused = connection.put(collection, puts);
    if (!refused || refused->empty()) {
        return refused;
    }
    return reallyRefused(connection, collection, operations, *refused, number);
}

MongoResult<void> putInto(MongoConnection &connection, const char *collection,
                          const std::vector<const MongoOperation *> &operations, qint64 number)
{
    const auto refused = putAll(connection, collection, operations, number);
    if (!refused) {
        return failure(refused.error());
    }
    if (refused->empty()) {
        return {};
    }
    Bson without;
    for (const char *field : uniqueFields) {
        without.text(field, {});
    }
    Bson update;
    update.document("$unset", without);
    for (const MongoOperation *operation : operations) {
        const auto done =
            connection.update(collection, olderThan(operation->key, number, "$lt"), update);
        if (!done) {
            return failure(done.error());
        }
    }
    const auto still = putAll(connection, collection, operations, number);
    if (!still) {
        return failure(still.error());
    }
    if (!still->empty()) {
        return failure(
            MongoFailure{MongoTrouble::Refused,
                         QStringLiteral("%1 has a document that its journal does not know")
                             .arg(QLatin1StringView(collection))});
    }
    return {};
}

} // namespace

Bson MongoJournal::entry(qint64 number, const QString &writer, qint64 batch,
                         const std::vector<MongoOperation> &operations)
{
    std::vector<Bson> rows;
    for (const MongoOperation &operation : operations) {
        Bson row;
        row.number("kind", static_cast<int>(operation.key.kind));
        if (operation.document) {
            row.document("is", *operation.document);
        } else {
            Bson gone;
            appendKey(gone, "_id", operation.key);
            row.document("goes", gone);
        }
        rows.push_back(std::move(row));
    }
    Bson entry;
    entry.number("_id", number)
        .text("writer", writer)
        .number("batch", batch)
        .time("at", QDateTime::currentMSecsSinceEpoch())
        .documents("operations", rows);
    return entry;
}

MongoJournal::Outcome MongoJournal::store(MongoConnection &connection, const Bson &entry)
{
    const auto done = connection.insert(collection, entry);
    if (done) {
        return Outcome::Stored;
    }
    m_problem = done.error().text;
    if (done.error().trouble == MongoTrouble::Lost) {
        return Outcome::Lost;
    }
    if (done.error().trouble != MongoTrouble::Duplicate) {
        return Outcome::Refused;
    }
    // Whose is it? Our own, if it came when we did not hear of it.
    const BsonView ours(entry.get());
    Bson filter;
    filter.number("_id", ours.number("_id"));
    bool isOurs = false;
    const auto read = connection.find(collection, filter, {}, [&](const BsonView &document) {
        isOurs =
            document.text("writer") == m_writer && document.number("batch") == ours.number("batch");
        return false;
    });
    if (!read) {
        m_problem = read.error().text;
        return read.error().trouble == MongoTrouble::Lost ? Outcome::Lost : Outcome::Refused;
    }
    return isOurs ? Outcome::Stored : Outcome::Collided;
}

MongoResult<void> MongoJournal::write(MongoConnection &connection, qint64 number,
                                      const std::vector<MongoOperation> &operations)
{
    std::map<MongoKind, std::vector<const MongoOperation *>> byKind;
    for (const MongoOperation &operation : operations) {
        byKind[operation.key.kind].push_back(&operation);
    }
    // The counters of rooms last: who reads beside us finds no number without its message.
    for (const bool isRooms : {false, true}) {
        for (const auto &[kind, those] : byKind) {
            if ((kind == MongoKind::Room) != isRooms) {
                continue;
            }
            const auto done = putInto(connection, collectionOf(kind), those, number);
            if (!done) {
                return done;
            }
        }
    }
    return {};
}

MongoResult<void> MongoJournal::read(MongoConnection &connection, qint64 number,
                                     const std::function<bool(Entry)> &visit)
{
    Bson above;
    above.number("$gt", number);
    Bson filter;
    filter.document("_id", above);
    Bson order;
    order.number("_id", 1);
    Bson options;
    options.document("sort", order);
    return connection.find(collection, filter, options, [&visit](const BsonView &document) {
        Entry entry;
        entry.number = document.number("_id");
        entry.writer = document.text("writer");
        document.eachDocument("operations", [&entry](const BsonView &row) {
            const auto kind = static_cast<size_t>(row.number("kind"));
            if (kind >= mongoCollections.size()) {
                return; // nothing that we write
            }
            const BsonView is = row.document("is");
            const bool goes = row.has("goes");
            const MongoKey key =
                keyOf(static_cast<MongoKind>(kind), goes ? row.document("goes") : is);
            entry.operations.push_back(
                {key, goes ? std::nullopt : std::optional<Bson>(Bson(is.data()))});
        });
        return visit(std::move(entry));
    });
}

// Each question is one that can be answered within limits::mongoSocketMs.
MongoResult<void> MongoJournal::bury(MongoConnection &connection, qint64 number)
{
    Bson below;
    below.number("$lt", number);
    Bson filter;
    filter.flag("gone", true).document("n", below);
    Bson options;
    options.number("limit", limits::mongoBuriedAtOnce);
    for (size_t i = 0; i < mongoCollections.size(); ++i) {
        const auto kind = static_cast<MongoKind>(i);
        std::vector<Bson> some;
        do {
            some.clear();
            if (isOnlyStored(kind)) {
                break; // never goes
            }
            auto done = connection.find(collectionOf(kind), filter, options,
                                        [&some, kind](const BsonView &document) {
                                            Bson one;
                                            appendKey(one, "_id", keyOf(kind, document));
                                            one.flag("gone", true);
                                            some.push_back(std::move(one));
                                            return true;
                                        });
            if (done && !some.empty()) {
                done = connection.removeAll(collectionOf(kind), some);
            }
            if (!done) {
                return done;
            }
        } while (some.size() == static_cast<size_t>(limits::mongoBuriedAtOnce));
    }
    return {};
}

MongoResult<void> MongoJournal::trim(MongoConnection &connection, qint64 number)
{
    Bson below;
    below.number("$lt", number);
    Bson filter;
    filter.document("_id", below);
    return connection.removeAll(collection, filter);
}

} // namespace maru::server
