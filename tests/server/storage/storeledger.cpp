// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "tests/server/storage/storeledger.h"

#include "common/limits.h"
#include "tests/server/storage/storagefixture.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server::fixture {

namespace {

void damage(StoreVerdict &verdict, const QString &sentence)
{
    if (verdict.damage.isEmpty()) {
        verdict.damage = sentence;
    }
}

void lose(StoreVerdict &verdict, const QString &what)
{
    if (++verdict.lost == 1) {
        verdict.firstLost = what;
    }
}

} // namespace

QString StoreLedger::keyOf(const Message &message)
{
    return message.cid.isEmpty() ? message.chat : message.cid; // a system line has its own words
}

void StoreLedger::recordSent(const Message &message)
{
    const QString key = keyOf(message);
    if (!m_byKey.contains(key)) {
        m_byKey.insert(key, m_messages.size());
        m_messages.push_back({.sent = message});
    }
}

void StoreLedger::recordAck(const Message &message, qsizetype moment)
{
    Entry &entry = m_messages.at(m_byKey.value(keyOf(message)));
    if (entry.ackedAt == never) {
        entry.ackedAt = moment;
        entry.seq = message.seq;
    }
    QCOMPARE(message.seq, entry.seq); // acked twice, as one
}

void StoreLedger::recordFact(Query query, const QString &what, qsizetype moment)
{
    m_facts.push_back({std::move(query), what, moment});
}

bool StoreLedger::isTrue(StorageBackend &backend, const Fact &fact)
{
    const auto reply = backend.read(fact.query);
    if (!reply) {
        return false;
    }
    return std::visit(
        [](const auto &answer) {
            if constexpr (requires { answer.has_value(); }) {
                return answer.has_value();
            } else {
                return false; // no fact asks so
            }
        },
        *reply);
}

void StoreLedger::readMessage(const RoomId &room, const Message &message, StoreVerdict &verdict)
{
    const QString key = keyOf(message);
    const auto known = m_byKey.constFind(key);
    if (known == m_byKey.cend()) {
        damage(verdict, u"seq %1: nobody ever sent this"_s.arg(message.seq));
        return;
    }
    const Message &sent = m_messages[*known].sent;
    if (sent.room != room || sent.chat != message.chat || sent.user != message.user) {
        damage(verdict, u"%1 is stored with another room, text or author"_s.arg(key));
    }
    if (m_stored.contains(key)) {
        damage(verdict, u"%1 is stored twice"_s.arg(key));
    }
    m_stored.insert(key, message.seq);
}

void StoreLedger::readRoom(StorageBackend &backend, const RoomId &room, StoreVerdict &verdict)
{
    qint64 seq = 0;
    bool isLast = false;
    while (!isLast) {
        const auto page = fixture::read(
            backend, history(room, ReadHistory::Direction::After, seq, limits::maxPageRows));
        if (!page) {
            damage(verdict, u"the history cannot be read: "_s + backend.problem());
            return;
        }
        const qint64 before = seq;
        for (const Message &message : page->messages) {
            if (message.seq != ++seq) {
                damage(verdict, u"seq %1 in place of %2"_s.arg(message.seq).arg(seq));
                return;
            }
            readMessage(room, message, verdict);
        }
        isLast = page->last;
        if (!isLast && seq == before) {
            damage(verdict, u"the history does not go on after seq %1"_s.arg(seq));
            return;
        }
    }
}

StoreVerdict StoreLedger::check(StorageBackend &backend, qsizetype moment)
{
    StoreVerdict verdict;
    m_stored.clear();
    for (const RoomId &room : std::as_const(m_rooms)) {
        readRoom(backend, room, verdict);
    }
    for (const Entry &entry : m_messages) {
        if (entry.ackedAt > moment) {
            continue;
        }
        const QString key = keyOf(entry.sent);
        const auto stored = m_stored.constFind(key);
        if (stored == m_stored.cend()) {
            lose(verdict, key);
        } else if (*stored != entry.seq) {
            damage(verdict,
                   u"%1 was acked as seq %2 and is %3"_s.arg(key).arg(entry.seq).arg(*stored));
        }
    }
    for (Fact &fact : m_facts) {
        fact.isFound = isTrue(backend, fact);
        if (fact.ackedAt <= moment && !fact.isFound) {
            lose(verdict, fact.what);
        }
    }
    return verdict;
}

QString StoreLedger::resend(StorageBackend &backend, qsizetype moment, size_t most) const
{
    std::vector<Change> changes;
    std::vector<const Entry *> entries;
    for (const Entry &entry : m_messages) {
        if (entry.ackedAt > moment && !entry.sent.cid.isEmpty() && changes.size() < most) {
            AppendMessage change{entry.sent, hashOf(entry.sent.chat)};
            changes.emplace_back(std::move(change));
            entries.push_back(&entry);
        }
    }
    if (changes.empty()) {
        return {};
    }
    const auto replies = backend.apply(changes);
    for (size_t i = 0; i < replies.size(); ++i) {
        const QString &cid = entries[i]->sent.cid;
        if (!replies[i]) {
            if (replies[i].error() == StoreError::NotFound) {
                continue; // its room was not acked either
            }
            return u"%1 was refused when it came again: %2"_s.arg(cid, backend.problem());
        }
        const auto &reply = std::get<AppendMessage::Reply>(*replies[i]);
        if (reply.duplicate != m_stored.contains(cid)
            || (reply.duplicate && reply.message.seq != m_stored.value(cid))) {
            return u"%1 was not recognised when it came again"_s.arg(cid);
        }
    }
    return {};
}

void StoreLedger::beginAgain()
{
    for (Entry &entry : m_messages) {
        const auto stored = m_stored.constFind(keyOf(entry.sent));
        entry.ackedAt = stored == m_stored.cend() ? never : 0;
        entry.seq = stored == m_stored.cend() ? 0 : *stored;
    }
    for (Fact &fact : m_facts) {
        fact.ackedAt = fact.isFound ? 0 : never;
    }
}

} // namespace maru::server::fixture
