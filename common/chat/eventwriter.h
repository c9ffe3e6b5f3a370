// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/encodedevent.h"
#include "common/chat/ids.h"
#include "common/chat/jsonfields.h"

#include <optional>

namespace maru {

/// Writes the one object of an event.
class EventWriter
{
public:
    EventWriter() { m_out.beginObject(); }

    [[nodiscard]] JsonWriter &json() { return m_out; }

    template<class Tag>
    void id(QLatin1StringView key, const Id<Tag> &id)
    {
        m_out.key(key).value(id.toString());
    }
    template<class Tag>
    void ids(QLatin1StringView key, const QList<Id<Tag>> &ids)
    {
        if (ids.isEmpty()) {
            return;
        }
        m_out.key(key).beginArray();
        for (const Id<Tag> &id : ids) {
            m_out.value(id.toString());
        }
        m_out.endArray();
    }
    /// Left out if it is empty.
    void optional(QLatin1StringView key, const QString &text)
    {
        if (!text.isEmpty()) {
            m_out.key(key).value(text);
        }
    }
    /// Left out if it is not there.
    template<class T>
    void maybe(QLatin1StringView key, const std::optional<T> &value)
    {
        if (value) {
            m_out.key(key).value(*value);
        }
    }
    void maybeTime(QLatin1StringView key, const std::optional<qint64> &ms)
    {
        if (ms) {
            writeTime(m_out, key, *ms);
        }
    }
    void limit(int limit)
    {
        if (limit > 0) {
            m_out.key(QLatin1StringView("limit")).value(limit);
        }
    }

    [[nodiscard]] EncodedEvent take(QLatin1StringView name)
    {
        m_out.endObject();
        return {name, m_out.take()};
    }

private:
    JsonWriter m_out;
};

} // namespace maru
