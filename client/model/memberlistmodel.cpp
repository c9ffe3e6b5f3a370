// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/memberlistmodel.h"

#include "common/text/ngrams.h"

#include <algorithm>
#include <utility>

namespace maru::client {

MemberListModel::MemberListModel(QObject *parent)
    : QAbstractListModel(parent)
{ }

int MemberListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant MemberListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.member.user.userName;
    case Qt::AccessibleTextRole:
        return spoken(row);
    case IdRole:
        return row.member.user.id.toString();
    case OnlineRole:
        return row.member.user.isOnline;
    case RoomRoleRole:
        return int(row.member.role);
    case UserRoleRole:
        return int(row.member.user.role);
    case MutedRole:
        return row.member.muted;
    case HandRole:
        return row.member.hand;
    case OwnRole:
        return row.member.user.id == m_ownUser;
    case SectionRole:
        return int(sectionOf(row));
    default:
        return {};
    }
}

QString MemberListModel::spoken(const Row &row) const
{
    const Member &member = row.member;
    QStringList parts{member.user.userName};
    if (member.user.id == m_ownUser) {
        parts += tr("you");
    }
    if (!row.isEarlier) {
        parts += member.user.isOnline ? tr("online") : tr("away");
    }
    if (member.role != RoomRole::Member) {
        parts += member.role == RoomRole::Owner ? tr("owner") : tr("moderator");
    }
    if (member.hand) {
        parts += tr("hand up");
    }
    if (member.muted) {
        parts += tr("muted");
    }
    return parts.join(QStringLiteral(", "));
}

void MemberListModel::setOwnUser(const UserId &user)
{
    if (std::exchange(m_ownUser, user) != user && !m_rows.empty()) {
        emit dataChanged(index(0), index(rowCount() - 1), {OwnRole, Qt::AccessibleTextRole});
    }
}

void MemberListModel::setHandsApart(bool apart)
{
    if (std::exchange(m_handsApart, apart) == apart || m_hands == 0) {
        return;
    }
    beginResetModel();
    std::sort(m_rows.begin(), m_rows.end(),
              [this](const Row &one, const Row &other) { return isBefore(one, other); });
    endResetModel();
}

void MemberListModel::clear()
{
    if (!m_rows.empty()) {
        beginResetModel();
        m_rows.clear();
        endResetModel();
    }
    m_raised = 0;
    count();
}

MemberListModel::Section MemberListModel::sectionOf(const Row &row) const
{
    if (m_handsApart && row.handSince > 0) {
        return Section::HandUp;
    }
    if (row.isEarlier) {
        return Section::Earlier;
    }
    return row.member.user.isOnline ? Section::Online : Section::Away;
}

bool MemberListModel::isBefore(const Row &one, const Row &other) const
{
    const Section section = sectionOf(one);
    if (section != sectionOf(other)) {
        return section < sectionOf(other);
    }
    if (section == Section::HandUp) {
        return one.handSince < other.handSince;
    }
    const int order = one.key.compare(other.key);
    return order != 0 ? order < 0 : one.member.user.id < other.member.user.id;
}

void MemberListModel::setEarlier(const QList<Member> &members)
{
    Q_ASSERT(m_rows.empty());
    beginResetModel();
    for (Member member : members) {
        member.user.isOnline = false;
        member.muted = false;
        member.hand = false;
        m_rows.push_back(
            {.member = member, .key = m_names.keyOf(member.user.userName), .isEarlier = true});
    }
    std::sort(m_rows.begin(), m_rows.end(),
              [this](const Row &one, const Row &other) { return isBefore(one, other); });
    endResetModel();
    count();
}

void MemberListModel::take(const Member &member)
{
    const int at = rowOf(member.user.id);
    quint64 handSince = at < 0 ? 0 : m_rows[size_t(at)].handSince;
    handSince = !member.hand ? 0 : handSince > 0 ? handSince : ++m_raised;
    Row row{.member = member, .key = m_names.keyOf(member.user.userName), .handSince = handSince};
    if (at >= 0) {
        replace(at, std::move(row));
    } else {
        const auto place = std::lower_bound(
            m_rows.begin(), m_rows.end(), row,
            [this](const Row &one, const Row &other) { return isBefore(one, other); });
        const int to = int(place - m_rows.begin());
        beginInsertRows({}, to, to);
        m_rows.insert(place, std::move(row));
        endInsertRows();
    }
    count();
}

void MemberListModel::update(const User &user)
{
    const int at = rowOf(user.id);
    if (at >= 0) {
        Row row = m_rows[size_t(at)];
        row.member.user = user;
        row.key = m_names.keyOf(user.userName);
        row.isEarlier = false;
        replace(at, std::move(row));
        count();
    }
}

// The row moves to where it belongs now.
void MemberListModel::replace(int at, Row row)
{
    const auto isLess = [this](const Row &one, const Row &other) {
        return isBefore(one, other);
    };
    const auto here = m_rows.begin() + at;
    int to = at;
    if (at > 0 && isLess(row, *(here - 1))) {
        to = int(std::lower_bound(m_rows.begin(), here, row, isLess) - m_rows.begin());
    } else if (here + 1 != m_rows.end() && isLess(*(here + 1), row)) {
        to = int(std::lower_bound(here + 1, m_rows.end(), row, isLess) - m_rows.begin());
    }
    if (to == at) {
        *here = std::move(row);
        emit dataChanged(index(at), index(at));
        return;
    }
    if (!beginMoveRows({}, at, at, {}, to)) {
        return; // our own bug; never so for rows of one list
    }
    *here = std::move(row);
    if (to < at) {
        std::rotate(m_rows.begin() + to, here, here + 1);
    } else {
        std::rotate(here, here + 1, m_rows.begin() + to);
    }
    endMoveRows();
    const int now = to < at ? to : to - 1;
    emit dataChanged(index(now), index(now));
}

void MemberListModel::remove(const UserId &user)
{
    const int at = rowOf(user);
    if (at >= 0) {
        beginRemoveRows({}, at, at);
        m_rows.erase(m_rows.begin() + at);
        endRemoveRows();
        count();
    }
}

void MemberListModel::keepOnly(const std::function<bool(const UserId &)> &isKept)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const UserId user = m_rows[size_t(row)].member.user.id;
        if (!isKept(user)) {
            remove(user);
        }
    }
}

const Member *MemberListModel::find(const UserId &user) const
{
    const int at = rowOf(user);
    return at < 0 ? nullptr : &m_rows[size_t(at)].member;
}

bool MemberListModel::isEarlier(const UserId &user) const
{
    const int at = rowOf(user);
    return at >= 0 && m_rows[size_t(at)].isEarlier;
}

QList<Member> MemberListModel::members() const
{
    QList<Member> all;
    all.reserve(rowCount());
    for (const Row &row : m_rows) {
        all.append(row.member);
    }
    return all;
}

int MemberListModel::rowOf(const UserId &user) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const Row &row) { return row.member.user.id == user; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

void MemberListModel::count()
{
    m_online = int(std::count_if(m_rows.begin(), m_rows.end(),
                                 [](const Row &row) { return row.member.user.isOnline; }));
    m_hands = int(std::count_if(m_rows.begin(), m_rows.end(),
                                [](const Row &row) { return row.handSince > 0; }));
    m_earlier = int(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.isEarlier; }));
    emit countsChanged();
}

void MemberFilterModel::setQuery(const QString &query)
{
    if (std::exchange(m_query, query.trimmed()) != query.trimmed()) {
        invalidateFilter();
    }
}

bool MemberFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_query.isEmpty()) {
        return true;
    }
    const QString name =
        sourceModel()->index(row, 0, parent).data(MemberListModel::NameRole).toString();
    const Needle needle(m_query);
    // One consonant is found too: a list of people is short, unlike a history.
    return needle.isIn(name) || indexOfMixed(foldedForSearch(name), foldedForSearch(m_query)) >= 0;
}

} // namespace maru::client
