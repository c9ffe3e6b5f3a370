// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlreader.h"

#include "common/logging.h"
#include "server/storage/sql/sqlqueries.h"

#include <utility>

namespace maru::server {

SqlReader::SqlReader(QString path)
    : m_path(std::move(path))
{ }

SqlReader::~SqlReader()
{
    close();
}

void SqlReader::close()
{
    m_statements.reset();
    m_connection.reset();
}

Result<void, QString> SqlReader::open()
{
    m_connection = std::make_unique<SqliteConnection>(m_path, SqliteConnection::Mode::ReadOnly);
    auto done = m_connection->open();
    if (done) {
        done = m_connection->configureReader();
    }
    if (done) {
        m_statements = std::make_unique<Statements>();
        done = m_statements->prepare(m_connection->database(), sqliteDialect);
    }
    return done;
}

Result<QueryReply, StoreError> SqlReader::read(const Query &query)
{
    if (!m_statements) {
        if (const auto opened = open(); !opened) {
            qCWarning(lcStorage).noquote()
                << "the store cannot be read a second time:" << opened.error();
            close();
            return failure(StoreError::Failed);
        }
    }
    m_statements->clearTrouble();
    auto reply = SqlQueries(*m_statements).answer(query);
    if (m_statements->trouble() != SqlTrouble::None) {
        // Whether the store can still be trusted is the writer's to say.
        qCWarning(lcStorage).noquote() << "a search failed:" << m_statements->troubleText();
        return failure(StoreError::Failed);
    }
    return reply;
}

} // namespace maru::server
