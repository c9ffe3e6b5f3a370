// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/chat/messageedits.h"

#include "common/serverlimits.h"
#include "common/text/jsonbytes.h"
#include "common/text/messagetext.h"
#include "server/chat/chatservice.h"
#include "server/chat/clock.h"
#include "server/chat/emoji.h"
#include "server/chat/eventsink.h"
#include "server/chat/knownrooms.h"
#include "server/chat/members.h"
#include "server/chat/mentions.h"
#include "server/chat/messagestore.h"
#include "server/chat/rights.h"
#include "server/chat/roomrights.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

ApiError refusalOf(StoreError error)
{
    switch (error) {
    case StoreError::NotFound:
        return messageNotFound();
    case StoreError::Full:
        return {.code = ErrorCode::TooLarge,
                .text = u"emoji: a message has at most %1 kinds and %2 reactions."_s
                            .arg(limits::maxReactionKinds)
                            .arg(limits::maxReactions),
                .limit = limits::maxReactionKinds};
    default:
        return storeRefusal(error);
    }
}

/// The newest ones that fit into a page.
EditHistoryReply shown(ReadEdits::Reply &&edits)
{
    EditHistoryReply reply;
    qsizetype bytes = 0;
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        bytes += jsonBytes(edit->chat);
        if (reply.edits.size() == limits::maxEdits || bytes > limits::maxPageBytes) {
            reply.more = true;
            break;
        }
        reply.edits.prepend({.chat = std::move(edit->chat), .atMs = edit->atMs});
    }
    return reply;
}

} // namespace

template<class Change>
void MessageEdits::apply(Change change, Done done)
{
    m_basics.store.apply(std::move(change),
                         [&events = m_basics.events, &knownRooms = m_basics.knownRooms,
                          done = std::move(done)](Result<ChangedMessage, StoreError> changed) {
                             if (!changed) {
                                 done(failure(refusalOf(changed.error())));
                                 return;
                             }
                             knownRooms.noteMessage(changed->message);
                             done(MessageReply{.message = changed->message});
                             if (changed->isNew) {
                                 events.messageChanged(changed->message);
                             }
                         });
}

void MessageEdits::edit(const User &author, const MessageEdit &request, Done done)
{
    const qint64 now = m_basics.clock.nowMs();
    if (auto refusal = refusalToWrite(m_basics.members, author.id, request.room, now)) {
        done(failure(*std::move(refusal)));
        return;
    }
    if (!checkMessageText(request.chat)) {
        done(failure(textRefusal(request.chat)));
        return;
    }
    const EditMessage change{
        .room = request.room,
        .message = request.message,
        .editor = author.id,
        .chat = request.chat,
        .mentions = {},
        .nowMs = now,
        .search = mentionSearch(request.chat,
                                !refusalToModerate(m_basics.members, author.id, request.room))};
    apply(change, std::move(done));
}

void MessageEdits::remove(const User &user, const MessageDelete &request, Done done)
{
    if (auto refusal = refusalToDelete(m_basics.members, user.id, request.room)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const bool mayDeleteOthers =
        roleIn(m_basics.members, user, request.room).value_or(RoomRole::Member) != RoomRole::Member;
    apply(DeleteMessage{.room = request.room,
                        .message = request.message,
                        .user = user.id,
                        .mayDeleteOthers = mayDeleteOthers,
                        .nowMs = m_basics.clock.nowMs()},
          std::move(done));
}

void MessageEdits::react(const User &user, const MessageReact &request, Done done)
{
    const qint64 now = m_basics.clock.nowMs();
    if (auto refusal = refusalToReact(m_basics.members, user.id, request.room, now)) {
        done(failure(*std::move(refusal)));
        return;
    }
    const std::optional<QString> emoji = qualifiedEmoji(request.emoji);
    if (!emoji) {
        done(failure(
            ApiError{.code = ErrorCode::BadRequest, .text = u"emoji must be one known emoji."_s}));
        return;
    }
    apply(SetReaction{.room = request.room,
                      .message = request.message,
                      .user = user.id,
                      .emoji = *emoji,
                      .on = request.on,
                      .nowMs = now},
          std::move(done));
}

void MessageEdits::history(const User &user, const MessageEditHistory &request,
                           std::function<void(Result<EditHistoryReply, ApiError>)> done)
{
    const std::optional<RoomRole> role = roleIn(m_basics.members, user, request.room);
    if (role.value_or(RoomRole::Member) == RoomRole::Member) {
        done(failure(*refusalToModerate(m_basics.members, user.id, request.room)));
        return;
    }
    m_basics.store.read(ReadEdits{.room = request.room, .message = request.message},
                        [done = std::move(done)](Result<ReadEdits::Reply, StoreError> reply) {
                            if (reply) {
                                done(shown(*std::move(reply)));
                            } else {
                                done(failure(refusalOf(reply.error())));
                            }
                        });
}

} // namespace maru::server
