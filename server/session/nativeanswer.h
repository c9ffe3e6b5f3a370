// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "server/session/namespacesession.h"
#include "server/session/sessionhub.h"

#include <QPointer>

#include <optional>

namespace maru::server {

/// Answers \p id with whatever comes back, if the session still lives then.
template<class Reply>
[[nodiscard]] auto answerTo(NamespaceSession *session, std::optional<quint64> id)
{
    return [session = QPointer(session), id](const Result<Reply, ApiError> &reply) {
        if (session) {
            session->answer(id, reply ? encodeReply(*reply) : encodeError(reply.error()));
        }
    };
}

/// The same for a change of messages; until then the session has changes.
template<class Reply>
[[nodiscard]] auto answerChangeTo(NamespaceSession *session, std::optional<quint64> id)
{
    session->beginChange();
    return [session = QPointer(session),
            answer = answerTo<Reply>(session, id)](const Result<Reply, ApiError> &reply) {
        if (session) {
            session->endChange();
            answer(reply);
        }
    };
}

/// The same for an ack that says nothing but ok.
[[nodiscard]] inline auto answerOkTo(NamespaceSession *session, std::optional<quint64> id)
{
    return [session = QPointer(session), id](const Result<Nothing, ApiError> &reply) {
        if (session) {
            session->answer(id, reply ? encodeOk() : encodeError(reply.error()));
        }
    };
}

/// True, and \p id is answered, if its sender has to wait so long; \p text says what for.
[[nodiscard]] inline bool hasToWait(NamespaceSession *session, std::optional<quint64> id,
                                    int waitMs, const QString &text)
{
    if (waitMs > 0) {
        session->answer(
            id, encodeError({.code = ErrorCode::SlowDown, .text = text, .retryAfterMs = waitMs}));
    }
    return waitMs > 0;
}

/// A place for one more page of \p session's user; null, and \p id is answered, if there is none.
[[nodiscard]] inline PagesUnderWay::Turn beginPage(SessionHub &hub, NamespaceSession *session,
                                                   std::optional<quint64> id)
{
    PagesUnderWay::Turn turn = hub.pages().begin(session->user()->id);
    (void)hasToWait(session, id, turn ? 0 : limits::pageRetryMs,
                    QStringLiteral("Too many pages at once. Please wait a moment."));
    return turn;
}

/// answerTo() of a page, which keeps its place until then.
template<class Reply>
[[nodiscard]] auto answerPageTo(NamespaceSession *session, std::optional<quint64> id,
                                const PagesUnderWay::Turn &turn)
{
    return [answer = answerTo<Reply>(session, id), turn](const Result<Reply, ApiError> &reply) {
        answer(reply);
    };
}

} // namespace maru::server
