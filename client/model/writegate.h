// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/objects.h"
#include "common/protocol/errors.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace maru::client {

/// What the server lets one do in the room that is shown, and what to say if one may not write.
struct WriteRule
{
    /// What the text says, whatever the numbers in it.
    enum class Kind : quint8 {
        Nothing,
        Archived,
        Announcements,
        ClassMode,
        Muted,
        MutedUntil,
        SlowMode,
        HandUp,
        HandsUp,
    };

    bool mayWrite = true; ///< a new message, now
    bool mayEdit = true; ///< slow mode counts new messages only
    bool mayReact = true;
    bool mayDelete = true; ///< one's own; moderators all
    Kind kind = Kind::Nothing;
    QString text; ///< translated; empty if there is nothing to say
    bool offersHand = false; ///< one may ask to speak
    bool isHandUp = false;
    bool offersUnmute = false; ///< one may let everybody write again
    int handsUp = 0; ///< for moderators: how many people ask to speak

    friend bool operator==(const WriteRule &, const WriteRule &) = default;
};

/// Keeps a WriteRule: from the room, from what is known of the reader in it, and from the server's
/// refusals, which alone tell until when a mute lasts.
class WriteGate : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<qint64()>; ///< milliseconds since 1970 UTC

    explicit WriteGate(Clock clock = &QDateTime::currentMSecsSinceEpoch, QObject *parent = nullptr);

    /// \p role counts the server's administrators as owners.
    void setRoom(const Room &room, RoomRole role);
    void setOwn(bool isMuted, bool isHandUp);
    void setHandsUp(int people);
    void noteSent(const RoomId &room); ///< a message of one's own is on its way
    void noteServerTime(qint64 serverMs); ///< as just told; 0: it said nothing
    /// What the server's clock says, as far as is known.
    [[nodiscard]] qint64 serverNowMs() const;
    /// \p isClassMode: nobody but moderators could write in \p room when it was told.
    void noteRefusal(const RoomId &room, const ApiError &error, bool isClassMode);
    /// The same of an edit or a reaction, which slow mode does not count.
    void noteMute(const RoomId &room, const ApiError &error, bool isClassMode);
    void forget();

    [[nodiscard]] const WriteRule &rule() const { return m_rule; }

signals:
    void changed(); ///< rule()

private:
    void update();
    [[nodiscard]] WriteRule ruleNow(qint64 now) const;

    Clock m_clock;
    qint64 m_aheadMs = 0; // the server's clock, of ours: that may be wrong by years
    qint64 m_serverMs = 0; // as told last; 0: never
    QElapsedTimer m_sinceTold; // goes on when somebody sets the clock
    Room m_room;
    RoomRole m_role = RoomRole::Member;
    bool m_isMuted = false;
    bool m_isHandUp = false;
    int m_handsUp = 0;
    QHash<RoomId, qint64> m_mutedUntil; // as a refusal told it; 0: for ever
    QHash<RoomId, qint64> m_nextMs; // slow mode: when the next message may go
    QTimer m_timer; // to the next second that is counted down
    WriteRule m_rule;
};

} // namespace maru::client
