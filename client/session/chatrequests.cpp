// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// What ChatSession asks of native servers, and what they tell by themselves.

#include "client/session/chatsessionask.h"

#include <utility>

namespace maru::client {

namespace {

template<class... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};
template<class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

/// The messages of an ack are shown as those of an event are.
ReplyHandler<MessageReply> checked(ReplyHandler<MessageReply> handler)
{
    return [handler = std::move(handler)](const Result<MessageReply, RequestFailure> &reply) {
        const bool isUsable = !reply || isNativeMessage(reply->message);
        isUsable ? handler(reply)
                 : handler(failure(RequestFailure{RequestFailure::Kind::BadReply, {}}));
    };
}

} // namespace

RequestFailure failureOf(AckFailure reason)
{
    switch (reason) {
    case AckFailure::TooLarge:
        return {RequestFailure::Kind::Refused, {ErrorCode::TooLarge, {}, {}, 0, 0}};
    case AckFailure::TooMany:
        return {RequestFailure::Kind::Refused, {ErrorCode::SlowDown, {}, {}, 0, 0}};
    case AckFailure::TimedOut:
        return {RequestFailure::Kind::NoAnswer, {}};
    case AckFailure::Disconnected:
        break;
    }
    return {RequestFailure::Kind::Disconnected, {}};
}

bool isNativeMessage(const Message &message)
{
    constexpr qint64 most = qint64(limits::maxAckId);
    return !message.room.isNull() && message.seq > 0 && message.seq < most && message.rev > 0
        && message.rev < most;
}

void ChatSession::takeNativeEvent(const ServerEvent &event)
{
    if (const auto *changed = std::get_if<MessageChanged>(&event)) {
        if (!isNativeMessage(changed->message)) {
            emit badEventReceived(QStringLiteral("message:changed without room, seq or rev"));
            return;
        }
        if (m_phase != Phase::Joined) {
            if (m_early.size() < limits::maxWaitingPackets) {
                m_early.append(event);
            }
            return;
        }
    }
    if (m_phase != Phase::Joined) {
        return; // the ack of the join tells it better
    }
    std::visit(Overloaded{
                   [this](const MessageChanged &changed) { emit messageChanged(changed.message); },
                   [this](const RoomChanged &changed) { emit roomChanged(changed.room); },
                   [this](const RoomRemoved &removed) { emit roomRemoved(removed); },
                   [this](const MemberChanged &changed) { emit memberChanged(changed); },
                   [this](const MemberLeft &left) { emit memberLeft(left); },
                   [this](const UserChanged &changed) { emit userChanged(changed.user); },
                   [this](const ReadChanged &changed) { emit readChanged(changed); },
                   [this](const TypingChanged &changed) { emit typingChanged(changed); },
                   [](const auto &) {},
               },
               event);
}

void ChatSession::loadHistory(const MessageHistory &question, QObject *context,
                              ReplyHandler<HistoryReply> handler)
{
    Q_ASSERT(m_mode == Mode::Native);
    ask<HistoryReply>(question, historyFromAck, context, std::move(handler));
}

void ChatSession::loadChanges(const MessageChanges &question, QObject *context,
                              ReplyHandler<ChangesReply> handler)
{
    Q_ASSERT(m_mode == Mode::Native);
    m_changes.add({question, context, std::move(handler)});
    askForChanges();
}

void ChatSession::askForChanges()
{
    while (const std::optional<ChangesQueue::Question> next = m_changes.take()) {
        ask<ChangesReply>(
            next->changes, changesFromAck, this,
            [this, question = *next](const auto &reply) { takeChanges(question, reply); });
    }
}

void ChatSession::takeChanges(const ChangesQueue::Question &question,
                              const Result<ChangesReply, RequestFailure> &reply)
{
    QList<ChangesQueue::Question> told{question};
    if (!reply && reply.error().kind == RequestFailure::Kind::Disconnected) {
        told += m_changes.takeAll(); // there is nobody to ask
    }
    for (const ChangesQueue::Question &one : std::as_const(told)) {
        if (one.context) {
            one.handler(reply); // the next page of a room that is shown takes the free place
        }
    }
    m_changes.noteAnswer();
    askForChanges();
}

void ChatSession::editMessage(const MessageEdit &change, QObject *context,
                              ReplyHandler<MessageReply> handler)
{
    askIfNative<MessageReply>(change, messageFromAck, context, checked(std::move(handler)));
}

void ChatSession::deleteMessage(const MessageDelete &change, QObject *context,
                                ReplyHandler<MessageReply> handler)
{
    askIfNative<MessageReply>(change, messageFromAck, context, checked(std::move(handler)));
}

void ChatSession::reactToMessage(const MessageReact &change, QObject *context,
                                 ReplyHandler<MessageReply> handler)
{
    askIfNative<MessageReply>(change, messageFromAck, context, checked(std::move(handler)));
}

void ChatSession::loadReaders(const MessageReaders &question, QObject *context,
                              ReplyHandler<ReadersReply> handler)
{
    askIfNative<ReadersReply>(question, readersFromAck, context, std::move(handler));
}

void ChatSession::loadEdits(const MessageEditHistory &question, QObject *context,
                            ReplyHandler<EditHistoryReply> handler)
{
    askIfNative<EditHistoryReply>(question, editsFromAck, context, std::move(handler));
}

void ChatSession::searchMessages(const MessageSearch &question, QObject *context,
                                 ReplyHandler<SearchReply> handler)
{
    askIfNative<SearchReply>(question, searchFromAck, context, std::move(handler));
}

void ChatSession::setRead(const ReadSet &mark, QObject *context, ReplyHandler<Acknowledged> handler)
{
    askIfNative<Acknowledged>(mark, acknowledgedFromAck, context, std::move(handler));
}

void ChatSession::setTyping(const TypingSet &change)
{
    askIfNative<Acknowledged>(change, acknowledgedFromAck, this, [](const auto &) {});
}

} // namespace maru::client
