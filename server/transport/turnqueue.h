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

    [[nodiscard]] bool isQueued() const { return m_queue != nullptr; }

private:
    friend class TurnQueue;
    class TurnQueue *m_queue = nullptr; // while it waits there
    std::list<TurnTaker *>::iterator m_place;
};

/// What peers send faster than it is taken apart waits here, one after the other, and all of them
/// together have limits::turnMs of each turn of the event loop. So who sends without a pause gets
/// what the others leave, and they wait for it no longer however many there are.
///
/// One for each thread.
class TurnQueue : public QObject
{
    Q_OBJECT

public:
    explicit TurnQueue(QObject *parent = nullptr);
    ~TurnQueue() override;

    [[nodiscard]] static TurnQueue &ofThisThread();

    /// Once, however often it is called before takeTurn().
    void add(TurnTaker *taker);

private:
    friend class TurnTaker;

    void run();
    void forget(TurnTaker *taker);

    std::list<TurnTaker *> m_takers;
    QTimer m_timer; // and not an event of our own: those posted in a turn are sent in the same one
};

} // namespace maru::server
