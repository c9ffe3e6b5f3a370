// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/sql/postgresconnection.h"

#include <QString>

namespace maru::server {

/// That one server has a store (docs/decisions/0019): an advisory lock, which PostgreSQL holds for
/// as long as the connection lives, and a line in `maru_store` that says who holds it.
class PostgresLease
{
public:
    enum class Taken : quint8 {
        Yes,
        Failed, ///< the database does not answer; later perhaps
        ByAnother, ///< problem() names it
    };

    PostgresLease();

    /// Takes the lock over \p connection. A process of ours that PostgreSQL still keeps for a
    /// connection that is gone is ended first: when the lock is ours, whatever that one did is
    /// over.
    [[nodiscard]] Taken take(PostgresConnection &connection);

    /// The same after the connection was lost; also refuses if another had the store meanwhile.
    [[nodiscard]] Taken takeAgain(PostgresConnection &connection);

    /// Writes who we are, once the tables are there.
    [[nodiscard]] bool sign(PostgresConnection &connection, int pid);
    /// Makes the row in `maru_writers` in which our transactions leave their numbers; the only one
    /// if \p isAlone.
    [[nodiscard]] bool enlist(PostgresConnection &connection, bool isAlone);
    /// Of that row.
    [[nodiscard]] const QString &key() const { return m_key; }
    /// Says that nobody has the store, in good order.
    void leave(PostgresConnection &connection);

    /// The rest of a sentence that begins with the database's place.
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    [[nodiscard]] Taken failed(const PostgresConnection &connection);
    [[nodiscard]] Taken refused(const QString &holder);

    QString m_key; // of this object, unlike any other's
    QString m_problem;
};

} // namespace maru::server
