// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/store/storedobjects.h"
#include "common/chat/objects.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

#include <deque>

namespace maru::client {

/// How far one of our own messages has come.
enum class Delivery : quint8 {
    Sent,
    Queued, ///< kept on this computer until there is a connection
    Sending,
    Failed,
};

/// A reaction as it is shown.
struct ReactionCount
{
    QString emoji;
    int count = 0;
    bool own = false; ///< the reader's own is among them

    friend bool operator==(const ReactionCount &, const ReactionCount &) = default;
};

/// The messages of one room in the order people read them: by seq, own unsent ones last.
///
/// Rows are filled from the newest page; older ones are put in front by prependOlder(). One message
/// stands once, whatever is delivered twice: it is recognised by id, seq or, for own ones, cid.
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
        IdRole, ///< QString: the message's id; empty while it is on its way
        SeqRole, ///< qint64; 0 while it is on its way, and of servers that do not count
        EditedRole, ///< bool
        DeletedRole, ///< bool: its text is gone
        ReplyRole, ///< maru::ReplyTo, or invalid
        ReactionsRole, ///< QList<ReactionCount>
        MentionRole, ///< QString: what names the reader in the text ("@김민수", "@all"); else empty
        ChangeRole, ///< int of Delivery: Queued or Sending while a change of it waits, else Sent
        FilesRole, ///< QList<File>
        UploadRole, ///< int: how much of the files is at the server, in percent; -1: not known
        ReadByRole, ///< int: of one's newest message that others have read, how many; else 0
        ArrivedRole, ///< bool: it came by itself, not with a page of the history
    };

    explicit MessageListModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index,
                                int role = Qt::DisplayRole) const override;

    void setOwnUser(const UserId &user);
    void setOwnName(const QString &userName); ///< by which messages name the reader

    /// Inserts by seq, replaces what it knows (also the pending row of the same cid). Messages
    /// without a seq (classic servers) stand in the order in which they come. An older rev than the
    /// one shown is ignored.
    void insert(const Message &message);
    void
    prependOlder(const QList<Message> &messages); ///< ascending seq, all older than the first row
    /// An own message with a cid and no seq; \p failure only with Failed.
    void appendPending(const Message &message, Delivery delivery = Delivery::Sending,
                       const QString &failure = {});
    /// Everything that waits is Sending from now on, or Queued; what failed stays so.
    void setOnline(bool online);
    void setDelivery(const QString &cid, Delivery delivery, const QString &failure = {});
    void removePending(const QString &cid);
    /// The pending row of \p message goes, if it has one: it is in the room, though not in the
    /// rows.
    void takeArrived(const Message &message);
    /// What is shown as if it had been done; messagelistchanges.cpp. In place of the earlier ones.
    void setWaitingChanges(const QList<ChangeRow> &changes);
    void refreshQuotesOf(const Message &message); ///< in its answers; it need not be here itself
    void setUploaded(const QString &cid, int percent); ///< of its files
    void clear();
    /// Removes the oldest rows until \p keep sent ones are left; unsent ones always stay.
    void trimOldest(int keep);
    void trimNewest(int keep); ///< the same at the other end; unsent ones stay

    [[nodiscard]] bool hasPending(const QString &cid) const { return rowOfCid(cid) >= 0; }
    [[nodiscard]] int sentCount() const; ///< rows that are not pending
    [[nodiscard]] qint64 firstSeq() const; ///< 0 if empty
    [[nodiscard]] qint64 lastSeq() const;
    [[nodiscard]] int rowOfSeq(qint64 seq) const; ///< -1 if it is not there
    /// What others wrote behind \p seq: chat messages, and those of them that name the reader.
    struct NewOnes
    {
        int rows = 0; ///< all that are there, of whatever kind and author
        int messages = 0;
        int mentions = 0;
    };
    [[nodiscard]] NewOnes newAfter(qint64 seq) const;
    /// What an answer to \p message shows of it, if it is here.
    [[nodiscard]] std::optional<ReplyTo> quoteOf(const MessageId &message) const;
    [[nodiscard]] bool mentionsReader(const Message &message) const;
    // How far others have read; messagelistreaders.cpp.
    void setReadUpTo(const UserId &user, qint64 seq); ///< only forward
    void forgetReader(const UserId &user); ///< who has left the room
    void keepReaders(const QList<Member> &members); ///< no others
    void forgetReaders(); ///< their marks are of another past

signals:
    /// The message of a pending row has come, by its ack or without it.
    void pendingArrived(const QString &cid);

private:
    struct Row
    {
        Message message;
        Delivery delivery = Delivery::Sent;
        QString failure;
        int uploadedPercent = -1;
        bool hasArrived = false;
    };

    [[nodiscard]] static bool isPending(const Row &row) { return row.delivery != Delivery::Sent; }
    [[nodiscard]] QVariant dataOf(const Row &row, int number, int role) const;
    [[nodiscard]] Row changed(Row row) const;
    [[nodiscard]] int changeDelivery(const Row &row) const;
    [[nodiscard]] int rowOfCid(const QString &cid) const;
    [[nodiscard]] bool isOwn(const Message &message) const
    {
        return !m_ownUser.isNull() && message.user.id == m_ownUser;
    }
    [[nodiscard]] int pendingRowOf(const Message &message) const
    {
        return isOwn(message) && !message.cid.isEmpty() ? rowOfCid(message.cid) : -1;
    }
    [[nodiscard]] int
    rowOfKnown(const Message &message) const; ///< the sent row with its seq or id; -1
    [[nodiscard]] int rowForNew(const Message &message) const;
    [[nodiscard]] bool startsDay(int row) const;
    [[nodiscard]] bool startsGroup(int row) const;
    [[nodiscard]] Message kept(Message message); ///< the same in less memory
    [[nodiscard]] MessageAuthor known(const MessageAuthor &author);
    void replace(int row, const Message &message);
    void confirm(int pendingRow, const Message &message);
    [[nodiscard]] QVariant extraData(const Message &message, int role) const;
    [[nodiscard]] QVariant reactionsOf(const Message &message) const;
    void updateNeighbours(int row);
    void updateReadRow();

    std::deque<Row> m_rows; // sent rows by seq, then m_pending unsent ones
    int m_pending = 0;
    bool m_isOnline = false;
    QHash<MessageId, QList<ChangeRow>> m_waiting; // in the order in which they were asked for
    QSet<MessageId> m_unnumbered; // ids of rows without a seq, which cannot be found by searching
    // What rows have in common is in memory once.
    RoomId m_room;
    QHash<UserId, MessageAuthor> m_authors; // at most limits::maxSharedAuthors
    UserId m_ownUser;
    QString m_ownName;
    QHash<UserId, qint64> m_readUpTo; // others; at most limits::maxReadersShown
    qint64 m_readSeq = 0; // of one's newest message that somebody has read
    int m_readBy = 0;
};

} // namespace maru::client

Q_DECLARE_METATYPE(maru::Message)
Q_DECLARE_METATYPE(maru::ReplyTo)
Q_DECLARE_METATYPE(maru::client::ReactionCount)
