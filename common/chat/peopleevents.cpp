// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/peopleevents.h"

#include "common/chat/eventtables.h"
#include "common/chat/eventwriter.h"
#include "common/limits.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

constexpr auto roleWords = "owner, admin, member, guest"_L1;

// What a client says of itself is for people to read.
QString selfDescription(const QJsonObject &client, QLatin1StringView key)
{
    QString text = stringField(client, key).left(limits::maxClientChars);
    text.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
    return text;
}

// Guessed by nobody: as many bytes as the server's own have.
QString newToken(FieldReader &fields)
{
    QString text = fields.optionalText("newToken"_L1, limits::maxSecretChars);
    constexpr QByteArray::Base64Options form = QByteArray::Base64UrlEncoding
        | QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors;
    const auto read = QByteArray::fromBase64Encoding(text.toLatin1(), form);
    if (fields.has("newToken"_L1) && (!read || (*read).size() != limits::tokenBytes)) {
        fields.refuse("newToken"_L1, u"must be 32 bytes in base64url, which are 43 characters"_s);
    }
    return text;
}

DecodedClientEvent decodeSessionJoin(FieldReader fields)
{
    SessionJoin event;
    event.userName = fields.requiredText("userName"_L1);
    event.token = fields.optionalText("token"_L1, limits::maxSecretChars);
    event.password = fields.optionalText("password"_L1, limits::maxSecretChars);
    event.inviteCode = fields.optionalText("inviteCode"_L1, limits::maxSecretChars);
    event.deviceCode = fields.optionalText("deviceCode"_L1, limits::maxSecretChars);
    event.newToken = newToken(fields);
    const QJsonObject client = fields.optionalObject("client"_L1); // no text in it costs the join
    event.clientName = selfDescription(client, "name"_L1);
    event.clientVersion = selfDescription(client, "version"_L1);
    event.clientLocale = selfDescription(client, "locale"_L1);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeSessionRevoke(FieldReader fields)
{
    SessionRevoke event;
    event.session = SessionId(fields.id("session"_L1));
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeProfileSet(FieldReader fields)
{
    ProfileSet event;
    event.userName = fields.maybeText("userName"_L1, limits::maxNameBytes);
    event.password = fields.maybeText("password"_L1, limits::maxSecretChars);
    event.currentPassword = fields.optionalText("currentPassword"_L1, limits::maxSecretChars);
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeUserList(FieldReader fields)
{
    UserList event;
    event.query = fields.optionalText("query"_L1, limits::maxQueryChars);
    event.after = fields.optionalId("after"_L1);
    event.limit = fields.limit();
    return fields.finish<ClientEvent>(std::move(event));
}

DecodedClientEvent decodeUserSet(FieldReader fields)
{
    UserSet event;
    event.user = UserId(fields.id("user"_L1));
    event.role = fields.maybeWord("role"_L1, userRoleFromWire, roleWords);
    event.banned = fields.maybeFlag("banned"_L1);
    event.untilMs = fields.maybeTime("until"_L1);
    event.reason = fields.optionalText("reason"_L1, limits::maxReasonChars);
    return fields.finish<ClientEvent>(std::move(event));
}

template<class Event>
DecodedClientEvent decodeEmpty(FieldReader fields)
{
    return fields.finish<ClientEvent>(Event());
}

constexpr ClientEventEntry clientEvents[]{
    {"session:join"_L1, decodeSessionJoin},
    {"session:leave"_L1, decodeEmpty<SessionLeave>},
    {"session:list"_L1, decodeEmpty<SessionList>},
    {"session:revoke"_L1, decodeSessionRevoke},
    {"session:code"_L1, decodeEmpty<SessionCode>},
    {"profile:set"_L1, decodeProfileSet},
    {"user:list"_L1, decodeUserList},
    {"user:set"_L1, decodeUserSet},
};

DecodedServerEvent decodeUserChanged(const QJsonObject &json)
{
    return userFromJson(json).map(
        [](User &&user) { return std::optional<ServerEvent>(UserChanged{std::move(user)}); });
}

constexpr ServerEventEntry serverEvents[]{{"user:changed"_L1, decodeUserChanged}};

} // namespace

std::span<const ClientEventEntry> peopleClientEvents()
{
    return clientEvents;
}

std::span<const ServerEventEntry> peopleServerEvents()
{
    return serverEvents;
}

EncodedEvent encodeEvent(const SessionJoin &event)
{
    EventWriter out;
    out.json().key("userName"_L1).value(event.userName);
    out.optional("token"_L1, event.token);
    out.optional("password"_L1, event.password);
    out.optional("inviteCode"_L1, event.inviteCode);
    out.optional("deviceCode"_L1, event.deviceCode);
    out.optional("newToken"_L1, event.newToken);
    if (!event.clientName.isEmpty()) {
        out.json().key("client"_L1).beginObject().key("name"_L1).value(event.clientName);
        out.optional("version"_L1, event.clientVersion);
        out.optional("locale"_L1, event.clientLocale);
        out.json().endObject();
    }
    return out.take("session:join"_L1);
}

EncodedEvent encodeEvent(const SessionLeave &)
{
    return EventWriter().take("session:leave"_L1);
}

EncodedEvent encodeEvent(const SessionList &)
{
    return EventWriter().take("session:list"_L1);
}

EncodedEvent encodeEvent(const SessionRevoke &event)
{
    EventWriter out;
    out.id("session"_L1, event.session);
    return out.take("session:revoke"_L1);
}

EncodedEvent encodeEvent(const SessionCode &)
{
    return EventWriter().take("session:code"_L1);
}

EncodedEvent encodeEvent(const ProfileSet &event)
{
    EventWriter out;
    out.maybe("userName"_L1, event.userName);
    out.maybe("password"_L1, event.password);
    out.optional("currentPassword"_L1, event.currentPassword);
    return out.take("profile:set"_L1);
}

EncodedEvent encodeEvent(const UserList &event)
{
    EventWriter out;
    out.optional("query"_L1, event.query);
    out.optional("after"_L1, event.after);
    out.limit(event.limit);
    return out.take("user:list"_L1);
}

EncodedEvent encodeEvent(const UserSet &event)
{
    EventWriter out;
    out.id("user"_L1, event.user);
    if (event.role) {
        out.json().key("role"_L1).value(toWire(*event.role));
    }
    out.maybe("banned"_L1, event.banned);
    out.maybeTime("until"_L1, event.untilMs);
    out.optional("reason"_L1, event.reason);
    return out.take("user:set"_L1);
}

EncodedEvent encodeEvent(const UserChanged &event)
{
    JsonWriter out;
    writeJson(out, event.user);
    return {"user:changed"_L1, out.take()};
}

} // namespace maru
