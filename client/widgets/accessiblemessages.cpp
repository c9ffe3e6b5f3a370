// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/accessiblemessages.h"

#include "client/model/messagelistmodel.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/messagedelegate.h"

using namespace Qt::StringLiterals;

namespace maru::client {

QVariant AccessibleMessages::data(const QModelIndex &index, int role) const
{
    if (role != Qt::AccessibleTextRole) {
        return QIdentityProxyModel::data(index, role);
    }
    const bool system = index.data(MessageListModel::IsSystemRole).toBool();
    const qint64 timeMs = index.data(MessageListModel::TimeRole).toLongLong();
    QStringList parts;
    if (!system) {
        parts << displayName(index.data(MessageListModel::AuthorRole).toString());
    }
    parts << index.data(MessageListModel::TextRole).toString();
    if (timeMs > 0) {
        parts << MessageDelegate::timeText(timeMs);
    }
    switch (static_cast<Delivery>(index.data(MessageListModel::DeliveryRole).toInt())) {
    case Delivery::Sent:
        break;
    case Delivery::Queued:
        parts << tr("waiting for a connection");
        break;
    case Delivery::Sending:
        parts << tr("sending");
        break;
    case Delivery::Failed:
        parts << tr("failed, press Enter to try again");
        break;
    }
    return parts.join(u", "_s);
}

} // namespace maru::client
