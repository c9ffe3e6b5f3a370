// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "client/model/readermarks.h"

#include "common/clientlimits.h"

namespace maru::client {

ReaderMarks::ReaderMarks(ChatSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{ }

void ReaderMarks::load(const RoomId &room, MessageListModel *model)
{
    if (room.isNull() || !model || !m_session.isJoined()
        || m_session.mode() != ChatSession::Mode::Native || m_asked.contains(room)) {
        return;
    }
    m_asked.insert(room);
    ask(room, model, {}, limits::readerPages);
}

void ReaderMarks::forget()
{
    m_asked.clear();
}

void ReaderMarks::ask(const RoomId &room, const QPointer<MessageListModel> &model,
                      const QString &after, int pages)
{
    m_session.listMembers(
        {room, after, limits::maxPageRows}, this, [this, room, model, pages](const auto &reply) {
            if (!reply || !model) {
                return; // it stays without; nothing that was asked for is missing
            }
            for (const Member &member : reply->members) {
                model->setReadUpTo(member.user.id, member.readSeq);
            }
            if (reply->more && pages > 1 && !reply->members.isEmpty()) {
                ask(room, model, reply->members.constLast().user.id.toString(), pages - 1);
            }
        });
}

} // namespace maru::client
