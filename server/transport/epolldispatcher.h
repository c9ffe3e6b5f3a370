// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QAbstractEventDispatcher>

#include <atomic>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace maru::server {

/// An event dispatcher for Linux whose cost per turn does not grow with the number of connections.
///
/// Qt's own hand all descriptors to poll() in every turn, and keep timers in a sorted list: with
/// some thousand idle connections that alone fills a core. This one keeps them in an epoll
/// descriptor and in a tree (docs/decisions/0008-an-event-dispatcher-of-our-own.md).
///
/// Coarse timers may be up to 2.5 % late, and are then due together.
class EpollDispatcher : public QAbstractEventDispatcher
{
    Q_OBJECT

public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    /// For the QCoreApplication that is made next.
    static void install();

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;
    void registerTimer(int timerId, qint64 intervalMs, Qt::TimerType type,
                       QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    [[nodiscard]] QList<TimerInfo> registeredTimers(QObject *object) const override;
    [[nodiscard]] int remainingTime(int timerId) override;
    void wakeUp() override; ///< thread: any
    void interrupt() override; ///< thread: any

private:
    static constexpr int kinds = 3; // of notifiers: read, write, exception
    /// What is watched of one descriptor.
    struct Watched
    {
        QSocketNotifier *notifiers[kinds] = {};
        quint32 generation = 0; // tells a descriptor from the next one of the same number
        bool isAdded = false;
    };
    struct Timer
    {
        qint64 dueMs = 0;
        qint64 intervalMs = 0;
        Qt::TimerType type = Qt::CoarseTimer;
        QObject *object = nullptr;
        bool isRunning = false; // its event is being handled
    };

    [[nodiscard]] Watched *watchedOf(qintptr descriptor);
    void watch(qintptr descriptor, Watched &watched);
    [[nodiscard]] int blockMs(QEventLoop::ProcessEventsFlags flags) const;
    int takeEvents(int timeoutMs, bool withSockets);
    void tell(int descriptor, quint32 generation, quint32 events);
    int runTimers();
    void schedule(int timerId, Timer &timer, qint64 dueMs);

    int m_epoll;
    int m_wakeDescriptor;
    std::vector<Watched> m_watched; // by descriptor
    std::unordered_map<int, Timer> m_timers;
    std::set<std::pair<qint64, int>> m_due; // time and id
    std::atomic<bool> m_isWoken{false};
    std::atomic<bool> m_isInterrupted{false};
    Qt::HANDLE m_thread;
};

} // namespace maru::server
