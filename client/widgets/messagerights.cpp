// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/messagerights.h"

#include "client/model/messagelistmodel.h"

namespace maru::client {

namespace {

bool isAtServer(const QModelIndex &index)
{
    return index.isValid() && !index.data(MessageListModel::IdRole).toString().isEmpty()
        && index.data(MessageListModel::SeqRole).toLongLong() > 0;
}

/// At the server, and still there.
bool isKept(const QModelIndex &index)
{
    return isAtServer(index) && !index.data(MessageListModel::DeletedRole).toBool()
        && !index.data(MessageListModel::IsSystemRole).toBool();
}

bool isOwn(const QModelIndex &index)
{
    return index.data(MessageListModel::IsOwnRole).toBool();
}

/// At the server, and changed there: there is something that moderators may look up.
bool hasPast(const QModelIndex &index)
{
    return isAtServer(index)
        && (index.data(MessageListModel::EditedRole).toBool()
            || index.data(MessageListModel::DeletedRole).toBool());
}

} // namespace

// Who waits in slow mode may begin one.
bool MessageRights::canReply(const QModelIndex &index) const
{
    return m_changes && m_rule.mayEdit && isKept(index);
}

bool MessageRights::canReact(const QModelIndex &index) const
{
    return m_changes && m_rule.mayReact && isKept(index);
}

bool MessageRights::canEdit(const QModelIndex &index) const
{
    return m_changes && m_rule.mayEdit && isKept(index) && isOwn(index);
}

bool MessageRights::canDelete(const QModelIndex &index) const
{
    return m_changes && m_rule.mayDelete && isKept(index) && (m_moderates || isOwn(index));
}

bool MessageRights::canAskReaders(const QModelIndex &index) const
{
    return m_changes && isKept(index) && isOwn(index);
}

bool MessageRights::canLookBack(const QModelIndex &index) const
{
    return m_changes && m_moderates && hasPast(index);
}

} // namespace maru::client
