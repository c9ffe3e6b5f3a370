// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/admin/ledger.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

constexpr qsizetype maxDetails = 20;

QByteArray hashOf(const QString &chat)
{
    return QCryptographicHash::hash(chat.toUtf8(), QCryptographicHash::Sha256);
}

void note(LedgerReport &report, const QString &sentence)
{
    if (report.details.size() < maxDetails) {
        report.details.append(sentence);
    }
}

} // namespace

void Ledger::recordSent(const QString &author, const RoomId &room, const QString &cid,
                        const QString &chat)
{
    Q_ASSERT(!cid.isEmpty() && !m_sent.contains(cid));
    m_sent.insert(cid,
                  Sent{.author = author,
                       .room = room,
                       .chatHash = hashOf(chat),
                       .order = ++m_lastOrder[author]});
}

void Ledger::recordAck(const QString &cid, const Message &message)
{
    const auto sent = m_sent.find(cid);
    Q_ASSERT(sent != m_sent.end()); // acks are matched by id: it was us who sent it

    const bool isOurs = message.cid == cid && message.room == sent->room
        && message.user.userName == sent->author && hashOf(message.chat) == sent->chatHash;
    if (!isOurs) {
        lose(u"The ack of %1 carries another message."_s.arg(cid));
    }
    if (!sent->ackedSeq) {
        sent->ackedSeq = message.seq;
        ++m_acked;
    } else if (*sent->ackedSeq != message.seq) {
        doubleUp(u"%1 was acked as seq %2, then as seq %3."_s.arg(cid)
                     .arg(*sent->ackedSeq)
                     .arg(message.seq));
    }
}

void Ledger::recordBrokenPromise(const QString &sentence)
{
    lose(sentence);
}

void Ledger::recordStored(const Message &row)
{
    RoomState &room = m_rooms[row.room];
    if (row.seq != room.seq + 1) {
        disorder(u"Room %1: seq %2 follows seq %3."_s.arg(row.room.toString())
                     .arg(row.seq)
                     .arg(room.seq));
    }
    room.seq = row.seq;
    if (row.type == MessageType::System) {
        return;
    }

    const auto sent = m_sent.find(row.cid);
    if (sent == m_sent.end()) {
        doubleUp(u"Room %1: seq %2 was never sent."_s.arg(row.room.toString()).arg(row.seq));
        return;
    }
    const bool isIntact = row.room == sent->room && row.user.userName == sent->author
        && hashOf(row.chat) == sent->chatHash;
    if (!isIntact) {
        lose(u"%1 is stored with another room, author or text."_s.arg(row.cid));
    }
    if (++sent->storedCount > 1) {
        doubleUp(u"%1 is stored again as seq %2."_s.arg(row.cid).arg(row.seq));
        return;
    }
    sent->storedSeq = row.seq;

    qint64 &lastOrder = room.lastOrder[sent->author];
    if (sent->order < lastOrder) {
        disorder(u"%1 stands after a later message of %2."_s.arg(row.cid, sent->author));
    }
    lastOrder = qMax(lastOrder, sent->order);
}

LedgerReport Ledger::report() const
{
    LedgerReport report = m_found;
    report.acked = m_acked;
    for (auto it = m_sent.constBegin(); it != m_sent.constEnd(); ++it) {
        if (!it->ackedSeq) {
            continue;
        }
        if (it->storedCount == 0) {
            ++report.lost;
            note(report, u"%1 was acked as seq %2 and is gone."_s.arg(it.key()).arg(*it->ackedSeq));
        } else if (*it->storedSeq != *it->ackedSeq) {
            ++report.outOfOrder;
            note(report,
                 u"%1 was acked as seq %2 and is stored as seq %3."_s.arg(it.key())
                     .arg(*it->ackedSeq)
                     .arg(*it->storedSeq));
        }
    }
    return report;
}

void Ledger::lose(const QString &sentence)
{
    ++m_found.lost;
    note(m_found, sentence);
}

void Ledger::doubleUp(const QString &sentence)
{
    ++m_found.doubled;
    note(m_found, sentence);
}

void Ledger::disorder(const QString &sentence)
{
    ++m_found.outOfOrder;
    note(m_found, sentence);
}

} // namespace maru::server
