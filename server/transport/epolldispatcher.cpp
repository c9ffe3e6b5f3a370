// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/epolldispatcher.h"

#include "common/logging.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include <utility>

namespace maru::server {

namespace {

constexpr int eventsPerTurn = 256;

/// For each kind of notifier, what it waits for. An error or the end of a connection is told to
/// whoever waits for anything.
constexpr std::array<quint32, 3> interests{EPOLLIN, EPOLLOUT, EPOLLPRI};
constexpr std::array<quint32, 3> occasions{EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP,
                                           EPOLLOUT | EPOLLHUP | EPOLLERR, EPOLLPRI};

qint64 nowMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return qint64{time.tv_sec} * 1'000 + time.tv_nsec / 1'000'000;
}

/// A moment at or after \p dueMs, shared with other coarse timers.
qint64 coarse(qint64 dueMs, qint64 intervalMs, Qt::TimerType type)
{
    if (type == Qt::PreciseTimer || intervalMs < 2'000) {
        return dueMs;
    }
    const qint64 grain = intervalMs >= 20'000 ? 500 : 50;
    return (dueMs + grain - 1) / grain * grain;
}

} // namespace

EpollDispatcher::EpollDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_wakeDescriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_thread(QThread::currentThreadId())
{
    if (m_epoll < 0 || m_wakeDescriptor < 0) {
        qFatal("no event dispatcher: %s", std::strerror(errno));
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = uint64_t(m_wakeDescriptor);
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeDescriptor, &event);
}

EpollDispatcher::~EpollDispatcher()
{
    ::close(m_wakeDescriptor);
    ::close(m_epoll);
}

void EpollDispatcher::install()
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher); // the application's from now on
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_isInterrupted = false;
    emit awake();
    m_isWoken = false; // before the look: what is posted from now on wakes the wait below
    QCoreApplication::sendPostedEvents();
    if (m_isInterrupted) {
        return false;
    }
    const int timeoutMs = blockMs(flags);
    if (timeoutMs != 0) {
        emit aboutToBlock();
    }
    int handled = takeEvents(timeoutMs, !flags.testFlag(QEventLoop::ExcludeSocketNotifiers));
    handled += runTimers();
    return handled > 0;
}

int EpollDispatcher::blockMs(QEventLoop::ProcessEventsFlags flags) const
{
    if (!flags.testFlag(QEventLoop::WaitForMoreEvents) || m_isInterrupted || m_isWoken) {
        return 0;
    }
    if (m_due.empty()) {
        return -1;
    }
    const qint64 untilMs = m_due.cbegin()->first - nowMs();
    return int(std::clamp<qint64>(untilMs, 0, std::numeric_limits<int>::max()));
}

int EpollDispatcher::takeEvents(int timeoutMs, bool withSockets)
{
    std::array<epoll_event, eventsPerTurn> events;
    int count = 0;
    if (withSockets) {
        count = ::epoll_wait(m_epoll, events.data(), eventsPerTurn, timeoutMs);
    } else {
        pollfd wake{m_wakeDescriptor, POLLIN, 0};
        if (::poll(&wake, 1, timeoutMs) > 0) {
            events[0].events = EPOLLIN;
            events[0].data.u64 = uint64_t(m_wakeDescriptor);
            count = 1;
        }
    }
    for (int i = 0; i < count; ++i) { // count is negative after a signal
        const epoll_event &event = events[size_t(i)];
        const int descriptor = int(event.data.u64 & 0xffffffffu);
        if (descriptor == m_wakeDescriptor) {
            quint64 times = 0;
            [[maybe_unused]] const auto got = ::read(m_wakeDescriptor, &times, sizeof(times));
        } else {
            tell(descriptor, quint32(event.data.u64 >> 32), event.events);
        }
    }
    return std::max(count, 0);
}

/// Each notifier is looked up anew: the one before may have ended it, or the descriptor.
void EpollDispatcher::tell(int descriptor, quint32 generation, quint32 events)
{
    for (int kind = 0; kind < kinds; ++kind) {
        const Watched &watched = m_watched[size_t(descriptor)];
        if (watched.generation != generation) {
            return;
        }
        QSocketNotifier *notifier = watched.notifiers[kind];
        if (notifier != nullptr && (events & occasions[size_t(kind)]) != 0) {
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
        }
    }
}

EpollDispatcher::Watched *EpollDispatcher::watchedOf(qintptr descriptor)
{
    return descriptor >= 0 && size_t(descriptor) < m_watched.size() ? &m_watched[size_t(descriptor)]
                                                                    : nullptr;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const qintptr descriptor = notifier->socket();
    if (size_t(descriptor) >= m_watched.size()) {
        m_watched.resize(size_t(descriptor) + 1);
    }
    Watched &watched = m_watched[size_t(descriptor)];
    watched.notifiers[notifier->type()] = notifier;
    watch(descriptor, watched);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    Watched *watched = watchedOf(notifier->socket());
    if (watched != nullptr && watched->notifiers[notifier->type()] == notifier) {
        watched->notifiers[notifier->type()] = nullptr;
        watch(notifier->socket(), *watched);
    }
}

void EpollDispatcher::watch(qintptr descriptor, Watched &watched)
{
    epoll_event event{};
    for (int kind = 0; kind < kinds; ++kind) {
        if (watched.notifiers[kind] != nullptr) {
            event.events |= interests[size_t(kind)];
        }
    }
    if (event.events == 0) {
        // Fails if the descriptor is closed already, which has done the same.
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, int(descriptor), &event);
        watched.isAdded = false;
        ++watched.generation;
        return;
    }
    event.data.u64 = uint64_t{watched.generation} << 32 | uint32_t(descriptor);
    int result = ::epoll_ctl(m_epoll, watched.isAdded ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
                             int(descriptor), &event);
    if (result != 0 && errno == ENOENT) { // closed and opened again meanwhile
        result = ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, int(descriptor), &event);
    } else if (result != 0 && errno == EEXIST) {
        result = ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, int(descriptor), &event);
    }
    watched.isAdded = result == 0;
    if (result != 0) {
        qCWarning(lcTransport, "descriptor %d cannot be watched: %s", int(descriptor),
                  std::strerror(errno));
    }
}

void EpollDispatcher::schedule(int timerId, Timer &timer, qint64 dueMs)
{
    timer.dueMs = coarse(dueMs, timer.intervalMs, timer.type);
    m_due.emplace(timer.dueMs, timerId);
}

void EpollDispatcher::registerTimer(int timerId, qint64 intervalMs, Qt::TimerType type,
                                    QObject *object)
{
    Timer &timer = m_timers[timerId];
    timer.intervalMs = intervalMs;
    timer.type = type;
    timer.object = object;
    // The clock is cut to milliseconds: one more, so that no timer is early.
    schedule(timerId, timer, nowMs() + intervalMs + (intervalMs > 0 ? 1 : 0));
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    const auto timer = m_timers.find(timerId);
    if (timer == m_timers.end()) {
        return false;
    }
    m_due.erase({timer->second.dueMs, timerId});
    m_timers.erase(timer);
    return true;
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    // Rare: QTimer stops its one itself.
    std::vector<int> ids;
    for (const auto &[id, timer] : m_timers) {
        if (timer.object == object) {
            ids.push_back(id);
        }
    }
    for (const int id : ids) {
        unregisterTimer(id);
    }
    return !ids.empty();
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> infos;
    for (const auto &[id, timer] : m_timers) {
        if (timer.object == object) {
            infos.append(TimerInfo(id, int(timer.intervalMs), timer.type));
        }
    }
    return infos;
}

int EpollDispatcher::remainingTime(int timerId)
{
    const auto timer = m_timers.find(timerId);
    return timer == m_timers.end() ? -1 : int(std::max<qint64>(0, timer->second.dueMs - nowMs()));
}

int EpollDispatcher::runTimers()
{
    if (m_due.empty()) {
        return 0;
    }
    const qint64 now = nowMs();
    std::vector<int> due; // those of now: what they start is the next turn's
    for (auto it = m_due.cbegin(); it != m_due.cend() && it->first <= now; ++it) {
        due.push_back(it->second);
    }
    int handled = 0;
    for (const int id : due) {
        const auto found = m_timers.find(id);
        if (found == m_timers.end() || found->second.dueMs > now) {
            continue;
        }
        Timer &timer = found->second;
        m_due.erase({timer.dueMs, id});
        schedule(id, timer, std::max(timer.dueMs + timer.intervalMs, now));
        if (std::exchange(timer.isRunning, true)) { // within its own event, in a nested loop
            continue;
        }
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer.object, &event);
        if (const auto after = m_timers.find(id); after != m_timers.end()) {
            after->second.isRunning = false;
        }
        ++handled;
    }
    return handled;
}

void EpollDispatcher::wakeUp()
{
    // Whoever is about to wait looks at the flag; only a wait that has begun needs more.
    if (m_isWoken.exchange(true) || QThread::currentThreadId() == m_thread) {
        return;
    }
    const quint64 once = 1;
    [[maybe_unused]] const auto written = ::write(m_wakeDescriptor, &once, sizeof(once));
}

void EpollDispatcher::interrupt()
{
    m_isInterrupted = true;
    wakeUp();
}

} // namespace maru::server
