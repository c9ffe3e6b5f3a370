// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/mongo/mongoconnection.h"

#include <QString>

namespace maru::server {

/// Says in the database which server has it. That keeps people from mistakes; what keeps two
/// servers from writing is the journal, where a server that was taken for dead finds an entry that
/// it did not write.
class MongoLease
{
public:
    enum class Taken : quint8 { Yes, ByAnother };

    /// \p where: the collection of the document that says who has it.
    explicit MongoLease(const char *where = collection);

    /// Of this backend, for ever.
    [[nodiscard]] const QString &key() const { return m_key; }

    /// Waits for a server that has stopped to live, at most limits::mongoLeaseMs.
    [[nodiscard]] MongoResult<Taken> take(MongoConnection &connection);
    /// It still lives. False: it is not ours any more.
    [[nodiscard]] MongoResult<bool> beat(MongoConnection &connection) const;
    /// Whether it is ours still, without a write.
    [[nodiscard]] MongoResult<bool> isOurs(MongoConnection &connection) const;
    void leave(MongoConnection &connection) const;

    /// After Taken::ByAnother: a part of a sentence that names it.
    [[nodiscard]] const QString &problem() const { return m_problem; }

    static constexpr const char *collection = "maru_store";
    static constexpr const char *document = "store";

private:
    [[nodiscard]] MongoResult<bool> takeFrom(MongoConnection &connection, const QString &key) const;

    const char *m_collection;
    QString m_key;
    QString m_problem;
};

} // namespace maru::server
