// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongotransfer.h"

#include "common/logging.h"
#include "server/storage/mongo/mongobackend.h"
#include "server/storage/mongo/mongosetup.h"
#include "server/storage/mongo/mongoterms.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr std::array others{MongoJournal::collection, mongoUsage, mongoCarried,
                            MongoLease::collection};

Bson theDocument()
{
    Bson filter;
    filter.text("_id", QString::fromLatin1(MongoLease::document));
    return filter;
}

bool has(const QStringList &collections, const char *name)
{
    return collections.contains(QLatin1StringView(name));
}

/// Empty: a store that a server of this version has made ready.
MongoResult<QString> whatIsWrong(MongoConnection &connection)
{
    qint64 schema = -1;
    bool isReady = false;
    const auto read =
        connection.find(MongoLease::collection, theDocument(), {}, [&](const BsonView &store) {
            schema = store.number("schema");
            isReady = store.flag("isReady");
            return false;
        });
    if (!read) {
        return failure(read.error());
    }
    if (schema > MongoBackend::schema) {
        return u"has schema version %1, this maru-server migrates version %2: use the newer program"_s
            .arg(schema)
            .arg(MongoBackend::schema);
    }
    if (schema < MongoBackend::schema || !isReady) {
        return u"holds a store that was never ready: start the server on it once"_s;
    }
    return QString();
}

} // namespace

// ---- source ----

MongoStoreSource::MongoStoreSource(MongoAddress address)
    : m_end(std::move(address))
    , m_parts(m_end, MongoLease::collection)
{ }

Result<void, QString> MongoStoreSource::open()
{
    const auto refused = [this](const auto &why) {
        return failure(m_end.sentence(why));
    };
    if (auto connected = m_end.connect(); !connected) {
        return connected;
    }
    const auto collections = m_end.connection().collections();
    if (!collections) {
        return refused(collections.error());
    }
    if (has(*collections, mongoCopy)) {
        return refused(u"holds a copy that is not finished: finish that one first"_s);
    }
    if (!has(*collections, MongoLease::collection)) {
        const bool isSeeds = has(*collections, collectionOf(MongoKind::Message));
        return refused(isSeeds ? u"holds no store of Maru yet: start the server on it once, which "
                                 "takes over what the seed's server left there"_s
                               : u"holds no store of Maru"_s);
    }
    const auto wrong = whatIsWrong(m_end.connection());
    if (!wrong) {
        return refused(wrong.error());
    }
    return wrong->isEmpty() ? m_end.take(MongoLease::collection) : refused(*wrong);
}

qint64 MongoStoreSource::bytes()
{
    return m_end.connection().bytes().value_or(0);
}

Result<qint64, QString> MongoStoreSource::count(StorePart part)
{
    return m_parts.count(part);
}

Result<StoreBatch, QString> MongoStoreSource::read(StorePart part, const QString &after)
{
    return m_parts.read(part, after);
}

// ---- target ----

MongoStoreTarget::MongoStoreTarget(MongoAddress address)
    : m_end(std::move(address))
{ }

Result<StoreTargetState, QString> MongoStoreTarget::open()
{
    if (const auto connected = m_end.connect(); !connected) {
        return failure(connected.error());
    }
    const auto collections = m_end.connection().collections();
    if (!collections) {
        return failure(m_end.sentence(collections.error()));
    }
    return look(*collections);
}

Result<StoreTargetState, QString> MongoStoreTarget::look(const QStringList &collections)
{
    m_isMarked = has(collections, mongoCopy);
    if (m_isMarked) {
        m_parts.emplace(m_end, mongoCopy);
        const auto taken = m_end.take(mongoCopy);
        return taken ? unfinishedState() : failure(taken.error());
    }
    if (has(collections, MongoLease::collection)) {
        m_parts.emplace(m_end, MongoLease::collection);
        const auto wrong = whatIsWrong(m_end.connection());
        if (!wrong || !wrong->isEmpty()) {
            return failure(wrong ? m_end.sentence(*wrong) : m_end.sentence(wrong.error()));
        }
        if (const auto taken = m_end.take(MongoLease::collection); !taken) {
            return failure(taken.error());
        }
        return StoreTargetState{
            .kind = StoreTargetState::Kind::Complete, .origin = {}, .progress = {}};
    }
    const auto foreign =
        std::find_if(collections.begin(), collections.end(),
                     [](const QString &name) { return !name.startsWith(u"system."_s); });
    if (foreign != collections.end()) {
        return failure(
            m_end.sentence(u"belongs to another program (it has %1): name one of its own; nothing "
                           "was changed"_s.arg(forLog(*foreign))));
    }
    m_parts.emplace(m_end, mongoCopy);
    return StoreTargetState();
}

Result<StoreTargetState, QString> MongoStoreTarget::unfinishedState()
{
    StoreTargetState state{
        .kind = StoreTargetState::Kind::Unfinished, .origin = {}, .progress = {}};
    const auto read =
        m_end.connection().find(mongoCopy, theDocument(), {}, [&](const BsonView &copy) {
            const qint64 part = copy.number("part", -1);
            m_isBegun = copy.flag("isBegun");
            if (m_isBegun && part >= 0 && part < qint64(StorePart::Count)) {
                state.origin = copy.text("origin");
                state.progress = {static_cast<StorePart>(part), copy.text("position")};
                m_order = copy.number("order");
            }
            return false;
        });
    if (!read) {
        return failure(m_end.sentence(read.error()));
    }
    return state;
}

MongoResult<void> MongoStoreTarget::change(const Bson &set)
{
    Bson update;
    update.document("$set", set);
    const auto found = m_end.connection().update(mongoCopy, theDocument(), update);
    if (found && *found == 0) {
        return failure(MongoFailure{MongoTrouble::Refused,
                                    u"%1 is empty"_s.arg(QLatin1StringView(mongoCopy))});
    }
    return found.map([](qint64) {});
}

// Before anything else is there: so nothing of it can be taken for a store.
MongoResult<void> MongoStoreTarget::mark(const QString &origin)
{
    Bson copy;
    copy.flag("isBegun", false)
        .text("origin", origin)
        .text("storeId", {})
        .number("part", 0)
        .text("position", {})
        .number("order", 0);
    if (m_isMarked) {
        return change(copy);
    }
    return m_end.connection().insert(mongoCopy, theDocument().append(copy));
}

// It was empty when it was looked at, and nothing kept a server from it while the source was read.
// A server looks for our mark after it has made its own, so that one of the two sees the other.
Result<void, QString> MongoStoreTarget::checkStillEmpty(bool isNew)
{
    const auto collections = m_end.connection().collections();
    if (!collections) {
        return failure(m_end.sentence(collections.error()));
    }
    const auto isOthers = [isNew](const QString &name) {
        return name == QLatin1StringView(MongoLease::collection)
            || (isNew && name != QLatin1StringView(mongoCopy) && !name.startsWith(u"system."_s));
    };
    const auto other = std::find_if(collections->begin(), collections->end(), isOthers);
    if (other == collections->end()) {
        return {};
    }
    const auto left = m_end.connection().drop(mongoCopy);
    m_end.forgetLease();
    m_isMarked = false;
    return failure(
        left ? m_end.sentence(u"came into use meanwhile (it has %1 now): name another "
                              "one, or stop who uses it; nothing was changed"_s.arg(forLog(*other)))
             : m_end.sentence(left.error()));
}

MongoResult<void> MongoStoreTarget::makeEmpty()
{
    const auto collections = m_end.connection().collections();
    if (!collections) {
        return failure(collections.error());
    }
    MongoResult<void> done;
    const auto drop = [&](const char *name) {
        if (done && has(*collections, name)) {
            done = m_end.connection().drop(name);
        }
    };
    std::for_each(mongoCollections.begin(), mongoCollections.end(), drop);
    std::for_each(others.begin(), others.end(), drop);
    done = done ? makeMongoIndexes(m_end.connection()) : done;
    done = done ? change(Bson().flag("isBegun", true)) : done;
    m_isBegun = done.has_value();
    return done;
}

Result<void, QString> MongoStoreTarget::begin(const QString &origin)
{
    m_parts->forget();
    m_order = 0;
    m_bytesOfOwners.reset();
    if (auto alive = m_end.stayAlive(); !alive) {
        return alive;
    }
    const bool isNew = !m_isMarked;
    auto done = mark(origin);
    if (isNew && (done || done.error().trouble == MongoTrouble::Duplicate)) {
        if (auto taken = m_end.take(mongoCopy); !taken) { // another one was quicker
            return taken;
        }
        m_isMarked = true;
        done = done ? done : mark(origin);
    }
    if (done && !m_isBegun) {
        if (auto empty = checkStillEmpty(isNew); !empty) {
            return empty;
        }
    }
    done = done ? makeEmpty() : done;
    return done.map_error([this](const MongoFailure &why) { return m_end.sentence(why); });
}

MongoResult<void> MongoStoreTarget::complete()
{
    QString storeId;
    auto done = m_end.connection().find(mongoCopy, theDocument(), {}, [&](const BsonView &copy) {
        storeId = copy.text("storeId");
        return false;
    });
    if (!done) {
        return done;
    }
    Bson store = theDocument();
    store.number("schema", MongoBackend::schema)
        .text("storeId", storeId)
        .flag("isReady", true)
        .number("written", 0);
    MongoTerms::sign(store);
    std::vector<MongoPut> puts;
    puts.push_back({theDocument(), std::move(store)});
    done = m_end.connection().put(MongoLease::collection, puts).map([](const auto &) {});
    return done ? m_end.connection().drop(mongoCopy) : done;
}

Result<void, QString> MongoStoreTarget::finish()
{
    if (auto alive = m_end.stayAlive(); !alive) {
        return alive;
    }
    const auto done = complete();
    if (!done) {
        return failure(m_end.sentence(done.error()));
    }
    m_end.forgetLease();
    return {};
}

// ---- both, of a plugin ----

namespace {

template<class End, class MongoKindOfEnd>
Result<std::unique_ptr<End>, QString> made(const QString &url)
{
    return parseMongoUrl(url).map([](const MongoAddress &address) {
        return std::unique_ptr<End>(std::make_unique<MongoKindOfEnd>(address));
    });
}

} // namespace

Result<std::unique_ptr<StoreSource>, QString> MongoBackend::makeSource(const QString &url)
{
    return made<StoreSource, MongoStoreSource>(url);
}

Result<std::unique_ptr<StoreTarget>, QString> MongoBackend::makeTarget(const QString &url)
{
    return made<StoreTarget, MongoStoreTarget>(url);
}

} // namespace maru::server
