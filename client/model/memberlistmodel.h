// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/text/nameorder.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include <functional>
#include <vector>

namespace maru::client {

/// The members of one room: those who are there first, each part in Korean order; where hands are
/// shown apart, who raised one before all, in the order of raising.
class MemberListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Section : quint8 { HandUp, Online, Away, Earlier };
    enum Role {
        IdRole = Qt::UserRole, ///< QString
        NameRole, ///< QString
        OnlineRole, ///< bool
        RoomRoleRole, ///< int of maru::RoomRole
        UserRoleRole, ///< int of maru::UserRole
        MutedRole, ///< bool
        HandRole, ///< bool
        OwnRole, ///< bool: it is the reader
        SectionRole, ///< int of Section
    };

    explicit MemberListModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    void setOwnUser(const UserId &user);
    void setHandsApart(bool apart);
    void clear();
    void take(const Member &member); ///< new, or as it is now
    /// Those who were listed in an earlier run, into an empty list. Nobody of them is said to be
    /// there or away, muted, or to have a hand up: that may have changed.
    void setEarlier(const QList<Member> &members);
    void update(const User &user); ///< nothing if it is no member
    void remove(const UserId &user);
    /// Removes whom \p isKept is false for.
    void keepOnly(const std::function<bool(const UserId &)> &isKept);

    [[nodiscard]] const Member *find(const UserId &user) const; ///< null: no member
    [[nodiscard]] bool isEarlier(const UserId &user) const; ///< the server has not said it yet
    [[nodiscard]] QList<Member> members() const;
    [[nodiscard]] int onlineCount() const { return m_online; }
    [[nodiscard]] int earlierCount() const { return m_earlier; }
    [[nodiscard]] int handCount() const { return m_hands; }

signals:
    void countsChanged(); ///< the rows, or any of the counts

private:
    struct Row
    {
        Member member;
        QCollatorSortKey key;
        quint64 handSince = 0; // counts raised hands; 0: down
        bool isEarlier = false;
    };
    [[nodiscard]] int rowOf(const UserId &user) const;
    [[nodiscard]] Section sectionOf(const Row &row) const;
    [[nodiscard]] bool isBefore(const Row &one, const Row &other) const;
    void replace(int at, Row row);
    void count();
    [[nodiscard]] QString spoken(const Row &row) const;

    std::vector<Row> m_rows;
    NameOrder m_names;
    UserId m_ownUser;
    quint64 m_raised = 0;
    int m_online = 0;
    int m_hands = 0;
    int m_earlier = 0;
    bool m_handsApart = false;
};

/// Those of a MemberListModel whose name has the query in it, or begins its syllables with these
/// consonants.
class MemberFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setQuery(const QString &query);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_query;
};

} // namespace maru::client
