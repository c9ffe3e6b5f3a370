// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/widgets/accessiblemessages.h"

#include "client/model/filetexts.h"
#include "client/model/messagelistmodel.h"
#include "client/model/timetexts.h"
#include "client/widgets/displaytext.h"
#include "client/widgets/messagedelegate.h"

using namespace Qt::StringLiterals;

namespace maru::client {

void AccessibleMessages::addMarksBefore(QStringList &parts, const QModelIndex &index)
{
    if (!index.data(MessageListModel::MentionRole).toString().isEmpty()) {
        parts << tr("mentions you");
    }
    const QVariant answered = index.data(MessageListModel::ReplyRole);
    if (answered.isValid()) {
        const auto reply = answered.value<ReplyTo>();
        parts << tr("answers %1: %2").arg(displayName(reply.user.userName), reply.chat);
    }
}

void AccessibleMessages::addMarksAfter(QStringList &parts, const QModelIndex &index)
{
    if (index.data(MessageListModel::EditedRole).toBool()) {
        parts << tr("edited");
    }
    QStringList pills;
    const auto reactions =
        index.data(MessageListModel::ReactionsRole).value<QList<ReactionCount>>();
    for (const ReactionCount &reaction : reactions) {
        const QString pill = u"%1 %2"_s.arg(reaction.emoji).arg(reaction.count);
        pills << (reaction.own ? tr("%1 (with yours)").arg(pill) : pill);
    }
    if (!pills.isEmpty()) {
        parts << tr("reactions %1").arg(pills.join(u' '));
    }
}

void AccessibleMessages::addFiles(QStringList &parts, const QModelIndex &index)
{
    const auto files = index.data(MessageListModel::FilesRole).value<QList<File>>();
    for (const File &file : files) {
        const bool isPicture = file.width > 0 && file.height > 0;
        parts << (isPicture ? tr("picture %1, %2") : tr("file %1, %2"))
                     .arg(displayName(file.name), detailText(file));
    }
}

QVariant AccessibleMessages::data(const QModelIndex &index, int role) const
{
    if (role != Qt::AccessibleTextRole) {
        return QIdentityProxyModel::data(index, role);
    }
    const QString spoken = spokenText(index);
    const bool isFirstNew = m_delegate && index.isValid() && m_delegate->firstNew() == index;
    return isFirstNew ? MessageDelegate::tr("New from here") + u", "_s + spoken : spoken;
}

QString AccessibleMessages::spokenText(const QModelIndex &index)
{
    const bool system = index.data(MessageListModel::IsSystemRole).toBool();
    const qint64 timeMs = index.data(MessageListModel::TimeRole).toLongLong();
    QStringList parts;
    if (!system) {
        parts << displayName(index.data(MessageListModel::AuthorRole).toString());
    }
    addMarksBefore(parts, index);
    const bool deleted = index.data(MessageListModel::DeletedRole).toBool();
    const QString text = index.data(MessageListModel::TextRole).toString();
    if (deleted || !text.isEmpty()) { // files may stand without words
        parts << (deleted ? tr("deleted") : text);
    }
    addFiles(parts, index);
    addMarksAfter(parts, index);
    if (timeMs > 0) {
        parts << whenText(timeMs);
    }
    auto delivery = static_cast<Delivery>(index.data(MessageListModel::DeliveryRole).toInt());
    if (delivery == Delivery::Sent) { // what was changed of it may still be on its way
        delivery = static_cast<Delivery>(index.data(MessageListModel::ChangeRole).toInt());
    }
    switch (delivery) {
    case Delivery::Sent:
        if (const int readBy = index.data(MessageListModel::ReadByRole).toInt(); readBy > 0) {
            parts << tr("read by %n", nullptr, readBy);
        }
        break;
    case Delivery::Queued:
        parts << tr("waiting for a connection");
        break;
    case Delivery::Sending:
        parts << tr("sending");
        break;
    case Delivery::Failed:
        if (const QString why = MessageDelegate::failureOf(index); !why.isEmpty()) {
            parts << tr("failed: %1, press Enter to try again").arg(why);
        } else {
            parts << tr("failed, press Enter to try again");
        }
        break;
    }
    return parts.join(u", "_s);
}

} // namespace maru::client
