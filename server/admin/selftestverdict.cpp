// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The second half of SelfTest: what the history says, and how it ends.

#include "server/admin/selftest.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

// Exit codes of docs/protocol.md §8.
constexpr int exitGood = 0;
constexpr int exitCheckFailed = 1;

} // namespace

void SelfTest::readNextRoom()
{
    if (m_isFinished) {
        return;
    }
    if (m_roomsRead == m_namespaces.size()) {
        m_watchdog.stop();
        m_step = Step::Closing;
        m_clients.front()->disconnectNow();
        m_server.stop();
        return;
    }
    m_watchdog.start();
    m_clients.front()->connectTo(m_server.port(), m_namespaces.at(m_roomsRead));
}

void SelfTest::readPage(qint64 afterSeq)
{
    m_watchdog.start();
    SelfTestClient &reader = *m_clients.front();
    reader.readHistory(
        reader.homeRoom(), afterSeq, [this, afterSeq](Result<HistoryReply, ApiError> page) {
            if (!page) {
                fail(u"The history cannot be read: %1"_s.arg(page.error().text));
                return;
            }
            for (const Message &row : std::as_const(page->messages)) {
                m_ledger.recordStored(row);
            }
            if (page->last) {
                ++m_roomsRead;
                // The reader is busy with this ack; it changes rooms afterwards.
                QMetaObject::invokeMethod(this, &SelfTest::readNextRoom, Qt::QueuedConnection);
                return;
            }
            const qint64 lastSeq = page->messages.isEmpty() ? 0 : page->messages.constLast().seq;
            if (lastSeq <= afterSeq) {
                fail(u"The history does not go on after seq %1."_s.arg(afterSeq));
                return;
            }
            readPage(lastSeq);
        });
}

void SelfTest::giveVerdict()
{
    const LedgerReport report = m_ledger.report();
    if (report.acked == 0) {
        fail(u"Not one message was acked, so nothing is proven."_s);
        return;
    }
    CommandOutput output;
    output.exitCode = report.isClean() ? exitGood : exitCheckFailed;
    output.output = u"%1 kills, %2 acked, %3 lost, %4 doubled, %5 out of order\n"_s.arg(m_kills)
                        .arg(report.acked)
                        .arg(report.lost)
                        .arg(report.doubled)
                        .arg(report.outOfOrder);
    if (m_refusals > 0) {
        output.errors += u"selftest: %1 messages were refused\n"_s.arg(m_refusals);
    }
    for (const QString &detail : report.details) {
        output.errors += u"selftest: %1\n"_s.arg(detail);
    }
    if (!report.isClean()) {
        m_directory.setAutoRemove(false);
        output.errors += u"selftest: everything is kept in %1\n"_s.arg(
            QDir::toNativeSeparators(m_directory.path()));
    }
    finish(output);
}

void SelfTest::cancel()
{
    finish({.exitCode = exitCheckFailed, .output = {}, .errors = u"selftest: interrupted\n"_s});
}

void SelfTest::fail(const QString &reason)
{
    m_directory.setAutoRemove(false);
    finish({.exitCode = exitCheckFailed,
            .output = {},
            .errors =
                u"selftest: %1\nselftest: after %2 kills, everything is kept in %3\n"_s.arg(reason)
                    .arg(m_kills)
                    .arg(QDir::toNativeSeparators(m_directory.path()))});
}

void SelfTest::finish(const CommandOutput &output)
{
    if (m_isFinished) {
        return;
    }
    m_isFinished = true;
    m_step = Step::Idle;
    m_server.disconnect(this);
    m_load.stop();
    m_killDelay.stop();
    m_kill.stop();
    m_watchdog.stop();
    for (const auto &client : m_clients) {
        client->disconnectNow();
    }
    // Whoever called this may still be at work on one of our children.
    QMetaObject::invokeMethod(
        this, [this, output] { emit finished(output); }, Qt::QueuedConnection);
}

} // namespace maru::server
