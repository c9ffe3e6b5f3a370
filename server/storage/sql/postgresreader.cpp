// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresreader.h"

#include "common/logging.h"
#include "server/storage/sql/sqlqueries.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

PostgresReader::PostgresReader(PostgresAddress address)
    : m_address(std::move(address))
{ }

PostgresReader::~PostgresReader()
{
    close();
}

void PostgresReader::close()
{
    m_statements.reset();
    m_connection.reset();
}

Result<void, QString> PostgresReader::open()
{
    m_connection =
        std::make_unique<PostgresConnection>(m_address, PostgresConnection::Mode::ReadOnly);
    if (const auto facts = m_connection->open(); !facts) {
        return failure(facts.error());
    }
    m_statements = std::make_unique<Statements>();
    return m_statements->prepare(m_connection->database(), postgresDialect);
}

Result<QueryReply, StoreError> PostgresReader::read(const Query &query)
{
    constexpr int attempts = 2; // the connection may have been lost while nothing was asked
    QString problem;
    for (int i = 0; i < attempts; ++i) {
        if (!m_statements) {
            if (const auto opened = open(); !opened) {
                problem = opened.error();
                close();
                break;
            }
        }
        m_statements->clearTrouble();
        auto reply = SqlQueries(*m_statements).answer(query);
        if (m_statements->trouble() == SqlTrouble::None) {
            return reply;
        }
        problem = m_statements->troubleText();
        if (m_statements->trouble() != SqlTrouble::Lost) {
            break;
        }
        close();
    }
    // Whether the store can still be trusted is the writer's to say.
    qCWarning(lcStorage).noquote() << "a search failed:" << forLog(problem.simplified());
    return failure(StoreError::Failed);
}

} // namespace maru::server
