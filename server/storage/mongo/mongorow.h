// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/storabletext.h"
#include "server/storage/storeparts.h"

#include <QByteArray>
#include <QString>
#include <QVariant>

#include <optional>
#include <type_traits>

/// Values of a StoreRow out of those that we hold, and back.
namespace maru::server {

[[nodiscard]] inline QVariant valueOf(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : storableText(text);
}

[[nodiscard]] inline QVariant valueOf(const QByteArray &bytes)
{
    return bytes;
}

template<class T>
requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) [[nodiscard]] QVariant valueOf(T number)
{
    return static_cast<qint64>(number);
}

[[nodiscard]] inline QVariant valueOrNull(const QString &text)
{
    return text.isEmpty() ? storeNull() : QVariant(storableText(text));
}

[[nodiscard]] inline QVariant valueOrNull(const QByteArray &bytes)
{
    return bytes.isEmpty() ? storeNull() : QVariant(bytes);
}

[[nodiscard]] inline QVariant valueOrNull(const std::optional<qint64> &number)
{
    return number ? QVariant(*number) : storeNull();
}

/// A row by the names of its columns.
class RowView
{
public:
    RowView(StorePart part, const StoreRow &row)
        : m_part(part)
        , m_row(row)
    { }

    [[nodiscard]] QString text(QLatin1StringView name) const { return at(name).toString(); }
    [[nodiscard]] QByteArray bytes(QLatin1StringView name) const { return at(name).toByteArray(); }
    [[nodiscard]] qint64 number(QLatin1StringView name) const { return at(name).toLongLong(); }
    [[nodiscard]] bool flag(QLatin1StringView name) const { return number(name) != 0; }
    [[nodiscard]] std::optional<qint64> numberOrNone(QLatin1StringView name) const
    {
        const QVariant value = at(name);
        return value.isValid() ? std::optional(value.toLongLong()) : std::nullopt;
    }
    /// The first one for a number that is none of them.
    template<class E>
    [[nodiscard]] E one(QLatin1StringView name, E last) const
    {
        const qint64 value = number(name);
        return value >= 0 && value <= static_cast<qint64>(last) ? static_cast<E>(value) : E{};
    }

private:
    [[nodiscard]] QVariant at(QLatin1StringView name) const
    {
        return m_row.value(storeColumn(m_part, name));
    }

    StorePart m_part;
    const StoreRow &m_row;
};

} // namespace maru::server
