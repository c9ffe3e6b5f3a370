// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/searchevents.h"

#include "common/chat/eventtables.h"
#include "common/chat/eventwriter.h"
#include "common/chat/replyfields.h"
#include "common/limits.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

std::optional<SearchHas> hasFromWire(const QString &word)
{
    SearchHas has;
    has.file = word == u"file";
    has.image = word == u"image";
    has.link = word == u"link";
    return has == SearchHas() ? std::nullopt : std::optional(has);
}

QString toWire(const SearchHas &has)
{
    return has.file ? u"file"_s : has.image ? u"image"_s : has.link ? u"link"_s : QString();
}

DecodedClientEvent decodeSearch(FieldReader fields)
{
    MessageSearch event;
    event.query = fields.requiredText("query"_L1, limits::maxSearchChars);
    event.room = RoomId(fields.optionalId("room"_L1));
    event.from = UserId(fields.optionalId("from"_L1));
    event.has =
        fields.maybeWord("has"_L1, &hasFromWire, "file, image or link"_L1).value_or(SearchHas());
    event.sinceMs = fields.maybeTime("since"_L1);
    event.untilMs = fields.maybeTime("until"_L1);
    event.limit = fields.limit();
    event.cursor = fields.optionalText("cursor"_L1, limits::maxIdChars);
    return fields.finish<ClientEvent>(std::move(event));
}

constexpr ClientEventEntry clientEvents[]{{"message:search"_L1, decodeSearch}};

Result<SearchReply::Hit, DecodeError> hitFromJson(const QJsonObject &json)
{
    Result<Message, DecodeError> message = messageFromJson(json.value("message"_L1).toObject());
    if (!message) {
        return failure(std::move(message.error()));
    }
    SearchReply::Hit hit{*std::move(message), {}};
    const QJsonArray ranges = json.value("ranges"_L1).toArray();
    for (const QJsonValue &element : ranges) {
        const QJsonArray range = element.toArray();
        const std::optional<qint64> start = wireInteger(range.at(0));
        const std::optional<qint64> length = wireInteger(range.at(1));
        const qsizetype size = hit.message.chat.size();
        if (!start || !length || *start > size || *length > size - *start) {
            return failure(DecodeError{u"ack: a range is not in its text"_s});
        }
        hit.ranges.append({*start, *length});
    }
    return hit;
}

} // namespace

EncodedEvent encodeEvent(const MessageSearch &event)
{
    EventWriter out;
    out.json().key("query"_L1).value(event.query);
    out.optional("room"_L1, event.room.toString());
    out.optional("from"_L1, event.from.toString());
    out.optional("has"_L1, toWire(event.has));
    out.maybeTime("since"_L1, event.sinceMs);
    out.maybeTime("until"_L1, event.untilMs);
    out.limit(event.limit);
    out.optional("cursor"_L1, event.cursor);
    return out.take("message:search"_L1);
}

QByteArray encodeReply(const SearchReply &reply)
{
    JsonWriter out = startedReply();
    out.key("hits"_L1).beginArray();
    for (const SearchReply::Hit &hit : reply.hits) {
        out.beginObject().key("message"_L1);
        writeJson(out, hit.message);
        out.key("ranges"_L1).beginArray();
        for (const TextRange &range : hit.ranges) {
            out.beginArray().value(qint64{range.start}).value(qint64{range.length}).endArray();
        }
        out.endArray().endObject();
    }
    out.endArray();
    if (!reply.cursor.isEmpty()) {
        out.key("cursor"_L1).value(reply.cursor);
    }
    return out.endObject().take();
}

Result<SearchReply, DecodeError> searchFromAck(const QJsonObject &ack)
{
    auto hits = readList<SearchReply::Hit>(ack, "hits"_L1, hitFromJson);
    if (!hits) {
        return failure(std::move(hits.error()));
    }
    return SearchReply{*std::move(hits), stringField(ack, "cursor"_L1)};
}

std::span<const ClientEventEntry> searchClientEvents()
{
    return clientEvents;
}

} // namespace maru
