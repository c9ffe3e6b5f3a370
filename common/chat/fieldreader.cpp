// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/chat/fieldreader.h"

#include "common/limits.h"
#include "common/text/messagetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru {

QString FieldReader::text(QLatin1StringView key, bool required)
{
    const QJsonValue value = m_json.value(key);
    if (!value.isString() && (required || !value.isUndefined())) {
        refuse(key, u"must be a string"_s);
    }
    return value.toString();
}

void FieldReader::refuseLength(QLatin1StringView key, qsizetype size, qsizetype maxChars)
{
    if (size > maxChars && !m_error) {
        m_error = ApiError{.code = ErrorCode::TooLarge,
                           .text = u"%1 is longer than %2 characters."_s.arg(key).arg(maxChars),
                           .limit = maxChars};
    }
}

// For what has no rule of its own, as names and messages have.
void FieldReader::refuseNull(QLatin1StringView key, const QString &text)
{
    if (text.contains(QChar::Null)) {
        refuse(key, u"must not hold U+0000"_s);
    }
}

void FieldReader::refuseWord(QLatin1StringView key, QLatin1StringView words)
{
    refuse(key, u"must be one of %1"_s.arg(words));
}

void FieldReader::refuse(QLatin1StringView key, const QString &rule)
{
    if (!m_error) {
        m_error = ApiError{.code = ErrorCode::BadRequest, .text = u"%1 %2."_s.arg(key, rule)};
    }
}

QString FieldReader::requiredText(QLatin1StringView key, qsizetype maxChars)
{
    QString read = text(key, true);
    refuseLength(key, read.size(), maxChars);
    return read;
}

QString FieldReader::optionalText(QLatin1StringView key, qsizetype maxChars)
{
    QString read = text(key, false);
    refuseLength(key, read.size(), maxChars);
    refuseNull(key, read);
    return read;
}

std::optional<QString> FieldReader::maybeText(QLatin1StringView key, qsizetype maxChars)
{
    return has(key) ? std::optional(requiredText(key, maxChars)) : std::nullopt;
}

QString FieldReader::id(QLatin1StringView key)
{
    QString read = text(key, true);
    if (read.isEmpty() || read.size() > limits::maxIdChars) {
        refuse(key, u"must be an id of 1 to %1 characters"_s.arg(limits::maxIdChars));
    }
    refuseNull(key, read);
    return read;
}

QStringList FieldReader::ids(QLatin1StringView key, qsizetype max)
{
    const QJsonValue value = m_json.value(key);
    if (value.isUndefined()) {
        return {};
    }
    const QJsonArray array = value.toArray();
    if (!value.isArray() || array.size() > max) {
        refuse(key, u"must be a list of at most %1 ids"_s.arg(max));
        return {};
    }
    QStringList read;
    for (const QJsonValue &element : array) {
        const QString id = element.toString();
        if (id.isEmpty() || id.size() > limits::maxIdChars) {
            refuse(key, u"must hold ids of 1 to %1 characters"_s.arg(limits::maxIdChars));
            return {};
        }
        refuseNull(key, id);
        if (!read.contains(id)) {
            read.append(id);
        }
    }
    return read;
}

QString FieldReader::cid()
{
    QString read = text("cid"_L1, true);
    if (!isValidCid(read)) {
        refuse("cid"_L1, u"must be 1 to %1 printable ASCII characters"_s.arg(limits::maxCidChars));
    }
    return read;
}

bool FieldReader::flag(QLatin1StringView key)
{
    const QJsonValue value = m_json.value(key);
    if (!value.isBool()) {
        refuse(key, u"must be true or false"_s);
    }
    return value.toBool();
}

std::optional<bool> FieldReader::maybeFlag(QLatin1StringView key)
{
    return has(key) ? std::optional(flag(key)) : std::nullopt;
}

qint64 FieldReader::integer(QLatin1StringView key)
{
    const std::optional<qint64> read = wireInteger(m_json.value(key));
    if (!read) {
        refuse(key, u"must be a whole number from 0 to 2^53"_s);
    }
    return read.value_or(0);
}

std::optional<qint64> FieldReader::maybeInteger(QLatin1StringView key, qint64 max)
{
    if (!has(key)) {
        return std::nullopt;
    }
    const std::optional<qint64> read = wireInteger(m_json.value(key));
    if (!read || *read > max) {
        refuse(key, u"must be a whole number from 0 to %1"_s.arg(max));
    }
    return read;
}

std::optional<qint64> FieldReader::maybeTime(QLatin1StringView key)
{
    if (!has(key)) {
        return std::nullopt;
    }
    const std::optional<qint64> read = timeField(m_json, key);
    if (!read) {
        refuse(key, u"must be a time such as 2026-11-23T09:12:00.123Z"_s);
    }
    return read;
}

int FieldReader::limit()
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

QJsonObject FieldReader::optionalObject(QLatin1StringView key)
{
    if (has(key) && !m_json.value(key).isObject()) {
        refuse(key, u"must be an object"_s);
    }
    return m_json.value(key).toObject();
}

} // namespace maru
