// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What MessageListModel knows of others' reading: by how many one's own messages were read.

#include "client/model/messagelistmodel.h"
#include "common/clientlimits.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace maru::client {

void MessageListModel::setReadUpTo(const UserId &user, qint64 seq)
{
    const bool isKnown = m_readUpTo.contains(user);
    if (user.isNull() || user == m_ownUser || seq <= m_readUpTo.value(user)
        || (!isKnown && m_readUpTo.size() >= limits::maxReadersShown)) {
        return;
    }
    m_readUpTo.insert(user, seq);
    updateReadRow();
}

void MessageListModel::forgetReader(const UserId &user)
{
    if (m_readUpTo.remove(user) > 0) {
        updateReadRow();
    }
}

void MessageListModel::keepReaders(const QList<Member> &members)
{
    QSet<UserId> kept;
    for (const Member &member : members) {
        kept.insert(member.user.id);
    }
    if (m_readUpTo.removeIf([&kept](const auto &one) { return !kept.contains(one.key()); }) > 0) {
        updateReadRow();
    }
}

void MessageListModel::forgetReaders()
{
    m_readUpTo.clear();
    updateReadRow();
}

void MessageListModel::updateReadRow()
{
    qint64 furthest = 0;
    for (const qint64 seq : std::as_const(m_readUpTo)) {
        furthest = std::max(furthest, seq);
    }
    Message place;
    place.seq = furthest;
    int row = furthest > 0 ? rowForNew(place) - 1 : -1; // the last one that anybody has read
    const auto isOwn = [this](const Message &message) {
        return message.user.id == m_ownUser && message.type == MessageType::Chat
            && !message.deletedMs && message.seq > 0;
    };
    while (row >= 0 && !isOwn(m_rows[size_t(row)].message)) {
        --row;
    }
    const qint64 seq = row < 0 || m_ownUser.isNull() ? 0 : m_rows[size_t(row)].message.seq;
    const auto count = seq == 0 ? 0
                                : std::count_if(m_readUpTo.cbegin(), m_readUpTo.cend(),
                                                [seq](qint64 read) { return read >= seq; });
    const qint64 before = std::exchange(m_readSeq, seq);
    if (before == seq && m_readBy == count) {
        return;
    }
    m_readBy = int(count);
    for (const qint64 changed : {before, seq}) {
        const int changedRow = rowOfSeq(changed);
        if (changedRow >= 0) {
            emit dataChanged(index(changedRow), index(changedRow), {ReadByRole});
        }
    }
}

} // namespace maru::client
