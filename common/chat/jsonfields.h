// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

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

} // namespace maru
