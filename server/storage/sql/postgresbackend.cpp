// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/postgresbackend.h"

#include "common/logging.h"
#include "common/serverlimits.h"
#include "server/storage/sql/migrator.h"
#include "server/storage/sql/postgresreader.h"
#include "server/storage/sql/sqlchanges.h"
#include "server/storage/sql/sqlqueries.h"

#include <QStringList>
#include <QThread>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Beside the lock of the server: writers come one after the other, until they commit. So what a
// statement has looked up stays true, and `doc` grows in the order of the commits. The number of
// the transaction tells later whether its COMMIT happened.
constexpr auto lockWriters = "UPDATE maru_writers SET batch = CAST(? AS bigint) WHERE key = ? "
                             "RETURNING pg_advisory_xact_lock((1298231926::bigint << 32) "
                             "| (quote_ident(current_schema())::regnamespace::oid)::bigint)"_L1;

constexpr int pauseMs = 50; // between two attempts
constexpr int warnEveryMs = 60'000; // of questions that are refused

// While the store takes nothing: how often it tries, and what. A small row would find its place in
// pages that are there; these need about 256 KiB of new ones, and each is too short to be
// compressed.
constexpr int probeIntervalMs = 5'000;
constexpr auto writeProbe =
    "INSERT INTO maru_writers (key, batch) SELECT rpad(? || ' ' || n, 1900, '.'), 0 "
    "FROM generate_series(1, 70) AS n"_L1;
// Somebody may be at work on the tables that messages need, with a lock of their own.
constexpr auto lockProbe = "LOCK TABLE rooms, messages IN ROW EXCLUSIVE MODE NOWAIT"_L1;
constexpr auto removeProbe = "DELETE FROM maru_writers WHERE key LIKE ? || ' %'"_L1;

} // namespace

PostgresBackend::PostgresBackend(PostgresAddress address, Sharing sharing)
    : m_address(std::move(address))
    , m_sharing(sharing)
{ }

PostgresBackend::~PostgresBackend()
{
    PostgresBackend::close();
}

std::vector<Result<ChangeReply, StoreError>>
PostgresBackend::apply(const std::vector<Change> &changes)
{
    Replies replies;
    StoreError error = m_isBroken ? StoreError::Broken : StoreError::Failed;
    for (int i = 0; i < limits::maxStoreAttempts && !changes.empty() && !m_isBroken; ++i) {
        if (!reconnect(limits::reconnectMs)) {
            break;
        }
        Outcome outcome = tryOnce(changes, replies);
        if (outcome == Outcome::InDoubt) {
            outcome = settle();
        }
        if (outcome == Outcome::Stored) {
            m_problem.clear();
            for (const Change &change : changes) {
                m_index->noteWork(isIndexable(change) ? 1 : 0);
            }
            return replies;
        }
        if (outcome != Outcome::RolledBack) {
            break;
        }
    }
    error = m_isBroken ? StoreError::Broken : error;
    replies.assign(changes.size(), failure(error));
    return replies;
}

PostgresBackend::Outcome PostgresBackend::tryOnce(const std::vector<Change> &changes,
                                                  Replies &replies)
{
    replies.clear();
    replies.reserve(changes.size());
    m_statements->clearTrouble();
    bool isWell = m_statements->run(Sql::Begin).ok();
    if (isWell) {
        const auto lock =
            m_connection->row(lockWriters, {QString::number(++m_batch), m_lease.key()});
        isWell = lock && !lock->isEmpty();
        if (!lock) {
            m_statements->note(m_connection->problemCode(), m_connection->problem());
        } else if (!isWell) {
            m_statements->note(u"02000"_s, u"another server has made itself at home"_s);
        }
    }
    if (isWell) {
        SqlChanges transaction(*m_statements);
        for (const Change &change : changes) {
            replies.push_back(transaction.apply(change));
            if (m_statements->trouble() != SqlTrouble::None) {
                break;
            }
        }
        transaction.writeCounters();
        if (m_statements->trouble() == SqlTrouble::None) {
            if (m_statements->run(Sql::Commit).ok()) {
                m_lastAnswer.start();
                return Outcome::Stored;
            }
            if (m_statements->trouble() == SqlTrouble::Lost) {
                static_cast<void>(noteTrouble(u"was lost while it committed"_s));
                return Outcome::InDoubt;
            }
        }
    }
    const bool isLost = m_statements->trouble() == SqlTrouble::Lost;
    const bool hasCollided = m_statements->hasCollided();
    static_cast<void>(noteTrouble(u"refused a change"_s));
    if (isLost) {
        return Outcome::RolledBack; // by the server, when it missed us: COMMIT was not sent
    }
    static_cast<void>(m_statements->run(Sql::Rollback));
    return hasCollided ? Outcome::RolledBack : Outcome::Refused;
}

// What a COMMIT did that was not answered. To lock the row waits for the process that had our
// connection, so what it says is final.
PostgresBackend::Outcome PostgresBackend::settle()
{
    ++m_doubtCount;
    std::optional<QStringList> row;
    QElapsedTimer doubt; // all attempts together have one bound
    doubt.start();
    const auto leftMs = [&doubt] {
        return static_cast<int>(limits::inDoubtMs - doubt.elapsed());
    };
    while (!row && leftMs() > 0 && reconnect(leftMs())) {
        row = m_connection->row(u"SELECT batch FROM maru_writers WHERE key = ? FOR UPDATE"_s,
                                {m_lease.key()});
        if (!row) {
            m_statements->note(m_connection->problemCode(), m_connection->problem());
            if (m_statements->trouble() != SqlTrouble::Lost) {
                break;
            }
            static_cast<void>(noteTrouble(u"was lost"_s));
            QThread::msleep(pauseMs);
        }
    }
    if (!row || row->isEmpty()) {
        qCCritical(lcStorage).noquote() << sentence(
            u"may or may not hold the last changes: they were answered as not stored"_s);
        return Outcome::Refused;
    }
    const bool isStored = row->at(0) == QString::number(m_batch);
    m_doubtStoredCount += isStored ? 1 : 0;
    qCInfo(lcStorage).noquote() << sentence(
        u"was lost while it committed: the changes are %1"_s.arg(isStored ? u"stored"_s
                                                                          : u"not stored"_s));
    return isStored ? Outcome::Stored : Outcome::RolledBack;
}

Result<QueryReply, StoreError> PostgresBackend::read(const Query &query)
{
    constexpr int attempts = 2; // the connection may have been lost while nothing was asked
    for (int i = 0; i < attempts && !m_isBroken; ++i) {
        if (!reconnect(limits::reconnectMs)) {
            break;
        }
        m_statements->clearTrouble();
        auto reply = SqlQueries(*m_statements).answer(query);
        if (m_statements->trouble() == SqlTrouble::None) {
            m_lastAnswer.start();
            return reply;
        }
        // One question says nothing of the next message: the store is not unwell because of it.
        if (m_statements->trouble() == SqlTrouble::Failed) {
            noteQuestion();
            break;
        }
        static_cast<void>(noteTrouble(u"refused a question"_s));
    }
    return failure(m_isBroken ? StoreError::Broken : StoreError::Failed);
}

ReaderMaker PostgresBackend::readerMaker() const
{
    return [address = m_address] {
        return std::make_unique<PostgresReader>(address);
    };
}

QString PostgresBackend::troubleSentence(const QString &doing) const
{
    return sentence(u"%1: %2"_s.arg(doing, forLog(m_statements->troubleText().simplified())));
}

void PostgresBackend::noteQuestion()
{
    if (!m_warned.isValid() || m_warned.hasExpired(warnEveryMs)) {
        m_warned.start();
        qCWarning(lcStorage).noquote() << troubleSentence(u"refused a question"_s);
    }
}

StoreError PostgresBackend::noteTrouble(const QString &doing)
{
    const SqlTrouble trouble = m_statements->trouble();
    m_problem = troubleSentence(doing);
    m_tried.start();
    m_isBroken = m_isBroken || trouble == SqlTrouble::Broken;
    if (trouble == SqlTrouble::Lost) {
        disconnect();
        m_lastAttempt.invalidate();
        m_lost.start();
    }
    return m_isBroken ? StoreError::Broken : StoreError::Failed;
}

void PostgresBackend::disconnect()
{
    m_index.reset();
    m_statements.reset();
    m_connection.reset();
}

bool PostgresBackend::reconnectOnce()
{
    m_connection =
        std::make_unique<PostgresConnection>(m_address, PostgresConnection::Mode::ReadWrite);
    const auto facts = m_connection->open();
    Step done = facts ? check(*facts) : Step(failure(sentence(facts.error())));
    if (done && m_sharing == Sharing::Alone) {
        const PostgresLease::Taken taken = m_lease.takeAgain(*m_connection);
        if (taken != PostgresLease::Taken::Yes || !m_lease.sign(*m_connection, facts->pid)) {
            done = failure(sentence(m_lease.problem()));
            m_isBroken = taken == PostgresLease::Taken::ByAnother;
        }
    }
    if (done) {
        done = prepare();
    }
    if (!done) {
        m_problem = done.error();
        disconnect();
        m_lastAttempt.start();
        return false;
    }
    m_problem.clear();
    m_lastAnswer.start();
    qCInfo(lcStorage).noquote() << sentence(u"is there again, after %1 ms"_s.arg(m_lost.elapsed()));
    return true;
}

// Who asks when the database has just gone waits a moment for it; who asks later is refused at
// once.
bool PostgresBackend::reconnect(int patienceMs)
{
    if (isConnected() || m_isBroken) {
        return !m_isBroken;
    }
    const bool wasTriedJustNow =
        m_lastAttempt.isValid() && !m_lastAttempt.hasExpired(limits::reconnectEveryMs);
    if (wasTriedJustNow && m_lost.hasExpired(patienceMs)) {
        return false;
    }
    while (!reconnectOnce()) {
        if (m_isBroken || m_lost.hasExpired(patienceMs)) {
            return false;
        }
        QThread::msleep(pauseMs);
    }
    return true;
}

int PostgresBackend::idleMs() const
{
    return isConnected() ? limits::storeWatchMs : limits::reconnectEveryMs;
}

// So that it is known, and said, when the database goes while nobody asks, and when it is back.
void PostgresBackend::maintain()
{
    if (m_isBroken) {
        return;
    }
    if (!isConnected()) {
        static_cast<void>(reconnect(0));
        return;
    }
    if (!m_problem.isEmpty() && m_tried.hasExpired(probeIntervalMs)) {
        tryToWrite();
        return;
    }
    if (!m_lastAnswer.hasExpired(limits::storeWatchMs)) {
        return;
    }
    m_lastAnswer.start();
    m_statements->clearTrouble();
    static_cast<void>(m_statements->run(SearchSql::State));
    if (m_statements->trouble() == SqlTrouble::Lost) {
        static_cast<void>(noteTrouble(u"was lost"_s));
        static_cast<void>(reconnect(0));
    }
}

// Who watches /healthz sends nobody here while it says no: that the store takes changes again has
// to be found without a message.
void PostgresBackend::tryToWrite()
{
    m_tried.start();
    m_statements->clearTrouble();
    bool isWritten = m_statements->run(Sql::Begin).ok();
    const std::pair<QLatin1StringView, QStringList> probes[] = {
        {lockProbe, {}}, {writeProbe, {m_lease.key()}}, {removeProbe, {m_lease.key()}}};
    for (const auto &[sql, values] : probes) {
        if (isWritten && !m_connection->row(sql, values)) {
            m_statements->note(m_connection->problemCode(), m_connection->problem());
            isWritten = false;
        }
    }
    if (isWritten && m_statements->run(Sql::Commit).ok()) {
        m_lastAnswer.start();
        m_problem.clear();
        return;
    }
    if (m_statements->trouble() == SqlTrouble::Failed) {
        static_cast<void>(m_statements->run(Sql::Rollback)); // it is as unwell as it was
        return;
    }
    static_cast<void>(noteTrouble(u"was lost"_s));
}

Later PostgresBackend::followUp(Leisure leisure)
{
    if (m_isBroken || !isConnected()) {
        return Later::Nothing;
    }
    m_statements->clearTrouble();
    const qint64 waiting = m_index->waiting();
    const Later later = m_index->followUp(leisure);
    if (m_statements->trouble() != SqlTrouble::None) {
        noteIndexTrouble();
        return Later::Nothing;
    }
    if (m_index->waiting() < waiting) {
        m_isIndexFailing = false;
    }
    return later;
}

// The messages are safe: only a search has to look at more of them.
void PostgresBackend::noteIndexTrouble()
{
    const QString doing = u"could not index messages"_s;
    if (m_statements->trouble() != SqlTrouble::Failed) {
        static_cast<void>(noteTrouble(doing));
        return;
    }
    if (!m_isIndexFailing) {
        qCWarning(lcStorage).noquote() << troubleSentence(doing);
    }
    m_isIndexFailing = true;
}

void PostgresBackend::close()
{
    if (isConnected() && !m_isBroken && m_sharing == Sharing::Alone) {
        m_lease.leave(*m_connection);
    }
    disconnect();
}

} // namespace maru::server
