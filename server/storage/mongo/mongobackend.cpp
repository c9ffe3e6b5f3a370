// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/mongo/mongobackend.h"

#include "common/logging.h"
#include "common/mongolimits.h"
#include "common/serverlimits.h"
#include "server/storage/mongo/mongochanges.h"
#include "server/storage/mongo/mongoreader.h"
#include "server/storage/page.h"

#include <QThread>

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr int warnEveryMs = 60'000; // of the same work

// About what a change takes in the journal.
qsizetype bytesOf(const Change &change)
{
    constexpr qsizetype anyChange = 2'000;
    constexpr qsizetype wholeMessage = 80'000; // with what it said before
    return std::visit(
        [](const auto &one) -> qsizetype {
            using One = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<One, AppendMessage>) {
                return anyChange + jsonBytes(one.message.chat);
            } else if constexpr (isOneOf<One, MessageChange>) {
                return wholeMessage;
            } else {
                return anyChange;
            }
        },
        change);
}

} // namespace

MongoBackend::MongoBackend(MongoAddress address, Sharing sharing)
    : m_address(std::move(address))
    , m_sharing(sharing)
    , m_journal(m_lease.key())
{ }

MongoBackend::~MongoBackend()
{
    MongoBackend::close();
}

// ---- changes ----

std::vector<Result<ChangeReply, StoreError>> MongoBackend::apply(const std::vector<Change> &changes)
{
    Replies replies;
    replies.reserve(changes.size());
    std::vector<Change> some; // as much as a document may hold
    qsizetype bytes = 0;
    for (size_t i = 0; i < changes.size(); ++i) {
        some.push_back(changes[i]);
        bytes += bytesOf(changes[i]);
        if (bytes >= limits::mongoBatchBytes || i + 1 == changes.size()) {
            Replies those = applySome(some);
            std::move(those.begin(), those.end(), std::back_inserter(replies));
            some.clear();
            bytes = 0;
        }
    }
    if (!m_lastBeat.isValid() || m_lastBeat.hasExpired(limits::storeWatchMs)) {
        beat();
    }
    return replies;
}

MongoBackend::Replies MongoBackend::applySome(const std::vector<Change> &changes)
{
    int losses = 0;
    int collisions = 0;
    while (!m_isBroken && losses < limits::maxStoreAttempts
           && collisions < limits::mongoCollisions) {
        if (!reconnect(limits::reconnectMs)) {
            break;
        }
        MongoUnit unit(m_state, *m_connection);
        MongoChanges work(m_state, unit);
        Replies replies;
        replies.reserve(changes.size());
        unit.prefetch(changes);
        for (size_t i = 0; i < changes.size() && !unit.trouble(); ++i) {
            replies.push_back(work.apply(changes[i]));
        }
        if (unit.trouble()) {
            unit.undo();
            noteTrouble(*unit.trouble(), u"refused a change"_s);
            if (isConnected()) {
                break;
            }
            ++losses;
            continue;
        }
        const std::vector<MongoOperation> operations = unit.operations();
        const auto outcome =
            operations.empty() ? MongoJournal::Outcome::Stored : commit(operations);
        if (outcome == MongoJournal::Outcome::Stored) {
            if (!m_isBroken && isConnected() && isWritten()) {
                m_problem.clear();
            }
            tidyUp();
            return replies;
        }
        unit.undo();
        if (outcome != MongoJournal::Outcome::Collided) {
            break;
        }
        ++collisions;
        if (const auto done = catchUp(); !done) {
            noteTrouble(done.error(), u"could not be read"_s);
            ++losses;
        }
    }
    return Replies(changes.size(), failure(m_isBroken ? StoreError::Broken : StoreError::Failed));
}

// The unit is on the state: nothing else may come into it until this is settled.
MongoJournal::Outcome MongoBackend::commit(const std::vector<MongoOperation> &operations)
{
    using Outcome = MongoJournal::Outcome;
    const qint64 number = m_number + 1;
    const Bson entry = MongoJournal::entry(number, m_lease.key(), ++m_batch, operations);
    m_doubt.invalidate();
    Outcome outcome = m_journal.store(*m_connection, entry);
    while (outcome == Outcome::Lost) {
        noteTrouble({MongoTrouble::Lost, m_journal.problem()}, u"was lost while it stored"_s);
        if (!canAskAgain()) {
            break;
        }
        outcome = m_journal.store(*m_connection, entry); // the same again says what became of it
    }
    const bool wasLost = m_doubt.isValid();
    if (outcome == Outcome::Stored) {
        outcome = askHolder();
    }
    m_doubtCount += wasLost ? 1 : 0;
    if (outcome == Outcome::Lost) {
        disconnect(); // the next batch finds out first what became of this one
        qCCritical(lcStorage).noquote() << sentence(
            u"may or may not hold the last changes: they were answered as not stored"_s);
    } else if (outcome == Outcome::Refused && !m_isBroken) {
        noteTrouble({MongoTrouble::Refused, m_journal.problem()}, u"refused a change"_s);
    } else if (outcome == Outcome::Stored && m_doubt.isValid()) {
        qCInfo(lcStorage).noquote() << sentence(u"is there again, and has stored it"_s);
    }
    if (outcome != Outcome::Stored) {
        return outcome;
    }
    m_doubtStoredCount += wasLost ? 1 : 0;
    m_number = number;
    if (const auto done = MongoJournal::write(*m_connection, number, operations); !done) {
        // It is stored all the same: catchUp() writes it.
        noteTrouble(done.error(), u"was lost while it wrote what is stored"_s);
        static_cast<void>(reconnect(limits::inDoubtMs));
    } else if (m_written == number - 1) {
        m_written = number;
    }
    *m_isBehind = !isWritten();
    return outcome;
}

// Not for ever: a majority that is away refuses each attempt anew, and may do so at once.
bool MongoBackend::canAskAgain()
{
    if (!m_doubt.isValid()) {
        m_doubt.start();
    }
    constexpr int pauseMs = 50;
    QThread::msleep(pauseMs);
    const qint64 leftMs = limits::inDoubtMs - m_doubt.elapsed();
    return leftMs > 0 && reconnect(static_cast<int>(leftMs), CatchUp::No);
}

// Numbers are free again once the journal was cut: a server that stood still for long stores where
// nobody looks any more. Asked after that, and before anybody is told that it is stored.
MongoJournal::Outcome MongoBackend::askHolder()
{
    using Outcome = MongoJournal::Outcome;
    const bool isAlone = m_sharing == Sharing::Alone && m_isFenced;
    for (int i = 0; isAlone && i < limits::maxStoreAttempts; ++i) {
        const auto ours = m_lease.isOurs(*m_connection);
        if (ours && !*ours) {
            breakDown(u"was taken over by another maru-server"_s);
            return Outcome::Refused;
        }
        if (ours) {
            return Outcome::Stored;
        }
        noteTrouble(ours.error(), u"was lost while it stored"_s);
        if (!canAskAgain()) {
            return Outcome::Lost;
        }
    }
    return isAlone ? Outcome::Lost : Outcome::Stored;
}

MongoResult<void> MongoBackend::take(const MongoJournal::Entry &entry)
{
    const auto done = MongoJournal::write(*m_connection, entry.number, entry.operations);
    if (!done) {
        return done;
    }
    m_written = entry.number;
    if (entry.number <= m_number) {
        return {};
    }
    m_number = entry.number;
    for (const MongoOperation &operation : entry.operations) {
        if (operation.document) {
            const BsonView document(operation.document->get());
            takeDocument(m_state, operation.key, document);
            if (operation.key.kind == MongoKind::Message) {
                m_state.messageCount = std::max(m_state.messageCount, document.number("order"));
            }
        } else {
            forgetDocument(m_state, operation.key);
        }
    }
    return {};
}

// What the journal has and we do not: written by others, or by us when we could not write it into
// the collections.
MongoResult<void> MongoBackend::catchUp()
{
    MongoResult<void> inner;
    bool hasGap = false;
    const auto done =
        MongoJournal::read(*m_connection, m_written, [&](const MongoJournal::Entry &entry) {
            if (m_isFenced && entry.writer != m_lease.key()) {
                breakDown(u"was used by another maru-server while this one could not reach it"_s);
                return false;
            }
            hasGap = m_written > 0 && entry.number != m_written + 1;
            if (!hasGap) {
                m_written = entry.number - 1; // of a journal that was cut
                inner = take(entry);
            }
            return inner.has_value() && !hasGap;
        });
    if (done && inner && hasGap) {
        inner = loadState();
    }
    *m_isBehind = !isWritten();
    return done ? inner : done;
}

// The journal grows no longer than those need it who lag behind, nor what is left of what is gone.
void MongoBackend::tidyUp()
{
    if (m_isBroken || !isConnected() || !isWritten()
        || m_written - m_trimmed < limits::mongoJournalTrim) {
        return;
    }
    m_trimmed = m_written;
    auto done = noteWritten();
    if (done) {
        done = MongoJournal::trim(*m_connection, m_written - limits::mongoJournalKept);
    }
    if (done && m_written - m_buried >= limits::mongoJournalKept) {
        done = MongoJournal::bury(*m_connection, m_written - limits::mongoJournalKept);
        m_buried = done ? m_written : m_buried;
    }
    if (!done) { // what is stored is safe, and the next cut takes more
        noteLess(done.error(), u"could not shorten its journal"_s, m_tidyWarned);
    }
}

MongoResult<void> MongoBackend::noteWritten()
{
    Bson most;
    most.number("written", m_written);
    Bson update;
    update.document("$max", most);
    return m_connection
        ->update(MongoLease::collection,
                 Bson().text("_id", QString::fromLatin1(MongoLease::document)), update)
        .map([](qint64) {});
}

// Old messages are found by their own texts again once their terms are those of questions.
Later MongoBackend::followUp(Leisure leisure)
{
    if (m_terms.areOfNow() || m_isBroken || !isConnected()) {
        return Later::Nothing;
    }
    if (leisure == Leisure::None) {
        return Later::AfterAWhile;
    }
    if (const auto done = m_terms.makeSome(*m_connection); !done) {
        noteLess(done.error(), u"could not make terms anew"_s, m_termsWarned);
        return Later::Nothing; // and again after idleMs()
    }
    return m_terms.areOfNow() ? Later::Nothing : Later::AtOnce;
}

// ---- the connection ----

void MongoBackend::noteTrouble(const MongoFailure &failure, const QString &doing)
{
    m_problem = sentence(u"%1: %2"_s.arg(doing, failure.text));
    m_tried.start();
    if (failure.trouble == MongoTrouble::Lost) {
        disconnect();
        m_lastAttempt.invalidate();
        m_lost.start();
    }
}

// Of work that no message waits for: the store is unwell only if it cannot be reached.
void MongoBackend::noteLess(const MongoFailure &failure, const QString &doing,
                            QElapsedTimer &warned)
{
    if (failure.trouble == MongoTrouble::Lost) {
        noteTrouble(failure, doing);
    } else if (!warned.isValid() || warned.hasExpired(warnEveryMs)) {
        warned.start();
        qCWarning(lcStorage).noquote() << sentence(u"%1: %2"_s.arg(doing, failure.text));
    }
}

void MongoBackend::breakDown(const QString &why)
{
    m_isBroken = true;
    m_problem = sentence(why);
}

ReaderMaker MongoBackend::readerMaker() const
{
    return [address = m_address, isBehind = m_isBehind] {
        return std::make_unique<MongoReader>(address, isBehind);
    };
}

void MongoBackend::close()
{
    if (isConnected() && !m_isBroken) {
        static_cast<void>(noteWritten());
        if (m_sharing == Sharing::Alone) {
            m_lease.leave(*m_connection);
        }
    }
    disconnect();
}

} // namespace maru::server
