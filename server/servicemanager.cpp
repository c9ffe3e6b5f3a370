// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/servicemanager.h"

#include "common/logging.h"
#include "server/storage/storagethread.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

#ifdef Q_OS_UNIX
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#endif

namespace maru::server {

namespace {

constexpr int statusIntervalMs = 10'000; // without a watchdog

/// Microseconds of WATCHDOG_USEC, if it means this process; else 0.
qint64 watchdogUs()
{
    const QByteArray pid = qgetenv("WATCHDOG_PID");
    const bool isOurs = pid.isEmpty() || pid.toLongLong() == QCoreApplication::applicationPid();
    return isOurs ? std::max<qint64>(qgetenv("WATCHDOG_USEC").toLongLong(), 0) : 0;
}

} // namespace

ServiceManager::ServiceManager(QObject *parent)
    : QObject(parent)
    , m_address(qgetenv("NOTIFY_SOCKET"))
{
    connect(&m_timer, &QTimer::timeout, this, &ServiceManager::look);
}

void ServiceManager::ready(StorageThread &store, std::function<QByteArray()> status)
{
    if (m_address.isEmpty()) {
        return;
    }
    m_store = &store;
    m_status = std::move(status);
    m_lastStatus = m_status();
    send("READY=1\nSTATUS=" + m_lastStatus);
    const qint64 watchdog = watchdogUs();
    m_hasWatchdog = watchdog > 0;
    constexpr qint64 asksInTime = 3;
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.start(m_hasWatchdog
                      ? int(std::clamp<qint64>(watchdog / asksInTime / 1'000, 1, statusIntervalMs))
                      : statusIntervalMs);
}

void ServiceManager::reloading()
{
#ifdef Q_OS_UNIX
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    send("RELOADING=1\nMONOTONIC_USEC="
         + QByteArray::number(qint64{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000));
#endif
}

void ServiceManager::reloaded()
{
    send("READY=1");
}

void ServiceManager::stopping()
{
    m_timer.stop(); // from here on the manager has a deadline of its own
    send("STOPPING=1\nSTATUS=saying goodbye and storing what waits");
}

void ServiceManager::look()
{
    if (const QByteArray status = m_status(); status != m_lastStatus) {
        m_lastStatus = status;
        send("STATUS=" + status);
    }
    if (!m_hasWatchdog || std::exchange(m_isAsking, true)) {
        return;
    }
    // Any question will do that the storage thread has to work for.
    const quint64 refused = m_store->refusedCount();
    m_store->read(AnyClassCode{}, [this](const Result<bool, StoreError> &) {
        m_isAsking = false;
        if (m_isHandedOn) {
            send("WATCHDOG=1");
        }
    });
    // Else the answer comes from this thread, and says nothing of the other. It never comes from
    // within read().
    m_isHandedOn = m_store->refusedCount() == refused;
}

void ServiceManager::send(const QByteArray &state) const
{
    if (m_address.isEmpty()) {
        return;
    }
#ifdef Q_OS_UNIX
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (size_t(m_address.size()) >= sizeof(address.sun_path)) {
        return;
    }
    std::memcpy(address.sun_path, m_address.constData(), size_t(m_address.size()));
    if (m_address.startsWith('@')) { // a socket without a file: its name begins with a NUL
        address.sun_path[0] = '\0';
    }
    const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + size_t(m_address.size()));
#ifdef SOCK_CLOEXEC
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
#endif
    const bool isSent = descriptor >= 0
        && sendto(descriptor, state.constData(), size_t(state.size()), 0,
                  reinterpret_cast<const sockaddr *>(&address), length)
            >= 0;
    if (!isSent) {
        qCDebug(lcServer, "the service manager does not listen: %s", std::strerror(errno));
    }
    if (descriptor >= 0) {
        ::close(descriptor);
    }
#endif
}

} // namespace maru::server
