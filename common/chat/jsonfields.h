// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/limits.h"
#include "common/protocol/jsonwriter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

/// Fields of objects that a peer sent, read leniently: what is missing or of the wrong type is
/// empty.
namespace maru {

/// The largest integer that every JSON reader keeps exactly: 2^53.
inline constexpr qint64 maxWireInteger = 9'007'199'254'740'992;

/// The whole number in \p value, if it is one from 0 to maxWireInteger.
[[nodiscard]] std::optional<qint64> wireInteger(const QJsonValue &value);

[[nodiscard]] QString stringField(const QJsonObject &json, QLatin1StringView key);
/// 0 unless the field is a wireInteger().
[[nodiscard]] qint64 countField(const QJsonObject &json, QLatin1StringView key);
/// As countField(), at most the largest int.
[[nodiscard]] int intField(const QJsonObject &json, QLatin1StringView key);
[[nodiscard]] std::optional<qint64> timeField(const QJsonObject &json, QLatin1StringView key);

/// At most \p mostChars UTF-16 units, no half of a pair. No name that a server of ours takes is
/// longer.
[[nodiscard]] QString shortened(const QString &name, qsizetype mostChars = limits::maxNameBytes);

/// `userName`, else `name`: the seed fills the first, its system lines only the second, we both
/// with the same value. std::nullopt: neither is a text.
[[nodiscard]] std::optional<QString> nameField(const QJsonObject &json);

void writeTime(JsonWriter &out, QLatin1StringView key, qint64 ms);

} // namespace maru
