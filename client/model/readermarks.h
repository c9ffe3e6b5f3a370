// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/model/messagelistmodel.h"
#include "client/session/chatsession.h"

#include <QObject>
#include <QPointer>
#include <QSet>

namespace maru::client {

/// Asks once in a session how far the members of a room have read it; later events keep that up to
/// date.
class ReaderMarks : public QObject
{
    Q_OBJECT

public:
    /// \p session outlives it.
    explicit ReaderMarks(ChatSession &session, QObject *parent = nullptr);

    /// Fills \p model with the marks of \p room, unless that was done since forget().
    void load(const RoomId &room, MessageListModel *model);
    void forget(); ///< after a join: what was told meanwhile was missed

private:
    void ask(const RoomId &room, const QPointer<MessageListModel> &model, const QString &after,
             int pages);

    ChatSession &m_session;
    QSet<RoomId> m_asked;
};

} // namespace maru::client
