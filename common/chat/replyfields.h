// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/jsonfields.h"
#include "common/chat/objects.h"

#include <QJsonArray>

/// What the acks of every subject are made of.
namespace maru {

/// `{"ok":true` — to be closed by the caller.
[[nodiscard]] inline JsonWriter startedReply()
{
    JsonWriter out;
    out.beginObject().key(QLatin1StringView("ok")).value(true);
    return out;
}

template<class Object>
void writeList(JsonWriter &out, QLatin1StringView key, const QList<Object> &objects)
{
    out.key(key).beginArray();
    for (const Object &object : objects) {
        writeJson(out, object);
    }
    out.endArray();
}

/// A missing list is an empty one.
template<class Object, class Read>
Result<QList<Object>, DecodeError> readList(const QJsonObject &ack, QLatin1StringView key,
                                            Read read)
{
    const QJsonValue list = ack.value(key);
    if (!list.isArray() && !list.isUndefined()) {
        return failure(DecodeError{QStringLiteral("ack: %1 is no list").arg(key)});
    }
    QList<Object> objects;
    const QJsonArray array = list.toArray();
    objects.reserve(array.size());
    for (const QJsonValue &element : array) {
        Result<Object, DecodeError> object = read(element.toObject());
        if (!object) {
            return failure(std::move(object.error()));
        }
        objects.append(*std::move(object));
    }
    return objects;
}

} // namespace maru
