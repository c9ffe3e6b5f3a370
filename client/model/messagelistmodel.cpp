// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/messagelistmodel.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace maru::client {

namespace {

constexpr qint64 groupMs = 5 * 60 * 1'000;

QDate localDay(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).date();
}

} // namespace

MessageListModel::MessageListModel(QObject *parent)
    : QAbstractListModel(parent)
{ }

int MessageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant MessageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[size_t(index.row())];
    const bool isChanged = !m_waiting.isEmpty() && m_waiting.contains(row.message.id);
    return isChanged ? dataOf(changed(row), index.row(), role) : dataOf(row, index.row(), role);
}

QVariant MessageListModel::dataOf(const Row &row, int number, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case TextRole:
        return row.message.chat;
    case MessageRole:
        return QVariant::fromValue(row.message);
    case AuthorRole:
        return row.message.user.userName;
    case AuthorIdRole:
        return row.message.user.id.toString();
    case TimeRole:
        return row.message.createdMs;
    case IsOwnRole:
        return isPending(row) || (!m_ownUser.isNull() && row.message.user.id == m_ownUser);
    case IsSystemRole:
        return row.message.type == MessageType::System || row.message.user.id.isNull();
    case DeliveryRole:
        return int(row.delivery);
    case FailureRole:
        return row.failure;
    case StartsDayRole:
        return startsDay(number);
    case StartsGroupRole:
        return startsGroup(number);
    case CidRole:
        return row.message.cid;
    case ChangeRole:
        return changeDelivery(row);
    case UploadRole:
        return row.uploadedPercent;
    case ArrivedRole:
        return row.hasArrived;
    default:
        return extraData(row.message, role);
    }
}

void MessageListModel::setOwnUser(const UserId &user)
{
    if (m_ownUser == user) {
        return;
    }
    m_ownUser = user;
    if (!m_rows.empty()) {
        emit dataChanged(index(0), index(rowCount() - 1), {IsOwnRole, ReactionsRole, MentionRole});
    }
    updateReadRow();
}

void MessageListModel::setOwnName(const QString &userName)
{
    if (m_ownName == userName) {
        return;
    }
    m_ownName = userName;
    if (!m_rows.empty()) {
        emit dataChanged(index(0), index(rowCount() - 1), {MentionRole});
    }
}

void MessageListModel::insert(const Message &message)
{
    const int pendingRow = pendingRowOf(message);
    const int known = rowOfKnown(message);
    if (known >= 0) {
        takeArrived(message); // behind `known`, which therefore stays
        if (message.rev >= m_rows[size_t(known)].message.rev) {
            replace(known, message);
        }
        return;
    }
    if (message.seq == 0 && !message.id.isNull()) {
        m_unnumbered.insert(message.id);
    }
    if (pendingRow >= 0) {
        confirm(pendingRow, message);
        emit pendingArrived(message.cid);
        return;
    }
    const int row = rowForNew(message);
    beginInsertRows({}, row, row);
    m_rows.insert(m_rows.begin() + row, Row{kept(message), Delivery::Sent, {}, -1, true});
    endInsertRows();
    updateNeighbours(row);
    if (isOwn(message)) {
        updateReadRow();
    }
}

void MessageListModel::confirm(int pendingRow, const Message &message)
{
    const int row = rowForNew(message); // before or at pendingRow: sent rows come first
    if (row < pendingRow) {
        beginMoveRows({}, pendingRow, pendingRow, {}, row);
        Row moved = std::move(m_rows[size_t(pendingRow)]);
        m_rows.erase(m_rows.begin() + pendingRow);
        m_rows.insert(m_rows.begin() + row, std::move(moved));
        --m_pending;
        m_rows[size_t(row)] = Row{kept(message), Delivery::Sent, {}};
        endMoveRows();
        updateNeighbours(pendingRow);
    } else {
        --m_pending;
        m_rows[size_t(row)] = Row{kept(message), Delivery::Sent, {}};
    }
    emit dataChanged(index(row), index(row));
    updateNeighbours(row);
    updateReadRow();
}

void MessageListModel::replace(int row, const Message &message)
{
    Message &shown = m_rows[size_t(row)].message;
    if (shown == message) {
        return;
    }
    const bool isRewritten = shown.chat != message.chat;
    const bool isDeleted = message.deletedMs && !shown.deletedMs;
    shown = kept(message);
    emit dataChanged(index(row), index(row));
    updateNeighbours(row);
    if (isDeleted) {
        updateReadRow();
    }
    if (isRewritten) {
        refreshQuotesOf(message);
    }
}

void MessageListModel::prependOlder(const QList<Message> &messages)
{
    std::vector<Row> older;
    const qint64 first = firstSeq();
    qint64 last = 0;
    for (const Message &message : messages) {
        const bool isOlder = message.seq > last && (first == 0 || message.seq < first);
        if (isOlder) {
            older.push_back({kept(message), Delivery::Sent, {}});
            last = message.seq;
        }
    }
    if (older.empty()) {
        return;
    }
    const int count = int(older.size());
    beginInsertRows({}, 0, count - 1);
    m_rows.insert(m_rows.begin(), std::make_move_iterator(older.begin()),
                  std::make_move_iterator(older.end()));
    endInsertRows();
    updateNeighbours(count - 1);
    updateReadRow();
    for (const Message &message : messages) {
        takeArrived(message);
    }
}

void MessageListModel::appendPending(const Message &message, Delivery delivery,
                                     const QString &failure)
{
    Q_ASSERT(!message.cid.isEmpty() && delivery != Delivery::Sent);
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_rows.push_back({message, delivery, failure});
    ++m_pending;
    endInsertRows();
}

void MessageListModel::setOnline(bool online)
{
    const Delivery delivery = online ? Delivery::Sending : Delivery::Queued;
    for (int row = sentCount(); row < rowCount(); ++row) {
        Delivery &shown = m_rows[size_t(row)].delivery;
        if (shown != Delivery::Failed && shown != delivery) {
            shown = delivery;
            emit dataChanged(index(row), index(row), {DeliveryRole});
        }
    }
    if (std::exchange(m_isOnline, online) != online && !m_waiting.isEmpty()) {
        for (int row = 0; row < sentCount(); ++row) {
            if (m_waiting.contains(m_rows[size_t(row)].message.id)) {
                emit dataChanged(index(row), index(row), {ChangeRole});
            }
        }
    }
}

void MessageListModel::setDelivery(const QString &cid, Delivery delivery, const QString &failure)
{
    Q_ASSERT_X(delivery != Delivery::Sent, "setDelivery",
               "insert() the message the server made of it");
    const int row = rowOfCid(cid);
    if (row < 0) {
        return;
    }
    m_rows[size_t(row)].delivery = delivery;
    m_rows[size_t(row)].failure = failure;
    emit dataChanged(index(row), index(row), {DeliveryRole, FailureRole});
}

void MessageListModel::removePending(const QString &cid)
{
    const int row = rowOfCid(cid);
    if (row < 0) {
        return;
    }
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    --m_pending;
    endRemoveRows();
    updateNeighbours(row - 1);
}

void MessageListModel::takeArrived(const Message &message)
{
    if (pendingRowOf(message) >= 0) {
        removePending(message.cid);
        emit pendingArrived(message.cid);
    }
}

void MessageListModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_unnumbered.clear();
    m_authors.clear();
    m_pending = 0;
    m_readSeq = 0;
    m_readBy = 0;
    endResetModel();
}

void MessageListModel::trimOldest(int keep)
{
    const int surplus = sentCount() - std::max(0, keep);
    if (surplus <= 0) {
        return;
    }
    beginRemoveRows({}, 0, surplus - 1);
    for (int i = 0; i < surplus; ++i) {
        m_unnumbered.remove(m_rows[size_t(i)].message.id);
    }
    m_rows.erase(m_rows.begin(), m_rows.begin() + surplus);
    endRemoveRows();
    updateNeighbours(-1);
}

void MessageListModel::trimNewest(int keep)
{
    const int first = std::max(0, keep);
    const int surplus = sentCount() - first;
    if (surplus <= 0) {
        return;
    }
    beginRemoveRows({}, first, first + surplus - 1);
    for (int i = first; i < first + surplus; ++i) {
        m_unnumbered.remove(m_rows[size_t(i)].message.id);
    }
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + surplus);
    endRemoveRows();
    updateNeighbours(first - 1);
    updateReadRow();
}

int MessageListModel::sentCount() const
{
    return rowCount() - m_pending;
}

qint64 MessageListModel::firstSeq() const
{
    return sentCount() > 0 ? m_rows.front().message.seq : 0;
}

qint64 MessageListModel::lastSeq() const
{
    return sentCount() > 0 ? m_rows[size_t(sentCount() - 1)].message.seq : 0;
}

int MessageListModel::rowOfCid(const QString &cid) const
{
    for (int row = sentCount(); row < rowCount(); ++row) {
        if (m_rows[size_t(row)].message.cid == cid) {
            return row;
        }
    }
    return -1;
}

int MessageListModel::rowOfKnown(const Message &message) const
{
    if (message.seq > 0) {
        const int row = rowForNew(message);
        const bool isThere = row > 0 && m_rows[size_t(row - 1)].message.seq == message.seq;
        return isThere ? row - 1 : -1;
    }
    if (message.id.isNull() || !m_unnumbered.contains(message.id)) {
        return -1;
    }
    for (int row = sentCount() - 1; row >= 0; --row) {
        if (m_rows[size_t(row)].message.id == message.id) {
            return row;
        }
    }
    return -1;
}

int MessageListModel::rowForNew(const Message &message) const
{
    const auto end = m_rows.begin() + sentCount();
    if (message.seq == 0) {
        return sentCount();
    }
    const auto place =
        std::upper_bound(m_rows.begin(), end, message.seq,
                         [](qint64 seq, const Row &row) { return seq < row.message.seq; });
    return int(place - m_rows.begin());
}

bool MessageListModel::startsDay(int row) const
{
    const qint64 timeMs = m_rows[size_t(row)].message.createdMs;
    if (timeMs == 0) {
        return false;
    }
    int before = row - 1;
    while (before >= 0 && m_rows[size_t(before)].message.createdMs == 0) {
        --before; // no time, no day
    }
    return before < 0 || localDay(timeMs) != localDay(m_rows[size_t(before)].message.createdMs);
}

bool MessageListModel::startsGroup(int row) const
{
    if (row == 0 || startsDay(row)) {
        return true;
    }
    const Message &message = m_rows[size_t(row)].message;
    const Message &before = m_rows[size_t(row - 1)].message;
    return message.user != before.user || message.type != before.type
        || message.createdMs - before.createdMs >= groupMs;
}

void MessageListModel::updateNeighbours(int row)
{
    // Only the row behind looks at this one.
    if (row + 1 < rowCount()) {
        emit dataChanged(index(row + 1), index(row + 1), {StartsDayRole, StartsGroupRole});
    }
}

} // namespace maru::client
