// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoterms.h"

#include "common/mongolimits.h"
#include "common/serverlimits.h"
#include "server/storage/mongo/mongocodec.h"
#include "server/storage/mongo/mongolease.h"
#include "server/storage/mongo/mongomessage.h"
#include "server/storage/searchrules.h"

#include <vector>

namespace maru::server {

namespace {

constexpr auto versionOfAll = "terms";
constexpr auto versionOfSome = "termsOfSome"; // that are being made, up to:
constexpr auto orderOfLast = "termsUpTo";

// As it lies there, but for its terms, and only if no batch has changed it meanwhile.
MongoPut withTerms(const BsonView &document, const QStringList &terms)
{
    Bson filter;
    filter.id("_id", document.id("_id")).number("n", document.number("n"));
    const Bson before(document.data());
    Bson after;
    bson_copy_to_excluding_noinit(before.get(), after.get(), "terms", nullptr);
    if (!terms.isEmpty()) {
        after.texts("terms", terms);
    }
    return {std::move(filter), std::move(after)};
}

} // namespace

void MongoTerms::sign(Bson &store)
{
    store.number(versionOfAll, searchIndexVersion());
}

void MongoTerms::take(const BsonView &store)
{
    m_areOfNow = store.number(versionOfAll) == searchIndexVersion();
    const bool hasBegun = store.number(versionOfSome) == searchIndexVersion();
    m_upTo = hasBegun ? store.number(orderOfLast) : 0;
}

MongoResult<void> MongoTerms::makeSome(MongoConnection &connection)
{
    Bson filter;
    filter.document("order", Bson().number("$gt", m_upTo));
    Bson options;
    options.document("sort", Bson().number("order", 1)).number("limit", limits::maxIndexedAtOnce);
    std::vector<MongoPut> puts;
    qint64 last = m_upTo;
    qsizetype bytes = 0;
    bool isEnd = true; // unless there is one
    auto done = connection.find(
        collectionOf(MongoKind::Message), filter, options, [&](const BsonView &document) {
            const MongoMessage message = messageFrom(document);
            if (const QStringList terms = termsOf(message); terms != document.ids("terms")) {
                puts.push_back(withTerms(document, terms));
            }
            last = message.kept.order;
            bytes += document.data().size();
            isEnd = false;
            return bytes < limits::mongoBatchBytes;
        });
    if (done && !puts.empty()) {
        // A unique index refuses the ones that were changed: these have their terms.
        done = connection.put(collectionOf(MongoKind::Message), puts).map([](const auto &) {});
    }
    if (!done) {
        return done;
    }
    m_upTo = last;
    done = note(connection, isEnd);
    m_areOfNow = isEnd && done;
    return done;
}

MongoResult<void> MongoTerms::note(MongoConnection &connection, bool isEnd) const
{
    Bson set;
    Bson update;
    if (isEnd) {
        sign(set);
        Bson gone;
        gone.flag(versionOfSome, true).flag(orderOfLast, true);
        update.document("$set", set).document("$unset", gone);
    } else {
        set.number(versionOfSome, searchIndexVersion()).number(orderOfLast, m_upTo);
        update.document("$set", set);
    }
    Bson store;
    store.text("_id", QString::fromLatin1(MongoLease::document));
    return connection.update(MongoLease::collection, store, update).map([](qint64) {});
}

} // namespace maru::server
