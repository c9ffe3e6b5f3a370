// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

#include "server/transport/descriptors.h"

#include "server/transport/addresses.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace maru::server {

#ifdef Q_OS_WIN

Accepted acceptDescriptor(qintptr listening)
{
    const SOCKET descriptor = ::accept(SOCKET(listening), nullptr, nullptr);
    if (descriptor != INVALID_SOCKET) {
        return {.descriptor = qintptr(descriptor)};
    }
    const int error = WSAGetLastError();
    const bool isExhausted = error == WSAEMFILE || error == WSAENOBUFS;
    return {.problem = isExhausted ? AcceptProblem::Exhausted : AcceptProblem::NonePending};
}

void closeDescriptor(qintptr descriptor)
{
    ::closesocket(SOCKET(descriptor));
}

FirstByteState peekFirstByte(qintptr descriptor, char &byte)
{
    const int got = ::recv(SOCKET(descriptor), &byte, 1, MSG_PEEK);
    if (got == 1) {
        return FirstByteState::Here;
    }
    const bool waits = got < 0 && WSAGetLastError() == WSAEWOULDBLOCK;
    return waits ? FirstByteState::Missing : FirstByteState::Gone;
}

#else

Accepted acceptDescriptor(qintptr listening)
{
    for (;;) {
#ifdef Q_OS_LINUX
        const int descriptor =
            ::accept4(int(listening), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
        const int descriptor = ::accept(int(listening), nullptr, nullptr);
        if (descriptor >= 0) {
            ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
            ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
        }
#endif
        if (descriptor >= 0) {
            return {.descriptor = descriptor};
        }
        switch (errno) {
        case EINTR:
        case ECONNABORTED: // that one is gone, the next may be there
#ifdef EPROTO
        case EPROTO:
#endif
            continue;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            return {.problem = AcceptProblem::Exhausted};
        default:
            return {};
        }
    }
}

void closeDescriptor(qintptr descriptor)
{
    ::close(int(descriptor));
}

FirstByteState peekFirstByte(qintptr descriptor, char &byte)
{
    for (;;) {
        const auto got = ::recv(int(descriptor), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got == 1) {
            return FirstByteState::Here;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        const bool waits = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        return waits ? FirstByteState::Missing : FirstByteState::Gone;
    }
}

#endif

void setLowDelay(qintptr descriptor)
{
    const int on = 1;
#ifdef Q_OS_WIN
    ::setsockopt(SOCKET(descriptor), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char *>(&on),
                 sizeof(on));
#else
    ::setsockopt(int(descriptor), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
#endif
}

QHostAddress peerOfDescriptor(qintptr descriptor)
{
    sockaddr_storage storage{};
    socklen_t length = sizeof(storage);
    auto *address = reinterpret_cast<sockaddr *>(&storage);
#ifdef Q_OS_WIN
    const bool isKnown = ::getpeername(SOCKET(descriptor), address, &length) == 0;
#else
    const bool isKnown = ::getpeername(int(descriptor), address, &length) == 0;
#endif
    return isKnown ? normalized(QHostAddress(address)) : QHostAddress();
}

} // namespace maru::server
