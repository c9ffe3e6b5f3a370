// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativesearch.h"

#include "server/chat/messageservices.h"
#include "server/session/nativeanswer.h"
#include "server/session/sessionhub.h"

using namespace Qt::StringLiterals;

namespace maru::server {

void NativeSearch::receive(NamespaceSession *session, const MessageSearch &event,
                           std::optional<quint64> id)
{
    if (hasToWait(session, id, m_hub.take(Rate::Search, session->user()->id),
                  u"Too many searches. Please wait a moment."_s)) {
        return;
    }
    m_hub.domain().messages.search.search(*session->user(), event,
                                          answerTo<SearchReply>(session, id));
}

} // namespace maru::server
