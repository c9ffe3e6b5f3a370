// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/result.h"
#include "server/chat/changes.h"
#include "server/storage/sql/sqliteconnection.h"
#include "server/storage/sql/statements.h"

#include <QList>
#include <QString>

#include <memory>

namespace maru::server {

/// Reads all of a SQLite store as it is at one moment, page by page, beside the server that may
/// have it open. Errors: a sentence.
class SqlExport
{
public:
    explicit SqlExport(QString path);
    ~SqlExport();
    SqlExport(const SqlExport &) = delete;
    SqlExport &operator=(const SqlExport &) = delete;

    /// The moment is that of the first question after it.
    [[nodiscard]] Result<void, QString> open();
    /// Of every kind, the oldest first.
    [[nodiscard]] Result<QList<StoredRoom>, QString> rooms();
    /// The messages that follow \p afterSeq, ascending; at most a page, none: it was the last.
    [[nodiscard]] Result<QList<Message>, QString> messages(const RoomId &room, qint64 afterSeq);

private:
    [[nodiscard]] QString sentence(const QString &rest) const;

    QString m_path;
    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<Statements> m_statements; // goes first
};

} // namespace maru::server
