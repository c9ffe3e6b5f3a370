// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/stopsignals.h"

#include "server/exitcode.h"

#include <QSocketNotifier>

#include <atomic>

#ifdef Q_OS_UNIX
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#else
#include <windows.h>
#endif

namespace maru::server {

#ifdef Q_OS_UNIX

namespace {

constexpr char stopByte = 's';
constexpr char reloadByte = 'r';

// What a signal handler may touch: a descriptor and a flag.
int wakeDescriptors[2] = {-1, -1};
volatile std::sig_atomic_t wasAsked = 0;

void onStopSignal(int)
{
    if (wasAsked != 0) {
        _exit(ExitGood);
    }
    wasAsked = 1;
    [[maybe_unused]] const auto written = ::write(wakeDescriptors[0], &stopByte, 1);
}

void onReloadSignal(int)
{
    [[maybe_unused]] const auto written = ::write(wakeDescriptors[0], &reloadByte, 1);
}

/// Is standard input the terminal of our session, and still there?
bool hasTerminal()
{
    return ::tcgetpgrp(STDIN_FILENO) > 0;
}

} // namespace

StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
{
    Q_ASSERT(wakeDescriptors[0] < 0);
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, wakeDescriptors) != 0) {
        return; // then a signal ends the process the hard way, which it survives
    }
    for (const int descriptor : wakeDescriptors) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        ::fcntl(descriptor, F_SETFL, O_NONBLOCK); // a handler must never wait
    }
    m_notifier = std::make_unique<QSocketNotifier>(wakeDescriptors[1], QSocketNotifier::Read);
    const bool hadTerminal = hasTerminal();
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this, hadTerminal] {
        char byte = 0;
        if (::read(wakeDescriptors[1], &byte, 1) != 1) {
            return;
        }
        // A terminal that is closed says so by SIGHUP, too, and nobody could press Ctrl+C any more.
        const bool isForsaken = hadTerminal && !hasTerminal();
        if (byte == reloadByte && !isForsaken) {
            emit reloadRequested();
        } else {
            emit stopRequested();
        }
    });

    struct sigaction action = {};
    action.sa_handler = onStopSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    action.sa_handler = onReloadSignal;
    ::sigaction(SIGHUP, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a peer that is gone is no reason to die
}

StopSignals::~StopSignals()
{
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGHUP, SIG_DFL);
    m_notifier.reset();
    for (int &descriptor : wakeDescriptors) {
        ::close(descriptor);
        descriptor = -1;
    }
}

#else

namespace {

std::atomic<StopSignals *> receiver = nullptr;
std::atomic<bool> wasAsked = false;

BOOL WINAPI onConsoleEvent(DWORD)
{
    if (wasAsked.exchange(true)) {
        ExitProcess(ExitGood);
    }
    if (StopSignals *target = receiver) {
        QMetaObject::invokeMethod(target, &StopSignals::stopRequested, Qt::QueuedConnection);
    }
    return TRUE;
}

} // namespace

StopSignals::StopSignals(QObject *parent)
    : QObject(parent)
{
    receiver = this;
    SetConsoleCtrlHandler(onConsoleEvent, TRUE);
}

StopSignals::~StopSignals()
{
    SetConsoleCtrlHandler(onConsoleEvent, FALSE);
    receiver = nullptr;
}

#endif

} // namespace maru::server
