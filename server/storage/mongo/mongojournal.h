// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongounit.h"

#include <functional>
#include <vector>

namespace maru::server {

/// The journal of batches (docs/decisions/0026): one document each, numbered 1, 2, 3 …, so that a
/// batch is stored whole or not at all, and of two writers one comes first. What it says is then
/// written into the collections, which may be repeated at any time and by anybody: a document that
/// knows a later batch is left alone.
class MongoJournal
{
public:
    enum class Outcome : quint8 {
        Stored,
        Collided, ///< another writer has that number
        Lost, ///< not known: the same again tells
        Refused,
    };
    struct Entry
    {
        qint64 number = 0;
        QString writer;
        std::vector<MongoOperation> operations;
    };

    explicit MongoJournal(QString writer)
        : m_writer(std::move(writer))
    { }

    [[nodiscard]] static Bson entry(qint64 number, const QString &writer, qint64 batch,
                                    const std::vector<MongoOperation> &operations);

    /// Stores \p entry, made by entry(). The same entry may come again after Outcome::Lost.
    [[nodiscard]] Outcome store(MongoConnection &connection, const Bson &entry);
    /// Why the last store() failed.
    [[nodiscard]] const QString &problem() const { return m_problem; }

    /// Writes \p operations of batch \p number into the collections.
    [[nodiscard]] static MongoResult<void> write(MongoConnection &connection, qint64 number,
                                                 const std::vector<MongoOperation> &operations);

    /// Entries after \p number, in order.
    [[nodiscard]] static MongoResult<void> read(MongoConnection &connection, qint64 number,
                                                const std::function<bool(Entry)> &visit);
    /// Forgets entries before \p number, which are in the collections for long.
    [[nodiscard]] static MongoResult<void> trim(MongoConnection &connection, qint64 number);

    /// Forgets also what went before batch \p number, of which a document each keeps the key.
    [[nodiscard]] static MongoResult<void> bury(MongoConnection &connection, qint64 number);

    static constexpr const char *collection = "maru_journal";

private:
    QString m_writer;
    QString m_problem;
};

} // namespace maru::server
