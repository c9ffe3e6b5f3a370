// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What MessageListModel shows of edits, deletions and reactions that the server has not confirmed.

#include "client/model/messagelistmodel.h"

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

void setReaction(QList<Reaction> &reactions, const UserId &user, const QString &emoji, bool isOn)
{
    auto found = std::find_if(reactions.begin(), reactions.end(),
                              [&](const Reaction &one) { return one.emoji == emoji; });
    if (isOn && found == reactions.end()) {
        reactions.append({emoji, {user}});
    } else if (isOn && !found->users.contains(user)) {
        found->users.append(user);
    } else if (!isOn && found != reactions.end()) {
        found->users.removeAll(user);
        if (found->users.isEmpty()) {
            reactions.erase(found);
        }
    }
}

} // namespace

void MessageListModel::setWaitingChanges(const QList<ChangeRow> &changes)
{
    QHash<MessageId, QList<ChangeRow>> waiting;
    for (const ChangeRow &change : changes) {
        waiting[change.message].append(change);
    }
    const QHash<MessageId, QList<ChangeRow>> before = std::exchange(m_waiting, waiting);
    if (before.isEmpty() && m_waiting.isEmpty()) {
        return;
    }
    for (int row = 0; row < sentCount(); ++row) {
        const MessageId &id = m_rows[size_t(row)].message.id;
        if (before.value(id) != m_waiting.value(id)) {
            emit dataChanged(index(row), index(row));
        }
    }
}

// As it will be when the server has agreed.
MessageListModel::Row MessageListModel::changed(Row row) const
{
    Message &message = row.message;
    const QList<ChangeRow> changes = m_waiting.value(message.id);
    for (const ChangeRow &change : changes) {
        switch (change.kind) {
        case ChangeRow::Kind::Edit:
            message.chat = change.value;
            message.editedMs = change.createdMs;
            break;
        case ChangeRow::Kind::Delete:
            message.chat.clear();
            message.files.clear();
            message.reactions.clear();
            message.deletedMs = change.createdMs;
            break;
        case ChangeRow::Kind::React:
            setReaction(message.reactions, m_ownUser, change.value, change.isOn);
            break;
        }
    }
    return row;
}

int MessageListModel::changeDelivery(const Row &row) const
{
    const bool waits = !row.message.id.isNull() && m_waiting.contains(row.message.id);
    return int(!waits ? Delivery::Sent : m_isOnline ? Delivery::Sending : Delivery::Queued);
}

} // namespace maru::client
