// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/jsonfields.h"
#include "common/chat/objects.h"
#include "common/protocol/errors.h"
#include "common/result.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace maru {

/// Reads the fields of a client event's one argument, strictly, and remembers the first rule that
/// was broken: a refusal names field and rule. Ids and optional texts hold no U+0000.
class FieldReader
{
public:
    explicit FieldReader(QJsonObject json)
        : m_json(std::move(json))
    { }

    [[nodiscard]] bool has(QLatin1StringView key) const { return m_json.contains(key); }

    QString requiredText(QLatin1StringView key) { return text(key, true); }
    /// Longer than \p maxChars UTF-16 units is TooLarge, with the limit.
    QString requiredText(QLatin1StringView key, qsizetype maxChars);
    QString optionalText(QLatin1StringView key, qsizetype maxChars);
    /// std::nullopt if the field is not there.
    std::optional<QString> maybeText(QLatin1StringView key, qsizetype maxChars);

    QString id(QLatin1StringView key);
    QString optionalId(QLatin1StringView key) { return has(key) ? id(key) : QString(); }
    /// A list of at most \p max ids, without repetition; a missing one is empty.
    QStringList ids(QLatin1StringView key, qsizetype max);
    QString cid();

    bool flag(QLatin1StringView key);
    std::optional<bool> maybeFlag(QLatin1StringView key);
    qint64 integer(QLatin1StringView key);
    /// From 0 to \p max; std::nullopt if the field is not there.
    std::optional<qint64> maybeInteger(QLatin1StringView key, qint64 max);
    /// A point in time as on the wire.
    std::optional<qint64> maybeTime(QLatin1StringView key);
    /// 1 … limits::maxPageRows; limits::defaultPageRows if the field is not there.
    int limit();

    /// One of the words that \p fromWire knows; \p words are named in the refusal.
    template<class Enum>
    std::optional<Enum> maybeWord(QLatin1StringView key,
                                  std::optional<Enum> (*fromWire)(const QString &),
                                  QLatin1StringView words)
    {
        if (!has(key)) {
            return std::nullopt;
        }
        const std::optional<Enum> read = fromWire(m_json.value(key).toString());
        if (!read) {
            refuseWord(key, words);
        }
        return read;
    }

    /// An empty reader if the field is not there; one that refuses if it is no object.
    QJsonObject optionalObject(QLatin1StringView key);

    void refuse(QLatin1StringView key, const QString &rule);

    /// \p event as a \p Variant, unless a rule was broken.
    template<class Variant, class Event>
    Result<Variant, ApiError> finish(Event event)
    {
        if (m_error) {
            return failure(*std::move(m_error));
        }
        return Variant(std::move(event));
    }

private:
    QString text(QLatin1StringView key, bool required);
    void refuseLength(QLatin1StringView key, qsizetype size, qsizetype maxChars);
    void refuseNull(QLatin1StringView key, const QString &text);
    void refuseWord(QLatin1StringView key, QLatin1StringView words);

    QJsonObject m_json;
    std::optional<ApiError> m_error;
};

} // namespace maru
