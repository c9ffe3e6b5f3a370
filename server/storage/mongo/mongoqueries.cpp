// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoqueries.h"

#include "common/mongolimits.h"
#include "common/serverlimits.h"
#include "server/storage/messagerules.h"
#include "server/storage/mongo/mongocodec.h"
#include "server/storage/page.h"
#include "server/storage/searchrules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr const char *chats = collectionOf(MongoKind::Message);
// Terms have no spaces.
constexpr IndexLanguage plainTerms{""_L1, " "_L1, " "_L1};

// Takes as many of the messages as fit; true if all did.
bool take(const QList<Message> &messages, PageBudget &budget, QList<Message> &page, bool isUp)
{
    for (const Message &message : messages) {
        if (!budget.take(message, reactionCount(message), message.files.size())) {
            return false;
        }
        if (isUp) {
            page.append(message);
        } else {
            page.prepend(message);
        }
    }
    return true;
}

} // namespace

MongoQueries::Counters MongoQueries::countersOf(const RoomId &room)
{
    Counters counters;
    Bson filter;
    filter.id("_id", room.toString());
    const auto done = m_connection.find(
        collectionOf(MongoKind::Room), filter, {}, [&counters](const BsonView &document) {
            counters = {!document.flag("gone"), document.number("seq"), document.number("rev")};
            return false;
        });
    if (!done) {
        m_trouble = done.error();
    }
    return counters;
}

QList<Message> MongoQueries::nearest(const RoomId &room, const char *field, qint64 from, bool isUp,
                                     qint64 rows)
{
    if (m_trouble || rows < 1) {
        return {};
    }
    Bson bound;
    bound.number(isUp ? "$gt" : "$lt", from);
    Bson filter;
    filter.id("room", room.toString()).document(field, bound);
    Bson order;
    order.number(field, isUp ? 1 : -1);
    Bson options;
    options.document("sort", order).number("limit", rows);
    std::vector<MongoMessage> found;
    const auto done = m_connection.find(chats, filter, options, [&found](const BsonView &document) {
        found.push_back(messageFrom(document));
        return true;
    });
    if (!done) {
        m_trouble = done.error();
        return {};
    }
    auto messages = completed(m_connection, found);
    if (!messages) {
        m_trouble = messages.error();
        return {};
    }
    return *std::move(messages);
}

MemoryAnswer MongoQueries::answer(const ReadHistory &query)
{
    using Direction = ReadHistory::Direction;
    ReadHistory::Reply reply;
    const Counters room = countersOf(query.room);
    const qint64 rows = pageRows(query.limit);
    const qint64 seq = std::clamp<qint64>(query.seq, 0, room.seq + 1);
    PageBudget budget;
    if (query.direction == Direction::Before) {
        take(nearest(query.room, "seq", std::max<qint64>(seq, 1), false, rows), budget,
             reply.messages, false);
    } else if (query.direction == Direction::After) {
        take(nearest(query.room, "seq", seq, true, rows), budget, reply.messages, true);
    } else {
        const qint64 upTo = std::clamp<qint64>(query.seq, 0, room.seq);
        PageBudget half(limits::maxPageBytes / 2);
        take(nearest(query.room, "seq", upTo + 1, false, std::min(upTo, rows / 2 + 1)), half,
             reply.messages, false);
        PageBudget rest = half.grown(limits::maxPageBytes - limits::maxPageBytes / 2);
        const qint64 more = rows - rows / 2 - (reply.messages.isEmpty() ? 0 : 1);
        take(nearest(query.room, "seq", upTo, true, more), rest, reply.messages, true);
    }
    setHistoryEnds(reply, query, room.seq);
    return reply;
}

MemoryAnswer MongoQueries::answer(const ReadChanges &query)
{
    const Counters room = countersOf(query.room);
    if (!room.isThere) {
        return failure(StoreError::NotFound);
    }
    ReadChanges::Reply reply;
    reply.rev = room.rev;
    const qint64 rows = pageRows(query.limit);
    QList<Message> changed = nearest(query.room, "rev", query.afterRev, true, rows + 1);
    reply.more = changed.size() > rows;
    changed = changed.mid(0, rows);
    PageBudget budget;
    reply.more = !take(changed, budget, reply.messages, true) || reply.more;
    return reply;
}

MemoryAnswer MongoQueries::answer(const ReadEdits &query)
{
    Bson filter;
    filter.id("message", query.message.toString()).id("room", query.room.toString());
    Bson order;
    order.number("rev", -1);
    Bson options;
    options.document("sort", order).number("limit", limits::maxEdits + 1);
    ReadEdits::Reply reply;
    const auto done = m_connection.find(
        collectionOf(MongoKind::Edit), filter, options, [&reply](const BsonView &document) {
            reply.append(
                {document.text("chat"), UserId(document.id("editor")), document.number("at")});
            return true;
        });
    if (!done) {
        m_trouble = done.error();
    } else if (reply.isEmpty() && !message(query.room, query.message)) {
        return failure(StoreError::NotFound);
    }
    std::reverse(reply.begin(), reply.end());
    return reply;
}

std::optional<Message> MongoQueries::message(const RoomId &room, const MessageId &message)
{
    Bson filter;
    filter.id("_id", message.toString()).id("room", room.toString());
    std::optional<Message> found;
    const auto done = m_connection.find(chats, filter, {}, [&found](const BsonView &document) {
        found = messageFrom(document).kept.message;
        return false;
    });
    if (!done) {
        m_trouble = done.error();
    }
    return found;
}

QHash<QString, qint64> MongoQueries::countByRoom(const std::vector<Bson> &filters)
{
    Bson any;
    any.documents("$or", filters);
    const auto counted =
        m_connection.countBy(chats, any, "room", static_cast<qint64>(filters.size()));
    if (!counted) {
        m_trouble = counted.error();
    }
    return counted.value_or(QHash<QString, qint64>());
}

std::optional<Message> MongoQueries::whole(const MongoMessage &message)
{
    std::vector<MongoMessage> one;
    one.push_back(message);
    auto all = completed(m_connection, one);
    if (!all) {
        m_trouble = all.error();
        return std::nullopt;
    }
    return std::move(all->front());
}

MemoryAnswer MongoQueries::answer(const SearchMessages &query)
{
    const SearchMatcher matcher(query);
    SearchMessages::Reply reply;
    if (matcher.needle().isEmpty() || query.rooms.isEmpty()) {
        return reply;
    }
    QStringList rooms;
    for (const RoomId &room : query.rooms) {
        rooms.append(room.toString());
    }
    Bson amongRooms;
    amongRooms.ids("$in", rooms);
    Bson below;
    below.number("$lt", query.before);
    Bson filter;
    // Terms that an older Maru made do not name every link, until they are made anew. The text is
    // looked at anyway.
    SearchMessages asked = query;
    asked.has.link = false;
    const QStringList terms = indexQuery(asked, matcher.needle(), false, plainTerms)
                                  .split(u' ', Qt::SkipEmptyParts)
                                  .mid(0, limits::mongoSearchTerms);
    if (!terms.isEmpty()) {
        Bson all;
        all.texts("$all", terms);
        filter.document("terms", all);
    }
    filter.document("order", below).document("room", amongRooms);
    Bson newestFirst;
    newestFirst.number("order", -1);
    Bson options;
    options.document("sort", newestFirst)
        .document("projection", Bson().number("terms", 0))
        .number("limit", limits::maxSearchCandidates + 1);
    PageBudget page;
    std::optional<SearchBudget> budget; // the time that the database takes to begin is not ours
    qint64 before = query.before;
    const auto done = m_connection.find(chats, filter, options, [&](const BsonView &document) {
        if (!budget) {
            budget.emplace();
        }
        if (!budget->takeCandidate()) {
            reply.nextBefore = before;
            return false;
        }
        const MongoMessage candidate = messageFrom(document);
        if (matcher.matches(candidate.kept.message)) {
            const auto message = whole(candidate);
            if (!message) {
                return false;
            }
            if (reply.hits.size() == pageRows(query.limit)
                || !page.take(*message, reactionCount(*message), message->files.size())) {
                reply.nextBefore = before;
                return false;
            }
            reply.hits.append({*message, matcher.needle().rangesIn(message->chat)});
        }
        before = candidate.kept.order;
        return true;
    });
    if (!done) {
        m_trouble = done.error();
    }
    return reply;
}

} // namespace maru::server
