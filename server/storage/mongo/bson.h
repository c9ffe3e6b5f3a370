// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <bson/bson.h>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace maru::server {

/// A BSON document that is being written. Values go in as scalars only, so nothing that came from
/// a person can become an operator.
class Bson
{
public:
    Bson();
    explicit Bson(const QByteArray &data); ///< as data() gave it
    Bson(Bson &&other) noexcept
        : m_bson(std::exchange(other.m_bson, nullptr))
    { }
    Bson &operator=(Bson &&other) noexcept
    {
        std::swap(m_bson, other.m_bson);
        return *this;
    }
    ~Bson();

    Bson &text(const char *key, const QString &value);
    Bson &number(const char *key, qint64 value);
    Bson &flag(const char *key, bool value);
    Bson &bytes(const char *key, const QByteArray &value);
    Bson &time(const char *key, qint64 ms);
    /// An ObjectId if it is 24 hex digits, as the seed has them, else a text; null if it is empty.
    Bson &id(const char *key, const QString &value);
    Bson &document(const char *key, const Bson &value);
    Bson &documents(const char *key, const std::vector<Bson> &values);
    Bson &texts(const char *key, const QStringList &values);
    Bson &ids(const char *key, const QStringList &values);
    Bson &numbers(const char *key, const std::vector<qint64> &values);
    /// Those of \p other behind our own.
    Bson &append(const Bson &other);

    [[nodiscard]] const bson_t *get() const { return m_bson; }
    [[nodiscard]] bson_t *get() { return m_bson; }
    [[nodiscard]] QByteArray data() const;

private:
    bson_t *m_bson; // nullptr: it was moved away
};

/// A BSON document that is read: what is missing or of another type is empty. The bytes belong to
/// somebody else.
class BsonView
{
public:
    BsonView() = default;
    explicit BsonView(const bson_t *bson);
    explicit BsonView(const QByteArray &data);

    [[nodiscard]] bool has(const char *key) const;
    [[nodiscard]] QString text(const char *key) const;
    [[nodiscard]] qint64 number(const char *key, qint64 otherwise = 0) const;
    [[nodiscard]] bool flag(const char *key) const;
    [[nodiscard]] QByteArray bytes(const char *key) const;
    [[nodiscard]] std::optional<qint64> time(const char *key) const;
    [[nodiscard]] QString id(const char *key) const;
    [[nodiscard]] BsonView document(const char *key) const; ///< also an array
    [[nodiscard]] QStringList ids(const char *key) const;
    void eachDocument(const char *key, const std::function<void(const BsonView &)> &visit) const;
    [[nodiscard]] QByteArray data() const;

private:
    BsonView(const uint8_t *data, uint32_t length);
    [[nodiscard]] bool find(const char *key, bson_iter_t &iter) const;

    const uint8_t *m_data = nullptr;
    uint32_t m_length = 0;
};

} // namespace maru::server
