// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/storage/page.h"
#include "server/storage/searchrules.h"
#include "server/storage/sql/sqlreply.h"
#include "server/storage/sql/statements.h"

#include <vector>

namespace maru::server {

/// A message as far as it decides whether it is found, and its rowid.
struct SqlCandidate
{
    qint64 doc = 0;
    Message message;
};
[[nodiscard]] SqlCandidate candidateFrom(const Rows &rows);

/// The reader's side of the search index. What it does not have yet is looked at message by
/// message, so an answer knows everything that was committed before.
class SqlSearch
{
public:
    explicit SqlSearch(Statements &statements)
        : m_statements(statements)
    { }

    [[nodiscard]] SqlAnswer answer(const SearchMessages &query);

private:
    struct Run; // one answer in the making

    void lookAtNewest(Run &run, qint64 indexed);
    void lookAtIndexed(Run &run, qint64 indexed);
    void lookAtWindow(Run &run, qint64 from, qint64 to);
    void lookAt(Run &run, qint64 doc);
    void pass(Run &run, qint64 doc);
    void take(Run &run, const SqlCandidate &candidate);

    Statements &m_statements;
};

} // namespace maru::server
