// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>
#include <QTimer>

#include <list>

namespace maru::server {

/// Who has more to do than fits into one turn of the event loop. Its place in the queue is kept
/// here, so that leaving costs nothing.
class TurnTaker
{
public:
    TurnTaker() = default;
    virtual ~TurnTaker();
    Q_DISABLE_COPY_MOVE(TurnTaker)

    /// A small piece of it. Queues again for the next one. May delete this.
    virtual void takeTurn() = 0;

    [[nodiscard]] bool isQueued() const { return m_isWaiting; }

private:
    friend class TurnQueue;
    class TurnQueue *m_queue = nullptr; // while it waits there, or has its turn
    std::list<TurnTaker *>::iterator m_place;
    bool m_isWaiting = false;
    bool m_isHeavy = false; // m_place is among the heavy ones
    qint64 m_spentUs = 0; // of turns, since m_sinceMs
    qint64 m_sinceMs = 0;
};

/// What peers send faster than it is taken apart waits here, one after the other, and all of them
/// together have limits::turnMs of each turn of the event loop. So who sends without a pause gets
/// what the others leave, and they wait for it no longer however many there are. Who has had more
/// than limits::turnMs of turns within limits::calmAfterMs comes behind all who have not: a crowd
/// that asks for what is dear does not hold up who asks for little.
///
/// Two for each thread: handshakes of TLS cost a millisecond, but who comes does not wait behind
/// those who flood.
class TurnQueue : public QObject
{
    Q_OBJECT

public:
    explicit TurnQueue(QObject *parent = nullptr);
    ~TurnQueue() override;

    enum class Kind : quint8 { Traffic, Handshakes };
    [[nodiscard]] static TurnQueue &ofThisThread(Kind kind = Kind::Traffic);

    /// Once, however often it is called before takeTurn().
    void add(TurnTaker *taker);

private:
    friend class TurnTaker;

    void run();
    void give(TurnTaker *taker);
    void forget(TurnTaker *taker);

    std::list<TurnTaker *> m_light;
    std::list<TurnTaker *> m_heavy;
    TurnTaker *m_current = nullptr; // whose turn it is, as long as it lives
    QTimer m_timer; // and not an event of our own: those posted in a turn are sent in the same one
};

} // namespace maru::server
