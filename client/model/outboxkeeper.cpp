// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/outboxkeeper.h"

#include "client/files/filefailure.h"
#include "common/clientlimits.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace maru::client {

namespace {

const QString unconfirmedCode = u"UNCONFIRMED"_s; // no code of the protocol

// The code, and behind it what a server of another make said.
QString failureOf(const ApiError &error)
{
    return toWire(error.code) + u'\n' + error.text;
}

ApiError errorFrom(const QString &failure)
{
    ApiError error;
    error.code = errorCodeFromWire(failure.section(u'\n', 0, 0));
    error.text = failure.section(u'\n', 1);
    return error;
}

OutgoingMessage messageOf(const OutboxRow &row)
{
    return {row.cid, row.room, row.text, row.replyTo ? row.replyTo->id : MessageId()};
}

} // namespace

OutboxKeeper::OutboxKeeper(ClientStore &store, Outbox &outbox, ChatSession &session,
                           QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_outbox(outbox)
    , m_session(session)
{
    connect(&outbox, &Outbox::readyToSend, this, &OutboxKeeper::send);
    connect(&outbox, &Outbox::failed, this, &OutboxKeeper::onFailed);
    connect(&outbox, &Outbox::unconfirmed, this, &OutboxKeeper::onUnconfirmed);
    connect(&session, &ChatSession::messageRefused, this, &OutboxKeeper::onRefused);
    connect(&session, &ChatSession::messageUnanswered, &outbox, &Outbox::postpone);
    connect(&session, &ChatSession::messageUnconfirmed, &outbox, &Outbox::giveUp);
    // A message that waits for the disk belongs to the connection it was meant for.
    connect(&session, &ChatSession::connectionLost, this, [this] {
        ++m_attempt;
        for (Entry &entry : m_waiting) {
            entry.wantsFiles = false;
        }
    });
}

void OutboxKeeper::restore(const QList<OutboxRow> &rows, bool isOnDisk)
{
    m_hasToldNotKept = !isOnDisk;
    for (const OutboxRow &row : rows) {
        Waiting waiting{row, row.failure == unconfirmedCode, {}};
        const bool hasFailed = !row.failure.isEmpty();
        if (hasFailed && !waiting.isUnconfirmed) {
            waiting.error = errorFrom(row.failure);
        }
        const OutgoingMessage message = messageOf(row);
        if (hasFailed ? m_outbox.addFailed(message) : m_outbox.enqueue(message)) {
            m_waiting.insert(row.cid, {waiting, m_nextOrder++});
        }
    }
}

void OutboxKeeper::forget()
{
    m_outbox.clear();
    m_waiting.clear();
    m_hasToldNotKept = false;
    ++m_attempt;
}

bool OutboxKeeper::add(const OutboxRow &row)
{
    if (m_waiting.size() >= limits::maxOutboxMessages) {
        return false;
    }
    m_waiting.insert(row.cid, {{row, false, {}}, m_nextOrder++});
    m_store.addToOutbox(row, [this, message = messageOf(row)](bool isOnDisk) {
        onKept(message.cid, isOnDisk);
        static_cast<void>(m_outbox.enqueue(message)); // its place was counted above
    });
    return true;
}

void OutboxKeeper::onKept(const QString &cid, bool isOnDisk)
{
    if (isOnDisk) {
        emit keptOnDisk(cid);
        return;
    }
    if (const auto found = m_waiting.find(cid); found != m_waiting.end()) {
        found->isInMemory = true;
    }
    noteNotKept();
}

void OutboxKeeper::noteNotKept()
{
    if (!std::exchange(m_hasToldNotKept, true)) {
        emit notKept();
    }
}

void OutboxKeeper::send(const OutgoingMessage &message)
{
    if (m_session.mode() != ChatSession::Mode::Classic) {
        if (!sendWithFiles(message)) {
            m_session.post(message);
        }
        return;
    }
    if (const auto found = m_waiting.find(message.cid);
        found != m_waiting.end() && !found->waiting.row.files.isEmpty()) {
        m_outbox.refuse(message.cid, errorFrom(FileFailure{FileFailure::Kind::NoFiles, {}, 0}));
        return;
    }
    m_store.setFailure(message.cid, unconfirmedCode, [this, message, attempt = m_attempt](bool) {
        if (attempt == m_attempt) { // else the next connection sends it anew
            m_session.post(message);
        }
    });
}

void OutboxKeeper::retry(const QString &cid)
{
    const auto found = m_waiting.find(cid);
    if (found == m_waiting.end() || !m_outbox.hasFailed(cid)) {
        return;
    }
    found->waiting.error.reset();
    found->waiting.isUnconfirmed = false;
    found->hadFilesAgain = false;
    found->order = m_nextOrder++;
    m_store.requeue(cid, [this, cid](bool) { m_outbox.retry(cid); });
}

bool OutboxKeeper::discard(const QString &cid)
{
    if (!m_outbox.discard(cid)) {
        return false;
    }
    forgetRow(cid);
    return true;
}

void OutboxKeeper::forgetRow(const QString &cid)
{
    const Entry entry = m_waiting.take(cid);
    m_store.removeFromOutbox(cid);
    emit filesGone(entry.waiting.row);
    if (entry.isInMemory) {
        emit goneFromMemory(entry.waiting.row.room);
    }
}

void OutboxKeeper::accept(const QString &cid)
{
    if (m_waiting.contains(cid)) {
        forgetRow(cid);
    }
    m_outbox.accept(cid);
}

void OutboxKeeper::onFailed(const QString &cid, const ApiError &error)
{
    if (const auto found = m_waiting.find(cid); found != m_waiting.end()) {
        found->waiting.error = error;
        m_store.setFailure(cid, failureOf(error));
    }
    emit failed(cid, error);
}

void OutboxKeeper::onUnconfirmed(const QString &cid)
{
    if (const auto found = m_waiting.find(cid); found != m_waiting.end()) {
        found->waiting.isUnconfirmed = true;
        m_store.setFailure(cid, unconfirmedCode);
    }
    emit unconfirmed(cid);
}

QList<OutboxKeeper::Waiting> OutboxKeeper::waiting() const
{
    QList<Entry> entries = m_waiting.values();
    std::sort(entries.begin(), entries.end(),
              [](const Entry &a, const Entry &b) { return a.order < b.order; });
    QList<Waiting> all;
    for (const Entry &entry : std::as_const(entries)) {
        all.append(entry.waiting);
    }
    return all;
}

QList<OutboxKeeper::Waiting> OutboxKeeper::waitingIn(const RoomId &room) const
{
    QList<Waiting> all = waiting();
    all.removeIf([&](const Waiting &one) { return one.row.room != room; });
    return all;
}

} // namespace maru::client
