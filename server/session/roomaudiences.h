// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "server/session/framerun.h"
#include "server/session/messageframe.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <span>
#include <vector>

namespace maru::server {

class NamespaceSession;

/// Who sees a room, in groups of one flavour: all of a group share one frame.
///
/// The messages that one turn of the event loop brings for a room, one after the other, become runs
/// (FrameRun), but for the first: a lone message goes as it is. What is said in between to one
/// session keeps its place; whatever is said to a room, or changes who sees one, ends the runs
/// before.
class RoomAudiences : public QObject
{
    Q_OBJECT

public:
    struct Group
    {
        Flavour flavour;
        std::vector<NamespaceSession *> sessions;
    };

    using QObject::QObject;

    void add(const RoomId &room, NamespaceSession *session);
    void remove(const RoomId &room, const NamespaceSession *session);
    /// Whoever sees \p room now, for what is not a message: it comes after those that were
    /// delivered. Until the next call.
    [[nodiscard]] std::span<const Group> of(const RoomId &room);

    /// To all who see its room, at the end of this turn at the latest. How many they are.
    qsizetype deliver(const Message &message);
    /// What was delivered is with the transports.
    void endRuns();

    bool event(QEvent *event) override;

private:
    void noteFirst(const RoomId &room);
    void beginRuns(const std::vector<Group> &groups, qint64 seq);

    QHash<RoomId, std::vector<Group>> m_rooms;
    RoomId m_room; // of the last message of this turn, if nothing came between
    std::vector<std::unique_ptr<FrameRun>> m_runs; // of its groups; null: has none
    qsizetype m_bytes = 0; // in m_runs
    bool m_isPosted = false; // the end of the turn
};

} // namespace maru::server
