// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/storage/sql/postgresurl.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <optional>

namespace maru::server {

/// What a PostgreSQL server said about itself when a connection was made.
struct PostgresFacts
{
    int version = 0; ///< server_version_num
    bool hasFsync = true;
    bool hasFullPageWrites = true;
    bool isStandby = false;
    QString encoding;
    QString schema; ///< where our tables are; empty: nowhere
    int pid = 0; ///< of the process that serves this connection
};

/// Why a store cannot be kept there, as the rest of a sentence that begins with the database's
/// place; empty: it can.
[[nodiscard]] QString whatIsLacking(const PostgresFacts &facts);

/// One QtSql connection to a PostgreSQL database, closed and forgotten when it goes. Every query on
/// it must have gone before.
///
/// Thread: the one that makes it. It waits for the server, up to limits::connectSeconds.
class PostgresConnection
{
public:
    enum class Mode : quint8 { ReadOnly, ReadWrite };

    PostgresConnection(const PostgresAddress &address, Mode mode);
    PostgresConnection(const PostgresConnection &) = delete;
    PostgresConnection &operator=(const PostgresConnection &) = delete;
    ~PostgresConnection();

    /// Connects, and sets what durability and safety rest on. The error is the rest of a sentence
    /// that begins with the database's place.
    [[nodiscard]] Result<PostgresFacts, QString> open();

    [[nodiscard]] QSqlDatabase database() const;

    /// The first row of \p sql, which takes \p values for its `?`; empty if there is none. Empty
    /// optional: it failed, problem() says why.
    [[nodiscard]] std::optional<QStringList> row(const QString &sql,
                                                 const QStringList &values = {});
    [[nodiscard]] const QString &problem() const { return m_problem; } ///< on one line
    [[nodiscard]] const QString &problemCode() const { return m_problemCode; } ///< SQLSTATE

private:
    [[nodiscard]] Result<void, QString> configure();
    [[nodiscard]] Result<PostgresFacts, QString> readFacts();

    Mode m_mode;
    QString m_name;
    QString m_problem;
    QString m_problemCode;
};

} // namespace maru::server
