// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/mongolimits.h"
#include "server/chat/objectid.h"
#include "server/storage/mongo/mongobackend.h"
#include "server/storage/mongo/mongochanges.h"
#include "server/storage/mongo/mongosetup.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <vector>

// How a MongoDB store is opened: everything that makes us refuse it is found before anything is
// written (promise P5).

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

Bson theStore()
{
    Bson filter;
    filter.text("_id", QString::fromLatin1(MongoLease::document));
    return filter;
}

Bson isNot(const QStringList &types)
{
    Bson type;
    type.texts("$type", types);
    Bson is;
    is.document("$not", type);
    return is;
}

Bson isNoName()
{
    Bson filter;
    filter.document("userName", isNot({u"string"_s}));
    return filter;
}

// The seed's schema does not ask for a text, so one that is null or missing is a message all the
// same, if it has an author.
Bson isNoMessage()
{
    Bson isMissing;
    isMissing.flag("$exists", false);
    Bson isThere = isNot({u"string"_s, u"null"_s});
    isThere.flag("$exists", true);
    std::vector<Bson> either(2);
    either[0].document("chat", isThere);
    either[1].document("chat", isMissing).document("user", isMissing);
    Bson filter;
    filter.documents("$or", either);
    return filter;
}

} // namespace

QString MongoBackend::sentence(const QString &rest) const
{
    return mongoSentence(m_address, rest);
}

QString MongoBackend::sentence(const MongoFailure &failure) const
{
    return mongoSentence(m_address, failure);
}

Result<void, OpenError> MongoBackend::open()
{
    Q_ASSERT(!m_connection);
    m_connection = std::make_unique<MongoConnection>(m_address);
    Step done = check();
    for (Step (MongoBackend::*step)() :
         {&MongoBackend::checkCollections, &MongoBackend::takeLease, &MongoBackend::makeIndexes,
          &MongoBackend::loadAll, &MongoBackend::checkCounters, &MongoBackend::fence,
          &MongoBackend::makeReady}) {
        if (done) {
            done = (this->*step)();
        }
    }
    m_patient.reset();
    if (!done) {
        if (m_connection && m_hasLease) {
            m_lease.leave(*m_connection);
        }
        disconnect();
        return failure(OpenError{done.error()});
    }
    m_lastBeat.start();
    m_problem.clear();
    return {};
}

// For a question to all of a collection, which may be large.
MongoConnection &MongoBackend::patient()
{
    if (!m_patient) {
        m_patient = std::make_unique<MongoConnection>(m_address, limits::mongoStartMs);
    }
    return *m_patient;
}

MongoBackend::Step MongoBackend::check()
{
    return checkMongoServer(*m_connection, m_address);
}

MongoBackend::Step MongoBackend::copyIsThere() const
{
    return failure(sentence(u"holds a copy of another store that is not finished: run "
                            "maru-server migrate again, which goes on with it"_s));
}

MongoBackend::Step MongoBackend::checkCollections()
{
    const auto collections = m_connection->collections();
    if (!collections) {
        return failure(sentence(collections.error()));
    }
    if (collections->contains(QLatin1StringView(mongoCopy))) {
        return copyIsThere();
    }
    if (!collections->contains(QLatin1StringView(MongoLease::collection))) {
        const Step seed = checkSeed(*collections);
        return seed ? makeStore() : seed;
    }
    qint64 found = -1;
    const auto read =
        m_connection->find(MongoLease::collection, theStore(), {}, [&](const BsonView &store) {
            found = store.number("schema");
            m_state.storeId = store.text("storeId");
            return false;
        });
    if (!read) {
        return failure(sentence(read.error()));
    }
    if (found < 0) {
        return makeStore(); // a start that was ended in the middle
    }
    if (found != schema) {
        return failure(sentence(
            u"has schema version %1, this maru-server knows version %2: use the newer program; "
            "nothing was changed"_s.arg(found)
                .arg(schema)));
    }
    return {};
}

// A database that the seed's server wrote becomes ours; any other is left alone.
MongoBackend::Step MongoBackend::checkSeed(const QStringList &collections)
{
    const auto foreign = [this](const QString &what) {
        return failure(sentence(u"belongs to another program (it has %1): name one of its own in "
                                "--db; nothing was changed"_s.arg(forLog(what))));
    };
    for (const QString &name : collections) {
        const bool isSeeds = name == QLatin1StringView(collectionOf(MongoKind::User))
            || name == QLatin1StringView(collectionOf(MongoKind::Message));
        if (!isSeeds && !name.startsWith(u"system."_s)) {
            return foreign(name);
        }
    }
    struct Rule
    {
        MongoKind kind;
        const char *field;
        Bson isOther;
    };
    const std::array rules{Rule{MongoKind::User, "userName", isNoName()},
                           Rule{MongoKind::Message, "chat", isNoMessage()}};
    for (const Rule &rule : rules) {
        const auto others = patient().count(collectionOf(rule.kind), rule.isOther);
        if (!others) {
            return failure(sentence(others.error()));
        }
        if (*others > 0) {
            return foreign(u"%1 without %2"_s.arg(QLatin1StringView(collectionOf(rule.kind)),
                                                  QLatin1StringView(rule.field)));
        }
    }
    return {};
}

MongoBackend::Step MongoBackend::makeStore()
{
    m_state.storeId = newObjectId(QDateTime::currentMSecsSinceEpoch());
    Bson store = theStore();
    store.number("schema", schema).text("storeId", m_state.storeId).flag("isReady", false);
    MongoTerms::sign(store);
    const auto done = m_connection->insert(MongoLease::collection, store);
    if (done) {
        return checkNoCopy();
    }
    if (done.error().trouble == MongoTrouble::Duplicate) {
        return checkCollections(); // another was quicker
    }
    return failure(sentence(done.error()));
}

// A migration looks for a store after it has made its mark: one of the two sees the other.
MongoBackend::Step MongoBackend::checkNoCopy()
{
    const auto collections = m_connection->collections();
    if (!collections) {
        return failure(sentence(collections.error()));
    }
    if (!collections->contains(QLatin1StringView(mongoCopy))) {
        return {};
    }
    const auto dropped = m_connection->drop(MongoLease::collection);
    return dropped ? copyIsThere() : Step(failure(sentence(dropped.error())));
}

MongoBackend::Step MongoBackend::takeLease()
{
    if (m_sharing != Sharing::Alone) {
        return {};
    }
    const auto taken = m_lease.take(*m_connection);
    if (!taken) {
        return failure(sentence(taken.error()));
    }
    if (*taken != MongoLease::Taken::Yes) {
        return failure(sentence(m_lease.problem()));
    }
    m_hasLease = true;
    return {};
}

MongoBackend::Step MongoBackend::makeIndexes()
{
    return makeMongoIndexes(patient()).map_error(
        [this](const MongoFailure &why) { return sentence(why); });
}

MongoBackend::Step MongoBackend::loadAll()
{
    qint64 written = 0;
    const auto read =
        m_connection->find(MongoLease::collection, theStore(), {}, [&](const BsonView &store) {
            written = store.number("written");
            m_terms.take(store);
            return false;
        });
    auto done = read;
    if (done) {
        m_written = written;
        done = loadState();
    }
    return done ? Step() : Step(failure(sentence(done.error())));
}

// Everything but messages.
MongoResult<void> MongoBackend::loadState()
{
    const QString storeId = m_state.storeId;
    m_state = {};
    m_state.storeId = storeId;
    m_number = m_written;
    MongoResult<void> inner;
    auto done = MongoJournal::read(*m_connection, m_written, [&](const MongoJournal::Entry &entry) {
        inner = MongoJournal::write(*m_connection, entry.number, entry.operations);
        m_number = inner ? entry.number : m_number;
        return inner.has_value();
    });
    done = done ? inner : done;
    m_written = m_number;
    for (size_t i = 0; i < mongoCollections.size() && done; ++i) {
        const auto kind = static_cast<MongoKind>(i);
        if (isOnlyStored(kind)) {
            continue;
        }
        done =
            m_connection->find(collectionOf(kind), {}, {}, [this, kind](const BsonView &document) {
                const bool isOurs = document.has("n") && !document.flag("gone");
                if (isOurs && (kind != MongoKind::User || document.has("nameKey"))) {
                    takeDocument(m_state, keyOf(kind, document), document);
                }
                return true;
            });
    }
    if (done) {
        Bson options;
        options.document("sort", Bson().number("order", -1)).number("limit", 1);
        Bson numbered; // else no sparse index serves the sort, and all messages are read
        numbered.document("order", Bson().number("$gt", 0));
        done = m_connection->find(collectionOf(MongoKind::Message), numbered, options,
                                  [this](const BsonView &document) {
                                      m_state.messageCount = document.number("order");
                                      return false;
                                  });
    }
    return done;
}

// An entry of ours: who had the store before and does not know yet that it has not, finds it when
// it writes. What went before can be forgotten, for nobody lags behind any more.
MongoBackend::Step MongoBackend::fence()
{
    if (m_sharing != Sharing::Alone) {
        return {};
    }
    for (int i = 0; i < limits::mongoCollisions; ++i) {
        const auto outcome = commit({});
        MongoResult<void> done;
        if (outcome == MongoJournal::Outcome::Stored) {
            m_isFenced = true;
            done = MongoJournal::bury(*m_connection, m_number + 1);
        } else if (outcome == MongoJournal::Outcome::Collided) {
            done = catchUp();
        } else {
            return failure(m_problem);
        }
        if (!done) {
            return failure(sentence(done.error()));
        }
        if (m_isFenced) {
            return {};
        }
    }
    return failure(sentence(u"is written to by another program all the time"_s));
}

// The greatest \p field of the messages in \p room, which an index has last; 0: there is none.
MongoResult<qint64> MongoBackend::lastOf(const QString &room, const char *field)
{
    Bson options;
    options.document("sort", Bson().number(field, -1)).number("limit", 1);
    Bson filter;
    filter.id("room", room).document(field, Bson().number("$gt", 0));
    qint64 last = 0;
    const auto read = m_connection->find(collectionOf(MongoKind::Message), filter, options,
                                         [&last, field](const BsonView &document) {
                                             last = document.number(field);
                                             return false;
                                         });
    return read.map([&last] { return last; });
}

// A counter that does not know of a message would give its number away a second time.
MongoBackend::Step MongoBackend::checkCounters()
{
    if (m_sharing != Sharing::Alone) {
        return {}; // another may be writing
    }
    for (const auto &[id, room] : m_state.rooms) {
        const auto seq = lastOf(id, "seq");
        const auto rev = lastOf(id, "rev");
        if (!seq || !rev) {
            return failure(sentence(seq ? rev.error() : seq.error()));
        }
        if (*seq != room.stored.room.seq || *rev > room.stored.room.rev) {
            return failure(sentence(u"is damaged: room %1 has other messages than its counters "
                                    "say; nothing was changed"_s.arg(forLog(id))));
        }
    }
    return {};
}

} // namespace maru::server
