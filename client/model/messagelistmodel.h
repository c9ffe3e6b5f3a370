// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"

#include <QAbstractListModel>
#include <QHash>

#include <deque>

namespace maru::client {

/// How far one of our own messages has come.
enum class Delivery : quint8 { Sent, Sending, Failed };

/// The messages of one room in the order people read them: by seq, own unsent ones last.
///
/// Rows are filled from the newest page; older ones are put in front by prependOlder(). One message stands once, whatever
/// is delivered twice: it is recognised by id, seq or, for own ones, cid.
class MessageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        MessageRole = Qt::UserRole, ///< const Message as QVariant::fromValue(maru::Message)
        TextRole, ///< QString, plain
        AuthorRole, ///< QString
        AuthorIdRole, ///< QString
        TimeRole, ///< qint64, ms since 1970; 0 if unknown
        IsOwnRole, ///< bool
        IsSystemRole, ///< bool
        DeliveryRole, ///< int of Delivery
        FailureRole, ///< QString: why it failed, for people; empty otherwise
        StartsDayRole, ///< bool: first row of its local day
        StartsGroupRole, ///< bool: shows avatar and name (another author, or 5 minutes later)
        CidRole, ///< QString
    };

    explicit MessageListModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    void setOwnUser(const UserId &user);

    /// Inserts by seq, replaces what it knows (also the pending row of the same cid).
    void insert(const Message &message);
    void prependOlder(const QList<Message> &messages); ///< ascending seq, all older than the first row
    void appendPending(const Message &message); ///< an own message with a cid and no seq; shown as Sending
    void setDelivery(const QString &cid, Delivery delivery, const QString &failure = {});
    void removePending(const QString &cid);
    void clear();

    [[nodiscard]] qint64 firstSeq() const; ///< 0 if empty
    [[nodiscard]] qint64 lastSeq() const;

private:
    struct Row
    {
        Message message;
        Delivery delivery = Delivery::Sent;
        QString failure;
    };

    [[nodiscard]] int rowOfCid(const QString &cid) const;
    void updateNeighbours(int row);

    std::deque<Row> m_rows;
    UserId m_ownUser;
};

} // namespace maru::client

Q_DECLARE_METATYPE(maru::Message)
