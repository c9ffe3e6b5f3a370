// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/stored.h"
#include "server/storage/sql/statements.h"
#include "server/storage/storagebackend.h"

namespace maru::server {

/// The writer's side of the search index (docs/decisions/0015): it follows the messages, a piece
/// at a time, each in a transaction of its own, and remembers in the same how far it came.
///
/// Statements::trouble() says when a statement failed.
class SqlSearchIndex
{
public:
    explicit SqlSearchIndex(Statements &statements)
        : m_statements(statements)
    { }

    /// Looks how far the index is. One that does not fit the messages (of other terms, or of
    /// messages that a VACUUM renumbered) is emptied, to be made again.
    void open();

    /// In the transaction of a change of \p before, which is as it was: the index will be told.
    void noteChange(const Message &before);
    /// \p changes messages may have come or changed.
    void noteWork(qint64 changes) { m_waiting += changes; }

    /// About how many messages the index does not have as they are.
    [[nodiscard]] qint64 waiting() const { return m_waiting; }

    /// Indexes at most \p limit of them, in one transaction.
    void indexSome(int limit);

    /// As StorageBackend::followUp(). Nothing is left to do when a statement failed: the next
    /// change tries again.
    [[nodiscard]] Later followUp(Leisure leisure);

private:
    struct State
    {
        qint64 indexed = 0;
        QString lastId;
    };

    [[nodiscard]] State readState();
    [[nodiscard]] qint64 number(SearchSql which);
    [[nodiscard]] bool fits(const State &state, int version);
    [[nodiscard]] int replaceStale(int limit);
    [[nodiscard]] int addNewest(State &state, int limit);
    template<class Which>
    void run(Which which, std::initializer_list<QVariant> values = {})
    {
        static_cast<void>(m_statements.run(which, values));
    }
    [[nodiscard]] bool isWell() const { return m_statements.trouble() == SqlTrouble::None; }

    Statements &m_statements;
    qint64 m_waiting = 0;
};

} // namespace maru::server
