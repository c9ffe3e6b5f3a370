// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/chatservice.h"

#include "common/serverlimits.h"
#include "common/text/messagetext.h"
#include "server/chat/clock.h"
#include "server/chat/eventsink.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/mentions.h"
#include "server/chat/messagestore.h"
#include "server/chat/objectid.h"
#include "server/chat/rights.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// What decides whether a cid that comes again brings the same message: room, text and the message
/// it answers as first sent. Without the last the hash is what the first version stored.
QByteArray contentHash(const MessageSend &request)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(request.room.toString().toUtf8());
    hash.addData(
        QByteArrayView("\0", 1)); // ids hold no U+0000, so the two parts cannot run into each other
    hash.addData(request.chat.toUtf8());
    if (!request.replyTo.isNull()) { // texts hold no U+0000 either
        hash.addData(QByteArrayView("\0", 1));
        hash.addData(request.replyTo.toString().toUtf8());
    }
    for (const FileId &file : request.files) { // no id is empty: two zeros are no replyTo
        hash.addData(QByteArrayView("\0\0", 2));
        hash.addData(file.toString().toUtf8());
    }
    return hash.result();
}

bool hasGoodText(const MessageSend &request)
{
    const bool isWordless = request.chat.isEmpty() && !request.files.isEmpty(); // a file needs none
    return isWordless || checkMessageText(request.chat);
}

ApiError fileNotFound()
{
    return {.code = ErrorCode::NotFound,
            .text = u"files: one is not there (any more), not yours, or not of this room."_s,
            .field = u"files"_s};
}

ApiError replyNotFound()
{
    return {.code = ErrorCode::NotFound,
            .text = u"replyTo: that message is not in this room (any more)."_s,
            .field = u"replyTo"_s};
}

} // namespace

ApiError storeRefusal(StoreError error)
{
    switch (error) {
    case StoreError::NotFound:
        return {.code = ErrorCode::NotFound, .text = u"That does not exist (any more)."_s};
    case StoreError::NameTaken:
        return {.code = ErrorCode::NameTaken, .text = u"That name is taken."_s};
    case StoreError::Conflict:
        return {.code = ErrorCode::Conflict,
                .text = u"This cid was used for another message before."_s};
    case StoreError::Forbidden:
        return {.code = ErrorCode::Forbidden, .text = u"That message is not yours."_s};
    case StoreError::Full:
        return {.code = ErrorCode::TooLarge, .text = u"No more fit there."_s};
    case StoreError::Unread:
        return {.code = ErrorCode::StoreFailed,
                .text = u"The server could not read what it needs from its store. Please try "
                        u"again."_s};
    case StoreError::Failed:
    case StoreError::Broken:
        break;
    }
    return {.code = ErrorCode::StoreFailed,
            .text = u"The server could not store that. Please try again."_s};
}

ApiError messageNotFound()
{
    return {.code = ErrorCode::NotFound,
            .text = u"message: that one is not in this room (any more)."_s};
}

ApiError textRefusal(const QString &chat)
{
    const Result<void, TextError> check = checkMessageText(chat);
    Q_ASSERT(!check);
    if (check.error() == TextError::TooLong) {
        return {.code = ErrorCode::TooLarge,
                .text = textRule(check.error()),
                .limit = limits::maxChatCodePoints};
    }
    return {.code = ErrorCode::BadRequest, .text = textRule(check.error())};
}

ChatService::ChatService(MessageStore &store, EventSink &events, const Members &members,
                         KnownRooms &knownRooms, const Clock &clock)
    : m_store(store)
    , m_events(events)
    , m_members(members)
    , m_knownRooms(knownRooms)
    , m_clock(clock)
{ }

AppendMessage ChatService::appendOf(const User &author, const MessageSend &request) const
{
    const qint64 now = m_clock.nowMs();
    AppendMessage append;
    append.message.id = MessageId(newObjectId(now));
    append.message.room = request.room;
    append.message.cid = request.cid;
    append.message.chat = request.chat;
    if (!request.replyTo.isNull()) {
        append.message.replyTo = ReplyTo{.id = request.replyTo, .seq = 0, .user = {}, .chat = {}};
    }
    for (const FileId &id : request.files) {
        File file;
        file.id = id;
        append.message.files.append(file);
    }
    append.message.user = {.id = author.id, .userName = author.userName};
    append.message.createdMs = now;
    append.message.updatedMs = now;
    append.search =
        mentionSearch(request.chat, !refusalToModerate(m_members, author.id, request.room));
    if (!request.cid.isEmpty()) {
        append.contentHash = contentHash(request);
    }
    return append;
}

void ChatService::post(const User &author, const MessageSend &request, PostHandler done)
{
    if (auto refusal = refusalToWrite(m_members, author.id, request.room, m_clock.nowMs())) {
        refuse(author, request, *refusal, std::move(done));
        return;
    }
    if (!hasGoodText(request)) {
        done(failure(textRefusal(request.chat)));
        return;
    }
    const Result<std::optional<qint64>, ApiError> turn = takeSlowTurn(author, request);
    if (!turn) {
        refuse(author, request, turn.error(), std::move(done));
        return;
    }
    m_store.apply(appendOf(author, request),
                  [this, key = SlowKey(author.id, request.room), turn = *turn,
                   isReply = !request.replyTo.isNull(), hasFiles = !request.files.isEmpty(),
                   done = std::move(done)](Result<AppendMessage::Reply, StoreError> reply) {
                      if (turn) {
                          endSlowTurn(key, *turn, reply && !reply->duplicate);
                      }
                      if (!reply && hasFiles && reply.error() == StoreError::Forbidden) {
                          done(failure(fileNotFound()));
                          return;
                      }
                      if (!reply) {
                          done(failure(isReply && reply.error() == StoreError::NotFound
                                           ? replyNotFound()
                                           : storeRefusal(reply.error())));
                          return;
                      }
                      if (!reply->duplicate) {
                          m_knownRooms.noteMessage(reply->message);
                      }
                      done(SentReply{.message = reply->message, .duplicate = reply->duplicate});
                      if (!reply->duplicate) {
                          m_events.messageAdded(reply->message);
                      }
                  });
}

// Whose ack was lost sends again, and may have been muted meanwhile: everybody has the message, so
// its author must not hear that it failed.
void ChatService::refuse(const User &author, const MessageSend &request, const ApiError &refusal,
                         PostHandler done)
{
    const bool mayBeStored = !request.cid.isEmpty() && hasGoodText(request)
        && !refusalToRead(m_members, author.id, request.room);
    if (!mayBeStored) {
        done(failure(refusal));
        return;
    }
    AppendMessage repeat = appendOf(author, request);
    repeat.isRepeatOnly = true;
    m_store.apply(
        std::move(repeat),
        [refusal, done = std::move(done)](const Result<AppendMessage::Reply, StoreError> &before) {
            if (before) {
                done(SentReply{.message = before->message, .duplicate = true});
            } else if (before.error() == StoreError::Conflict
                       || before.error() == StoreError::NotFound) {
                done(failure(refusal));
            } else { // nobody knows
                done(failure(storeRefusal(before.error())));
            }
        });
}

Result<std::optional<qint64>, ApiError> ChatService::takeSlowTurn(const User &author,
                                                                  const MessageSend &request)
{
    const qint64 nowMs = m_clock.steadyMs();
    const qint64 waitMs = qint64{1'000} * m_members.traitsOf(request.room).slowModeSeconds;
    const Membership *membership = m_members.find(author.id, request.room);
    if (waitMs == 0 || membership == nullptr || membership->role != RoomRole::Member) {
        return std::nullopt;
    }
    if (m_slowPosts.size() >= limits::maxSlowModeWaits) {
        m_slowPosts.removeIf([nowMs](auto entry) {
            return nowMs - entry.value().atMs >= qint64{1'000} * limits::maxSlowModeSeconds;
        });
    }
    const SlowKey key(author.id, request.room);
    const auto before = m_slowPosts.find(key);
    if (before != m_slowPosts.end()) {
        if (!request.cid.isEmpty() && request.cid == before->cid) {
            ++before->underWay;
            return before->atMs;
        }
        const qint64 elapsedMs = nowMs - before->atMs;
        if (elapsedMs < waitMs) {
            return failure(ApiError{
                .code = ErrorCode::SlowDown,
                .text = u"That room is in slow mode: one message in %1 s."_s.arg(waitMs / 1'000),
                .retryAfterMs = int(waitMs - elapsedMs)});
        }
    }
    if (before == m_slowPosts.end() && m_slowPosts.size() >= limits::maxSlowModeWaits) {
        return std::nullopt;
    }
    m_slowPosts.insert(key, {.atMs = nowMs, .cid = request.cid, .underWay = 1});
    return nowMs;
}

void ChatService::endSlowTurn(const SlowKey &key, qint64 atMs, bool isStored)
{
    const auto post = m_slowPosts.find(key);
    if (post == m_slowPosts.end() || post->atMs != atMs) { // its wait is over
        return;
    }
    --post->underWay;
    post->isStored = post->isStored || isStored;
    if (post->underWay == 0 && !post->isStored) {
        m_slowPosts.erase(post);
    }
}

void ChatService::history(const User &reader, const MessageHistory &request, Order order,
                          std::function<void(Result<HistoryReply, ApiError>)> done)
{
    if (auto refusal = refusalToRead(m_members, reader.id, request.room)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const ReadHistory query{.room = request.room,
                            .direction = static_cast<ReadHistory::Direction>(request.direction),
                            .seq = request.seq,
                            .limit = request.limit};
    m_store.read(
        query,
        [&members = m_members, reader = reader.id, room = request.room,
         done = std::move(done)](Result<ReadHistory::Reply, StoreError> reply) {
            if (!reply) {
                done(failure(storeRefusal(reply.error())));
                return;
            }
            // Who was put out of the room meanwhile reads nothing of it any more.
            if (auto refusal = refusalToRead(members, reader, room)) {
                done(failure(*std::move(refusal)));
                return;
            }
            done(HistoryReply{.messages = std::move(reply->messages),
                              .first = reply->first,
                              .last = reply->last});
        },
        order);
}

void ChatService::changes(const User &reader, const MessageChanges &request, Order order,
                          std::function<void(Result<ChangesReply, ApiError>)> done)
{
    if (auto refusal = refusalToRead(m_members, reader.id, request.room)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const ReadChanges query{
        .room = request.room, .afterRev = request.afterRev, .limit = request.limit};
    m_store.read(
        query,
        [&members = m_members, reader = reader.id, room = request.room,
         done = std::move(done)](Result<ReadChanges::Reply, StoreError> reply) {
            if (!reply) {
                done(failure(storeRefusal(reply.error())));
                return;
            }
            // Who was put out of the room meanwhile reads nothing of it any more.
            if (auto refusal = refusalToRead(members, reader, room)) {
                done(failure(*std::move(refusal)));
                return;
            }
            done(ChangesReply{
                .messages = std::move(reply->messages), .rev = reply->rev, .more = reply->more});
        },
        order);
}

} // namespace maru::server
