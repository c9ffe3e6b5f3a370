// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativemessages.h"

#include "server/chat/messageservices.h"
#include "server/chat/messagestore.h"
#include "server/session/nativeanswer.h"
#include "server/session/sessionhub.h"

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// A page shows what its reader has sent before.
Order orderFor(const NamespaceSession *session)
{
    return session->hasChanges() ? Order::Kept : Order::Free;
}

} // namespace

bool NativeMessages::isTooFast(NamespaceSession *session, std::optional<quint64> id)
{
    return hasToWait(session, id, m_hub.take(Rate::Message, session->user()->id),
                     u"Too many messages. Please wait a moment."_s);
}

void NativeMessages::receive(NamespaceSession *session, const MessageSend &event,
                             std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().messages.chat.post(*session->user(), event,
                                          answerChangeTo<SentReply>(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const MessageEdit &event,
                             std::optional<quint64> id)
{
    if (!isTooFast(session, id)) { // it costs everybody what a message costs
        m_hub.domain().messages.edits.edit(*session->user(), event,
                                           answerChangeTo<MessageReply>(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const MessageDelete &event,
                             std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().messages.edits.remove(*session->user(), event,
                                             answerChangeTo<MessageReply>(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const MessageReact &event,
                             std::optional<quint64> id)
{
    if (!isTooFast(session, id)) {
        m_hub.domain().messages.edits.react(*session->user(), event,
                                            answerChangeTo<MessageReply>(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const MessageReaders &event,
                             std::optional<quint64> id)
{
    if (!hasToWait(session, id, m_hub.take(Rate::Readers, session->user()->id),
                   u"Too many questions about readers. Please wait a moment."_s)) {
        m_hub.domain().messages.marks.readers(*session->user(), event,
                                              answerTo<ReadersReply>(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const MessageEditHistory &event,
                             std::optional<quint64> id)
{
    if (!hasToWait(session, id, m_hub.take(Rate::Readers, session->user()->id),
                   u"Too many questions about edits. Please wait a moment."_s)) {
        m_hub.domain().messages.edits.history(*session->user(), event,
                                              answerTo<EditHistoryReply>(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const ReadSet &event,
                             std::optional<quint64> id)
{
    if (!hasToWait(session, id, m_hub.take(Rate::ReadMark, session->user()->id),
                   u"Too many read marks. Please wait a moment."_s)) {
        m_hub.domain().messages.marks.setRead(*session->user(), event, answerOkTo(session, id));
    }
}

void NativeMessages::receive(NamespaceSession *session, const TypingSet &event,
                             std::optional<quint64> id)
{
    const std::optional<ApiError> refusal =
        m_hub.domain().messages.marks.setTyping(*session->user(), event);
    session->answer(id, refusal ? encodeError(*refusal) : encodeOk());
}

void NativeMessages::receive(NamespaceSession *session, const MessageHistory &event,
                             std::optional<quint64> id)
{
    if (const auto turn = beginPage(m_hub, session, id)) {
        m_hub.domain().messages.chat.history(*session->user(), event, orderFor(session),
                                             answerPageTo<HistoryReply>(session, id, turn));
    }
}

void NativeMessages::receive(NamespaceSession *session, const MessageChanges &event,
                             std::optional<quint64> id)
{
    if (const auto turn = beginPage(m_hub, session, id)) {
        m_hub.domain().messages.chat.changes(*session->user(), event, orderFor(session),
                                             answerPageTo<ChangesReply>(session, id, turn));
    }
}

} // namespace maru::server
