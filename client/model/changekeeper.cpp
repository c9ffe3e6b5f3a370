// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/changekeeper.h"

#include "client/session/sendagain.h"
#include "common/clientlimits.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

bool isSuperseded(const ChangeRow &row, const ChangeRow &by)
{
    if (row.room != by.room || row.message != by.message) {
        return false;
    }
    const bool isOfAll = by.kind == ChangeRow::Kind::Delete;
    const bool isSame = row.kind == by.kind;
    return isOfAll || (isSame && (row.kind == ChangeRow::Kind::Edit || row.value == by.value));
}

} // namespace

ChangeKeeper::ChangeKeeper(ClientStore &store, ChatSession &session, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_session(session)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ChangeKeeper::pump);
}

void ChangeKeeper::restore(const QList<ChangeRow> &rows)
{
    for (const ChangeRow &row : rows) {
        if (count() < limits::maxWaitingChanges) {
            m_queue.push_back({row, true});
        }
    }
}

void ChangeKeeper::forget()
{
    m_queue.clear();
    m_sent.clear();
    m_pause.stop();
    m_policy.reset();
    m_isOnline = false;
}

void ChangeKeeper::setOnline(bool online)
{
    m_isOnline = online;
    m_sent.clear(); // what was under way is sent anew
    if (online) {
        m_policy.reset();
        m_pause.stop();
        pump();
    }
}

bool ChangeKeeper::add(ChangeRow &change)
{
    const QList<Entry> gone = dropSuperseded(change);
    if (count() >= limits::maxWaitingChanges) {
        return false; // nothing was superseded then: that would have made room
    }
    change.key = Outbox::newCid();
    change.createdMs = QDateTime::currentMSecsSinceEpoch();
    QStringList keys;
    QStringList replaced; // also by what was not on the disk itself
    for (const Entry &entry : gone) {
        keys.append(entry.row.key);
        replaced += entry.replaced + QStringList(entry.row.key);
    }
    m_queue.push_back({change, false, replaced});
    m_store.addChange(change, keys,
                      [this, key = change.key](bool isOnDisk) { onKept(key, isOnDisk); });
    emit waitingChanged(change.room);
    return true;
}

QList<ChangeKeeper::Entry> ChangeKeeper::dropSuperseded(const ChangeRow &by)
{
    QList<Entry> gone;
    const auto isVoid = [&](const Entry &entry) {
        return entry.row.key != m_sent && isSuperseded(entry.row, by);
    };
    for (const Entry &entry : m_queue) {
        if (isVoid(entry)) {
            gone.append(entry);
        }
    }
    m_queue.erase(std::remove_if(m_queue.begin(), m_queue.end(), isVoid), m_queue.end());
    return gone;
}

void ChangeKeeper::onKept(const QString &key, bool isOnDisk)
{
    const auto found = std::find_if(m_queue.begin(), m_queue.end(),
                                    [&](const Entry &entry) { return entry.row.key == key; });
    if (found == m_queue.end()) {
        return; // superseded meanwhile
    }
    found->mayLeave = true;
    const QStringList replaced = std::exchange(found->replaced, {});
    for (const QString &old : replaced) { // its own text is safe only now
        emit superseded(old);
    }
    emit stored(key, isOnDisk);
    pump();
}

bool ChangeKeeper::isStored(const QString &key) const
{
    return std::any_of(m_queue.begin(), m_queue.end(),
                       [&](const Entry &entry) { return entry.row.key == key && entry.mayLeave; });
}

void ChangeKeeper::pump()
{
    const bool isBusy = !m_sent.isEmpty() || m_pause.isActive();
    if (!m_isOnline || isBusy || m_queue.empty() || !m_queue.front().mayLeave) {
        return;
    }
    const ChangeRow change = m_queue.front().row;
    m_sent = change.key;
    send(change);
}

void ChangeKeeper::send(const ChangeRow &change)
{
    const auto handler = [this, key = change.key](const auto &reply) {
        take(key, reply);
    };
    switch (change.kind) {
    case ChangeRow::Kind::Edit:
        m_session.editMessage({change.room, change.message, change.value}, this, handler);
        break;
    case ChangeRow::Kind::Delete:
        m_session.deleteMessage({change.room, change.message}, this, handler);
        break;
    case ChangeRow::Kind::React:
        m_session.reactToMessage({change.room, change.message, change.value, change.isOn}, this,
                                 handler);
        break;
    }
}

void ChangeKeeper::take(const QString &key, const Result<MessageReply, RequestFailure> &reply)
{
    if (key != m_sent) {
        return; // of an earlier connection
    }
    m_sent.clear();
    if (reply) {
        finish(*reply);
        return;
    }
    const RequestFailure &failed = reply.error();
    const bool isRefused = failed.kind == RequestFailure::Kind::Refused;
    if (isRefused && failed.error.code == ErrorCode::SlowDown) {
        pause(slowDownMs(failed.error));
    } else if (isRefused && !isWorthAnotherTry(failed.error.code)) {
        finish(failure(failed.error));
    } else if (failed.kind != RequestFailure::Kind::Disconnected) {
        pause(m_policy.nextDelayMs(QRandomGenerator::global()->generateDouble()));
    } // else the next join goes on
}

void ChangeKeeper::finish(const Result<MessageReply, ApiError> &outcome)
{
    const ChangeRow change = std::move(m_queue.front().row);
    m_queue.pop_front();
    m_policy.reset();
    m_store.removeChange(change.key);
    // First what is there now, then that nothing waits: no view shows the old state in between.
    if (outcome) {
        emit accepted(change, outcome->message);
    }
    emit waitingChanged(change.room);
    if (!outcome) {
        emit refused(change, outcome.error());
    }
    pump();
}

void ChangeKeeper::pause(int ms)
{
    m_pause.start(std::clamp(ms, 1, limits::maxRetryAfterMs));
}

QList<ChangeRow> ChangeKeeper::waitingIn(const RoomId &room) const
{
    QList<ChangeRow> rows;
    for (const Entry &entry : m_queue) {
        if (entry.row.room == room) {
            rows.append(entry.row);
        }
    }
    return rows;
}

} // namespace maru::client
