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

/// At the server, and changed there: there is something that moderators may look up.
bool hasPast(const QModelIndex &index)
{
    return isAtServer(index)
        && (index.data(MessageListModel::EditedRole).toBool()
            || index.data(MessageListModel::DeletedRole).toBool());
}

} // namespace

bool MessageRights::canReply(const QModelIndex &index) const
{
    return m_changes && isKept(index);
}

bool MessageRights::canEdit(const QModelIndex &index) const
{
    return canReply(index) && index.data(MessageListModel::IsOwnRole).toBool();
}

bool MessageRights::canDelete(const QModelIndex &index) const
{
    return canReply(index) && (m_moderates || index.data(MessageListModel::IsOwnRole).toBool());
}

bool MessageRights::canLookBack(const QModelIndex &index) const
{
    return m_changes && m_moderates && hasPast(index);
}

} // namespace maru::client
