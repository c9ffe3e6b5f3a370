// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>
#include <QStringView>

namespace maru {

/// Writes compact JSON straight into UTF-8 bytes: about 20 times cheaper than building a
/// QJsonObject.
///
/// The caller keeps the order legal: key() before each value of an object, objects and arrays
/// closed. Strings are escaped as JSON.stringify does; a lone surrogate (no valid text holds one)
/// becomes U+FFFD.
class JsonWriter
{
public:
    JsonWriter() = default;
    explicit JsonWriter(
        QByteArray start); ///< appends to \p start, which must end where a value may begin

    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    JsonWriter &key(QLatin1StringView name); ///< plain ASCII, never escaped

    JsonWriter &value(QStringView text);
    JsonWriter &value(const QString &text) { return value(QStringView(text)); }
    JsonWriter &value(QLatin1StringView ascii);
    JsonWriter &value(qint64 number);
    JsonWriter &value(int number) { return value(qint64{number}); }
    JsonWriter &value(bool flag);
    JsonWriter &null();
    JsonWriter &value(const QJsonValue &json);
    JsonWriter &value(const char *) = delete; // would be a bool
    JsonWriter &raw(QByteArrayView json); ///< one complete JSON value, written before

    [[nodiscard]] const QByteArray &bytes() const { return m_out; }
    [[nodiscard]] QByteArray take() { return std::move(m_out); }

private:
    void separate();

    QByteArray m_out;
    bool m_needsComma = false;
};

} // namespace maru
