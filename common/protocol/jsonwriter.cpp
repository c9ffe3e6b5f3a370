// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "common/protocol/jsonwriter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

#include <charconv>
#include <cmath>
#include <limits>

namespace maru {

namespace {

constexpr char hexDigits[] = "0123456789abcdef";

// What follows the backslash; 0: written as it is, 'u': \u00XX.
constexpr char escapeOf(char16_t unit)
{
    switch (unit) {
    case u'"':
        return '"';
    case u'\\':
        return '\\';
    case u'\b':
        return 'b';
    case u'\f':
        return 'f';
    case u'\n':
        return 'n';
    case u'\r':
        return 'r';
    case u'\t':
        return 't';
    default:
        return unit < 0x20 ? 'u' : '\0';
    }
}

// Writes the UTF-8 form of \p codePoint, which is not ASCII, and returns the end.
inline char *writeUtf8(char *to, char32_t codePoint)
{
    const auto continuation = [](char32_t bits) {
        return static_cast<char>(0x80 | (bits & 0x3f));
    };
    if (codePoint < 0x800) {
        *to++ = static_cast<char>(0xc0 | (codePoint >> 6));
    } else {
        if (codePoint < 0x10000) {
            *to++ = static_cast<char>(0xe0 | (codePoint >> 12));
        } else {
            *to++ = static_cast<char>(0xf0 | (codePoint >> 18));
            *to++ = continuation(codePoint >> 12);
        }
        *to++ = continuation(codePoint >> 6);
    }
    *to++ = continuation(codePoint);
    return to;
}

// Writes the JSON of one ASCII character that needs an escape: at most 6 bytes.
inline char *writeEscape(char *to, char16_t unit, char escape)
{
    *to++ = '\\';
    *to++ = escape;
    if (escape == 'u') {
        *to++ = '0';
        *to++ = '0';
        *to++ = hexDigits[unit >> 4];
        *to++ = hexDigits[unit & 0xf];
    }
    return to;
}

// Appends \p text in quotes. Room for 3 bytes per UTF-16 unit is made once, which is enough for
// everything but \u00XX escapes; those make room for their own surplus.
void appendQuoted(QByteArray &out, QStringView text)
{
    const qsizetype start = out.size();
    out.resize(start + 3 * text.size() + 2);
    char *to = out.data() + start;
    *to++ = '"';
    const char16_t *from = text.utf16();
    const char16_t *const end = from + text.size();
    while (from != end) {
        const char16_t unit = *from++;
        if (unit < 0x80) {
            const char escape = escapeOf(unit);
            if (Q_LIKELY(escape == '\0')) {
                *to++ = static_cast<char>(unit);
                continue;
            }
            if (escape == 'u') {
                const qsizetype written = to - out.constData();
                out.resize(out.size() + 3);
                to = out.data() + written;
            }
            to = writeEscape(to, unit, escape);
        } else if (!QChar::isSurrogate(unit)) {
            to = writeUtf8(to, unit);
        } else if (QChar::isHighSurrogate(unit) && from != end && QChar::isLowSurrogate(*from)) {
            to = writeUtf8(to, QChar::surrogateToUcs4(unit, *from++));
        } else {
            to = writeUtf8(to, QChar::ReplacementCharacter);
        }
    }
    *to++ = '"';
    out.resize(to - out.constData());
}

} // namespace

JsonWriter::JsonWriter(QByteArray start)
    : m_out(std::move(start))
{ }

void JsonWriter::separate()
{
    if (m_needsComma) {
        m_out.append(',');
    }
    m_needsComma = true;
}

JsonWriter &JsonWriter::beginObject()
{
    separate();
    m_out.append('{');
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_out.append('}');
    m_needsComma = true;
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    separate();
    m_out.append('[');
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_out.append(']');
    m_needsComma = true;
    return *this;
}

JsonWriter &JsonWriter::key(QLatin1StringView name)
{
    separate();
    m_out.append('"').append(name.data(), name.size()).append("\":", 2);
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::value(QStringView text)
{
    separate();
    appendQuoted(m_out, text);
    return *this;
}

JsonWriter &JsonWriter::value(QLatin1StringView ascii)
{
    separate();
    m_out.append('"');
    for (const char byte : ascii) {
        const auto unit = static_cast<unsigned char>(byte);
        Q_ASSERT(unit < 0x80);
        if (const char escape = escapeOf(unit); escape != '\0') {
            char buffer[6];
            m_out.append(buffer, writeEscape(buffer, unit, escape) - buffer);
        } else {
            m_out.append(byte);
        }
    }
    m_out.append('"');
    return *this;
}

JsonWriter &JsonWriter::value(qint64 number)
{
    separate();
    char buffer[24];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    Q_ASSERT(error == std::errc());
    m_out.append(buffer, end - buffer);
    return *this;
}

JsonWriter &JsonWriter::value(bool flag)
{
    return raw(flag ? QByteArrayView("true") : QByteArrayView("false"));
}

JsonWriter &JsonWriter::null()
{
    return raw("null");
}

JsonWriter &JsonWriter::value(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Bool:
        return value(json.toBool());
    case QJsonValue::String:
        return value(json.toString());
    case QJsonValue::Double: {
        const double number = json.toDouble();
        if (!std::isfinite(number)) {
            return null();
        }
        // toInteger() is exact for whole numbers beyond 2^53 too, and 0 for what is no whole
        // number.
        if (const qint64 whole = json.toInteger(); whole != 0 || number == 0) {
            return value(whole);
        }
        return raw(QByteArray::number(number, 'g', QLocale::FloatingPointShortest));
    }
    case QJsonValue::Array: {
        beginArray();
        const QJsonArray array = json.toArray();
        for (const QJsonValue &element : array) {
            value(element);
        }
        return endArray();
    }
    case QJsonValue::Object: {
        beginObject();
        const QJsonObject object = json.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            value(it.key());
            m_out.append(':');
            m_needsComma = false;
            value(it.value());
        }
        return endObject();
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return null();
}

JsonWriter &JsonWriter::raw(QByteArrayView json)
{
    separate();
    m_out.append(json.data(), json.size());
    return *this;
}

} // namespace maru
