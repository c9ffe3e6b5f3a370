// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"

#include "common/chat/jsonfields.h"
#include "common/limits.h"
#include "common/text/messagetext.h"

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru {

namespace {

/// Reads the fields of a client event's one argument and remembers the first rule that was broken.
class FieldReader
{
public:
    explicit FieldReader(QJsonObject json)
        : m_json(std::move(json))
    { }

    [[nodiscard]] bool has(QLatin1StringView key) const { return m_json.contains(key); }

    QString requiredText(QLatin1StringView key) { return text(key, true); }
    QString optionalText(QLatin1StringView key, qsizetype maxChars)
    {
        QString read = text(key, false);
        if (read.size() > maxChars && !m_error) {
            m_error = ApiError{ErrorCode::TooLarge,
                               u"%1 is longer than %2 characters."_s.arg(key).arg(maxChars),
                               {},
                               maxChars};
        }
        return read;
    }

    QString optionalId(QLatin1StringView key) { return has(key) ? id(key) : QString(); }
    QString id(QLatin1StringView key)
    {
        QString read = text(key, true);
        if (read.isEmpty() || read.size() > limits::maxIdChars) {
            refuse(key, u"must be an id of 1 to %1 characters"_s.arg(limits::maxIdChars));
        }
        return read;
    }

    QString cid()
    {
        QString read = text("cid"_L1, true);
        if (!isValidCid(read)) {
            refuse("cid"_L1,
                   u"must be 1 to %1 printable ASCII characters"_s.arg(limits::maxCidChars));
        }
        return read;
    }

    qint64 integer(QLatin1StringView key)
    {
        const std::optional<qint64> read = wireInteger(m_json.value(key));
        if (!read) {
            refuse(key, u"must be a whole number from 0 to 2^53"_s);
        }
        return read.value_or(0);
    }

    int limit()
    {
        constexpr auto key = "limit"_L1;
        if (!has(key)) {
            return limits::defaultPageRows;
        }
        const qint64 read = integer(key);
        if (read < 1) {
            refuse(key, u"must be 1 or more"_s);
        }
        return static_cast<int>(std::min<qint64>(read, limits::maxPageRows));
    }

    void optionalObject(QLatin1StringView key)
    {
        if (has(key) && !m_json.value(key).isObject()) {
            refuse(key, u"must be an object"_s);
        }
    }

    void refuse(QLatin1StringView key, const QString &rule)
    {
        if (!m_error) {
            m_error = ApiError{ErrorCode::BadRequest, u"%1 %2."_s.arg(key, rule)};
        }
    }

    /// \p event, unless a rule was broken.
    template<class Event>
    Result<ClientEvent, ApiError> finish(Event event)
    {
        if (m_error) {
            return failure(*std::move(m_error));
        }
        return ClientEvent(std::move(event));
    }

private:
    QString text(QLatin1StringView key, bool required)
    {
        const QJsonValue value = m_json.value(key);
        if (!value.isString() && (required || !value.isUndefined())) {
            refuse(key, u"must be a string"_s);
        }
        return value.toString();
    }

    QJsonObject m_json;
    std::optional<ApiError> m_error;
};

using Decoded = Result<ClientEvent, ApiError>;

std::optional<QString> classicText(const QJsonArray &arguments)
{
    const QJsonValue value = arguments.isEmpty() ? QJsonValue() : arguments.first();
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

Decoded decodeSessionJoin(FieldReader fields)
{
    SessionJoin event;
    event.userName = fields.requiredText("userName"_L1);
    event.token = fields.optionalText("token"_L1, limits::maxSecretChars);
    event.password = fields.optionalText("password"_L1, limits::maxSecretChars);
    event.inviteCode = fields.optionalText("inviteCode"_L1, limits::maxSecretChars);
    fields.optionalObject("client"_L1);
    return fields.finish(std::move(event));
}

Decoded decodeSessionLeave(FieldReader fields)
{
    return fields.finish(SessionLeave());
}

Decoded decodeRoomList(FieldReader fields)
{
    RoomList event;
    event.query = fields.optionalText("query"_L1, limits::maxQueryChars);
    event.after = fields.optionalId("after"_L1);
    event.limit = fields.limit();
    return fields.finish(std::move(event));
}

Decoded decodeMessageSend(FieldReader fields)
{
    MessageSend event;
    event.cid = fields.cid();
    event.room = RoomId(fields.id("room"_L1));
    event.chat = fields.requiredText("chat"_L1);
    return fields.finish(std::move(event));
}

Decoded decodeMessageHistory(FieldReader fields)
{
    using Direction = MessageHistory::Direction;
    constexpr std::pair<QLatin1StringView, Direction> directions[]{
        {"before"_L1, Direction::Before},
        {"after"_L1, Direction::After},
        {"around"_L1, Direction::Around},
    };
    MessageHistory event;
    event.room = RoomId(fields.id("room"_L1));
    event.seq = std::numeric_limits<qint64>::max();
    bool found = false;
    for (const auto &[key, direction] : directions) {
        if (!fields.has(key)) {
            continue;
        }
        if (found) {
            fields.refuse(key, u"must stand alone: one of before, after and around"_s);
        }
        found = true;
        event.direction = direction;
        event.seq = fields.integer(key);
    }
    event.limit = fields.limit();
    return fields.finish(std::move(event));
}

Decoded decodeMessageChanges(FieldReader fields)
{
    MessageChanges event;
    event.room = RoomId(fields.id("room"_L1));
    event.afterRev = fields.integer("afterRev"_L1);
    event.limit = fields.limit();
    return fields.finish(std::move(event));
}

struct NativeEvent
{
    QLatin1StringView name;
    Decoded (*decode)(FieldReader fields);
};
constexpr NativeEvent nativeEvents[]{
    {"message:send"_L1, decodeMessageSend},       {"message:changes"_L1, decodeMessageChanges},
    {"message:history"_L1, decodeMessageHistory}, {"room:list"_L1, decodeRoomList},
    {"session:join"_L1, decodeSessionJoin},       {"session:leave"_L1, decodeSessionLeave},
};

/// Writes each client event's argument.
struct ClientEventEncoder
{
    static QByteArray text(const std::optional<QString> &text)
    {
        JsonWriter out;
        return (text ? out.value(*text) : out.null()).take();
    }

    static void writeOptional(JsonWriter &out, QLatin1StringView key, const QString &text)
    {
        if (!text.isEmpty()) {
            out.key(key).value(text);
        }
    }

    static QByteArray finish(JsonWriter &out, int limit)
    {
        if (limit > 0) {
            out.key("limit"_L1).value(limit);
        }
        return out.endObject().take();
    }

    EncodedEvent operator()(const ClassicJoin &event) const
    {
        return {"join"_L1, text(event.userName)};
    }
    EncodedEvent operator()(const ClassicSend &event) const
    {
        return {"sendMessage"_L1, text(event.chat)};
    }
    EncodedEvent operator()(const SessionJoin &event) const
    {
        JsonWriter out;
        out.beginObject().key("userName"_L1).value(event.userName);
        writeOptional(out, "token"_L1, event.token);
        writeOptional(out, "password"_L1, event.password);
        writeOptional(out, "inviteCode"_L1, event.inviteCode);
        return {"session:join"_L1, finish(out, 0)};
    }
    EncodedEvent operator()(const SessionLeave &) const
    {
        return {"session:leave"_L1, QByteArrayLiteral("{}")};
    }
    EncodedEvent operator()(const RoomList &event) const
    {
        JsonWriter out;
        out.beginObject();
        writeOptional(out, "query"_L1, event.query);
        writeOptional(out, "after"_L1, event.after);
        return {"room:list"_L1, finish(out, event.limit)};
    }
    EncodedEvent operator()(const MessageSend &event) const
    {
        JsonWriter out;
        out.beginObject().key("cid"_L1).value(event.cid);
        out.key("room"_L1).value(event.room.toString());
        out.key("chat"_L1).value(event.chat);
        return {"message:send"_L1, finish(out, 0)};
    }
    EncodedEvent operator()(const MessageHistory &event) const
    {
        constexpr QLatin1StringView keys[]{"before"_L1, "after"_L1, "around"_L1};
        JsonWriter out;
        out.beginObject().key("room"_L1).value(event.room.toString());
        const bool newest =
            event.direction == MessageHistory::Direction::Before && event.seq > maxWireInteger;
        if (!newest) {
            out.key(keys[static_cast<quint8>(event.direction)]).value(event.seq);
        }
        return {"message:history"_L1, finish(out, event.limit)};
    }
    EncodedEvent operator()(const MessageChanges &event) const
    {
        JsonWriter out;
        out.beginObject().key("room"_L1).value(event.room.toString());
        out.key("afterRev"_L1).value(event.afterRev);
        return {"message:changes"_L1, finish(out, event.limit)};
    }
};

} // namespace

Result<ClientEvent, ApiError> decodeClientEvent(const QString &name, const QJsonArray &arguments)
{
    if (name == "sendMessage"_L1) {
        return ClientEvent(ClassicSend{classicText(arguments)});
    }
    if (name == "join"_L1) {
        return ClientEvent(ClassicJoin{classicText(arguments)});
    }
    for (const NativeEvent &event : nativeEvents) {
        if (name != event.name) {
            continue;
        }
        if (arguments.size() != 1 || !arguments.first().isObject()) {
            return failure(
                ApiError{ErrorCode::BadRequest, u"%1 takes exactly one object."_s.arg(event.name)});
        }
        return event.decode(FieldReader(arguments.first().toObject()));
    }
    return failure(ApiError{ErrorCode::UnknownEvent, u"This server does not know that event."_s});
}

EncodedEvent encodeClientEvent(const ClientEvent &event)
{
    return std::visit(ClientEventEncoder(), event);
}

} // namespace maru
