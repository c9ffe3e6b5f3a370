// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"

#include <QString>

namespace maru::server {

/// Where a PostgreSQL database is, and who comes to it. What is empty is libpq's to find: the user
/// of the system, PGPASSWORD, ~/.pgpass, port 5432.
struct PostgresAddress
{
    QString host; ///< a name, an address, or the folder of a Unix socket
    int port = 5432;
    QString user;
    QString password;
    QString database;
    QString options; ///< further settings of libpq, `key='value';key='value'`

    /// For people: without user and password.
    [[nodiscard]] QString place() const;
};

/// Reads `postgres://user:password@host:port/database?sslmode=…`. Of the query, sslmode,
/// sslrootcert, sslcert, sslkey, host, port, user and password are known. The error is a sentence
/// that shows nothing of a password.
[[nodiscard]] Result<PostgresAddress, QString> parsePostgresUrl(const QString &url);

} // namespace maru::server
