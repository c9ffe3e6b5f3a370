// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongoreader.h"

#include "common/logging.h"
#include "server/storage/listquery.h"
#include "server/storage/mongo/mongoqueries.h"

#include <utility>

namespace maru::server {

namespace {

// The others need to know people.
template<class Q>
constexpr bool isForReaders =
    (isOneOf<Q, MessageQuery> && !std::is_same_v<Q, ReadReaders>) || isOneOf<Q, SearchQuery>;

} // namespace

MongoReader::MongoReader(MongoAddress address, std::shared_ptr<const std::atomic<bool>> isBehind)
    : m_address(std::move(address))
    , m_isBehind(std::move(isBehind))
{ }

MongoReader::~MongoReader() = default;

Result<QueryReply, StoreError> MongoReader::read(const Query &query)
{
    if (isListQuery(query)) {
        return failure(StoreError::Failed); // the writer, which knows them, is asked next
    }
    constexpr int attempts = 2; // the connection may have been lost while nothing was asked
    QString problem = QStringLiteral("the database is behind its journal");
    for (int i = 0; i < attempts && !*m_isBehind; ++i) {
        if (!m_connection) {
            m_connection = std::make_unique<MongoConnection>(m_address);
        }
        MongoQueries queries(*m_connection);
        auto reply = std::visit(
            [&queries](const auto &one) -> MemoryAnswer {
                using One = std::decay_t<decltype(one)>;
                if constexpr (isForReaders<One>) {
                    return queries.answer(one);
                } else {
                    Q_ASSERT_X(false, "MongoReader", "the domain asks this of the writer");
                    return failure(StoreError::Failed);
                }
            },
            query);
        if (!queries.trouble()) {
            return reply;
        }
        problem = queries.trouble()->text;
        m_connection.reset();
        if (queries.trouble()->trouble != MongoTrouble::Lost) {
            break;
        }
    }
    // Whether the store can still be trusted is the writer's to say.
    qCWarning(lcStorage).noquote() << "a page or a search failed:" << problem;
    return failure(StoreError::Failed);
}

} // namespace maru::server
