// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "server/chat/changes.h"
#include "server/storage/sql/statements.h"

#include <QHash>

namespace maru::server {

/// What the changes of all subjects share within one transaction: statements, and the counters of
/// the rooms it writes to. Begin and commit are its owner's.
class SqlTransaction
{
public:
    explicit SqlTransaction(Statements &statements)
        : m_statements(statements)
    { }

    /// Only for its effect: a failure stands in Statements::trouble(), which is looked at before
    /// COMMIT.
    template<class Which>
    void run(Which which, std::initializer_list<QVariant> values)
    {
        static_cast<void>(m_statements.run(which, values));
    }
    template<class Which>
    [[nodiscard]] Rows rows(Which which, std::initializer_list<QVariant> values)
    {
        return m_statements.run(which, values);
    }
    [[nodiscard]] Statements &statements() { return m_statements; }

    // A room's counters are read once and written once in a transaction, however many messages it
    // gets.
    struct Counters
    {
        qint64 seq = 0;
        qint64 rev = 0;
    };
    /// nullptr: no such room. Good until the next room is asked for.
    [[nodiscard]] Counters *countersOf(const RoomId &room);

    /// Stores \p message with the room's next seq and rev, which it fills in; its replyTo is
    /// complete. False: its id or its (author, cid) is there already, and no number was used up.
    [[nodiscard]] bool append(Message &message, Counters &counters, const QByteArray &contentHash);

    /// Writes the room counters; the last thing before COMMIT. Nothing after trouble.
    void writeCounters();

private:
    Statements &m_statements;
    QHash<RoomId, Counters> m_counters; // of the rooms this transaction wrote to
};

} // namespace maru::server
