// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include "common/chat/events.h"
#include "common/clientlimits.h"

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QTimer>

namespace maru::client {

/// Who is typing where. Who has not said so again for limits::typingForgottenMs is not; at most
/// limits::maxTypistsShown are remembered.
class TypingPeople : public QObject
{
    Q_OBJECT

public:
    explicit TypingPeople(int forgottenMs = limits::typingForgottenMs, QObject *parent = nullptr);

    void take(const TypingChanged &event);
    void forget(const RoomId &room, const UserId &user); ///< what was typed is there, or gone
    void clear();

    /// "김민수 is typing…", translated; empty if nobody is.
    [[nodiscard]] QString text(const RoomId &room) const;

signals:
    void changed(const maru::RoomId &room);

private:
    struct Typist
    {
        RoomId room;
        User user;
        qint64 untilMs = 0;
    };

    void dropLate();

    int m_forgottenMs;
    QElapsedTimer m_clock;
    QTimer m_timer;
    QList<Typist> m_typists; // in the order in which they began
};

/// Says of the own person that it types: at once, and again every limits::typingRepeatMs.
class TypingTeller
{
public:
    /// What to tell the server now, if anything. \p isTyping: there is an unfinished text.
    [[nodiscard]] std::optional<TypingSet> tell(const RoomId &room, bool isTyping);
    void forget() { m_room = {}; } ///< nobody was told, or it was sent

private:
    RoomId m_room; // where the others believe it
    QElapsedTimer m_told;
};

} // namespace maru::client
