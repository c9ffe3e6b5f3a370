// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/searchservice.h"

#include "common/chat/searchwords.h"
#include "common/text/username.h"
#include "server/chat/chatservice.h"
#include "server/chat/members.h"
#include "server/chat/messagestore.h"
#include "server/chat/rights.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr auto cursorStart = "s1-"_L1; // so that a later shape can be told from this one

QString cursorFor(qint64 before)
{
    return cursorStart + QString::number(before, 36);
}

std::optional<qint64> positionFrom(const QString &cursor)
{
    bool isNumber = false;
    const qint64 before = cursor.mid(cursorStart.size()).toLongLong(&isNumber, 36);
    const bool isOurs = isNumber && before > 0 && cursor == cursorFor(before);
    return isOurs ? std::optional(before) : std::nullopt;
}

ApiError badRequest(const QString &text)
{
    return {.code = ErrorCode::BadRequest, .text = text};
}

ApiError notFound(const QString &text)
{
    return {.code = ErrorCode::NotFound, .text = text};
}

std::optional<qint64> later(const std::optional<qint64> &a, const std::optional<qint64> &b)
{
    return a && b ? std::max(*a, *b) : a ? a : b;
}

std::optional<qint64> earlier(const std::optional<qint64> &a, const std::optional<qint64> &b)
{
    return a && b ? std::min(*a, *b) : a ? a : b;
}

} // namespace

struct SearchService::Search
{
    User asker;
    SearchWords words;
    SearchMessages query;
    Done done;

    void refuse(ApiError error) const { done(failure(std::move(error))); }
};

void SearchService::search(const User &asker, const MessageSearch &request, Done done)
{
    auto search = std::make_shared<Search>();
    search->asker = asker;
    search->words = searchWords(request.query);
    search->done = std::move(done);
    const SearchWords &words = search->words;
    SearchMessages &query = search->query;
    query.text = words.text;
    query.from = request.from;
    query.has = {.file = request.has.file || words.has.file,
                 .image = request.has.image || words.has.image,
                 .link = request.has.link || words.has.link};
    query.sinceMs = later(request.sinceMs, words.sinceMs);
    query.untilMs = earlier(request.untilMs, words.untilMs);
    query.limit = request.limit;
    if (Needle(query.text).isEmpty()) {
        search->refuse(badRequest(u"query needs a text to search for."_s));
        return;
    }
    if (!request.cursor.isEmpty()) {
        const std::optional<qint64> before = positionFrom(request.cursor);
        if (!before) {
            search->refuse(badRequest(u"cursor must be that of an answer before."_s));
            return;
        }
        query.before = *before;
    }
    if (request.room.isNull()) {
        query.rooms = m_basics.members.roomsOf(asker.id);
    } else if (auto refusal = refusalToRead(m_basics.members, asker.id, request.room)) {
        search->refuse(*std::move(refusal));
        return;
    } else {
        query.rooms = {request.room};
    }
    findRoom(search);
}

void SearchService::findRoom(const std::shared_ptr<Search> &search)
{
    if (search->words.room.isEmpty()) {
        findAuthor(search);
        return;
    }
    m_basics.store.read(
        MemberRooms{search->asker.id},
        [this, search](const Result<MemberRooms::Reply, StoreError> &rooms) {
            if (!rooms) {
                search->refuse(storeRefusal(rooms.error()));
                return;
            }
            const auto name = normalisedRoomName(search->words.room);
            QList<RoomId> named;
            for (const MemberRoom &room : *rooms) {
                // Private rooms may share a name.
                if (name && room.stored.nameKey == nameKey(*name)
                    && search->query.rooms.contains(room.stored.room.id)) {
                    named.append(room.stored.room.id);
                }
            }
            if (named.isEmpty()) {
                search->refuse(notFound(u"query: you are in no room with the name after in:."_s));
                return;
            }
            search->query.rooms = named;
            findAuthor(search);
        });
}

void SearchService::findAuthor(const std::shared_ptr<Search> &search)
{
    const QString &from = search->words.from;
    if (from.compare(u"me"_s, Qt::CaseInsensitive) == 0) {
        search->query.from = search->asker.id;
    }
    if (from.isEmpty() || search->query.from == search->asker.id) {
        ask(search);
        return;
    }
    const auto name = normalisedUserName(from);
    const QString key = name ? nameKey(*name) : QString();
    m_basics.store.read(FindUserByName{.nameKey = key, .skeleton = {}},
                        [this, search](const Result<FindUserByName::Reply, StoreError> &found) {
                            if (!found) {
                                search->refuse(storeRefusal(found.error()));
                            } else if (!*found) {
                                search->refuse(
                                    notFound(u"query: nobody has the name after from:."_s));
                            } else {
                                search->query.from = (*found)->user.id;
                                ask(search);
                            }
                        });
}

void SearchService::ask(const std::shared_ptr<Search> &search)
{
    m_basics.store.read(
        std::move(search->query),
        [&members = m_basics.members, search](Result<SearchMessages::Reply, StoreError> reply) {
            if (!reply) {
                search->refuse(storeRefusal(reply.error()));
                return;
            }
            SearchReply answer;
            answer.hits = std::move(reply->hits);
            // Who was put out of a room while the store searched reads nothing of it any more.
            answer.hits.removeIf([&](const SearchReply::Hit &hit) {
                return refusalToRead(members, search->asker.id, hit.message.room).has_value();
            });
            answer.cursor = reply->nextBefore > 0 ? cursorFor(reply->nextBefore) : QString();
            search->done(std::move(answer));
        },
        Order::Free);
}

} // namespace maru::server
