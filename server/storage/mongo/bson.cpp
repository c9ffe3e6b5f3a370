// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/bson.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace maru::server {

namespace {

bool isObjectId(const QString &text)
{
    constexpr int digits = 24;
    return text.size() == digits && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

QString idFrom(const bson_iter_t &iter)
{
    if (BSON_ITER_HOLDS_OID(&iter)) {
        std::array<char, 25> hex{};
        bson_oid_to_string(bson_iter_oid(&iter), hex.data());
        return QString::fromLatin1(hex.data());
    }
    if (BSON_ITER_HOLDS_UTF8(&iter)) {
        uint32_t length = 0;
        const char *text = bson_iter_utf8(&iter, &length);
        return QString::fromUtf8(text, static_cast<qsizetype>(length));
    }
    return {};
}

std::optional<qint64> numberFrom(const bson_iter_t &iter)
{
    if (BSON_ITER_HOLDS_DATE_TIME(&iter)) {
        return bson_iter_date_time(&iter);
    }
    if (BSON_ITER_HOLDS_NUMBER(&iter)) {
        return bson_iter_as_int64(&iter);
    }
    return std::nullopt;
}

template<class Values, class Put>
void appendArray(bson_t *bson, const char *key, const Values &values, Put put)
{
    bson_t array;
    bson_append_array_begin(bson, key, -1, &array);
    uint32_t index = 0;
    for (const auto &value : values) {
        const QByteArray name = QByteArray::number(index++);
        put(&array, name.constData(), value);
    }
    bson_append_array_end(bson, &array);
}

void putText(bson_t *bson, const char *key, const QString &value)
{
    const QByteArray utf8 = value.toUtf8();
    bson_append_utf8(bson, key, -1, utf8.constData(), static_cast<int>(utf8.size()));
}

void putId(bson_t *bson, const char *key, const QString &value)
{
    if (value.isEmpty()) {
        bson_append_null(bson, key, -1);
    } else if (isObjectId(value)) {
        bson_oid_t oid;
        bson_oid_init_from_string(&oid, value.toLatin1().constData());
        bson_append_oid(bson, key, -1, &oid);
    } else {
        putText(bson, key, value);
    }
}

} // namespace

Bson::Bson()
    : m_bson(bson_new())
{ }

Bson::Bson(const QByteArray &data)
    : m_bson(bson_new_from_data(reinterpret_cast<const uint8_t *>(data.constData()),
                                static_cast<size_t>(data.size())))
{
    if (m_bson == nullptr) {
        m_bson = bson_new();
    }
}

Bson::~Bson()
{
    bson_destroy(m_bson); // takes nullptr
}

Bson &Bson::text(const char *key, const QString &value)
{
    putText(m_bson, key, value);
    return *this;
}

Bson &Bson::number(const char *key, qint64 value)
{
    bson_append_int64(m_bson, key, -1, value);
    return *this;
}

Bson &Bson::flag(const char *key, bool value)
{
    bson_append_bool(m_bson, key, -1, value);
    return *this;
}

Bson &Bson::bytes(const char *key, const QByteArray &value)
{
    bson_append_binary(m_bson, key, -1, BSON_SUBTYPE_BINARY,
                       reinterpret_cast<const uint8_t *>(value.constData()),
                       static_cast<uint32_t>(value.size()));
    return *this;
}

Bson &Bson::time(const char *key, qint64 ms)
{
    bson_append_date_time(m_bson, key, -1, ms);
    return *this;
}

Bson &Bson::id(const char *key, const QString &value)
{
    putId(m_bson, key, value);
    return *this;
}

Bson &Bson::document(const char *key, const Bson &value)
{
    bson_append_document(m_bson, key, -1, value.get());
    return *this;
}

Bson &Bson::documents(const char *key, const std::vector<Bson> &values)
{
    appendArray(m_bson, key, values, [](bson_t *array, const char *name, const Bson &value) {
        bson_append_document(array, name, -1, value.get());
    });
    return *this;
}

Bson &Bson::texts(const char *key, const QStringList &values)
{
    appendArray(m_bson, key, values, putText);
    return *this;
}

Bson &Bson::ids(const char *key, const QStringList &values)
{
    appendArray(m_bson, key, values, putId);
    return *this;
}

Bson &Bson::numbers(const char *key, const std::vector<qint64> &values)
{
    appendArray(m_bson, key, values, [](bson_t *array, const char *name, qint64 value) {
        bson_append_int64(array, name, -1, value);
    });
    return *this;
}

Bson &Bson::append(const Bson &other)
{
    bson_concat(m_bson, other.get());
    return *this;
}

QByteArray Bson::data() const
{
    return BsonView(m_bson).data();
}

// ---- reading ----

BsonView::BsonView(const bson_t *bson)
    : m_data(bson_get_data(bson))
    , m_length(qFromLittleEndian<quint32>(m_data)) // bson_t is not always where its type says
{ }

BsonView::BsonView(const QByteArray &data)
    : m_data(reinterpret_cast<const uint8_t *>(data.constData()))
    , m_length(static_cast<uint32_t>(data.size()))
{ }

BsonView::BsonView(const uint8_t *data, uint32_t length)
    : m_data(data)
    , m_length(length)
{ }

bool BsonView::find(const char *key, bson_iter_t &iter) const
{
    return m_data != nullptr && bson_iter_init_from_data(&iter, m_data, m_length)
        && bson_iter_find(&iter, key);
}

bool BsonView::has(const char *key) const
{
    bson_iter_t iter;
    return find(key, iter) && !BSON_ITER_HOLDS_NULL(&iter);
}

QString BsonView::text(const char *key) const
{
    bson_iter_t iter;
    return find(key, iter) && BSON_ITER_HOLDS_UTF8(&iter) ? idFrom(iter) : QString();
}

qint64 BsonView::number(const char *key, qint64 otherwise) const
{
    bson_iter_t iter;
    return find(key, iter) ? numberFrom(iter).value_or(otherwise) : otherwise;
}

bool BsonView::flag(const char *key) const
{
    bson_iter_t iter;
    return find(key, iter) && BSON_ITER_HOLDS_BOOL(&iter) && bson_iter_bool(&iter);
}

QByteArray BsonView::bytes(const char *key) const
{
    bson_iter_t iter;
    if (!find(key, iter) || !BSON_ITER_HOLDS_BINARY(&iter)) {
        return {};
    }
    uint32_t length = 0;
    const uint8_t *data = nullptr;
    bson_iter_binary(&iter, nullptr, &length, &data);
    return {reinterpret_cast<const char *>(data), static_cast<qsizetype>(length)};
}

std::optional<qint64> BsonView::time(const char *key) const
{
    bson_iter_t iter;
    return find(key, iter) ? numberFrom(iter) : std::nullopt;
}

QString BsonView::id(const char *key) const
{
    bson_iter_t iter;
    return find(key, iter) ? idFrom(iter) : QString();
}

BsonView BsonView::document(const char *key) const
{
    bson_iter_t iter;
    uint32_t length = 0;
    const uint8_t *data = nullptr;
    if (!find(key, iter)) {
        return {};
    }
    if (BSON_ITER_HOLDS_DOCUMENT(&iter)) {
        bson_iter_document(&iter, &length, &data);
    } else if (BSON_ITER_HOLDS_ARRAY(&iter)) {
        bson_iter_array(&iter, &length, &data);
    }
    return {data, length};
}

QStringList BsonView::ids(const char *key) const
{
    QStringList ids;
    const BsonView array = document(key);
    bson_iter_t iter;
    if (array.m_data != nullptr && bson_iter_init_from_data(&iter, array.m_data, array.m_length)) {
        while (bson_iter_next(&iter)) {
            ids.append(idFrom(iter));
        }
    }
    return ids;
}

void BsonView::eachDocument(const char *key,
                            const std::function<void(const BsonView &)> &visit) const
{
    const BsonView array = document(key);
    bson_iter_t iter;
    if (array.m_data == nullptr || !bson_iter_init_from_data(&iter, array.m_data, array.m_length)) {
        return;
    }
    while (bson_iter_next(&iter)) {
        if (BSON_ITER_HOLDS_DOCUMENT(&iter)) {
            uint32_t length = 0;
            const uint8_t *data = nullptr;
            bson_iter_document(&iter, &length, &data);
            visit(BsonView(data, length));
        }
    }
}

QByteArray BsonView::data() const
{
    return {reinterpret_cast<const char *>(m_data), static_cast<qsizetype>(m_length)};
}

} // namespace maru::server
