// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/ids.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace maru::client {

/// The rooms whose drafts could not be written to the disk: it is tried again until it succeeds.
class UnkeptDrafts : public QObject
{
    Q_OBJECT

public:
    static constexpr int retryMs = 10'000; ///< a full disk is not asked with every key

    explicit UnkeptDrafts(QObject *parent = nullptr);

    /// What became of writing the draft of \p room.
    void note(const RoomId &room, bool isOnDisk);
    void tryAgain(); ///< at once: it may be the last time
    void clear();

signals:
    /// The draft is to be written as it is by now; note() takes the answer.
    void due(const maru::RoomId &room);

private:
    QSet<RoomId> m_rooms;
    QTimer m_timer;
};

} // namespace maru::client
