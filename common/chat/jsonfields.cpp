// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/jsonfields.h"

#include "common/chat/isotime.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace maru {

std::optional<qint64> wireInteger(const QJsonValue &value)
{
    // toInteger() answers its default for what is no whole number, and -1 is none of ours.
    const qint64 number = value.isDouble() ? value.toInteger(-1) : -1;
    return number >= 0 && number <= maxWireInteger ? std::optional(number) : std::nullopt;
}

QString stringField(const QJsonObject &json, QLatin1StringView key)
{
    return json.value(key).toString();
}

QString shortened(const QString &name, qsizetype mostChars)
{
    if (name.size() <= mostChars) {
        return name;
    }
    const bool splitsPair = name.at(mostChars - 1).isHighSurrogate();
    return name.left(splitsPair ? mostChars - 1 : mostChars);
}

qint64 countField(const QJsonObject &json, QLatin1StringView key)
{
    return wireInteger(json.value(key)).value_or(0);
}

int intField(const QJsonObject &json, QLatin1StringView key)
{
    const qint64 number = countField(json, key);
    return static_cast<int>(std::min<qint64>(number, std::numeric_limits<int>::max()));
}

std::optional<qint64> timeField(const QJsonObject &json, QLatin1StringView key)
{
    const QJsonValue value = json.value(key);
    return value.isString() ? timeFromIso(value.toString()) : std::nullopt;
}

std::optional<QString> nameField(const QJsonObject &json)
{
    const QJsonValue userName = json.value("userName"_L1);
    const QJsonValue name = userName.isUndefined() ? json.value("name"_L1) : userName;
    return name.isString() && !name.toString().isEmpty() ? std::optional(shortened(name.toString()))
                                                         : std::nullopt;
}

void writeTime(JsonWriter &out, QLatin1StringView key, qint64 ms)
{
    out.key(key).value(QLatin1StringView(isoTime(ms)));
}

} // namespace maru
