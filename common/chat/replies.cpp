// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/events.h"
#include "common/chat/isotime.h"
#include "common/chat/jsonfields.h"

using namespace Qt::StringLiterals;

namespace maru {

namespace {

void writeErrorFields(JsonWriter &out, const ApiError &error)
{
    out.key("code"_L1).value(toWire(error.code));
    out.key("error"_L1).value(error.text);
    if (!error.suggestion.isEmpty()) {
        out.key("suggestion"_L1).value(error.suggestion);
    }
    if (!error.field.isEmpty()) {
        out.key("field"_L1).value(error.field);
    }
    if (error.limit > 0) {
        out.key("limit"_L1).value(error.limit);
    }
    if (error.retryAfterMs > 0) {
        out.key("retryAfterMs"_L1).value(error.retryAfterMs);
    }
    if (error.untilMs > 0) {
        writeTime(out, "until"_L1, error.untilMs);
    }
}

void writeClassicFlags(JsonWriter &out, bool ok)
{
    // The seed's client reads the misspelt one.
    for (const QLatin1StringView key : {"ok"_L1, "success"_L1, "succese"_L1}) {
        out.key(key).value(ok);
    }
}

} // namespace

QByteArray encodeOk()
{
    return QByteArrayLiteral("{\"ok\":true}");
}

QByteArray encodeError(const ApiError &error)
{
    JsonWriter out;
    out.beginObject().key("ok"_L1).value(false);
    writeErrorFields(out, error);
    return out.endObject().take();
}

QByteArray encodeClassicJoined(const User &user, const QString &socketId)
{
    User online = user;
    online.isOnline = true;
    JsonWriter out;
    out.beginObject();
    writeClassicFlags(out, true);
    out.key("user"_L1).beginObject();
    writeUserFields(out, online);
    out.key("socketId"_L1).value(socketId);
    out.endObject().endObject();
    return out.take();
}

QByteArray encodeClassicJoinError(const ApiError &error)
{
    JsonWriter out;
    out.beginObject();
    writeClassicFlags(out, false);
    writeErrorFields(out, error);
    return out.endObject().take();
}

QJsonObject connectErrorData(const ApiError &error)
{
    QJsonObject data{{u"code"_s, QString(toWire(error.code))}};
    if (error.retryAfterMs > 0) {
        data.insert("retryAfterMs"_L1, error.retryAfterMs);
    }
    if (error.untilMs > 0) {
        data.insert("until"_L1, QString::fromLatin1(isoTime(error.untilMs)));
    }
    return {{u"message"_s, error.text}, {u"data"_s, data}};
}

std::optional<ApiError> errorFromAck(const QJsonObject &ack)
{
    QJsonValue flag = ack.value("ok"_L1);
    for (const QLatin1StringView key : {"success"_L1, "succese"_L1}) {
        flag = flag.isUndefined() ? ack.value(key) : flag;
    }
    if (flag.isBool() && flag.toBool()) {
        return std::nullopt;
    }
    ApiError error;
    error.code = errorCodeFromWire(stringField(ack, "code"_L1));
    error.text = stringField(ack, "error"_L1);
    if (error.text.isEmpty()) {
        error.text = u"The server refused without saying why."_s;
    }
    error.suggestion = stringField(ack, "suggestion"_L1);
    error.field = stringField(ack, "field"_L1);
    error.limit = countField(ack, "limit"_L1);
    error.retryAfterMs = intField(ack, "retryAfterMs"_L1);
    error.untilMs = timeField(ack, "until"_L1).value_or(0);
    return error;
}

} // namespace maru
