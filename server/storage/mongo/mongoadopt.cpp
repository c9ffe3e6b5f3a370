// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/logging.h"
#include "common/mongolimits.h"
#include "common/serverlimits.h"
#include "common/text/username.h"
#include "server/chat/objectid.h"
#include "server/chat/skeleton.h"
#include "server/storage/memoryrooms.h"
#include "server/storage/mongo/mongobackend.h"
#include "server/storage/mongo/mongochanges.h"
#include "server/storage/mongo/seednames.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

// The lobby, and what the seed's server has left: its people become open names, its messages those
// of the lobby. In steps that are whole each: a start that was ended goes on with the rest.

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr auto seedIndex = "maru_seed";
constexpr auto seedsOwnIndex = "userName_1"; // its schema's, of people

Bson isMissing(const char *field)
{
    Bson missing;
    missing.flag("$exists", false);
    Bson filter;
    filter.document(field, missing);
    return filter;
}

// The seed's server wrote the name that its author had, which may be another one now.
void takeAuthor(const MemoryState &state, Message &message)
{
    MessageAuthor &author = message.user;
    message.type = author.id.isNull() ? MessageType::System : MessageType::Chat;
    if (author.id.isNull()) {
        return;
    }
    const auto known = state.users.find(author.id.toString());
    author.userName = known == state.users.end() ? allowedName(author.userName)
                                                 : known->second.stored.user.userName;
}

const MemoryRoom *lobbyOf(const MemoryState &state)
{
    const auto found = std::find_if(state.rooms.begin(), state.rooms.end(),
                                    [](const auto &entry) { return isLobby(entry.second.stored); });
    return found == state.rooms.end() ? nullptr : &found->second;
}

} // namespace

MongoBackend::Step MongoBackend::makeReady()
{
    bool isReady = false;
    const auto read = m_connection->find(
        MongoLease::collection, Bson().text("_id", QString::fromLatin1(MongoLease::document)), {},
        [&isReady](const BsonView &store) {
            isReady = store.flag("isReady");
            return false;
        });
    if (!read) {
        return failure(sentence(read.error()));
    }
    if (isReady) {
        return {};
    }
    if (lobbyOf(m_state) == nullptr) {
        const qint64 nowMs = QDateTime::currentMSecsSinceEpoch();
        StoredRoom room;
        room.room.id = RoomId(newObjectId(nowMs));
        room.room.name = u"lobby"_s;
        room.room.createdMs = nowMs;
        room.nameKey = room.room.name;
        const Replies replies = applySome({CreateRoom{room}});
        if (!replies.front() && replies.front().error() != StoreError::NameTaken) {
            return failure(m_problem);
        }
    }
    for (Step (MongoBackend::*step)() : {&MongoBackend::adoptUsers, &MongoBackend::adoptMessages}) {
        if (const Step done = (this->*step)(); !done) {
            return done;
        }
    }
    Bson update;
    update.document("$set", Bson().flag("isReady", true));
    const auto done =
        m_connection->update(MongoLease::collection,
                             Bson().text("_id", QString::fromLatin1(MongoLease::document)), update);
    return done ? Step() : Step(failure(sentence(done.error())));
}

MongoBackend::Step MongoBackend::commitAdopted(MongoUnit &unit)
{
    if (unit.trouble()) {
        unit.undo();
        return failure(sentence(*unit.trouble()));
    }
    const auto operations = unit.operations();
    if (operations.empty()) {
        return {};
    }
    if (commit(operations) == MongoJournal::Outcome::Stored) {
        tidyUp(); // else the journal holds all of them once more
        // In the collections, too: the next step looks there for what is not taken over yet.
        return hasStillStore() && reconnect(0) ? Step() : Step(failure(m_problem));
    }
    unit.undo();
    return failure(m_problem.isEmpty() ? sentence(u"changes while it is taken over"_s) : m_problem);
}

// A take-over may take minutes, and others follow one who is not heard of.
bool MongoBackend::hasStillStore()
{
    if (!m_lastBeat.isValid() || m_lastBeat.hasExpired(limits::storeWatchMs)) {
        beat();
    }
    return isConnected() && !m_isBroken;
}

// So that they count as older than any batch. In steps: one question for all of a large collection
// has no answer in time.
MongoBackend::Step MongoBackend::markOlder(MongoKind kind)
{
    Bson mark;
    mark.document("$set", Bson().number("n", 0));
    QStringList some;
    Step done;
    const auto markSome = [&] {
        Bson among;
        among.ids("$in", std::exchange(some, {}));
        Bson filter = isMissing("n");
        filter.document("_id", among);
        const auto marked = m_connection->updateAll(collectionOf(kind), filter, mark);
        if (!marked) {
            done = failure(sentence(marked.error()));
        } else if (!hasStillStore()) {
            done = failure(m_problem);
        }
        return done.has_value();
    };
    Bson options;
    options.document("projection", Bson().number("_id", 1))
        .number("batchSize", limits::mongoAdoptedAtOnce);
    // Patient, for most may be marked already.
    const auto read =
        patient().find(collectionOf(kind), isMissing("n"), options, [&](const BsonView &document) {
            some.append(document.id("_id"));
            return some.size() < limits::mongoAdoptedAtOnce || markSome();
        });
    if (!read) {
        return failure(sentence(read.error()));
    }
    if (done && !some.isEmpty()) {
        markSome();
    }
    return done;
}

// The next of them are found at once, however many are left.
MongoBackend::Step MongoBackend::indexSeeds()
{
    Bson keys;
    bson_append_int32(keys.get(), "createdAt", -1, 1);
    bson_append_int32(keys.get(), "_id", -1, 1);
    Bson options;
    options.document("partialFilterExpression", Bson().number("n", 0));
    const auto made =
        patient().makeIndex(collectionOf(MongoKind::Message), seedIndex, keys, options);
    return made ? Step() : Step(failure(sentence(made.error())));
}

MongoBackend::Step MongoBackend::adoptUsers()
{
    if (const Step marked = markOlder(MongoKind::User); !marked) {
        return marked;
    }
    QList<MemoryUser> found;
    const auto read = m_connection->find(
        collectionOf(MongoKind::User), isMissing("nameKey"), {}, [&](const BsonView &document) {
            MemoryUser user;
            user.stored.user.id = UserId(document.id("_id"));
            user.stored.user.userName = document.text("userName");
            user.stored.user.createdMs =
                document.time("createdAt").value_or(QDateTime::currentMSecsSinceEpoch());
            user.stored.user.lastSeenMs =
                document.time("updatedAt").value_or(user.stored.user.createdMs);
            if (!user.stored.user.id.isNull() && !document.has("gone")) {
                found.append(user);
            }
            return true;
        });
    if (!read) {
        return failure(sentence(read.error()));
    }
    // It would refuse a name that another one gives up in a later step: "Kim " becomes "Kim" while
    // "Kim" is not "Kim (2)" yet.
    if (const auto done = m_connection->dropIndex(collectionOf(MongoKind::User), seedsOwnIndex);
        !done) {
        return failure(sentence(done.error()));
    }
    SeedNames names(m_state);
    for (qsizetype from = 0; from < found.size(); from += limits::mongoAdoptedAtOnce) {
        MongoUnit unit(m_state, *m_connection);
        for (MemoryUser &user : found.mid(from, limits::mongoAdoptedAtOnce)) {
            User &it = user.stored.user;
            it.userName = names.give(it.userName);
            user.nameKey = nameKey(it.userName);
            user.skeleton = nameSkeleton(it.userName);
            unit.touch({MongoKind::User, it.id.toString()});
            m_state.users[it.id.toString()] = user;
        }
        if (const Step done = commitAdopted(unit); !done) {
            return done;
        }
    }
    if (!found.isEmpty()) {
        qCInfo(lcStorage).noquote()
            << sentence(u"had %1 people of a seed's server"_s.arg(found.size()));
    }
    return {};
}

MongoBackend::Step MongoBackend::adoptMessages()
{
    Step ready = markOlder(MongoKind::Message);
    ready = ready ? indexSeeds() : ready;
    if (!ready) {
        return ready;
    }
    const MemoryRoom *lobby = lobbyOf(m_state);
    Q_ASSERT(lobby != nullptr);
    MemoryRoom &room = m_state.rooms.at(lobby->stored.room.id.toString());
    Bson order;
    order.number("createdAt", 1).number("_id", 1);
    Bson options;
    options.document("sort", order).number("limit", limits::mongoAdoptedAtOnce);
    Bson left = isMissing("seq");
    left.number("n", 0);
    for (;;) {
        MongoUnit unit(m_state, *m_connection);
        unit.touch({MongoKind::Room, room.stored.room.id.toString()});
        int count = 0;
        qsizetype bytes = 0;
        const auto read = m_connection->find(
            collectionOf(MongoKind::Message), left, options, [&](const BsonView &document) {
                Message message = messageFrom(document).kept.message;
                takeAuthor(m_state, message);
                m_state.append(room, std::move(message));
                unit.takeAppended(room);
                ++count;
                bytes += document.data().size();
                return bytes < limits::mongoBatchBytes;
            });
        if (!read) {
            unit.undo();
            return failure(sentence(read.error()));
        }
        if (const Step done = commitAdopted(unit); !done) {
            return done;
        }
        if (count == 0) { // so the index is empty
            const auto dropped =
                m_connection->dropIndex(collectionOf(MongoKind::Message), seedIndex);
            return dropped ? Step() : Step(failure(sentence(dropped.error())));
        }
        qCInfo(lcStorage).noquote()
            << sentence(u"had messages of a seed's server: %1 are in the lobby now"_s.arg(
                   room.stored.room.seq));
    }
}

} // namespace maru::server
