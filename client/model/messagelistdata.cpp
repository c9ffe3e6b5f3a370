// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What MessageListModel says of a message beside its text: answers, reactions, mentions.

#include "client/model/messagelistmodel.h"
#include "common/clientlimits.h"
#include "common/text/messagetext.h"

#include <algorithm>

namespace maru::client {

namespace {

const QString everybody = QStringLiteral("all"); // in Message::mentions

/// What an answer quotes of \p text.
QString firstOf(const QString &text)
{
    return firstCodePoints(text, limits::maxQuoteCodePoints);
}

} // namespace

QVariant MessageListModel::extraData(const Message &message, int role) const
{
    switch (role) {
    case IdRole:
        return message.id.toString();
    case SeqRole:
        return message.seq;
    case EditedRole:
        return message.editedMs.has_value() && !message.deletedMs;
    case DeletedRole:
        return message.deletedMs.has_value();
    case ReplyRole:
        return message.replyTo ? QVariant::fromValue(*message.replyTo) : QVariant();
    case ReactionsRole:
        return reactionsOf(message);
    case FilesRole:
        return QVariant::fromValue(message.deletedMs ? QList<File>() : message.files);
    case MentionRole:
        if (!mentionsReader(message)) {
            return QString();
        }
        return QString(u'@' + (message.mentions.contains(m_ownUser) ? m_ownName : everybody));
    case ReadByRole:
        return message.seq > 0 && message.seq == m_readSeq ? m_readBy : 0;
    default:
        return {};
    }
}

QVariant MessageListModel::reactionsOf(const Message &message) const
{
    QList<ReactionCount> shown;
    for (const Reaction &reaction : message.reactions) {
        const bool own = !m_ownUser.isNull() && reaction.users.contains(m_ownUser);
        shown.append({reaction.emoji, int(reaction.users.size()), own});
    }
    return QVariant::fromValue(shown);
}

bool MessageListModel::mentionsReader(const Message &message) const
{
    return !m_ownUser.isNull() && message.user.id != m_ownUser
        && (message.mentions.contains(m_ownUser) || message.mentions.contains(UserId(everybody)));
}

void MessageListModel::setUploaded(const QString &cid, int percent)
{
    const int row = rowOfCid(cid);
    if (row >= 0 && isPending(m_rows[size_t(row)])) {
        m_rows[size_t(row)].uploadedPercent = percent;
        emit dataChanged(index(row), index(row), {UploadRole});
    }
}

int MessageListModel::rowOfSeq(qint64 seq) const
{
    Message wanted;
    wanted.seq = seq;
    return seq > 0 ? rowOfKnown(wanted) : -1;
}

MessageListModel::NewOnes MessageListModel::newAfter(qint64 seq) const
{
    NewOnes found;
    for (int row = sentCount() - 1; row >= 0; --row) {
        const Message &message = m_rows[size_t(row)].message;
        if (message.seq <= seq) {
            break;
        }
        ++found.rows;
        if (message.type == MessageType::Chat && message.user.id != m_ownUser) {
            ++found.messages;
            found.mentions += mentionsReader(message) ? 1 : 0;
        }
    }
    return found;
}

std::optional<ReplyTo> MessageListModel::quoteOf(const MessageId &message) const
{
    const auto found = std::find_if(m_rows.rbegin(), m_rows.rend(),
                                    [&](const Row &row) { return row.message.id == message; });
    if (found == m_rows.rend()) {
        return std::nullopt;
    }
    const Message &quoted = found->message;
    return ReplyTo{quoted.id, quoted.seq, quoted.user, firstOf(quoted.chat)};
}

Message MessageListModel::kept(Message message)
{
    if (m_room != message.room) {
        m_room = message.room;
    }
    message.room = m_room;
    message.user = known(message.user);
    if (message.replyTo) {
        message.replyTo->user = known(message.replyTo->user);
    }
    message.chat.squeeze(); // decoding reserves a unit for each byte of UTF-8
    return message;
}

MessageAuthor MessageListModel::known(const MessageAuthor &author)
{
    const auto found = m_authors.constFind(author.id);
    if (found != m_authors.cend() && *found == author) {
        return *found;
    }
    if (m_authors.size() >= limits::maxSharedAuthors) {
        m_authors.clear(); // rows to come have theirs once more
    }
    m_authors.insert(author.id, author);
    return author;
}

// A server tells of the message that changed, not of those that quote it.
void MessageListModel::refreshQuotesOf(const Message &message)
{
    for (int row = 0; row < rowCount(); ++row) {
        std::optional<ReplyTo> &quote = m_rows[size_t(row)].message.replyTo;
        if (quote && quote->id == message.id) {
            quote->chat = firstOf(message.chat);
            emit dataChanged(index(row), index(row), {ReplyRole});
        }
    }
}

} // namespace maru::client
