// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/session/nativeprofile.h"

#include "server/chat/variants.h"
#include "server/session/namespacesession.h"

#include <type_traits>
#include <variant>

using namespace Qt::StringLiterals;

namespace maru::server {

namespace {

/// What changes nothing: its answer is all there is to it.
template<class Event>
constexpr bool isQuestion = isOneOf<
    Event,
    std::variant<MessageHistory, MessageChanges, MessageReaders, MessageEditHistory, MessageSearch,
                 RoomList, RoomMembers, UserList, SessionList, SanctionList>>;

/// Whether \p Subject has a receive() for \p Event: is it built?
template<class Subject, class Event>
concept Receives = requires(Subject &subject, NamespaceSession *session, const Event &event,
                            std::optional<quint64> id)
{
    subject.receive(session, event, id);
};

template<class Event, class Subject, class... Others>
void dispatch(NamespaceSession *session, const Event &event, std::optional<quint64> id,
              Subject &subject, Others &...others)
{
    if constexpr (Receives<Subject, Event>) {
        if (session->user() || std::is_same_v<Event, SessionJoin>) {
            subject.receive(session, event, id);
        } else {
            session->answer(id,
                            encodeError({.code = ErrorCode::NotJoined,
                                         .text = u"Please join with a name first."_s}));
        }
    } else if constexpr (sizeof...(others) > 0) {
        dispatch(session, event, id, others...);
    } else {
        session->answer(id,
                        encodeError({.code = ErrorCode::UnknownEvent,
                                     .text = u"This server does not know that event."_s}));
    }
}

} // namespace

void NativeProfile::receive(NamespaceSession *session, const ClientEvent &event,
                            std::optional<quint64> id)
{
    std::visit(
        [&](const auto &one) {
            // Without an ack id nobody could hear the answer: the store need not look for it.
            if (id || !isQuestion<std::decay_t<decltype(one)>>) {
                dispatch(session, one, id, m_messages, m_rooms, m_people, m_search);
            }
        },
        event);
}

} // namespace maru::server
