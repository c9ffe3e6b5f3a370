// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/sanctionevents.h"

#include "common/chat/eventtables.h"
#include "common/chat/eventwriter.h"
#include "common/chat/jsonfields.h"
#include "common/chat/replyfields.h"
#include "common/limits.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

DecodedClientEvent decodeSanctionList(FieldReader fields)
{
    SanctionList event;
    event.room = RoomId(fields.optionalId("room"_L1));
    event.after = fields.optionalId("after"_L1);
    event.limit = fields.limit();
    return fields.finish<ClientEvent>(std::move(event));
}

constexpr ClientEventEntry clientEvents[]{{"sanction:list"_L1, decodeSanctionList}};

void writeJson(JsonWriter &out, const Sanction &sanction)
{
    out.beginObject().key("user"_L1);
    maru::writeJson(out, sanction.user);
    const bool isBan = sanction.kind == Sanction::Kind::Banned;
    out.key("kind"_L1).value(isBan ? "banned"_L1 : "muted"_L1);
    if (sanction.untilMs) {
        writeTime(out, "until"_L1, *sanction.untilMs);
    }
    if (!sanction.reason.isEmpty()) {
        out.key("reason"_L1).value(sanction.reason);
    }
    if (!sanction.by.id.isNull()) {
        out.key("by"_L1).beginObject();
        out.key("id"_L1).value(sanction.by.id.toString());
        out.key("userName"_L1).value(sanction.by.userName);
        out.key("name"_L1).value(sanction.by.userName).endObject();
    }
    out.endObject();
}

// Not every server tells it.
MessageAuthor authorFromJson(const QJsonObject &json)
{
    const QString id = stringField(json, "id"_L1);
    const std::optional<QString> name = nameField(json);
    const bool isKnown = !id.isEmpty() && id.size() <= limits::maxIdChars && name;
    return isKnown ? MessageAuthor{UserId(id), *name} : MessageAuthor();
}

Result<Sanction, DecodeError> sanctionFromJson(const QJsonObject &json)
{
    return userFromJson(json.value("user"_L1).toObject()).map([&json](User &&user) {
        const bool isBan = stringField(json, "kind"_L1) == "banned"_L1;
        return Sanction{.user = std::move(user),
                        .kind = isBan ? Sanction::Kind::Banned : Sanction::Kind::Muted,
                        .untilMs = timeField(json, "until"_L1),
                        .reason = shortened(stringField(json, "reason"_L1), limits::maxReasonChars),
                        .by = authorFromJson(json.value("by"_L1).toObject())};
    });
}

} // namespace

std::span<const ClientEventEntry> sanctionClientEvents()
{
    return clientEvents;
}

EncodedEvent encodeEvent(const SanctionList &event)
{
    EventWriter out;
    out.optional("room"_L1, event.room.toString());
    out.optional("after"_L1, event.after);
    out.limit(event.limit);
    return out.take("sanction:list"_L1);
}

QByteArray encodeReply(const SanctionsReply &reply)
{
    JsonWriter out = startedReply();
    out.key("sanctions"_L1).beginArray();
    for (const Sanction &sanction : reply.sanctions) {
        writeJson(out, sanction);
    }
    out.endArray();
    out.key("more"_L1).value(reply.more);
    return out.endObject().take();
}

Result<SanctionsReply, DecodeError> sanctionsFromAck(const QJsonObject &ack)
{
    auto sanctions = readList<Sanction>(ack, "sanctions"_L1, sanctionFromJson);
    if (!sanctions) {
        return failure(std::move(sanctions.error()));
    }
    return SanctionsReply{*std::move(sanctions), ack.value("more"_L1).toBool()};
}

} // namespace maru
