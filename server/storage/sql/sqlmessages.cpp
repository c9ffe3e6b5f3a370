// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/storage/sql/sqlmessages.h"

#include "common/limits.h"
#include "server/storage/messagerules.h"
#include "server/storage/searchrules.h"
#include "server/storage/sql/sqlfiles.h"
#include "server/storage/sql/sqlrows.h"
#include "server/storage/sql/sqlsearchindex.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace maru::server {

std::optional<Message> SqlMessages::find(const RoomId &room, const MessageId &message)
{
    QList<Message> found;
    bool hasReactions = false;
    bool hasFiles = false;
    {
        Rows rows = m_transaction.rows(MessageSql::MessageById,
                                       {sqlText(message.toString()), sqlText(room.toString())});
        if (!rows.next()) {
            return std::nullopt;
        }
        found.append(messageFrom(rows));
        hasReactions = rows.number(reactionCountColumn) > 0;
        hasFiles = rows.number(fileCountColumn) > 0;
    }
    const qint64 seq = found.constFirst().seq;
    if (hasFiles) {
        readFiles(m_transaction.statements(), FileSql::FilesBySeq, room, seq, seq, found);
    }
    if (hasReactions) {
        readReactions(m_transaction.statements(), MessageSql::ReactionsBySeq, room, seq, seq,
                      found);
    }
    return found.takeFirst();
}

SqlReply SqlMessages::apply(const AppendMessage &change)
{
    SqlTransaction::Counters *counters = m_transaction.countersOf(change.message.room);
    if (counters == nullptr) {
        return failure(StoreError::NotFound);
    }
    if (change.isRepeatOnly) {
        return sentBefore(change);
    }
    Message message = change.message;
    if (message.replyTo) {
        const std::optional<Message> original = find(message.room, message.replyTo->id);
        if (!original || original->deletedMs) {
            // The same again after the one it answers was deleted is still the same.
            SqlReply before = sentBefore(change);
            return before ? before : failure(StoreError::NotFound);
        }
        message.replyTo = quoted(*original);
    }
    SqlFiles files(m_transaction);
    if (!message.files.isEmpty()) {
        Result<QList<File>, StoreError> carried = files.filesOf(message);
        if (!carried) {
            // The same again after it was deleted, and the files with it, is still the same.
            SqlReply before = sentBefore(change);
            return before ? before : failure(carried.error());
        }
        message.files = *std::move(carried);
    }
    message.mentions = mentioned(message.room, message.mentions, change.search);
    if (m_transaction.append(message, *counters, change.contentHash)) {
        files.attach(message);
        return AppendMessage::Reply{std::move(message), false};
    }
    return sentBefore(change);
}

QList<UserId> SqlMessages::mentioned(const RoomId &room, const QList<UserId> &given,
                                     const MentionSearch &search)
{
    QHash<QString, UserId> members;
    if (const QSet<QString> keys = keysOf(search); !keys.isEmpty()) {
        const QJsonArray all = QJsonArray::fromStringList(keys.values());
        Rows rows = m_transaction.rows(
            MessageSql::MembersByKeys,
            {QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact)),
             sqlText(room.toString())});
        while (rows.next()) {
            members.insert(rows.text(0), UserId(rows.text(1)));
        }
    }
    return mentionsOf(given, search, members);
}

SqlReply SqlMessages::sentBefore(const AppendMessage &change)
{
    AppendMessage::Reply reply;
    reply.duplicate = true;
    {
        Rows rows = m_transaction.rows(
            MessageSql::MessageByCid,
            {sqlText(change.message.user.id.toString()), sqlText(change.message.cid)});
        // No row: not the cid but the id of the message exists already.
        if (!rows.next() || rows.bytes(contentHashColumn) != change.contentHash) {
            return failure(StoreError::Conflict);
        }
        reply.message = messageFrom(rows);
        if (rows.number(reactionCountColumn) == 0 && rows.number(fileCountColumn) == 0) {
            return reply;
        }
    }
    reply.message = find(reply.message.room, reply.message.id).value_or(reply.message);
    return reply;
}

void SqlMessages::keepText(const Message &message, const UserId &editor, qint64 nowMs)
{
    const SqlTransaction::Counters *counters = m_transaction.countersOf(message.room);
    m_transaction.run(MessageSql::InsertEdit,
                      {message.room.toString(), message.seq, counters->rev + 1,
                       sqlText(message.chat), sqlText(editor.toString()), nowMs});
}

void SqlMessages::rewrite(Message &message, qint64 reactions)
{
    message.rev = ++m_transaction.countersOf(message.room)->rev;
    m_transaction.run(MessageSql::UpdateMessage,
                      {message.rev, sqlText(message.chat), message.updatedMs,
                       sqlOrNull(message.editedMs), sqlOrNull(message.deletedMs),
                       sqlText(joinedIds(message.mentions)), reactions,
                       qint64(message.files.size()), imageCount(message), message.id.toString()});
}

SqlReply SqlMessages::apply(const EditMessage &change)
{
    std::optional<Message> message = find(change.room, change.message);
    if (!message || m_transaction.countersOf(change.room) == nullptr) {
        return failure(StoreError::NotFound);
    }
    if (const auto may = mayEdit(*message, change); !may) {
        return failure(may.error());
    }
    if (message->chat == change.chat) {
        return ChangedMessage{*std::move(message), false};
    }
    SqlSearchIndex(m_transaction.statements()).noteChange(*message);
    keepText(*message, change.editor, change.nowMs);
    const QString room = change.room.toString();
    for (const UserId &user : std::as_const(message->mentions)) {
        m_transaction.run(MessageSql::DeleteMentions, {user.toString(), room, message->seq});
    }
    EditMessage complete = change;
    complete.mentions = mentioned(change.room, change.mentions, change.search);
    setText(*message, complete);
    for (const UserId &user : std::as_const(message->mentions)) {
        m_transaction.run(MessageSql::InsertMention, {user.toString(), room, message->seq});
    }
    rewrite(*message, reactionCount(*message));
    return ChangedMessage{*std::move(message), true};
}

SqlReply SqlMessages::apply(const DeleteMessage &change)
{
    std::optional<Message> message = find(change.room, change.message);
    if (!message || m_transaction.countersOf(change.room) == nullptr) {
        return failure(StoreError::NotFound);
    }
    if (const auto may = mayDelete(*message, change); !may) {
        return failure(may.error());
    }
    if (message->deletedMs) {
        return ChangedMessage{*std::move(message), false};
    }
    SqlSearchIndex(m_transaction.statements()).noteChange(*message);
    keepText(*message, change.user, change.nowMs);
    const QString room = change.room.toString();
    for (const UserId &user : std::as_const(message->mentions)) {
        m_transaction.run(MessageSql::DeleteMentions, {user.toString(), room, message->seq});
    }
    m_transaction.run(MessageSql::DeleteReactions, {room, message->seq});
    SqlFiles(m_transaction).detach(*message);
    setDeleted(*message, change.nowMs);
    rewrite(*message, 0);
    return ChangedMessage{*std::move(message), true};
}

SqlReply SqlMessages::apply(const SetReaction &change)
{
    std::optional<Message> message = find(change.room, change.message);
    if (!message || message->deletedMs || m_transaction.countersOf(change.room) == nullptr) {
        return failure(StoreError::NotFound);
    }
    const qint64 rev = m_transaction.countersOf(change.room)->rev + 1;
    const Result<bool, StoreError> isNew = setReaction(*message, change);
    if (!isNew) {
        return failure(isNew.error());
    }
    if (!*isNew) {
        return ChangedMessage{*std::move(message), false};
    }
    const QString room = change.room.toString();
    if (change.on) {
        m_transaction.run(MessageSql::InsertReaction,
                          {room, message->seq, change.emoji, sqlText(change.user.toString()), rev});
    } else {
        m_transaction.run(MessageSql::DeleteReaction,
                          {room, message->seq, change.emoji, sqlText(change.user.toString())});
        // Who came first may have gone: the order is that of those who are left.
        message->reactions.clear();
        QList<Message> left{*message};
        readReactions(m_transaction.statements(), MessageSql::ReactionsBySeq, change.room,
                      message->seq, message->seq, left);
        message->reactions = left.constFirst().reactions;
    }
    message->updatedMs = change.nowMs;
    rewrite(*message, reactionCount(*message));
    return ChangedMessage{*std::move(message), true};
}

SqlReply SqlMessages::apply(const SetRead &change)
{
    const SqlTransaction::Counters *counters = m_transaction.countersOf(change.room);
    if (counters == nullptr) {
        return failure(StoreError::NotFound);
    }
    const QVariant user = sqlText(change.user.toString());
    const QVariant room = sqlText(change.room.toString());
    const qint64 seq = std::min(change.seq, counters->seq);
    {
        Rows rows = m_transaction.rows(MessageSql::ReadMark, {user, room});
        if (!rows.next()) {
            return failure(StoreError::NotFound);
        }
        if (const qint64 before = rows.number(0); seq <= before) {
            return SetRead::Reply{before, false};
        }
    }
    m_transaction.run(MessageSql::SetReadMark, {seq, change.nowMs, user, room});
    return SetRead::Reply{seq, true};
}

} // namespace maru::server
